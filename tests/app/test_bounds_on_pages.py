"""Bounds between which a source pays of a project: set on the what-if page, told on that of the project."""

from __future__ import annotations

from reader import click, opened, settled, text

PROJECT = "a1-07"


def test_bounds_of_a_share_are_set_for_a_project() -> None:
    app = opened("what_if", lang="en", overrun="0")
    settled(app.selectbox(key="change kind").set_value("share").run())
    settled(app.selectbox(key="change project").set_value(PROJECT).run())
    settled(app.selectbox(key="change source").set_value("municipal").run())
    settled(app.text_input(key="change share at_least").set_value("60").run())
    settled(app.text_input(key="change share at_most").set_value("50%").run())
    click(app, "Add and solve")
    assert "Shares of 0 to 100%, the least not above the most." in text(app)
    settled(app.text_input(key="change share at_least").set_value("20").run())
    click(app, "Add and solve")
    assert not app.exception
    assert app.query_params["share"] == f"{PROJECT}_municipal-20-50"
    assert "Municipal pays 20% to 50% of it" in text(app)
