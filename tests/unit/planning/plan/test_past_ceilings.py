"""Ceilings of years that are past are told of and bind nobody; those to come hold as ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import summaries
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]


def _portfolio(build: Build, data_date: str | None = "2021Q1") -> Portfolio:
    """Return works of 80 a year of which 100 was spent in 2020, and others that may begin in 2021."""
    portfolio = (
        build(years=3, overrun=1)
        .project("a", cost=160, quarters=8, fixed=True, status="under_construction")
        .project("b", cost=80, quarters=4)
        .portfolio()
    )
    report = {
        "project": "a",
        "status": "under_construction",
        "effective": "2021Q1",
        "actual_spending": {"2020": 100},
    }
    return portfolio.changed(status_reports=[report], data_date=data_date)


@pytest.mark.parametrize("carry_over", [{}, {"district": "50%"}])
def test_a_past_ceiling_that_was_passed_is_told_and_stops_no_plan(
    build: Build, scenario: MakeScenario, carry_over: dict[str, str]
) -> None:
    portfolio = _portfolio(build)
    asked = scenario(ceilings={"district": {"2020": 70, "2021": 100}}, carry_over=carry_over)
    plan = make_plan(Case(portfolio, asked))
    assert plan.status is PlanStatus.OPTIMAL
    assert violations(portfolio, plan) == ()
    past, next_year = plan.ceilings
    assert (past.year, past.used, past.slack) == (2020, 100, -30)
    assert (next_year.carried_in, next_year.slack >= 0) == (0, True)
    say = wording(Language.EN)
    assert summaries.ceiling_words(plan, portfolio, say) in summaries.standing(plan, portfolio, say)


def test_room_that_the_past_left_moves_on(build: Build, scenario: MakeScenario) -> None:
    portfolio = _portfolio(build)
    asked = scenario(ceilings={"district": {"2020": 140, "2021": 60}}, carry_over={"district": "50%"})
    plan = make_plan(Case(portfolio, asked))
    assert violations(portfolio, plan) == ()
    assert [(use.carried_in, use.used) for use in plan.ceilings][1] == (20, 80)


def test_a_passed_ceiling_is_no_sentence_where_all_hold(build: Build, scenario: MakeScenario) -> None:
    portfolio, say = _portfolio(build), wording(Language.EN)
    plan = make_plan(Case(portfolio, scenario(ceilings={"district": {"2020": 100}})))
    assert summaries.ceiling_words(plan, portfolio, say) not in summaries.standing(plan, portfolio, say)


def test_without_a_data_date_no_year_is_past(build: Build, scenario: MakeScenario) -> None:
    asked = scenario(ceilings={"district": {"2020": 70}})
    assert make_plan(Case(_portfolio(build, None), asked)).status is PlanStatus.INFEASIBLE


def test_the_year_of_the_data_date_is_not_past(build: Build, scenario: MakeScenario) -> None:
    asked = scenario(ceilings={"district": {"2021": 10}})
    assert make_plan(Case(_portfolio(build), asked)).status is PlanStatus.INFEASIBLE


def test_the_checker_still_holds_the_years_to_come(build: Build, scenario: MakeScenario) -> None:
    portfolio = _portfolio(build)
    plan = make_plan(Case(portfolio, scenario(ceilings={"district": {"2020": 70, "2021": 100}})))
    tighter = plan.scenario.changed(ceilings={"district": {2020: 70, 2021: 10}})
    broken = violations(portfolio, plan.model_copy(update={"scenario": tighter}))
    ceilings = [violation.path for violation in broken if violation.rule == RuleName.CEILING]
    assert ceilings == ["ceilings.district.2021"]
