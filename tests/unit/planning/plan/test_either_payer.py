"""Plans where it is undecided who pays: all by one, as assumed, as said, or as the optimizer chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Build = Callable[..., Any]
Make = Callable[..., Scenario]


def undecided(portfolio: Portfolio, *projects: str) -> Portfolio:
    """Return the portfolio with private capital as who may pay for these instead of the district."""
    content = portfolio.assumptions.model_dump(mode="json")
    for rule in content["funding"]:
        if rule["applies_to"]["projects"][0] in projects:
            rule["or_else"] = [{"private": 100}]
    return portfolio.changed(assumptions=content)


def made(portfolio: Portfolio, scenario: Scenario) -> Plan:
    plan = make_plan(Case(portfolio, scenario))
    assert violations(portfolio, plan) == ()
    return plan


def by_source(plan: Plan) -> dict[str, int]:
    return {source: sum(years.values()) for source, years in plan.by_funding_source.items()}


@pytest.fixture
def town(build: Build) -> Portfolio:
    """One project, which either the district or private capital pays."""
    return undecided(build().project("p", quarters={"standard": 4, "slow": 6}).portfolio(), "p")


def test_one_pays_all_of_it(town: Portfolio, scenario: Make) -> None:
    assert by_source(made(town, scenario())) == {"district": 100, "municipal": 0, "private": 0}
    plan = made(town, scenario(projects={"p": {"funding": "private"}}))
    assert by_source(plan) == {"district": 0, "municipal": 0, "private": 100}
    assert (plan.projects[0].funding, plan.projects[0].funding_undecided) == ("private", True)


def test_only_a_scenario_that_says_so_lets_the_optimizer_choose(town: Portfolio, scenario: Make) -> None:
    nothing = {"public": {2020: 0, 2021: 0}}
    assert make_plan(Case(town, scenario(ceilings=nothing))).status is PlanStatus.INFEASIBLE
    plan = made(town, scenario(ceilings=nothing, projects={"p": {"funding": "open"}}))
    assert by_source(plan) == {"district": 0, "municipal": 0, "private": 100}
    assert (plan.projects[0].mode, plan.projects[0].funding) == ("standard/private", "private")


def test_a_pinned_pace_leaves_open_who_pays(town: Portfolio, scenario: Make) -> None:
    change = {"funding": "open", "pin": {"mode": "slow"}}
    plan = made(town, scenario(ceilings={"public": {2020: 0, 2021: 0}}, projects={"p": change}))
    assert plan.projects[0].mode == "slow/private"
    start, finish = plan.projects[0].start, plan.projects[0].finish
    assert start is not None
    assert finish is not None
    assert start.until(finish) == 5


def test_the_checker_finds_half_and_half(town: Portfolio, scenario: Make) -> None:
    plan = made(town, scenario(projects={"p": {"funding": "open"}}))
    planned = plan.projects[0]
    (year, amount), *_ = planned.expenditure.items()
    halves = {source: {year: amount // 2} for source in ("district", "private")}
    told = planned.model_copy(update={"by_source": halves, "payments_by_source": halves})
    found = violations(town, plan.model_copy(update={"projects": (told,)}))
    assert "cash_flow" in {violation.rule for violation in found}


@pytest.mark.parametrize("told", [{"funding": "private"}, {"funding": None}, {"funding_undecided": False}])
def test_the_checker_reads_who_pays_again(town: Portfolio, scenario: Make, told: dict[str, Any]) -> None:
    plan = made(town, scenario())
    other = plan.model_copy(update={"projects": (plan.projects[0].model_copy(update=told),)})
    assert {violation.rule for violation in violations(town, other)} == {"payer"}


def test_what_was_spent_is_a_fact_and_leaves_no_choice(town: Portfolio, scenario: Make) -> None:
    report = {
        "project": "p",
        "status": "under_construction",
        "effective": "2020Q3",
        "actual_spending": {"2020": 30},
    }
    reported = town.changed(status_reports=(report,))
    brief = brief_of(reported, scenario(projects={"p": {"funding": "open"}}))
    assert all(mode.payer is None for mode in brief.requirements["p"].modes)
    made(reported, scenario(projects={"p": {"funding": "open"}}))


@examples(25)
@given(
    costs=st.lists(st.integers(0, 60), min_size=1, max_size=3),
    public=st.integers(0, 80),
    private=st.integers(0, 80),
)
def test_open_choices_find_what_counting_finds(
    build: Build, scenario: Make, costs: list[int], public: int, private: int
) -> None:
    """Each takes the one year there is, so a plan is a way to part the projects between two payers."""
    names = [f"p{number}" for number in range(len(costs))]
    builder = build(years=1)
    for name, cost in zip(names, costs, strict=True):
        builder.project(name, cost=cost)
    portfolio = undecided(builder.portfolio(), *names)
    ceilings = {"district": {2020: public}, "private": {2020: private}}
    changes = {name: {"funding": "open"} for name in names}
    plan = make_plan(Case(portfolio, scenario(ceilings=ceilings, projects=changes)))
    sums = [sum(c for n, c in enumerate(costs) if part >> n & 1) for part in range(2 ** len(costs))]
    fits = [one for one in sums if one <= public and sum(costs) - one <= private]
    assert plan.status is (PlanStatus.OPTIMAL if fits else PlanStatus.INFEASIBLE)
    if fits:
        assert violations(portfolio, plan) == ()
        assert by_source(plan)["district"] in fits
