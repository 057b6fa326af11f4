"""A plan made with a baseline departs from it only where another aim needs it, and cannot pretend to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Placement
from portfolio.domain.scenario import Scenario, TermName
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import compare
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.reports import with_report
from tests.cases import approved

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
DEFAULT = Scenario(name="default")


@pytest.fixture(scope="module")
def portfolio(build: Build) -> Portfolio:
    """Three projects in 2020 to 2022 with much room to move in, and no reason to."""
    return (
        build(years=3)
        .project("a", cost=300, quarters=3)
        .project("b", cost=300, quarters={"standard": 4, "slow": 6})
        .project("c", cost=300, quarters=2, percent={"private": 100})
        .portfolio()
    )


@pytest.fixture(scope="module")
def indifferent(scenario: MakeScenario) -> Scenario:
    """A scenario whose only aim is that nothing be late: many plans are equally good."""
    return scenario(objective=[{"terms": [{"term": "tardiness"}]}])


@pytest.fixture(scope="module")
def baseline(portfolio: Portfolio, scenario: MakeScenario) -> Plan:
    """Decisions that nobody would hit upon by chance."""
    pins = {
        "a": {"pin": {"start": "2020Q4"}},
        "b": {"pin": {"start": "2021Q1", "mode": "slow"}},
        "c": {"pin": {"start": "2022Q2"}},
    }
    return make_plan(Case(portfolio, scenario(projects=pins)))


def disruption(plan: Plan) -> float | None:
    last = plan.provenance.objective[-1]
    assert last.term == TermName.DISRUPTION
    return last.value


def test_the_default_plan_made_again_with_itself_as_baseline_is_the_same_plan(gongshu: Portfolio) -> None:
    first = make_plan(Case(gongshu, DEFAULT))
    assert (first.status, first.kept_close_to) == (PlanStatus.OPTIMAL, None)
    again = make_plan(Case(gongshu, DEFAULT, approved(first)))
    assert (again.status, disruption(again)) == (PlanStatus.OPTIMAL, 0)
    assert again.kept_close_to == first.decisions
    comparison = compare(first, again)
    assert comparison.is_empty


def test_without_a_reason_nothing_departs_from_the_baseline(
    portfolio: Portfolio, indifferent: Scenario, baseline: Plan
) -> None:
    plan = make_plan(Case(portfolio, indifferent, approved(baseline)))
    assert disruption(plan) == 0
    assert plan.decisions == baseline.decisions


def test_only_what_must_move_does(portfolio: Portfolio, baseline: Plan, scenario: MakeScenario) -> None:
    asked = scenario(objective=[{"terms": [{"term": "tardiness"}]}], projects={"a": {"delay_quarters": 6}})
    plan = make_plan(Case(portfolio, asked, approved(baseline)))
    assert {m.project: m.start_shift for m in compare(baseline, plan).moved} == {"a": 3}
    assert disruption(plan) == 3


def test_an_aim_comes_before_the_baseline(
    portfolio: Portfolio, baseline: Plan, scenario: MakeScenario
) -> None:
    plan = make_plan(
        Case(portfolio, scenario(objective=[{"terms": [{"term": "makespan"}]}]), approved(baseline))
    )
    assert plan.provenance.objective[0].value == 4
    # b in its usual mode from 2020Q1 (4 quarters sooner, another mode); a within the year; c as late as that.
    assert {name: str(kept.start) for name, kept in plan.decisions.items()} == {
        "a": "2020Q2",
        "b": "2020Q1",
        "c": "2020Q3",
    }
    assert disruption(plan) == 2 + (4 + 1) + 7


def test_what_is_dropped_counts_and_what_was_finished_does_not(
    portfolio: Portfolio, baseline: Plan, indifferent: Scenario
) -> None:
    report = {"project": "a", "status": "completed", "effective": "2021Q3", "forecast_finish": "2021Q2"}
    known = with_report(portfolio, StatusReport.model_validate(report))
    plan = make_plan(Case(known, indifferent, approved(baseline)))
    assert plan.kept_close_to is not None
    assert plan.decisions["b"] == baseline.decisions["b"]
    assert plan.decisions["c"] == baseline.decisions["c"]
    assert str(plan.project("a").finish) == "2021Q2"
    cancelled = StatusReport.model_validate({**report, "status": "cancelled", "forecast_finish": None})
    plan = make_plan(Case(with_report(portfolio, cancelled), indifferent, approved(baseline)))
    assert (disruption(plan), set(plan.kept_close_to or {})) == (0, {"b", "c"})


# --- A plan that pretends ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def honest(portfolio: Portfolio, baseline: Plan, scenario: MakeScenario) -> Plan:
    """A plan that departs from its baseline by six quarters and says so."""
    asked = scenario(objective=[{"terms": [{"term": "tardiness"}]}], projects={"a": {"delay_quarters": 6}})
    plan = make_plan(Case(portfolio, asked, approved(baseline)))
    assert violations(portfolio, plan) == ()
    return plan


def _with_kept(plan: Plan, **changed: Placement | None) -> Plan:
    kept = {**(plan.kept_close_to or {}), **changed}
    return plan.model_copy(update={"kept_close_to": {k: v for k, v in kept.items() if v is not None}})


def _with_disruption(plan: Plan, **changes: float | None) -> Plan:
    *others, last = plan.provenance.objective
    objective = (*others, last.model_copy(update=changes))
    return plan.model_copy(update={"provenance": plan.provenance.model_copy(update={"objective": objective})})


SPOILT: dict[str, Callable[[Plan], Plan]] = {
    "a baseline moved to where the plan is": lambda plan: _with_kept(plan, a=plan.decisions["a"]),
    "a baseline moved away from the plan": lambda plan: _with_kept(
        plan, c=Placement(mode="standard", start=Period(2020, 1))
    ),
    "another mode in the baseline": lambda plan: _with_kept(
        plan, b=Placement(mode="standard", start=plan.decisions["b"].start)
    ),
    "a decision left out of the baseline": lambda plan: _with_kept(plan, c=None),
    "no baseline at all": lambda plan: plan.model_copy(update={"kept_close_to": None}),
    "less disruption": lambda plan: _with_disruption(plan, value=0, bound=0, gap=0),
    "more disruption": lambda plan: _with_disruption(plan, value=5, bound=5, gap=0),
    "no disruption known": lambda plan: _with_disruption(plan, value=None, bound=None, gap=None),
    "no aim of staying close": lambda plan: plan.model_copy(
        update={
            "provenance": plan.provenance.model_copy(update={"objective": plan.provenance.objective[:-1]})
        }
    ),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_plan_that_pretends_to_stay_closer_or_to_something_else_is_found_out(
    portfolio: Portfolio, honest: Plan, spoil: Callable[[Plan], Plan]
) -> None:
    assert {violation.rule for violation in violations(portfolio, spoil(honest))} & {"objective", "gap"}
