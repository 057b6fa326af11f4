"""Ceilings count what is paid, the envelope what is completed; both are optimal against every other plan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.plan import Counted, Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples

TERMS = {"advance": 10, "progress": 75, "retention": 15, "settled_after": 4}


def paid_by(portfolio: Portfolio, **terms: object) -> Portfolio:
    assumptions = portfolio.assumptions.model_dump(by_alias=True)
    return portfolio.changed(assumptions={**assumptions, "payment_terms": [{**terms, **WHY}]})


def three(builder: PortfolioBuilder) -> PortfolioBuilder:
    return (
        builder.project(
            "a", cost=101, quarters={"standard": 3, "slow": 5}, percent={"district": 60, "private": 40}
        )
        .project("b", cost=80, quarters=4, percent={"private": 100})
        .project("c", cost=47, quarters=2, percent={"district": 100})
    )


def every_choice(brief: Brief) -> list[dict[str, dict[str, dict[int, int]]]]:
    """What each way to choose modes and starts pays, by project and source."""
    ways = [
        [
            need.payments(mode, start)
            for mode in need.modes
            for start in need.starts(mode, brief.calendar.last)
        ]
        for need in brief.requirements.values()
    ]
    return [dict(zip(brief.requirements, chosen, strict=True)) for chosen in product(*ways)]


@examples(15)
@given(
    advance=st.integers(0, 40),
    retention=st.integers(0, 40),
    after=st.integers(0, 6),
    room=st.integers(20, 120),
)
def test_no_plan_has_a_lower_peak_of_payments(advance: int, retention: int, after: int, room: int) -> None:
    terms = {"advance": advance, "progress": 100 - advance - retention, "retention": retention}
    portfolio = paid_by(three(PortfolioBuilder(years=2, overrun=0)).portfolio(), **terms, settled_after=after)
    aims = [{"terms": [{"term": "peak", "resource": "district"}]}]
    ceilings = {"private": {2020: room, 2021: room}}
    scenario = Scenario.model_validate({"name": "any", "objective": aims, "ceilings": ceilings})
    plan = make_plan(Case(portfolio, scenario))
    fitting = [
        choice
        for choice in every_choice(brief_of(portfolio, scenario))
        if all(
            sum(p.get("private", {}).get(year, 0) for p in choice.values()) <= room for year in (2020, 2021)
        )
    ]
    if not fitting:
        assert plan.status is PlanStatus.INFEASIBLE
        return
    best = min(
        max(sum(p.get("district", {}).get(year, 0) for p in choice.values()) for year in (2020, 2021))
        for choice in fitting
    )
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.provenance.objective[0].value == best
    assert violations(portfolio, plan) == ()


def test_what_falls_due_after_the_last_year_is_told_and_bars_nothing(build: Callable[..., Any]) -> None:
    portfolio = paid_by(build(years=1, overrun=0, floor=100, soft=False).project("p").portfolio(), **TERMS)
    plan = make_plan(Case(portfolio, Scenario(name="any")))
    assert (plan.annual_expenditure, plan.payments) == ({2020: 100}, {2020: 85})
    assert plan.payments_beyond_by_source == {"district": 15}
    assert plan.envelope.planned == 100
    assert plan.ceilings_count is Counted.PAYMENTS


def test_a_ceiling_counts_what_is_paid(build: Callable[..., Any]) -> None:
    portfolio = paid_by(build(years=2, overrun=0).project("p", earliest="2020Q1").portfolio(), **TERMS)
    pinned = {"p": {"pin": {"start": "2020Q1"}}}

    def planned(room: int) -> Plan:
        ceilings = {"district": {2020: room}}
        made = Scenario.model_validate({"name": "any", "projects": pinned, "ceilings": ceilings})
        return make_plan(Case(portfolio, made))

    assert planned(85).ceilings[0].used == 85
    assert planned(84).status is PlanStatus.INFEASIBLE


def test_terms_of_nothing_in_advance_and_nothing_retained_change_no_figure(build: Callable[..., Any]) -> None:
    plain = three(build()).portfolio()
    same = paid_by(plain, advance=0, progress=100, retention=0)
    for portfolio in (plain, same):
        plan = make_plan(Case(portfolio, Scenario(name="any")))
        assert plan.payments == plan.annual_expenditure
        assert plan.payments_by_source == plan.by_funding_source


def test_terms_are_those_of_the_first_rule_that_selects_a_project(build: Callable[..., Any]) -> None:
    plain = three(build(years=2, overrun=0)).portfolio()
    assumptions = plain.assumptions.model_dump(by_alias=True)
    rules = [
        {"applies_to": {"projects": ["c"]}, "advance": 100, "progress": 0, **WHY},
        {"retention": Decimal("12.5"), "progress": Decimal("87.5"), "settled_after": 8, **WHY},
    ]
    portfolio = plain.changed(assumptions={**assumptions, "payment_terms": rules})
    plan = make_plan(Case(portfolio, Scenario(name="any")))
    c = plan.project("c")
    assert c.start is not None
    assert c.payments == {c.start.year: 47}
    assert plan.project("b").payments_beyond_by_source == {"private": 10}


def test_what_was_spent_on_works_is_paid_by_their_terms(build: Callable[..., Any]) -> None:
    portfolio = paid_by(
        build(years=2, overrun=0)
        .project("p", status="under_construction", fixed=True, quarters=8)
        .portfolio(),
        **TERMS,
    )
    report = {
        "project": "p",
        "status": "under_construction",
        "effective": "2021Q1",
        "actual_spending": {2020: 40},
    }
    reported = portfolio.changed(status_reports=[report])
    plan = make_plan(Case(reported, Scenario(name="any")))
    assert plan.project("p").payments == {2020: 40, 2021: 45}  # 10 and 75 % of 40, 75 % of 60
    assert plan.payments_beyond_by_source == {"district": 15}
    assert violations(reported, plan) == ()


@pytest.mark.parametrize("spending", [{2019: 40}, {2020: 45, 2021: -5}])
def test_what_was_spent_ahead_of_works_or_refunded_was_paid_as_it_was_spent(
    build: Callable[..., Any], spending: dict[int, int]
) -> None:
    portfolio = paid_by(
        build(years=3, overrun=0)
        .project("p", status="under_construction", earliest="2020Q1", fixed=True, quarters=8)
        .portfolio(),
        **TERMS,
    )
    report = {
        "project": "p",
        "status": "under_construction",
        "effective": "2021Q1",
        "actual_spending": spending,
        "forecast_finish": "2022Q4",
    }
    reported = portfolio.changed(status_reports=[report])
    plan = make_plan(Case(reported, Scenario(name="any")))
    p = plan.project("p")
    paid = {**p.payments, **({} if p.before is None else p.before.by_source["district"])}
    assert {year: paid.get(year) for year in spending if year < 2021} == {
        y: n for y, n in spending.items() if y < 2021
    }
    assert violations(reported, plan) == ()
    in_all = sum(paid.values()) + sum(p.payments_beyond_by_source.values())
    assert in_all == 100


@examples(12)
@given(
    shares=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    after=st.integers(0, 6),
    mode=st.sampled_from(["standard", "slow"]),
    cost=st.integers(50, 200),
)
def test_works_that_go_as_planned_are_paid_as_planned(
    build: Callable[..., Any], shares: tuple[int, int], after: int, mode: str, cost: int
) -> None:
    advance, retention = shares
    terms = {"advance": advance, "progress": 100 - advance - retention, "retention": retention}
    quarters = {"standard": 6, "slow": 9}
    portfolio = paid_by(
        build(years=3, overrun=1).project("p", cost=cost, quarters=quarters, fixed=True).portfolio(),
        **terms,
        settled_after=after,
    )
    pinned = Scenario.model_validate(
        {"name": "any", "projects": {"p": {"pin": {"mode": mode, "start": "2020Q1"}}}}
    )
    planned = make_plan(Case(portfolio, pinned)).project("p")
    begun = {"project": "p", "status": "under_construction", "effective": "2020Q1"}
    spent = {**begun, "effective": "2021Q1", "actual_spending": {2020: planned.expenditure[2020]}}
    reported = portfolio.changed(status_reports=[begun, {**spent, "forecast_finish": planned.finish}])
    plan = make_plan(Case(reported, Scenario(name="any")))
    assert plan.project("p").payments_by_source == planned.payments_by_source
    assert plan.project("p").payments_beyond_by_source == planned.payments_beyond_by_source
    assert violations(reported, plan) == ()


def test_an_advance_was_paid_when_works_began_though_nothing_was_completed_by_then(
    build: Callable[..., Any],
) -> None:
    """The curve begins so late that nothing is completed before the schedule, whose first year it is not."""
    built = build(years=2, overrun=0).project(
        "p", status="under_construction", earliest="2019Q4", fixed=True, quarters=5, profile="late"
    )
    portfolio = paid_by(built.portfolio(), **TERMS)
    plan = make_plan(Case(portfolio, Scenario(name="any")))
    p = plan.project("p")
    assert (p.before, p.by_source) == (None, {"district": {2020: 100}})
    assert p.payments == {2020: 75, 2021: 15}  # a tenth was paid in 2019
    assert violations(portfolio, plan) == ()


def test_a_pinned_amount_is_what_is_completed(build: Callable[..., Any]) -> None:
    portfolio = paid_by(build(years=2, overrun=0).project("p", quarters=8).portfolio(), **TERMS)
    change = {"allocations": {"district": {2020: 60}}, "flexibility": 0.5}
    scenario = Scenario.model_validate({"name": "any", "projects": {"p": change}})
    plan = make_plan(Case(portfolio, scenario))
    assert plan.project("p").by_source == {"district": {2020: 60, 2021: 40}}
    assert plan.project("p").payments == {2020: 10 + 45, 2021: 30}
    assert violations(portfolio, plan) == ()


@pytest.mark.parametrize("series", ["payments", "payments_by_source"])
def test_plans_of_before_paid_what_they_completed(build: Callable[..., Any], series: str) -> None:
    plan = make_plan(Case(build().project("p").portfolio(), Scenario(name="any")))
    content = plan.model_dump(mode="json")
    for part in (content, *content["projects"]):
        for name in [name for name in part if name.startswith("payments")]:
            del part[name]
    del content["ceilings_count"]
    again = Plan.model_validate(content)
    assert getattr(again, series) == getattr(plan, series)
    assert again.ceilings_count is Counted.INVESTMENT
