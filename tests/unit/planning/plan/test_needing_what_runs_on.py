"""What needs works that run on past the schedule runs on itself, or is refused with the reason said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.domain.calendar import Period
from portfolio.domain.explanation import NoStart, NoStartCause
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import explanations
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]


def _railway(build: Build, lag: int = 0) -> Portfolio:
    """Return 20 quarters of works in a schedule of 12, what needs them, and what needs nothing."""
    built = (
        build(years=3).project("a", quarters=20).project("b", quarters=8).project("c", quarters=2).portfolio()
    )
    needs = [{"before": "a", "after": "b", "lag_quarters": lag, "reason_en": "x", "reason_zh": "x"}]
    assumptions = built.assumptions.model_dump(mode="json", by_alias=True)
    return built.changed(assumptions={**assumptions, "prerequisites": needs})


def test_what_cannot_start_before_the_schedule_ends_is_named_with_what_it_waits_for(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = _railway(build)
    plan = make_plan(Case(portfolio, scenario()))
    assert plan.status is PlanStatus.INFEASIBLE
    cause = NoStartCause.NEEDS_WHAT_RUNS_ON
    assert plan.explanation == (NoStart(project="b", detail=cause, needs="a", until=Period(2024, 4)),)
    assert "2024Q4" in explanations.sentence(plan.explanation[0], portfolio, wording(Language.EN))


@pytest.mark.parametrize("left_out", ["b", "a"])
def test_without_it_or_the_works_it_waits_for_there_is_no_such_reason(
    build: Build, scenario: MakeScenario, left_out: str
) -> None:
    plan = make_plan(Case(_railway(build), scenario(projects={left_out: {"excluded": True}})))
    assert all(reason.detail != NoStartCause.NEEDS_WHAT_RUNS_ON for reason in plan.explanation)
    assert (plan.status is PlanStatus.OPTIMAL) is (left_out == "b")


def test_what_overlaps_with_works_that_run_on_runs_on_too(build: Build, scenario: MakeScenario) -> None:
    portfolio = _railway(build, lag=-12)
    plan = make_plan(Case(portfolio, scenario()))
    assert violations(portfolio, plan) == ()
    after = plan.project("b")
    assert (str(after.start), str(after.finish), after.runs_on) == ("2022Q1", "2023Q4", True)
    assert (after.expenditure, after.beyond, after.tardiness_quarters) == ({2022: 50}, 50, 0)


def test_what_could_be_finished_after_them_still_has_to(build: Build, scenario: MakeScenario) -> None:
    portfolio = _railway(build, lag=-16)
    plan = make_plan(Case(portfolio, scenario()))
    assert violations(portfolio, plan) == ()
    assert str(plan.project("b").finish) <= "2022Q4"
    assert not plan.project("b").runs_on
