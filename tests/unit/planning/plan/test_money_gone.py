"""Works that have used up their money before they are done are forecast to take more, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import money, outside, summaries
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]


def _after(build: Build, spent: int, progress: int | None = 50, **report: Any) -> Portfolio:
    """Return 8 quarters of works of 200 since 2020Q1 that were reported on in 2021Q1."""
    built = (
        build(years=3, overrun=1).project("a", cost=200, quarters=8, fixed=True, percent=PAYERS).portfolio()
    )
    told = {
        "project": "a",
        "status": "under_construction",
        "effective": "2021Q1",
        "physical_progress": progress,
        "actual_spending": {"2020": spent},
    }
    return built.changed(status_reports=({**told, **report},))


PAYERS = {"district": 60, "private": 40}


@pytest.mark.parametrize(
    ("spent", "progress", "to_come"),
    [
        (260, 50, 100),  # above the budget, and half of the works are not done
        (200, 50, 100),  # all of it gone
        (190, 30, 140),  # next to nothing left
        (260, 90, 20),
        (200, None, 100),  # nobody says how far they are: half of their usual time has passed
    ],
)
def test_what_is_not_done_still_costs_what_it_was_to_cost(
    build: Build, scenario: MakeScenario, spent: int, progress: int | None, to_come: int
) -> None:
    portfolio = _after(build, spent, progress)
    plan = make_plan(Case(portfolio, scenario()))
    planned = plan.project("a")
    assert planned.more_to_come == MoreToCome(budget=200, spent=spent, to_come=to_come)
    assert sum(planned.expenditure.values()) == spent + to_come
    assert violations(portfolio, plan) == ()
    say = wording(Language.EN)
    (sentence,) = outside.more_to_come_words(plan, portfolio, say)
    assert money.amount(to_come, say) in sentence
    assert sentence in summaries.standing(plan, portfolio, say)


@pytest.mark.parametrize(
    ("spent", "progress"),
    [(120, 50), (100, 50), (20, 50), (199, 99), (260, 100), (199, None)],
)
def test_money_that_lasts_is_all_there_is(
    build: Build, scenario: MakeScenario, spent: int, progress: int | None
) -> None:
    portfolio = _after(build, spent, progress)
    plan = make_plan(Case(portfolio, scenario()))
    assert plan.project("a").more_to_come is None
    assert sum(plan.project("a").expenditure.values()) == max(200, spent)
    assert outside.more_to_come_words(plan, portfolio, wording(Language.EN)) == []


def test_finished_works_take_no_more(build: Build, scenario: MakeScenario) -> None:
    portfolio = _after(build, 260, 100, status="completed")
    planned = make_plan(Case(portfolio, scenario())).project("a")
    assert (planned.more_to_come, planned.expenditure) == (None, {2020: 260})


def test_works_that_have_had_their_usual_time_may_be_all_but_done(
    build: Build, scenario: MakeScenario
) -> None:
    planned = make_plan(Case(_after(build, 200, None, effective="2022Q1"), scenario())).project("a")
    assert (planned.more_to_come, planned.expenditure) == (None, {2020: 200})


def test_suspended_works_without_money_take_more_when_they_resume(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = _after(build, 220, status="suspended")
    plan = make_plan(Case(portfolio, scenario()))
    assert plan.project("a").more_to_come == MoreToCome(budget=200, spent=220, to_come=100)
    assert violations(portfolio, plan) == ()


def test_a_budget_that_a_scenario_raises_lasts(build: Build, scenario: MakeScenario) -> None:
    portfolio = _after(build, 260)
    planned = make_plan(Case(portfolio, scenario(projects={"a": {"cost": 520}}))).project("a")
    assert (planned.more_to_come, sum(planned.expenditure.values())) == (None, 520)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"more_to_come": None}, StatementName.TOTALS),
        ({"more_to_come": {"budget": 200, "spent": 260, "to_come": 1}}, StatementName.TOTALS),
        ({"expenditure": {2020: 260}, "by_source": {"district": {2020: 260}}}, RuleName.CASH_FLOW),
    ],
)
def test_the_checker_counts_it_again(
    build: Build, scenario: MakeScenario, change: dict[str, Any], rule: str
) -> None:
    portfolio = _after(build, 260)
    content = make_plan(Case(portfolio, scenario())).model_dump(mode="json")
    content["projects"][0].update(change)
    broken = violations(portfolio, Plan.model_validate(content))
    assert rule in {violation.rule for violation in broken}


def test_what_works_that_run_on_still_take_is_counted_beyond_the_schedule_too(
    build: Build, scenario: MakeScenario
) -> None:
    built = build(years=2).project("a", cost=300, quarters=30, earliest="2019Q1", fixed=True)
    portfolio = built.portfolio().changed(
        status_reports=[
            {
                "project": "a",
                "status": "under_construction",
                "effective": "2021Q1",
                "physical_progress": 40,
                "actual_spending": {"2019": 300},
            }
        ]
    )
    plan = make_plan(Case(portfolio, scenario()))
    planned = plan.project("a")
    assert planned.more_to_come == MoreToCome(budget=300, spent=300, to_come=180)
    assert sum(planned.expenditure.values()) + planned.beyond == 180
    assert planned.beyond > 0
    assert violations(portfolio, plan) == ()
