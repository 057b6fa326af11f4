"""Works that began before the programme's first year keep their start; the years get what is left of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.why import why
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.cases import approved
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]


@pytest.fixture
def begun(build: Build) -> Portfolio:
    """2020 to 2022 and one more year; 16 quarters of works since 2018Q1, of 1,000, to be done by 2021."""
    return (
        build(years=3, overrun=1)
        .project("a", cost=1000, quarters=16, earliest="2018Q1", fixed=True, target=2021)
        .portfolio()
    )


def _planned(portfolio: Portfolio, scenario: Scenario, name: str = "a") -> PlannedProject:
    plan = make_plan(Case(portfolio, scenario))
    assert violations(portfolio, plan) == ()
    return plan.project(name)


def test_they_end_when_they_would_and_pay_only_what_is_left(begun: Portfolio, scenario: MakeScenario) -> None:
    planned = _planned(begun, scenario())
    assert (str(planned.start), str(planned.finish)) == ("2018Q1", "2021Q4")
    assert planned.tardiness_quarters == 0
    assert planned.expenditure == {2020: 250, 2021: 250}
    assert planned.before is not None
    assert planned.before.by_source == {"district": {2018: 250, 2019: 250}}
    assert (planned.before.amount, planned.before.assumed) == (500, True)


def test_a_source_that_says_when_they_began_is_believed_over_the_rule(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=3).project("a", cost=100, quarters=8, status="under_construction").portfolio()
    project = built.project("a").model_validate({**built.project("a").model_dump(), "began": "2019Q1"})
    planned = _planned(built.changed(projects=(project,)), scenario())
    assert (str(planned.start), str(planned.finish)) == ("2019Q1", "2020Q4")
    assert planned.expenditure == {2020: 50}


def test_a_delay_moves_the_rest_and_rewrites_no_history(begun: Portfolio, scenario: MakeScenario) -> None:
    planned = _planned(begun, scenario(projects={"a": {"delay_quarters": 3}}))
    assert (str(planned.start), str(planned.finish)) == ("2018Q1", "2022Q3")
    assert planned.before is not None
    assert planned.before.amount == 500
    assert planned.expenditure == {2020: 63, 2021: 250, 2022: 187}


def test_works_that_should_be_done_by_now_take_a_quarter_more(build: Build, scenario: MakeScenario) -> None:
    old = build().project("a", cost=100, quarters=4, earliest="2011Q1", fixed=True).portfolio()
    planned = _planned(old, scenario())
    assert (str(planned.start), str(planned.finish)) == ("2011Q1", "2020Q1")
    assert planned.expenditure == {}
    assert planned.before is not None
    assert planned.before.amount == 100


def test_a_report_on_them_takes_the_share_done_for_what_was_paid(
    begun: Portfolio, scenario: MakeScenario
) -> None:
    report = {"project": "a", "status": "under_construction", "effective": "2020Q1", "physical_progress": 50}
    planned = _planned(begun.changed(status_reports=(report,)), scenario())
    assert (str(planned.start), str(planned.finish)) == ("2018Q1", "2021Q4")
    assert planned.expenditure == {2020: 250, 2021: 250}


def test_a_baseline_of_them_is_kept_and_a_pin_of_their_start_fits(
    begun: Portfolio, scenario: MakeScenario
) -> None:
    plan = make_plan(Case(begun, scenario(name="kept")))
    again = make_plan(Case(begun, scenario(), approved(plan)))
    assert again.provenance.objective[-1].value == 0
    few = make_plan(Case(begun, scenario(most_moves=0), approved(plan)))
    assert few.decisions == plan.decisions
    pinned = _planned(begun, scenario(projects={"a": {"pin": {"start": "2018Q1"}}}))
    assert str(pinned.start) == "2018Q1"


def test_a_baseline_that_had_them_begin_later_is_departed_from_by_that(
    begun: Portfolio, scenario: MakeScenario
) -> None:
    plan = make_plan(Case(begun, scenario()))
    moved = plan.project("a").model_copy(update={"start": begun.calendar.first})
    before = plan.model_copy(update={"projects": (moved,)})
    again = make_plan(Case(begun, scenario(), approved(before)))
    assert again.provenance.objective[-1].value == 8


def test_why_says_they_are_under_way(begun: Portfolio, scenario: MakeScenario) -> None:
    case = Case(begun, scenario())
    plan = make_plan(case)
    answer = why(case, plan, "a", solve=in_process)
    assert answer.fixed


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"before": None}, RuleName.CASH_FLOW),
        ({"start": "2020Q1"}, RuleName.START),
        ({"before": {"amount": 400}}, StatementName.TOTALS),
        ({"before": {"assumed": False}}, StatementName.TOTALS),
        ({"before": {"by_source": {"district": {2018: 500}}}}, RuleName.ROUNDING),
    ],
)
def test_the_checker_sees_history_told_otherwise(
    begun: Portfolio, scenario: MakeScenario, change: dict[str, Any], rule: str
) -> None:
    plan = make_plan(Case(begun, scenario()))
    content = plan.model_dump(mode="json")
    told = content["projects"][0]
    for key, value in change.items():
        told[key] = {**told[key], **value} if isinstance(value, dict) else value
    broken = violations(begun, Plan.model_validate(content))
    assert rule in {violation.rule for violation in broken}


@examples(25)
@given(
    cost=st.integers(0, 10_000),
    quarters=st.integers(1, 24),
    before=st.integers(1, 40),
    profile=st.sampled_from(["even", "s_curve", "late"]),
    share=st.integers(0, 100),
    delay=st.integers(0, 3),
)
def test_nothing_of_the_cost_is_lost_or_counted_twice(
    build: Build,
    scenario: MakeScenario,
    *,
    cost: int,
    quarters: int,
    before: int,
    profile: str,
    share: int,
    delay: int,
) -> None:
    made = build(years=6, overrun=4)
    start = str(Period(2020, 1).plus(-before))
    percent = {"district": share, "private": 100 - share}
    built = made.project(
        "a", cost=cost, quarters=quarters, profile=profile, percent=percent, earliest=start, fixed=True
    ).portfolio()
    planned = _planned(built, scenario(projects={"a": {"delay_quarters": delay}}))
    earlier = 0 if planned.before is None else planned.before.amount
    assert earlier + sum(planned.expenditure.values()) == cost
    assert str(planned.start) == start
