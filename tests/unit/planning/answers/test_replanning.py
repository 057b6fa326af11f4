"""Re-planning with least upheaval: for each number of moves the best plan that counting finds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from every_plan import Candidate, allowed, best, pinned, planned, values
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from refusals import refused

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.replanning import Curve, Replanning, replan
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
EARLY = ({"terms": [{"term": "benefit"}]},)


def moves_of(plan: Plan, baseline: Plan) -> int:
    """How many projects of the baseline that still have works a plan has otherwise."""
    kept = plan.kept_close_to or {}
    assert set(kept) <= set(baseline.decisions)
    return sum(plan.decisions.get(name) != decision for name, decision in kept.items())


def curve(portfolio: Portfolio, scenario: Scenario, baseline: Plan, **options: Any) -> Curve:
    """Return the curve, held to what counting every plan says of it."""
    found = Replanning(Case(portfolio, scenario, approved(baseline)), solve=in_process).curve(**options)
    brief = brief_of(portfolio, scenario, baseline.decisions)
    every = allowed(brief)
    assert brief.baseline is not None
    moves = {id(candidate): candidate.moves(brief.baseline) for candidate in every}
    assert found.least_moves == min(moves.values()) == found.points[0].moves

    def best_with(most: int) -> list[int] | None:
        return best(brief, [candidate for candidate in every if moves[id(candidate)] <= most])

    ideal = best_with(len(brief.requirements))
    assert ideal is not None
    for point in found.points:
        assert list(point.values) == values(point.plan) == best_with(point.moves)
        assert point.behind == tuple(here - there for here, there in zip(point.values, ideal, strict=True))
        assert point.plan.scenario.most_moves == point.moves
        assert moves_of(point.plan, baseline) <= point.moves
        assert point.comparison == compare(baseline, point.plan)
        assert violations(portfolio, point.plan) == ()
    assert not any(found.points[-1].behind)
    assert [point.moves for point in found.points] == sorted({point.moves for point in found.points})
    if "most_points" not in options:
        # Every number of moves that brings more than one fewer is a point, and no other is.
        steps = range(found.points[0].moves, found.points[-1].moves + 1)
        gains = [n for n in steps if n == steps[0] or best_with(n) != best_with(n - 1)]
        assert [point.moves for point in found.points] == gains
    return found


@pytest.fixture
def trio(build: Build) -> Portfolio:
    builder = build(years=2).project("a", cost=100, quarters=4).project("b", cost=60, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=40, quarters=4).portfolio()
    return portfolio


@pytest.fixture
def all_at_once(trio: Portfolio) -> Plan:
    """A baseline in which everything starts at once: the dearest year is as dear as can be."""
    return planned(trio, projects=pinned(a="2020Q1", b="2020Q1", c="2020Q1"))


@pytest.fixture
def all_late(trio: Portfolio) -> Plan:
    """A baseline in which everything starts a year later than it could."""
    return planned(trio, projects=pinned(a="2021Q1", b="2021Q1", c="2021Q1"))


class TestCurve:
    def test_each_move_brings_what_counting_says(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        found = curve(trio, scenario(), all_at_once)
        assert [(point.moves, point.values[1]) for point in found.points] == [(0, 200), (1, 100)]
        assert found.points[0].plan.decisions == all_at_once.decisions
        assert found.points[0].comparison.moved == ()

    def test_every_move_more_can_be_worth_something(
        self, trio: Portfolio, all_late: Plan, scenario: MakeScenario
    ) -> None:
        found = curve(trio, scenario(objective=EARLY), all_late)
        assert [(point.moves, *point.values) for point in found.points] == [(0, 2), (1, 6), (2, 10), (3, 14)]
        assert [point.behind for point in found.points] == [(-12,), (-8,), (-4,), (0,)]
        replanning = Replanning(Case(trio, scenario(objective=EARLY), approved(all_late)), solve=in_process)
        assert [replanning.within(amount).moves for amount in (0, 3, 4, 8, 11.5, 12)] == [3, 3, 2, 1, 1, 0]
        assert [replanning.with_moves(moves).values for moves in (0, 1, 2, 3, 9)] == [
            (2,), (6,), (10,), (14,), (14,),
        ]  # fmt: skip

    def test_it_never_gets_worse_with_more_moves(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        points = curve(trio, scenario(), all_at_once).points
        assert len(points) > 1
        for fewer, more in pairwise(points):
            worse = [there - here for here, there in zip(fewer.values, more.values, strict=True)]
            worse[-1] = -worse[-1]  # opening early is the more, the better
            assert next(change for change in worse if change) < 0

    def test_what_has_changed_forces_some_moves(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        found = curve(trio, scenario(ceilings={"district": {2020: 90}}), all_at_once)
        assert found.least_moves == 2  # what is left of 200 in 2020 is too much whichever moves alone
        assert found.points[0].moves == 2

    def test_nothing_moves_when_nothing_has_changed(self, trio: Portfolio, scenario: MakeScenario) -> None:
        baseline = planned(trio)
        found = curve(trio, scenario(), baseline)
        (point,) = found.points
        assert (found.least_moves, point.moves) == (0, 0)
        assert point.plan.decisions == baseline.decisions
        assert point.comparison.is_empty

    def test_a_report_forces_its_project_and_no_other(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        waits = StatusReport(project="b", status="planned", effective=Period(2020, 3))
        reported = trio.changed(status_reports=(waits,))
        found = replan(Case(reported, scenario(), approved(all_at_once)), solve=in_process).curve
        assert found.least_moves == 1
        assert [moved.project for moved in found.points[0].comparison.moved] == ["b"]

    @pytest.mark.parametrize(
        "change", [{"delay_quarters": 2}, {"pin": {"start": "2020Q3"}}, {"pin": {"start": "2021Q1"}}]
    )
    def test_a_changed_start_forces_its_project_and_no_other(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario, change: dict[str, Any]
    ) -> None:
        found = curve(trio, scenario(projects={"b": change}), all_at_once)
        assert found.least_moves == 1
        assert [moved.project for moved in found.points[0].comparison.moved] == ["b"]

    @pytest.mark.parametrize("limit", [{}, {"most_moves": 1}])
    def test_another_mode_than_the_baselines_can_be_pinned(self, build: Build, limit: dict[str, int]) -> None:
        portfolio = build().project("a", quarters={"standard": 4, "fast": 2}).project("b").portfolio()
        slow, fast = ({"a": {"pin": {"mode": mode}}} for mode in ("standard", "fast"))
        baseline = planned(portfolio, projects=slow, objective=EARLY)
        plan = planned(portfolio, baseline, projects=fast, objective=EARLY, **limit)
        assert plan.project("a").mode == "fast"
        assert plan.provenance.objective[-1].value == 1

    def test_what_was_dropped_is_nobodys_to_keep(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        found = curve(trio, scenario(projects={"b": {"excluded": True}}), all_at_once)
        assert found.least_moves == 0
        assert found.points[0].plan.project("b").start is None

    def test_what_may_be_left_out_moves_when_it_is(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        cheapest = [{"terms": [{"term": "usage", "resource": "total"}]}]
        asked = scenario(projects={"b": {"mandated": False}, "c": {"mandated": False}}, objective=cheapest)
        found = curve(trio, asked, all_at_once)
        assert [point.values for point in found.points] == [(200,), (140,), (100,)]

    def test_thinned_out_it_still_ends_at_the_best(
        self, trio: Portfolio, all_late: Plan, scenario: MakeScenario
    ) -> None:
        found = curve(trio, scenario(objective=EARLY), all_late, most_points=1)
        assert [point.moves for point in found.points] == [0, 3]

    def test_it_hands_over_the_curve_so_far(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        told: list[Curve] = []
        found = curve(trio, scenario(objective=EARLY), all_at_once, keep=told.append)
        assert [part.points for part in told] == [
            found.points[:count] for count in range(1, len(found.points) + 1)
        ]
        assert {part.least_moves for part in told} == {found.least_moves}

    def test_whatever_moves_it_stays_impossible(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        asked = scenario(ceilings={"district": {2020: 1, 2021: 1}})
        with refused("a scenario that has a plan"):
            replan(Case(trio, asked, approved(all_at_once)), solve=in_process)


class TestWithin:
    def test_the_amount_is_in_the_unit_of_one_aim_and_those_before_it_are_not_given_up(
        self, trio: Portfolio, all_late: Plan, scenario: MakeScenario
    ) -> None:
        """Late first, then dear: what is less late is nearer, however dear it is."""
        aims = [{"terms": [{"term": "makespan"}]}, {"terms": [{"term": "peak", "resource": "public"}]}]
        replanning = Replanning(Case(trio, scenario(objective=aims), approved(all_late)), solve=in_process)
        points = replanning.curve().points
        lags = {point.moves: point.behind for point in points}
        assert lags[0][0] > 0
        assert not any(points[-1].behind)
        for amount in range(8):
            chosen = replanning.within(amount)
            assert chosen.moves == next(moves for moves, behind in lags.items() if behind[0] <= amount)
        dear = replanning.within(10**6, aim=1)
        assert dear.behind[0] == 0
        assert dear.moves == next(moves for moves, behind in lags.items() if not behind[0])

    def test_where_nothing_is_behind_nothing_moves(self, trio: Portfolio, scenario: MakeScenario) -> None:
        replanning = Replanning(Case(trio, scenario(), approved(planned(trio))), solve=in_process)
        assert replanning.within(0).moves == 0

    def test_points_that_a_long_curve_leaves_out_are_found(
        self, trio: Portfolio, all_late: Plan, scenario: MakeScenario
    ) -> None:
        replanning = Replanning(Case(trio, scenario(objective=EARLY), approved(all_late)), solve=in_process)
        thin = replanning.curve(most_points=1)
        assert ([point.moves for point in thin.points], thin.step) == ([0, 3], 3)
        assert replanning.with_moves(2).values == (10,)
        assert replanning.within(4).moves == 2

    def test_fewer_moves_than_are_forced_is_bad_input(
        self, trio: Portfolio, all_at_once: Plan, scenario: MakeScenario
    ) -> None:
        asked = scenario(ceilings={"district": {2020: 90}})
        replanning = Replanning(Case(trio, asked, approved(all_at_once)), solve=in_process)
        with refused("at least 2: what has changed forces so many"):
            replanning.with_moves(1)


class TestMovesAreCounted:
    def test_one_move_too_many_is_caught(self, trio: Portfolio, all_late: Plan) -> None:
        plan = planned(trio, all_late, objective=EARLY, most_moves=2)
        assert moves_of(plan, all_late) == 2
        assert violations(trio, plan) == ()
        broken = plan.model_dump(mode="json")
        broken["scenario"]["most_moves"] = 1
        assert "moves" in {v.rule for v in violations(trio, Plan.model_validate(broken))}

    def test_without_a_limit_any_number_may_move(self, trio: Portfolio, all_late: Plan) -> None:
        plan = planned(trio, all_late, objective=EARLY)
        assert moves_of(plan, all_late) == 3
        assert violations(trio, plan) == ()

    def test_a_limit_without_a_baseline_is_bad_input(self, trio: Portfolio) -> None:
        with refused("a baseline to depart from"):
            planned(trio, most_moves=1)


@examples(15)
@given(data=st.data())
def test_curves_of_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    names = "abc"[: draw(st.integers(1, 3))]
    for name in names:
        standard = draw(st.integers(1, 4))
        builder.project(
            name,
            cost=draw(st.integers(0, 40)),
            quarters=draw(
                st.sampled_from([{"standard": standard}, {"standard": standard, "slow": standard + 1}])
            ),
            priority=draw(st.integers(1, 3)),
        )
    portfolio = builder.portfolio()
    starts = {name: f"2020Q{draw(st.integers(1, 4))}" for name in names}
    baseline = planned(portfolio, projects=pinned(**starts))
    ceilings = {"district": {year: draw(st.integers(10, 80)) for year in (2020, 2021)}}
    asked = Scenario.model_validate({"name": "now", "ceilings": ceilings})
    every: list[Candidate] = allowed(brief_of(portfolio, asked))
    assume(every)
    curve(portfolio, asked, baseline)
