"""Once works are reported on, what is granted for years to come stays, and past years are what was spent."""

from __future__ import annotations

from typing import Any

import pytest
from examples import examples
from hypothesis import event, given
from hypothesis import strategies as st

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

ROWS = [("district", 2020, 40), ("district", 2021, 60), ("private", 2022, 100), ("district", 2023, 50)]
FUTURE = {2022: 100, 2023: 50}


def _granted(
    *reports: dict[str, Any], rows: list[tuple[str, int, int]] = ROWS, fixed: bool = True
) -> Portfolio:
    """Return a project that these amounts were granted for, and what was reported of it."""
    built = PortfolioBuilder(years=6).project("a", cost=None).portfolio()
    content = built.assumptions.model_dump(mode="json", by_alias=True)
    content |= {"appropriations": {"fixed": fixed}, "starts": [], "delivery": [], "funding": []}
    granted = [{"project": "a", "source": s, "year": year, "amount": amount} for s, year, amount in rows]
    usual = {"project": "a", "status": "under_construction"}
    return built.changed(
        assumptions=content,
        appropriations=granted,
        status_reports=[{**usual, **report} for report in reports],
    )


def _planned(portfolio: Portfolio, **scenario: Any) -> PlannedProject:
    plan = make_plan(Case(portfolio, Scenario.model_validate({"name": "s", **scenario})))
    assert violations(portfolio, plan) == ()
    return plan.project("a")


@pytest.mark.parametrize(
    ("report", "past"),
    [
        ({"effective": "2021Q1", "actual_spending": {2020: 30}}, {2020: 30, 2021: 60}),
        ({"effective": "2021Q1", "actual_spending": {2020: 55}}, {2020: 55, 2021: 60}),
        ({"effective": "2021Q1", "physical_progress": 20}, {2020: 40, 2021: 60}),
        ({"effective": "2021Q1", "forecast_finish": "2022Q4"}, {2020: 40, 2021: 60}),
        ({"effective": "2021Q1", "forecast_finish": "2025Q1"}, {2020: 40, 2021: 60}),
        ({"effective": "2021Q3", "actual_spending": {2020: 30, 2021: 50}}, {2020: 30, 2021: 60}),
        ({"effective": "2021Q3", "actual_spending": {2020: 30, 2021: 70}}, {2020: 30, 2021: 70}),
        ({"effective": "2022Q1", "actual_spending": {2020: 50, 2021: -20}}, {2020: 50, 2021: -20}),
        ({"effective": "2021Q1", "status": "suspended"}, {2020: 40, 2021: 60}),
        ({"effective": "2021Q1", "status": "suspended", "actual_spending": {2020: 30}}, {2020: 30, 2021: 60}),
    ],
)
def test_years_to_come_are_as_granted_and_past_ones_as_spent(
    report: dict[str, Any], past: dict[int, int]
) -> None:
    planned = _planned(_granted(report))
    assert planned.expenditure == {**past, **FUTURE}
    assert planned.by_source["private"] == {2022: 100}


def test_what_is_spent_in_a_year_is_paid_by_those_who_granted_it() -> None:
    planned = _planned(_granted({"effective": "2023Q1", "actual_spending": {2020: 40, 2021: 60, 2022: 90}}))
    assert planned.by_source == {"district": {2020: 40, 2021: 60, 2023: 50}, "private": {2022: 90}}


@pytest.mark.parametrize(
    ("report", "starts", "expected"),
    [
        ({"effective": "2020Q3", "actual_spending": {2020: 30}}, "2020Q3", {2020: 40, 2021: 60, **FUTURE}),
        ({"effective": "2020Q3", "actual_spending": {2020: 45}}, "2020Q3", {2020: 45, 2021: 60, **FUTURE}),
        ({"effective": "2022Q1", "actual_spending": {2020: 30}}, "2022Q1", {2020: 30, 2022: 170, 2023: 50}),
        ({"effective": "2021Q3", "forecast_finish": "2024Q2"}, "2021Q3", {2021: 100, **FUTURE}),
    ],
)
def test_works_that_have_not_begun_keep_their_years_too_but_those_that_are_over(
    report: dict[str, Any], starts: str, expected: dict[int, int]
) -> None:
    planned = _planned(_granted({"status": "planned", **report}))
    assert (str(planned.start), planned.expenditure) == (starts, expected)


def test_money_that_is_gone_takes_what_is_granted_first_and_is_said() -> None:
    over = {"effective": "2022Q1", "physical_progress": 50, "actual_spending": {2020: 100, 2021: 300}}
    planned = _planned(_granted(over))
    assert planned.more_to_come == MoreToCome(budget=250, spent=400, to_come=150)
    assert planned.expenditure == {2020: 100, 2021: 300, **FUTURE}
    behind = {"effective": "2023Q1", "physical_progress": 10, "actual_spending": {2020: 250}}
    planned = _planned(_granted({**behind, "forecast_finish": "2024Q4"}))
    assert planned.more_to_come is not None
    assert planned.more_to_come.to_come > 50
    assert planned.expenditure[2023] > 50
    assert sum(planned.expenditure.values()) == 250 + planned.more_to_come.to_come


def test_a_year_that_is_over_before_works_may_resume_is_paid_when_they_do() -> None:
    rows = [("district", 2020, 40), ("district", 2021, 60), ("private", 2022, 40)]
    asleep = {"effective": "2021Q4", "status": "suspended", "actual_spending": {2020: 40}}
    planned = _planned(_granted(asleep, rows=rows))
    assert str(planned.start) == "2020Q1"
    assert planned.expenditure == {2020: 40, 2022: 100}


def test_a_delay_that_a_scenario_asks_for_moves_them() -> None:
    report = {"effective": "2021Q1", "actual_spending": {2020: 40}}
    planned = _planned(_granted(report), projects={"a": {"delay_quarters": 4}})
    assert planned.expenditure != {2020: 40, 2021: 60, **FUTURE}
    assert sum(planned.expenditure.values()) == 250


def test_amounts_that_were_only_the_start_of_planning_follow_the_works() -> None:
    planned = _planned(_granted({"effective": "2021Q1", "physical_progress": 20}, fixed=False))
    assert planned.expenditure != {2020: 40, 2021: 60, **FUTURE}


def test_the_checker_refuses_another_amount_in_a_year_to_come() -> None:
    portfolio = _granted({"effective": "2021Q1", "actual_spending": {2020: 30}})
    plan = make_plan(Case(portfolio, Scenario(name="s")))
    content = plan.model_dump(mode="json")
    moved = {"district": {2020: 30, 2021: 60, 2023: 50}, "private": {2022: 90, 2023: 10}}
    content["projects"][0].update(by_source=moved, expenditure={2020: 30, 2021: 60, 2022: 90, 2023: 60})
    broken = {violation.rule for violation in violations(portfolio, Plan.model_validate(content))}
    assert {RuleName.CASH_FLOW, RuleName.ROUNDING} <= broken


@st.composite
def granted_and_told(draw: st.DrawFn) -> Portfolio:
    """Draw what was granted in 2018 to 2026 and a report in 2020 to 2023, with refunds."""
    sources = st.sampled_from(["district", "municipal", "private"])
    places = st.tuples(sources, st.integers(2018, 2026))
    amounts = draw(st.dictionaries(places, st.integers(0, 300), min_size=1, max_size=8))
    rows = [(source, year, amount) for (source, year), amount in amounts.items()]
    year = draw(st.integers(2020, 2023))
    spent = draw(st.dictionaries(st.integers(2018, year), st.integers(-100, 400), max_size=4))
    report = {
        "status": draw(st.sampled_from(["under_construction", "under_construction", "suspended", "planned"])),
        "effective": f"{year}Q{draw(st.integers(1, 4))}",
        "actual_spending": spent,
    }
    if report["status"] != "planned":
        report["physical_progress"] = draw(st.sampled_from([None, 0, 30, 100]))
    if draw(st.sampled_from([False, False, True])):
        report["forecast_finish"] = f"{draw(st.integers(year + 1, 2025))}Q2"
    portfolio = _granted(report, rows=rows, fixed=draw(st.sampled_from([True, True, False])))
    told = [report.faults_against(portfolio, "form") for report in portfolio.status_reports]
    return portfolio if not any(told) else _granted(rows=rows)


@examples(60)
@given(portfolio=granted_and_told())
def test_every_report_on_what_is_granted_leads_to_a_plan_that_holds(portfolio: Portfolio) -> None:
    if portfolio.appropriated(portfolio.project("a")).start > portfolio.calendar.last:  # type: ignore[union-attr]
        return
    plan = make_plan(Case(portfolio, Scenario(name="s")))
    event(plan.status)
    assert violations(portfolio, plan) == ()
