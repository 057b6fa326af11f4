"""The most that may be invested as a change of a scenario on the what-if page: set, lifted, and raised."""

from __future__ import annotations

from reader import click, opened, settled, text


def test_a_most_that_is_too_little_is_raised_by_one_click_and_lifted() -> None:
    app = opened("what_if", lang="en", overrun="0")
    settled(app.selectbox(key="change kind").set_value("maximum").run())
    app.number_input(key="change maximum").set_value(4000.0)
    click(app, "Add and solve")
    assert not app.exception
    assert "At most CNY 4 billion within the programme" in text(app)
    assert "The programme may invest CNY 4 billion in all: CNY 4.5 billion is needed at least" in text(app)

    click(app, "Raise the most that may be invested to CNY 4.5 billion, and solve")
    assert "At most CNY 4.5 billion within the programme" in text(app)
    assert app.query_params["maximum"] == "450000"
    assert "Raise the most that may be invested to" not in text(app)

    settled(app.checkbox(key="change unlimited").check().run())
    click(app, "Add and solve")
    assert "No limit on total investment" in text(app)
    assert app.query_params["maximum"] == "unlimited"
