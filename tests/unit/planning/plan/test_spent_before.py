"""What is told of money spent before the first year takes the place of what the profile would have spent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.cashflow import Flow
from portfolio.domain.plan import PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]
HALVES = {"district": 50, "private": 50}


def _begun(build: Build, **fields: Any) -> Portfolio:
    """Return 16 quarters of works of 1,000 since 2018Q1, of which 2020 to 2022 are planned."""
    built = build(years=3, overrun=1).project(
        "a",
        cost=1000,
        quarters=16,
        earliest="2018Q1",
        fixed=True,
        status="under_construction",
        percent=HALVES,
    )
    return built.portfolio().changed(**fields)


def _planned(portfolio: Portfolio, scenario: Scenario) -> PlannedProject:
    plan = make_plan(Case(portfolio, scenario))
    assert violations(portfolio, plan) == ()
    return plan.project("a")


def test_what_the_source_says_was_spent_is_known_and_the_rest_is_left(
    build: Build, scenario: MakeScenario
) -> None:
    actuals = [
        {"project": "a", "source": "district", "year": 2018, "amount": 300},
        {"project": "a", "year": 2018, "amount": 20},
        {"project": "a", "source": "district", "year": 2019, "amount": -40},
    ]
    planned = _planned(_begun(build, actuals=actuals), scenario())
    assert (str(planned.start), str(planned.finish)) == ("2018Q1", "2021Q4")
    assert planned.before is not None
    assert planned.before.by_source == {"district": {2018: 310, 2019: -40}, "private": {2018: 10}}
    assert (planned.before.amount, planned.before.assumed) == (280, False)
    assert planned.by_source == {"district": {2020: 115, 2021: 115}, "private": {2020: 245, 2021: 245}}


def test_a_report_tells_of_earlier_years_and_corrects_the_source(
    build: Build, scenario: MakeScenario
) -> None:
    actuals = [{"project": "a", "source": "district", "year": 2018, "amount": 300}]
    report = {
        "project": "a",
        "status": "under_construction",
        "effective": "2021Q1",
        "actual_spending": {"2018": 100, "2019": 200, "2020": 300},
    }
    planned = _planned(_begun(build, actuals=actuals, status_reports=[report]), scenario())
    assert planned.before is not None
    assert planned.before.by_source == {
        "district": {2018: 50, 2019: 100},
        "private": {2018: 50, 2019: 100},
    }
    assert planned.expenditure == {2020: 300, 2021: 400}


def test_years_nobody_tells_of_are_assumed_to_have_gone_as_usual(
    build: Build, scenario: MakeScenario
) -> None:
    report = {
        "project": "a",
        "status": "under_construction",
        "effective": "2021Q1",
        "actual_spending": {"2020": 100},
    }
    planned = _planned(_begun(build, status_reports=[report]), scenario())
    assert planned.before is not None
    assert (planned.before.amount, planned.before.assumed) == (500, True)
    assert planned.expenditure == {2020: 100, 2021: 400}


def test_money_paid_before_works_began_does_not_have_them_begin_with_it(
    build: Build, scenario: MakeScenario
) -> None:
    actuals = [{"project": "a", "year": year, "amount": 100} for year in (2015, 2018, 2019)]
    planned = _planned(_begun(build, actuals=actuals), scenario())
    assert (str(planned.start), str(planned.finish)) == ("2018Q1", "2021Q4")
    assert planned.before is not None
    assert planned.before.amount == 300
    assert planned.expenditure == {2020: 350, 2021: 350}


def test_money_that_was_gone_before_the_first_year_is_forecast_to_be_missing(
    build: Build, scenario: MakeScenario
) -> None:
    actuals = [{"project": "a", "year": 2019, "amount": 1200}]
    planned = _planned(_begun(build, actuals=actuals), scenario())
    assert planned.more_to_come is not None
    assert (planned.more_to_come.spent, planned.more_to_come.to_come) == (1200, 500)
    assert sum(planned.expenditure.values()) == 500


def test_a_cancelled_project_keeps_what_was_spent_before(build: Build, scenario: MakeScenario) -> None:
    actuals = [{"project": "a", "year": 2019, "amount": 200}]
    portfolio = _begun(build, actuals=actuals)
    planned = _planned(portfolio, scenario(projects={"a": {"excluded": True}}))
    assert planned.cancelled
    assert planned.before is not None
    assert (planned.before.amount, planned.expenditure) == (200, {})


@examples(200)
@given(
    st.lists(st.integers(-50, 100), min_size=1, max_size=12),
    st.lists(st.integers(0, 60), min_size=1, max_size=4).filter(any),
)
def test_refunds_are_rounded_as_spending_is(amounts: list[int], shares: list[int]) -> None:
    kept: list[int] = []
    for amount in amounts:
        kept.append(max(amount, -sum(kept)))
    parts = sum(shares)
    flow = Flow({str(k): tuple(amount * share for amount in kept) for k, share in enumerate(shares)}, parts)
    whole = flow.whole()
    for quarter in range(len(kept)):
        until = {source: sum(paid[: quarter + 1]) for source, paid in whole.items()}
        assert sum(until.values()) == sum(kept[: quarter + 1])
        for k, share in enumerate(shares):
            assert abs(until.get(str(k), 0) * parts - sum(kept[: quarter + 1]) * share) < parts
            assert until.get(str(k), 0) >= 0
