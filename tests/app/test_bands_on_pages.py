"""How far money may move from its curve, set on the what-if page: of works to come, and of one project."""

from __future__ import annotations

from reader import click, opened, settled, text


def test_a_band_is_set_for_works_to_come_and_for_one_project() -> None:
    app = opened("what_if", lang="en", overrun="0")
    settled(app.selectbox(key="change kind").set_value("bands").run())
    settled(app.number_input(key="band late").set_value(2).run())
    click(app, "Add and solve")
    assert not app.exception
    assert "Works to come: money may run 0 periods ahead of its curve and 2 behind it" in text(app)
    assert app.query_params["bands"] == "0.2.1.0"

    settled(app.selectbox(key="change kind").set_value("band").run())
    settled(app.selectbox(key="change project").set_value("a1-11").run())
    settled(app.number_input(key="band late").set_value(0).run())
    click(app, "Add and solve")
    assert not app.exception
    assert "money follows its curve" in text(app)
    assert app.query_params["band"] == "a1-11_0.0.1.0"
