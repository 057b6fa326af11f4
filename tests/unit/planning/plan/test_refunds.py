"""Refunds and money paid ahead of works are facts: they count in their years, whatever is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.explanation import CeilingExceeded
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]
HALVES = {"district": 50, "private": 50}


def _told(portfolio: Portfolio, *reports: dict[str, Any], **fields: Any) -> Portfolio:
    usual = {"project": "a", "status": "under_construction"}
    return portfolio.changed(status_reports=[{**usual, **report} for report in reports], **fields)


def _refunded(build: Build, **fields: Any) -> Portfolio:
    """Return 8 quarters of works of 160 since 2020Q1, of which 30 came back in 2021, and others of 80."""
    built = (
        build(years=4, overrun=1)
        .project("a", cost=160, quarters=8, fixed=True, percent=HALVES)
        .project("b", cost=80, quarters=4, earliest="2021Q1")
    )
    report = {"effective": "2022Q1", "physical_progress": 50, "actual_spending": {"2020": 100, "2021": -30}}
    return _told(built.portfolio(), report, **fields)


def _plan(portfolio: Portfolio, scenario: Scenario) -> Plan:
    plan = make_plan(Case(portfolio, scenario))
    assert violations(portfolio, plan) == ()
    return plan


def test_a_refund_within_the_schedule_counts_in_its_year_for_every_sum(
    build: Build, scenario: MakeScenario
) -> None:
    plan = _plan(_refunded(build), scenario())
    planned = plan.project("a")
    assert planned.by_source["district"] == {2020: 50, 2021: -15, 2022: 45}
    assert planned.expenditure == {2020: 100, 2021: -30, 2022: 90}
    assert plan.annual_expenditure == {2020: 100, 2021: 50, 2022: 90, 2023: 0, 2024: 0}
    assert plan.envelope.planned == 240


def test_a_refund_gives_room_in_its_year_and_what_is_left_of_it_moves_on(
    build: Build, scenario: MakeScenario
) -> None:
    pinned = {"projects": {"b": {"pin": {"start": "2021Q1"}}}}
    plan = _plan(_refunded(build), scenario(ceilings={"public": {"2021": 65, "2022": 45}}, **pinned))
    assert [(use.used, use.slack) for use in plan.ceilings] == [(65, 0), (45, 0)]
    pinned = {"projects": {"b": {"pin": {"start": "2022Q1"}}}}
    asked = scenario(
        ceilings={"district": {"2021": 25, "2022": 105}}, carry_over={"district": "50%"}, **pinned
    )
    plan = _plan(_refunded(build), asked)
    assert [(use.used, use.carried_in) for use in plan.ceilings] == [(-15, 0), (125, 20)]


def test_peaks_floor_and_most_see_a_year_less_its_refund(build: Build, scenario: MakeScenario) -> None:
    objective = [{"terms": [{"term": "peak", "resource": "total"}]}]
    plan = _plan(_refunded(build), scenario(objective=objective))
    assert plan.peaks["total"].amount == 100
    assert plan.provenance.objective[0].value == 100
    for floor, status in ((240, PlanStatus.OPTIMAL), (241, PlanStatus.INFEASIBLE)):
        asked = scenario(envelope={"minimum": floor, "soft": False})
        assert make_plan(Case(_refunded(build), asked)).status is status


def test_a_refund_of_a_payer_alone_is_no_peak_of_it(build: Build, scenario: MakeScenario) -> None:
    built = build(years=3).project("a", cost=100, quarters=4, fixed=True)
    report = {"status": "cancelled", "effective": "2022Q1", "actual_spending": {"2020": 40, "2021": -40}}
    plan = _plan(_told(built.portfolio(), report), scenario())
    assert plan.project("a").expenditure == {2020: 40, 2021: -40}
    assert plan.envelope.planned == 0
    assert plan.peaks["district"].amount == 40


def test_a_refund_nobody_is_named_for_goes_back_to_those_who_paid(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=3).project("a", cost=100, quarters=12, earliest="2018Q1", fixed=True, percent=HALVES)
    actuals = [
        {"project": "a", "source": "district", "year": 2018, "amount": 60},
        {"project": "a", "source": "private", "year": 2018, "amount": 20},
        {"project": "a", "year": 2019, "amount": -80},
    ]
    portfolio = built.portfolio().changed(actuals=actuals)
    before = _plan(portfolio, scenario()).project("a").before
    assert before is not None
    assert before.by_source == {"district": {2018: 60, 2019: -60}, "private": {2018: 20, 2019: -20}}


def test_a_present_ceiling_that_facts_have_passed_is_named_with_what_is_gone(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=3).project("a", cost=160, quarters=8, fixed=True)
    portfolio = _told(built.portfolio(), {"effective": "2020Q3", "actual_spending": {"2020": 90}})
    plan = _plan(portfolio, scenario(ceilings={"district": {"2020": 80}}))
    (exceeded,) = plan.explanation
    assert isinstance(exceeded, CeilingExceeded)
    assert (exceeded.payer, exceeded.year, exceeded.allowed) == ("district", 2020, 80)
    assert exceeded.unavoidable == exceeded.needed > 90


@pytest.mark.parametrize("status", ["planned", "approved", "tendering"])
def test_money_paid_ahead_of_works_counts_in_its_years_and_lessens_what_is_left(
    build: Build, scenario: MakeScenario, status: str
) -> None:
    built = build(years=4).project("a", cost=100, quarters=4, earliest="2022Q1", percent=HALVES)
    report = {"status": status, "effective": "2021Q1", "actual_spending": {"2020": 30}}
    actuals = [{"project": "a", "source": "district", "year": 2019, "amount": 10}]
    begins = scenario(projects={"a": {"pin": {"start": "2022Q1"}}})
    plan = _plan(_told(built.portfolio(), report, actuals=actuals), begins)
    planned = plan.project("a")
    assert planned.before is not None
    assert (planned.before.by_source, planned.before.assumed) == ({"district": {2019: 10}}, False)
    assert planned.by_source == {"district": {2020: 15, 2022: 25}, "private": {2020: 15, 2022: 35}}


def test_money_paid_ahead_stays_in_its_years_once_works_have_begun(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=4).project("a", cost=100, quarters=8, earliest="2022Q1")
    reports = [
        {"status": "planned", "effective": "2021Q1", "actual_spending": {"2020": 120}},
        {"status": "under_construction", "effective": "2022Q1"},
    ]
    planned = _plan(_told(built.portfolio(), *reports), scenario()).project("a")
    assert str(planned.start) == "2022Q1"
    assert planned.expenditure == {2020: 120, 2022: 50, 2023: 50}
    assert planned.more_to_come == MoreToCome(budget=100, spent=120, to_come=100)


def test_all_of_the_money_gone_before_works_begin_is_said(build: Build, scenario: MakeScenario) -> None:
    built = build(years=4).project("a", cost=100, quarters=4, earliest="2021Q1")
    report = {"status": "planned", "effective": "2021Q1", "actual_spending": {"2020": 100}}
    planned = _plan(_told(built.portfolio(), report), scenario()).project("a")
    assert planned.more_to_come == MoreToCome(budget=100, spent=100, to_come=100)
    assert sum(planned.expenditure.values()) == 200


def test_money_paid_ahead_of_an_alternative_that_is_not_chosen_stays_spent(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=4).project("a", cost=100, quarters=4).project("b", cost=50, quarters=4).portfolio()
    choice = [{"projects": ["a", "b"], "at_least": 1, "at_most": 1, "reason_en": "x", "reason_zh": "x"}]
    assumptions = {**built.assumptions.model_dump(mode="json", by_alias=True), "alternatives": choice}
    report = {"status": "planned", "effective": "2021Q1", "actual_spending": {"2020": 30}}
    portfolio = _told(built.changed(assumptions=assumptions), report)
    plan = _plan(portfolio, scenario(projects={"b": {"mandated": True}}))
    left_out = plan.project("a")
    assert (left_out.scheduled, left_out.selected, left_out.start) == (False, False, None)
    assert left_out.expenditure == {2020: 30}
    assert plan.envelope.planned == 80
    content = plan.model_dump(mode="json")
    content["projects"][0].update(expenditure={}, by_source={})
    broken = violations(portfolio, Plan.model_validate(content))
    assert RuleName.CASH_FLOW in {violation.rule for violation in broken}


def test_an_amount_a_person_fixed_in_a_year_counts_what_has_been_spent_in_it(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=4).project("a", cost=240, quarters=12, fixed=True, status="under_construction")
    portfolio = built.portfolio().changed(data_date="2021Q3")
    for amount, status in ((120, PlanStatus.OPTIMAL), (40, PlanStatus.OPTIMAL), (39, PlanStatus.INFEASIBLE)):
        fixed = {"allocations": {"district": {"2021": amount}}, "flexibility": 1}
        plan = _plan(portfolio, scenario(projects={"a": fixed}))
        assert plan.status is status
