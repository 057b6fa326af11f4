"""Milestones: of no duration and no cost, reached in a quarter in which what needs them may start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused, unfit

from portfolio.domain.assumptions import DeliveryRule
from portfolio.domain.calendar import Period
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, Term, TermName, Tier
from portfolio.domain.status import StatusReport
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.frames import Grouping
from portfolio.ui.openings import openings
from portfolio.wording.i18n import Language, wording

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


def linked(portfolio: Portfolio, *links: tuple[str, str], lag: int = 0) -> Portfolio:
    """Return the portfolio with these prerequisites: before, after."""
    content = portfolio.assumptions.model_dump(mode="json")
    content["prerequisites"] = [{"before": b, "after": a, "lag_quarters": lag, **WHY} for b, a in links]
    return portfolio.changed(assumptions=content)


def planned(portfolio: Portfolio, **scenario: Any) -> Plan:
    """Return the plan of a scenario; it is proven and passes the checker."""
    plan = make_plan(Case(portfolio, Scenario.model_validate({"name": "s", **scenario})))
    assert plan.status == "optimal"
    assert violations(portfolio, plan) == ()
    return plan


def dates(plan: Plan, project: str) -> tuple[str, str, int | None]:
    """Return start, finish and tardiness."""
    found = plan.project(project)
    return str(found.start), str(found.finish), found.tardiness_quarters


@pytest.fixture
def permit(build: Build) -> Portfolio:
    """A permit to be had from the third quarter on, and works that need it."""
    portfolio: Portfolio = (
        build(years=3)
        .project("m", cost=0, quarters=0, earliest="2020Q3")
        .project("works", cost=120, quarters=4, target=2021)
        .portfolio()
    )
    return linked(portfolio, ("m", "works"))


def test_what_needs_a_milestone_starts_in_the_quarter_it_is_reached(permit: Portfolio) -> None:
    plan = planned(permit)
    assert dates(plan, "m") == ("2020Q3", "2020Q3", 0)
    assert dates(plan, "works")[0] == "2020Q3"
    assert plan.project("m").selected
    assert plan.project("m").expenditure == {}


def test_a_lag_counts_from_the_milestone(permit: Portfolio) -> None:
    assert dates(planned(linked(permit, ("m", "works"), lag=2)), "works")[0] == "2021Q1"


def test_the_checker_refuses_what_starts_before_its_milestone(permit: Portfolio) -> None:
    plan = planned(permit)
    early = plan.project("works").model_copy(update={"start": Period(2020, 2), "finish": Period(2021, 1)})
    wrong = plan.model_copy(update={"projects": (plan.project("m"), early)})
    assert "prerequisite" in {violation.rule for violation in violations(permit, wrong)}


@pytest.mark.parametrize(
    ("quarters", "reached", "late"), [(7, "2021Q4", 0), (8, "2022Q1", 1), (9, "2022Q2", 2), (11, "2022Q4", 4)]
)
def test_a_milestone_is_on_time_until_the_end_of_its_target(
    build: Build, quarters: int, reached: str, late: int
) -> None:
    portfolio = (
        build(years=3)
        .project("works", cost=100, quarters=quarters)
        .project("m", cost=0, quarters=0, target=2021, priority=3)
        .portfolio()
    )
    plan = planned(linked(portfolio, ("works", "m")))
    assert dates(plan, "m") == (reached, reached, late)


def test_no_milestone_is_reached_after_the_schedule(build: Build) -> None:
    portfolio = (
        build(years=2).project("works", cost=100, quarters=8).project("m", cost=0, quarters=0).portfolio()
    )
    plan = make_plan(Case(linked(portfolio, ("works", "m")), Scenario(name="s")))
    assert plan.status == "infeasible"


@pytest.mark.parametrize("term", [TermName.MAKESPAN, TermName.BENEFIT, TermName.TARDINESS, TermName.SELECTED])
def test_every_aim_comes_to_what_the_checker_counts(permit: Portfolio, term: TermName) -> None:
    planned(permit, objective=[Tier(terms=(Term(term=term),)).model_dump(mode="json")])


def test_a_delay_and_a_pin_hold_for_milestones(permit: Portfolio) -> None:
    assert dates(planned(permit, projects={"m": {"delay_quarters": 3}}), "works")[0] == "2021Q2"
    assert dates(planned(permit, projects={"m": {"pin": {"start": "2020Q4"}}}), "m")[0] == "2020Q4"


def test_a_milestone_under_way_since_long_ago_is_reached_within_the_schedule(build: Build) -> None:
    portfolio = (
        build(years=2)
        .project("m", cost=0, quarters=0, earliest="2018Q1", fixed=True, status="under_construction")
        .portfolio()
    )
    assert dates(planned(portfolio), "m") == ("2020Q1", "2020Q1", 0)


def test_works_that_run_on_are_late_from_when_their_milestone_lets_them_finish(build: Build) -> None:
    portfolio = build(years=2).project("m", cost=0, quarters=0).project("works", cost=160, quarters=16)
    found = linked(portfolio.portfolio(), ("m", "works"))
    assert dates(planned(found), "works") == ("2020Q1", "2023Q4", 0)
    late = planned(found, projects={"works": {"pin": {"start": "2020Q2"}}})
    assert dates(late, "works") == ("2020Q2", "2024Q1", 1)


def test_a_milestone_that_costs_something_is_one_clear_fault(build: Build) -> None:
    portfolio = build().project("m", cost=10, quarters=0).project("ok", cost=0, quarters=0).portfolio()
    faults = list(assumption_faults(portfolio, Form.ASSUMPTIONS))
    assert [fault.code for fault in faults] == [Expected.MILESTONE_WITHOUT_COST]
    with refused("only for what costs nothing; m has a cost"):
        raise BadInput(faults)


def test_no_scenario_and_no_report_gives_a_milestone_a_cost(permit: Portfolio) -> None:
    scenario = Scenario.model_validate({"name": "s", "projects": {"m": {"cost": 5}}})
    assert [f.code for f in scenario.faults_against(permit, Form.SCENARIO)] == [
        Expected.MILESTONE_WITHOUT_COST
    ]
    report = StatusReport(
        project="m", status="under_construction", effective=Period(2021, 1), actual_spending={2020: 5}
    )
    codes = [fault.code for fault in report.faults_against(permit, Form.STATUS_REPORT)]
    assert codes == [Expected.NO_SPENDING_ON_MILESTONE]


def test_works_and_milestone_are_not_modes_of_one_project() -> None:
    modes = [{"id": "a", "quarters": 0, "profile": "even"}, {"id": "b", "quarters": 4, "profile": "even"}]
    with unfit(r"or a milestone of none \(0\) in every mode"):
        DeliveryRule.model_validate({"modes": modes, **WHY})


@pytest.mark.parametrize(
    ("report", "reached", "works"),
    [
        ({"status": "completed", "forecast_finish": "2020Q4"}, "2020Q4", "2020Q4"),
        ({"status": "in_operation"}, "2021Q1", "2021Q1"),
        ({"status": "under_construction", "physical_progress": 50}, "2021Q1", "2021Q1"),
        ({"status": "suspended"}, "2021Q1", "2021Q1"),
        ({"status": "planned", "forecast_finish": "2021Q3"}, "2021Q3", "2021Q3"),
    ],
)
def test_what_is_reported_of_a_milestone(
    permit: Portfolio, report: dict[str, Any], reached: str, works: str
) -> None:
    said = StatusReport.model_validate({"project": "m", "effective": "2021Q1", **report})
    assert said.faults_against(permit, Form.STATUS_REPORT) == []
    plan = planned(permit.changed(status_reports=(said,)))
    assert dates(plan, "m")[:2] == (reached, reached)
    assert dates(plan, "works")[0] == works


def test_a_schedule_marks_milestones(permit: Portfolio) -> None:
    plan, say = planned(permit), wording(Language.EN)
    rows = frames.works(plan, permit, permit.projects, Grouping.TYPE, say)
    years = frames.shown_years(plan, portfolio=permit)
    figure = gantt(rows, None, frames.money_by_year(plan, years), 2022, pen(permit, theme.LIGHT, say))
    [marks] = [trace for trace in figure.data if trace.name == "Milestone"]
    assert [str(day) for day in marks.x] == ["2020-07-01"]
    assert marks.customdata[0][0] == "m"
    bars = [trace for trace in figure.data if trace.type == "bar" and trace.orientation == "h"]
    assert [row[0] for bar in bars for row in bar.customdata] == ["works"]
    assert openings(plan, permit, years, say).map(len).to_numpy().sum() == 1
