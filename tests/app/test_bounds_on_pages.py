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


def test_the_plan_says_what_it_chose_between_which_bounds() -> None:
    told = {"overrun": "0", "share": f"{PROJECT}_municipal-20-20"}
    shown = text(opened("projects", lang="en", project=PROJECT, **told))
    assert "chosen by the plan between 20% and 20%; 20.0% as stated." in shown
    assert "It can pay no more unless its most is raised." in shown
    budget = text(opened("budget", lang="zh", **told))
    assert "有1个项目由计划在界限内选定各来源的份额" in budget
    assert "市级财政在" in budget
