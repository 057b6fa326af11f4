"""The data page: assumptions that are changed and followed, targets, findings, history."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.history import Actor
from portfolio.planning.records.assumptions import change_assumptions


def assumptions(language: str = "en") -> AppTest:
    return opened("data", lang=language, tab="assumptions")


def submit(app: AppTest, section: str, why: str = "measured on site") -> AppTest:
    app.text_input(key=f"why {section} 1").set_value(why)
    sections = ("delivery", "starts", "funding", "priorities", "profiles", "dates", "general")
    button = [button for button in app.button if button.label == "Change it"][sections.index(section)]
    return settled(button.click().run())


def test_a_duration_is_changed_and_the_plan_follows() -> None:
    app = assumptions()
    app.number_input(key="delivery 1 ('delivery', 2, 'modes', 0)").set_value(17)
    submit(app, "delivery")
    assert "Changed; from now on plans are made with it." in text(settled(app))
    assert "measured on site" in text(app)
    overview = text(opened("overview", lang="en"))
    assert "finish after their target years" in overview or "finishes after its target year" in overview
    history = text(opened("data", lang="en", tab="history"))
    assert "12 quarters" in history
    assert "17 quarters" in history


def test_a_later_opening_is_assumed_to_be_worth_less() -> None:
    app = assumptions()
    app.number_input(key="general 1 rate").set_value(2.5)
    submit(app, "general")
    assert "Changed; from now on plans are made with it." in text(settled(app))
    assert "What an opening a year later is worth less" in text(opened("data", lang="en", tab="history"))


def test_years_of_history_and_printed_years_are_assumed_on_the_page() -> None:
    app = assumptions()
    app.selectbox(key="dates 1 history").set_value(2017)
    app.radio(key="dates 1 printed_years").set_value(True)
    submit(app, "dates")
    assert "Changed; from now on plans are made with it." in text(settled(app))
    told = text(opened("data", lang="en", tab="history"))
    assert "All is history up to the end of" in told
    assert "when it is to be finished" in told


@pytest.mark.parametrize(
    ("section", "key", "value", "message"),
    [
        ("delivery", "delivery 1 ('delivery', 2, 'modes', 0)", 0, "whole number from 1 to 800"),
        ("priorities", "priorities 1 0", -1, "whole number from 0 to 1000"),
        ("general", "general 1 target", 2030, "whole number from 2017 to 2021"),
    ],
)
def test_what_cannot_be_an_assumption_is_refused_beside_its_field(
    section: str, key: str, value: int, message: str
) -> None:
    app = assumptions()
    app.number_input(key=key).set_value(value)
    submit(app, section)

    assert message in text(app)
    assert open_workspace().portfolio().version == 1


def test_a_change_needs_a_reason_and_a_difference() -> None:
    app = assumptions()
    submit(app, "delivery")
    assert "Nothing differs" in text(app)

    app.number_input(key="delivery 1 ('delivery', 2, 'modes', 0)").set_value(14)
    submit(app, "delivery", why=" ")
    assert "Give a reason" in text(app)
    assert open_workspace().portfolio().version == 1


def test_who_changed_in_between_is_shown_and_nothing_is_overwritten() -> None:
    app = assumptions()
    workspace = open_workspace()
    held = workspace.portfolio().item.assumptions
    theirs = held.model_copy(update={"delivery": tuple(reversed(held.delivery))})
    change_assumptions(workspace, theirs, actor=Actor("somebody else"), reason="more room", opened=1)

    app.number_input(key="delivery 1 ('delivery', 2, 'modes', 0)").set_value(14)
    submit(app, "delivery")

    said = text(app)
    assert "have been changed since you opened them" in said
    assert "more room" in said
    assert "somebody else has changed the portfolio" in said
    assert open_workspace().portfolio().version == 2
    assert click(app, "Start again from what is in force")


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("targets", ["不由本计划决定", "45亿元", "差1", "五年内总投资"]),
        ("findings", ["正文6家社区卫生服务中心，附件二只有5家"]),
        ("history", ["从文件读入数据", "批准基准", "程序"]),
        ("source", ["按原文；金额以万元计"]),
    ],
)
def test_every_tab_says_what_it_is_for(tab: str, words: list[str]) -> None:
    app = opened("data", lang="zh", tab=tab)
    assert not app.exception
    for expected in words:
        assert expected in text(app)
