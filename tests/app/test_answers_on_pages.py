"""Answers to long questions on the pages, in both languages: asked by a click, drawn, taken into the plan."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import save_scenario

IMPOSSIBLE = "public-2017-9000"
TIGHT = "public-2019-25000"


def test_the_impossible_is_explained_and_one_click_takes_a_way_out() -> None:
    app = opened("what_if", lang="en", ceiling=IMPOSSIBLE)
    said = text(app)
    assert "takes CNY 194.32 million; CNY 90 million is allowed" in said
    assert "All of it is for works already under way and cannot be avoided." in said

    click(app, "Find ways out")
    said = text(app)
    assert "Raise ceilings" in said
    assert "CNY 104.32 million more" in said
    assert "Hangzhou Geriatric Hospital (杭州市老年病医院) begins 4 quarters later" in said
    assert "CNY 700 million of investment given up" in said
    assert "Proven: no part of it can be smaller" in said

    zh = text(opened("what_if", lang="zh", ceiling=IMPOSSIBLE))
    assert "增加1.04亿元" in zh
    assert "杭州市老年病医院推迟4个季度开工" in zh

    settled(app.button(key="apply slip").click().run())
    said = text(app)
    assert "No plan is possible" not in said
    assert "Hangzhou Geriatric Hospital: starts 4 quarters later or more" in said
    assert app.query_params["delay"] == "a1-08_4"


def test_what_is_locked_is_never_relaxed() -> None:
    app = opened("what_if", lang="zh", ceiling=IMPOSSIBLE)
    click(app, "锁定")
    assert app.query_params["lock"] == "public.2017-locked"
    assert "提高到所需金额并求解" not in text(app)

    click(app, "寻找出路")
    said = text(app)
    assert "提高上限" not in said
    assert "让已开工项目推迟开工" in said


def test_what_money_is_worth_and_what_brings_a_late_project_back() -> None:
    app = opened("budget", lang="en", ceiling=TIGHT)
    settled(app.button_group(key="worth step").set_value(1_000).run())
    click(app, "Work it out")
    said = text(app)
    assert "2019: +CNY 10 million" in said
    assert "+CNY 37.5 million, worse" in said
    assert "Finite differences by solving again, not slopes" in said
    assert "Public (district + municipal) 2019: +CNY 76.67 million" in said

    zh = opened("budget", lang="zh", ceiling=TIGHT)
    settled(zh.button_group(key="worth step").set_value(1_000).run())
    assert "+3,750万元，变差" in text(zh)


def test_a_plan_is_picked_from_the_frontier() -> None:
    app = opened("budget", lang="en")
    click(app, "Draw the frontier")
    point = app.selectbox(key="frontier point")
    assert point.options[0] == "Peak CNY 492 million, 0 weighted quarters late"
    assert any("Each point is solved, checked and proven" in caption.value for caption in app.caption)

    settled(point.set_value(2).run())
    click(app, "Open this plan's scenario")
    assert "least lateness first, then the lowest peak year" in text(app)
    assert app.query_params["aims"] == "public-late_first"
    assert "Draw the frontier" not in text(app), "the picture it was picked from stays"

    zh = opened("budget", lang="zh")
    assert zh.selectbox(key="frontier point").options[0] == "峰值4.92亿元，加权延误0个季度"


@pytest.mark.parametrize(
    ("lang", "ask", "told"),
    [
        ("en", "Why then? Why not a year earlier?", "It may start from 2018Q1 on."),
        ("zh", "为何此时开工？为何不早一年？", "最早可于2018Q1开工。"),
    ],
)
def test_a_project_says_why_not_a_year_earlier(lang: str, ask: str, told: str) -> None:
    app = opened("projects", lang=lang, ceiling=TIGHT, project="a1-07")
    click(app, ask)
    said = text(app)
    assert told in said
    assert ("Possible, and worse: starting it in" if lang == "en" else "可行，但更差") in said


def test_a_project_that_is_dropped_says_why() -> None:
    app = opened("projects", lang="en", duty="a2-05_dropped", project="a2-05")
    click(app, "Why is it not funded?")
    assert "It is not funded: the scenario drops it." in text(app)


def test_a_point_of_the_cost_stability_curve_becomes_the_plan() -> None:
    app = opened("what_if", lang="en", ceiling=TIGHT)
    assert "2019 would pass the ceiling by" in text(app), "who moved, with the reason"
    click(app, "Draw the cost-stability curve")
    assert "forces at least 3 moves" in text(app)
    moves = app.selectbox(key="replan moves")
    assert moves.options[-1] == "8 moves: nothing better was found with more moves"

    settled(moves.set_value(4).run())
    click(app, "Plan with so many moves")
    said = text(app)
    assert "At most 4 projects leave the baseline" in said
    assert "4 projects are treated differently." in said
    assert app.query_params["moves"] == "4"

    zh = text(opened("what_if", lang="zh", ceiling=TIGHT, moves="4"))
    assert "最多4个项目偏离基准" in zh
    assert "现有变化至少迫使3个项目偏离基准" in zh


def test_any_two_scenarios_are_compared() -> None:
    save_scenario(
        open_workspace(), Scenario(name="Tight", ceilings={"public": {2019: 25_000}}), actor=Actor("somebody")
    )
    app = opened("what_if", lang="en")
    settled(app.selectbox(key="against").set_value("scenario Tight").run())
    said = text(app)
    assert "1 project is late no more." in said
    assert "The shortfall of CNY 86.53 million against the floor is gone." in said


@pytest.mark.parametrize(("lang", "head"), [("en", "Targets by sub-district"), ("zh", "目标：按街道")])
def test_targets_stand_by_year_and_street(lang: str, head: str) -> None:
    said = text(opened("data", lang=lang, tab="targets"))
    assert head in said
    assert "康桥街道" in said


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            [
                "Dates and money are exactly the same.",
                "Floor: CNY 5 billion (may be missed) instead of CNY 4.5 billion (may be missed).",
                "The shortfall against the floor grows by CNY 500 million to CNY 500 million.",
            ],
        ),
        ("zh", ["进度和资金完全相同。", "投资下限由45亿元（可以未达）改为50亿元（可以未达）。"]),
    ],
)
def test_another_floor_is_a_difference_that_can_be_approved(lang: str, told: list[str]) -> None:
    app = opened("what_if", lang=lang, floor="500000")
    said = text(app)
    assert all(words in said for words in told)
    button = {"en": "Approve this plan", "zh": "批准此计划"}[lang]
    assert button in said
    assert button not in text(opened("what_if", lang=lang)), "it is the baseline"


@pytest.mark.parametrize(
    ("lang", "head", "target"),
    [
        ("en", "Targets reached differently", "Community health centres built or extended"),
        ("zh", "完成情况有变化的目标", "新（扩）建社区卫生服务中心"),
    ],
)
def test_targets_that_a_change_loses_are_told(lang: str, head: str, target: str) -> None:
    squeezed = ["public-2019-30000", "public-2020-30000", "public-2021-20000"]
    said = text(opened("what_if", lang=lang, ceiling=squeezed))
    assert head in said
    assert target in said
    assert head not in text(opened("what_if", lang=lang))
