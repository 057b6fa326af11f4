"""Stages and gates on the schedule: each where it is dated, told apart by shape, named beside and in full."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import frames, stage_frames, theme
from portfolio.ui.charts.base import pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.frames import Grouping
from portfolio.ui.stage_frames import Mark
from portfolio.wording.i18n import Language, wording
from tests.conftest import WHY

WORKS, BEGUN = "a1-11", "a1-12"
STAGES = [
    {"project": WORKS, "stage": "proposal", "date": "2018-03-05"},
    {"project": WORKS, "stage": "feasibility", "date": "2018-03"},
    {"project": WORKS, "stage": "estimate", "expected": "2019Q2"},
    {"project": WORKS, "stage": "final_account"},
    {"project": BEGUN, "stage": "completion", "expected": "2019-12-31"},
]


@pytest.fixture
def staged(gongshu: Portfolio) -> Portfolio:
    gates = [
        {"kind": "no_start_before", "stage": "feasibility", "lead_quarters": 4, **WHY},
        {"kind": "no_money_before", "stage": "estimate", "lead_quarters": 4, **WHY},
    ]
    content = gongshu.assumptions.model_dump(by_alias=True) | {"gates": gates}
    return gongshu.changed(stages=STAGES, assumptions=content)


def test_a_stage_stands_at_its_day_and_the_last_gate_where_it_opens(staged: Portfolio, plan: Plan) -> None:
    say = wording(Language.EN).of(staged)
    works = frames.works(plan, staged, staged.projects, Grouping.TYPE, say)
    marks = stage_frames.marks(staged, works, say)
    of_works = [tuple(row) for row in marks[marks["id"] == WORKS][["day", "mark", "label"]].to_numpy()]
    assert of_works == [
        (date(2018, 3, 5), Mark.PASSED, "Proposal"),
        (date(2018, 3, 15), Mark.PASSED, "Study"),
        (date(2019, 5, 16), Mark.EXPECTED, "Estimate"),
        (date(2019, 4, 1), Mark.GATE, "Estimate"),
    ]
    assert marks[marks["id"] == BEGUN]["mark"].tolist() == [Mark.EXPECTED]
    told = marks[(marks["id"] == WORKS) & (marks["mark"] == Mark.GATE)]["told"].item()
    assert "may not start before the approval of the feasibility study (2018Q1)" in told
    assert "No money may flow before" in told


@pytest.mark.parametrize("language", list(Language))
def test_marks_differ_in_shape_have_names_and_are_one_trace_a_kind(
    staged: Portfolio, plan: Plan, language: Language
) -> None:
    say = wording(language).of(staged)
    ink = pen(staged, theme.LIGHT, say)
    years = frames.shown_years(plan, portfolio=staged)
    works = frames.works(plan, staged, staged.projects, Grouping.TYPE, say)
    money = frames.money_by_year(plan, years)
    bare = gantt(works, None, money, 2021, ink)
    figure = gantt(works, None, money, 2021, ink, marks=stage_frames.marks(staged, works, say))
    names = [say(f"schedule.mark.{mark}") for mark in Mark]
    drawn = {trace.name: trace for trace in figure.data if trace.name in names}
    assert list(drawn) == names
    assert len({trace.marker.symbol for trace in drawn.values()}) == len(names)
    assert len(figure.data) == len(bare.data) + len(names)
    assert all(all(trace.text) for trace in drawn.values())
    assert len(figure.layout.annotations) == len(bare.layout.annotations)
    bars = next(trace for trace in figure.data if trace.customdata is not None and trace.type == "bar")
    assert bars.name not in names


def test_without_stages_or_gates_nothing_is_added(gongshu: Portfolio, plan: Plan) -> None:
    say = wording(Language.EN).of(gongshu)
    works = frames.works(plan, gongshu, gongshu.projects, Grouping.TYPE, say)
    marks = stage_frames.marks(gongshu, works, say)
    assert marks.empty
    money = frames.money_by_year(plan, frames.shown_years(plan, portfolio=gongshu))
    ink = pen(gongshu, theme.LIGHT, say)
    drawn = [len(gantt(works, None, money, 2021, ink, marks=found).data) for found in (None, marks)]
    assert drawn[0] == drawn[1]
    assert stage_frames.columns(gongshu, gongshu.projects, say) == {}


def test_the_table_says_where_a_project_stands_and_what_its_gates_ask(staged: Portfolio) -> None:
    say = wording(Language.ZH).of(staged)
    projects = [staged.project(name) for name in (WORKS, BEGUN)]
    stages, gates = stage_frames.columns(staged, projects, say).values()
    assert "可研已批 2018-03" in stages[0]
    assert "预计2019Q2" in stages[0]
    assert "2019-12-31" in stages[1]
    assert "不得开工" in gates[0]
    assert gates[1] == ""
