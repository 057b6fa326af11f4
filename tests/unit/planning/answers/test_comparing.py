"""Two plans side by side: every difference is after minus before, and equal plans have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import Comparison, compare
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]


@pytest.fixture(scope="module")
def portfolio(build: Build) -> Portfolio:
    """2020 and 2021, a year more to run late in, and a floor that both projects together just reach."""
    return (
        build(years=2, overrun=1, floor=300)
        .project("a", cost=100, percent={"district": 100}, target=2020)
        .project("b", cost=200, percent={"municipal": 50, "private": 50}, target=2021)
        .portfolio()
    )


@pytest.fixture(scope="module")
def usual(portfolio: Portfolio) -> Plan:
    return make_plan(Case(portfolio, Scenario(name="default")))


@pytest.fixture(scope="module")
def delayed(portfolio: Portfolio, scenario: MakeScenario) -> Plan:
    """Project a, on time only if it takes all of 2020, begins half a year later."""
    return make_plan(
        Case(portfolio, scenario(projects={"a": {"delay_quarters": 2}, "b": {"pin": {"start": "2020Q1"}}}))
    )


def money(comparison: Comparison) -> dict[str, dict[int, int]]:
    """Return the differences in money that are any."""
    shown = {payer: {y: d for y, d in years.items() if d} for payer, years in comparison.money.items()}
    return {payer: years for payer, years in shown.items() if years}


def test_a_plan_is_no_different_from_itself(usual: Plan) -> None:
    comparison = compare(usual, usual)
    assert comparison.is_empty
    assert (comparison.moved, money(comparison)) == ((), {})
    assert (comparison.planned, comparison.shortfall) == (0, 0)
    assert comparison.late_before == comparison.late_after
    assert [aim.before for aim in comparison.objective] == [aim.after for aim in comparison.objective]
    assert set(comparison.money) == {"district", "municipal", "private", "public", "total"}
    assert all(list(years) == [2020, 2021, 2022] for years in comparison.money.values())


def test_what_comes_later_shifts_by_more_quarters_and_its_money_to_later_years(
    usual: Plan, delayed: Plan
) -> None:
    comparison = compare(usual, delayed)
    moved = next(entry for entry in comparison.moved if entry.project == "a")
    assert (moved.start_shift, moved.finish_shift, moved.tardiness_change) == (2, 2, 2)
    assert (moved.cost_change, moved.appears, moved.disappears) == (0, False, False)
    assert money(comparison)["district"] == {2020: -50, 2021: 50}
    assert (comparison.late_before, comparison.late_after) == (0, 1)
    assert not comparison.is_empty


def test_the_other_way_round_every_sign_is_turned(usual: Plan, delayed: Plan) -> None:
    there, back = compare(usual, delayed), compare(delayed, usual)
    assert back.money == {
        payer: {year: -amount for year, amount in years.items()} for payer, years in there.money.items()
    }
    assert [m.project for m in back.moved] == [m.project for m in there.moved]
    for one, other in zip(there.moved, back.moved, strict=True):
        assert (one.start_shift, one.finish_shift, one.cost_change) == (
            -(other.start_shift or 0),
            -(other.finish_shift or 0),
            -other.cost_change,
        )
        assert (one.before, one.after) == (other.after, other.before)
    assert (there.planned, there.shortfall) == (-back.planned, -back.shortfall)
    assert (there.late_before, there.late_after) == (back.late_after, back.late_before)
    assert [(o.before, o.after) for o in there.objective] == [(o.after, o.before) for o in back.objective]


def test_who_is_left_out_disappears_and_who_comes_back_appears(
    portfolio: Portfolio, usual: Plan, scenario: MakeScenario
) -> None:
    without = make_plan(Case(portfolio, scenario(projects={"b": {"excluded": True}})))
    (gone,) = compare(usual, without).moved
    (back,) = compare(without, usual).moved
    assert (gone.project, gone.appears, gone.disappears) == ("b", False, True)
    assert (back.project, back.appears, back.disappears) == ("b", True, False)
    for entry, sign in ((gone, -1), (back, 1)):
        assert (entry.start_shift, entry.finish_shift, entry.tardiness_change) == (None, None, None)
        assert entry.cost_change == sign * 200
    assert (compare(usual, without).planned, compare(usual, without).shortfall) == (-200, 200)


def test_another_cost_is_a_difference_even_where_no_date_moves(
    portfolio: Portfolio, usual: Plan, scenario: MakeScenario
) -> None:
    dearer = make_plan(Case(portfolio, scenario(projects={"a": {"cost": 140}})))
    entry = next(m for m in compare(usual, dearer).moved if m.project == "a")
    assert (entry.start_shift, entry.cost_change) == (0, 40)


def test_a_plan_that_is_none_leaves_nothing_standing(
    portfolio: Portfolio, usual: Plan, scenario: MakeScenario
) -> None:
    nothing = make_plan(Case(portfolio, scenario(ceilings={"district": {"2020": 0, "2021": 0, "2022": 0}})))
    assert not nothing.status.has_plan
    comparison = compare(usual, nothing)
    assert [(m.project, m.disappears) for m in comparison.moved] == [("a", True), ("b", True)]
    assert comparison.planned == -300
    assert all(aim.after is None and aim.before is not None for aim in comparison.objective)


def test_an_aim_that_only_one_plan_has_says_so(
    portfolio: Portfolio, usual: Plan, scenario: MakeScenario
) -> None:
    soonest = make_plan(Case(portfolio, scenario(objective=[{"terms": [{"term": "makespan"}]}])))
    aims = {aim.term: (aim.before, aim.after) for aim in compare(usual, soonest).objective}
    assert aims["makespan"] == (None, 4)
    assert aims["tardiness"] == (0, None)


def test_two_aims_of_one_kind_are_told_apart(portfolio: Portfolio, scenario: MakeScenario) -> None:
    peaks = [{"terms": [{"term": "peak", "resource": source}]} for source in ("district", "private")]
    plan = make_plan(Case(portfolio, scenario(objective=peaks)))
    other = make_plan(Case(portfolio, scenario(objective=peaks, projects={"a": {"cost": 140}})))
    assert [(aim.term, aim.before, aim.after) for aim in compare(plan, other).objective] == [
        ("peak", 50, 70),
        ("peak", 50, 50),
    ]


def test_years_of_either_plan_are_compared(build: Build) -> None:
    short, long = (
        make_plan(
            Case(build(years=1, overrun=n).project("a", cost=100).portfolio(), Scenario(name="default"))
        )
        for n in (0, 2)
    )
    comparison = compare(short, long)
    assert list(comparison.money["total"]) == [2020, 2021, 2022]
