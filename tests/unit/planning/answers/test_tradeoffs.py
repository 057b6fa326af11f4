"""The frontier between lateness and the dearest year: every point is on the one that counting gives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from every_plan import allowed, planned
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from refusals import refused

from portfolio.domain.brief import brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.frontier import Frontier, FrontierPoint, frontier
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]


def frontier_by_counting(portfolio: Portfolio, scenario: Scenario, payer: str) -> list[tuple[int, int]]:
    """Return peak and lateness of every plan that no other beats in both, the least late one first."""
    reached = {
        (candidate.term("peak", payer), candidate.term("tardiness", None))
        for candidate in allowed(brief_of(portfolio, scenario))
    }
    return sorted(
        (
            (peak, late)
            for peak, late in reached
            if not any(p <= peak and t <= late and (p, t) != (peak, late) for p, t in reached)
        ),
        reverse=True,
    )


def found(portfolio: Portfolio, scenario: Scenario, payer: str, **options: Any) -> list[FrontierPoint]:
    """Return the frontier, each of whose points is held to what every one must be."""
    points = list(frontier(Case(portfolio, scenario), payer, solve=in_process, **options).points)
    by_counting = frontier_by_counting(portfolio, scenario, payer)
    shown = [(point.peak, point.tardiness) for point in points]
    assert set(shown) <= set(by_counting)
    assert (shown[0], shown[-1]) == (by_counting[0], by_counting[-1])
    assert shown == sorted(set(shown), reverse=True)
    for point in points:
        assert point.exact
        assert violations(portfolio, point.plan) == ()
        assert point.plan.scenario == point.scenario
        dearest = point.plan.peaks.get(payer)
        assert (dearest.amount if dearest else 0) == point.peak
    return points


@pytest.fixture
def crowd(build: Build) -> Portfolio:
    builder = build(years=1, overrun=2).project("a", cost=100, quarters=4).project("b", cost=60, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=50, quarters=4, priority=2).portfolio()
    return portfolio


def test_every_point_there_is_when_enough_are_asked_for(crowd: Portfolio, scenario: MakeScenario) -> None:
    points = found(crowd, scenario(), "district", points=40)
    assert len(points) == len(frontier_by_counting(crowd, scenario(), "district")) > 3


@pytest.mark.parametrize("points", [2, 3, 5])
def test_no_more_points_than_asked_for(crowd: Portfolio, scenario: MakeScenario, points: int) -> None:
    assert len(found(crowd, scenario(), "public", points=points)) <= points


def test_everybody_together(crowd: Portfolio, scenario: MakeScenario) -> None:
    assert len(found(crowd, scenario(), "total")) > 2


def test_from_a_low_peak_up_to_one_many_times_as_high(build: Build, scenario: MakeScenario) -> None:
    builder = build(years=1, overrun=3)
    for name in "abcd":
        builder.project(name, cost=100, quarters=4)
    points = found(builder.portfolio(), scenario(), "total", points=12)
    assert points[0].peak >= 3 * points[-1].peak
    assert len([point for point in points if point.peak > 2 * points[-1].peak]) > 2


def test_under_ceilings_of_ones_own(crowd: Portfolio, scenario: MakeScenario) -> None:
    asked = scenario(ceilings={"district": {2020: 130, 2021: 120}})
    points = found(crowd, asked, "district")
    assert len(points) > 2
    for point in points:
        assert all(
            point.scenario.ceilings["district"][year] <= most
            for year, most in asked.ceilings["district"].items()
        )


def test_room_carried_over_is_room(build: Build, scenario: MakeScenario) -> None:
    """With room carried in, a year may spend more than its ceiling: no plan that does is left out."""
    builder = build(years=1, overrun=2).project("a", cost=100, quarters=4, earliest="2020Q3")
    portfolio = builder.project("b", cost=60, quarters=2, earliest="2020Q2").project("c", cost=20).portfolio()
    ceilings = {"district": {2020: 80, 2021: 70, 2022: 70}}
    asked = scenario(ceilings=ceilings, carry_over={"district": 0.9})
    points = found(portfolio, asked, "district", points=12)
    assert len(points) > 1
    assert all(point.scenario.carry_over == asked.carry_over for point in points)


def test_a_payer_who_pays_nothing_has_one_point(crowd: Portfolio, scenario: MakeScenario) -> None:
    (point,) = found(crowd, scenario(), "private")
    assert (point.peak, point.tardiness) == (0, 0)


def test_the_longer_schedule_of_the_scenario_counts(crowd: Portfolio, scenario: MakeScenario) -> None:
    short, long = (found(crowd, scenario(overrun_years=years), "public") for years in (1, 2))
    assert short[-1].peak > long[-1].peak


def test_beside_a_baseline_and_no_more_moves_than_the_scenario_lets(
    crowd: Portfolio, scenario: MakeScenario
) -> None:
    baseline = planned(crowd)
    asked = scenario(most_moves=1)
    points = frontier(Case(crowd, asked, approved(baseline)), "public", solve=in_process).points
    kept = brief_of(crowd, scenario())
    near = [c for c in allowed(kept) if c.moves(baseline.decisions) <= 1]
    reached = {(c.term("peak", "public"), c.term("tardiness", None)) for c in near}
    assert points[0].tardiness == min(late for _, late in reached)
    assert points[-1].peak == min(peak for peak, _ in reached)
    for point in points:
        assert not any(
            p <= point.peak and t <= point.tardiness and (p, t) != (point.peak, point.tardiness)
            for p, t in reached
        )


def test_it_hands_over_the_points_so_far(crowd: Portfolio, scenario: MakeScenario) -> None:
    told: list[Frontier] = []
    points = found(crowd, scenario(), "public", points=5, keep=told.append)
    assert told[0].points == (points[0], points[-1]), "both ends come first"
    assert list(told[-1].points) == list(points)
    for fewer, more in pairwise(told):
        assert set(map(id, fewer.points)) < set(map(id, more.points))


def test_what_cannot_be_asked_is_bad_input(crowd: Portfolio, scenario: MakeScenario) -> None:
    with refused("one of district, municipal, private, public, total"):
        frontier(Case(crowd, scenario()), "nobody", solve=in_process)
    impossible = scenario(ceilings={"district": dict.fromkeys((2020, 2021, 2022), 1)})
    with refused("a scenario that has a plan"):
        frontier(Case(crowd, impossible), "public", solve=in_process)


@examples(40)
@given(data=st.data())
def test_frontiers_of_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    for name in "abc"[: draw(st.integers(1, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(0, 40)),
            quarters=draw(st.integers(1, 5)),
            profile=draw(st.sampled_from(["even", "late"])),
            priority=draw(st.integers(0, 3)),
            percent=draw(st.sampled_from([{"district": 100}, {"private": 40, "district": 60}])),
        )
    ceilings = {"district": {year: draw(st.integers(10, 80)) for year in (2020, 2021)}}
    share = draw(st.sampled_from([None, 0.5, 1]))
    asked = Scenario.model_validate(
        {
            "name": "random",
            "ceilings": draw(st.sampled_from([{}, ceilings])),
            "carry_over": {} if share is None else {"district": share},
        }
    )
    portfolio = builder.portfolio()
    assume(allowed(brief_of(portfolio, asked)))
    found(portfolio, asked, draw(st.sampled_from(["district", "public", "private", "total"])), points=6)
