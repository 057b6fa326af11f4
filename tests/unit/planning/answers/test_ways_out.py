"""Ways out of what is impossible: minimal by counting, priced, checked, and never through what is locked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from assumed import assuming
from counted_ways import found, found_without_counting, highest_floor, least_dropped, least_overrun, price
from every_plan import is_possible
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.numbers import MOST_AMOUNT
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.ways_out import WayKind, WaysOut, ways_out
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


class TestCeilings:
    def test_they_rise_by_the_least_that_there_is(self, pair: Portfolio, scenario: MakeScenario) -> None:
        pins = {"a": {"pin": {"start": "2020Q1"}}, "b": {"pin": {"start": "2021Q1"}}}
        asked = scenario(ceilings={"district": {2020: 70, 2021: 60}}, projects=pins)
        way = found(pair, asked)[WayKind.CEILINGS]
        assert way.price == least_overrun(pair, asked) == 30
        (step,) = way.steps
        assert (step.payer, step.year, step.before, step.after) == ("district", 2020, 70, 100)
        assert way.scenario.ceilings == {"district": {2020: 100, 2021: 60}}

    def test_a_locked_year_stays_and_another_rises(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(ceilings={"district": {2020: 70, 2021: 60}}, locked=["district.2020"])
        way = found(pair, asked)[WayKind.CEILINGS]
        assert way.price == least_overrun(pair, asked, ("district", 2020)) == 30
        assert way.scenario.ceilings == {"district": {2020: 70, 2021: 90}}

    def test_a_locked_payer_is_nobodys_way_out(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(ceilings={"district": {2020: 70, 2021: 60}}, locked=["district"])
        ways = found(pair, asked)
        assert WayKind.CEILINGS not in ways
        assert WayKind.CARRY_OVER not in ways
        assert all(way.scenario.ceilings == asked.ceilings for way in ways.values())

    def test_the_group_is_locked_and_its_source_rises(self, pair: Portfolio, scenario: MakeScenario) -> None:
        ceilings = {"public": {2020: 100, 2021: 100}, "district": {2020: 70, 2021: 60}}
        way = found(pair, scenario(ceilings=ceilings, locked=["public"]))[WayKind.CEILINGS]
        assert {step.payer for step in way.steps} == {"district"}
        assert way.price == 30

    def test_raising_does_not_help_what_has_no_start(self, pair: Portfolio, scenario: MakeScenario) -> None:
        pinned = {"a": {"pin": {"start": "2021Q3"}}}
        ways = found(pair, scenario(ceilings={"district": {2020: 900}}, projects=pinned))
        assert set(ways) == {WayKind.DROP, WayKind.SCHEDULE, WayKind.UNDO}

    def test_room_carried_in_is_not_asked_for_again(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(ceilings={"district": {2020: 90, 2021: 50}}, carry_over={"district": 1})
        assert found(pair, asked)[WayKind.CEILINGS].price == least_overrun(pair, asked) == 20

    def test_no_room_moves_on_into_a_locked_year(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a").portfolio()
        asked = scenario(ceilings={"district": {2020: 0, 2021: 60}}, locked=["district.2021"])
        assert found(portfolio, asked)[WayKind.CEILINGS].scenario.ceilings["district"] == {2020: 50, 2021: 60}
        carrying = asked.changed(carry_over={"district": 1})
        assert WayKind.CEILINGS not in found(portfolio, carrying)

    def test_a_year_after_the_locked_one_rises(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build(years=3).project("a").portfolio()
        ceilings = {"district": {2020: 10, 2021: 60, 2022: 0}}
        asked = scenario(ceilings=ceilings, carry_over={"district": 0.5}, locked=["district.2021"])
        way = found(portfolio, asked)[WayKind.CEILINGS]
        assert [(step.year, step.before, step.after) for step in way.steps] == [
            (2022, 0, 43)
        ]  # 7 of 15 move on into it

    @pytest.mark.parametrize(("over", "helps"), [(0, True), (1, False)])
    def test_no_ceiling_rises_past_the_largest_amount(
        self, build: Build, scenario: MakeScenario, over: int, *, helps: bool
    ) -> None:
        portfolio = build(years=1).project("a").project("b").portfolio()
        costs = {"a": {"cost": MOST_AMOUNT - 80 + over}, "b": {"cost": 80}}
        ways = found(portfolio, scenario(ceilings={"district": {2020: MOST_AMOUNT - 1}}, projects=costs))
        assert (WayKind.CEILINGS in ways) is helps
        assert WayKind.DROP in ways


class TestFloor:
    def test_it_is_lowered_to_the_highest_that_can_be_reached(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        portfolio = build(floor=170, soft=False, overrun=1).project("a").project("b", cost=60).portfolio()
        asked = scenario(ceilings={"district": {2020: 80, 2021: 70}})
        way = found(portfolio, asked)[WayKind.FLOOR]
        assert way.scenario.envelope.minimum == highest_floor(portfolio, asked) == 145
        assert way.price == 25

    def test_a_locked_floor_stays(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build(floor=170, soft=False, overrun=1).project("a").portfolio()
        ways = found(portfolio, scenario(locked=["floor"]))
        assert ways == {}

    def test_a_floor_that_may_be_missed_is_in_nobodys_way(
        self, pair: Portfolio, scenario: MakeScenario
    ) -> None:
        asked = scenario(envelope={"minimum": 900, "soft": True}, ceilings={"district": {2020: 70, 2021: 60}})
        assert WayKind.FLOOR not in found(pair, asked)

    def test_lowering_does_not_help_against_ceilings(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(envelope={"minimum": 10, "soft": False}, ceilings={"district": {2020: 70, 2021: 60}})
        assert WayKind.FLOOR not in found(pair, asked)


class TestSlips:
    @pytest.fixture
    def under_way(self, build: Build) -> Portfolio:
        """Two projects whose starts are fixed, and one that may start when it likes."""
        builder = build(years=3).project("a", cost=80, quarters=2, fixed=True)
        builder.project("b", cost=60, quarters=2, fixed=True, earliest="2020Q3")
        portfolio: Portfolio = builder.project("c", cost=20, quarters=2).portfolio()
        return portfolio

    def test_works_under_way_slip_by_as_few_quarters_as_can_be(
        self, under_way: Portfolio, scenario: MakeScenario
    ) -> None:
        way = found(under_way, scenario(ceilings={"district": {2020: 100}}))[WayKind.SLIP]
        # With b a quarter later, 2020 still pays 110; with two it pays nothing for b.
        assert [(step.project, step.before, step.after) for step in way.steps] == [("b", 0, 2)]
        assert way.price == 2

    def test_to_the_quarter_by_counting(self, under_way: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(ceilings={"district": {2020: 90, 2021: 60}})
        slips = [
            (one + other, {"a": {"delay_quarters": one}, "b": {"delay_quarters": other}})
            for one in range(8)
            for other in range(8)
        ]
        least = min(n for n, delays in slips if is_possible(under_way, asked.changed(projects=delays)))
        assert found(under_way, asked)[WayKind.SLIP].price == least > 0

    def test_a_slip_that_the_scenario_has_already_counts_as_it_is(
        self, under_way: Portfolio, scenario: MakeScenario
    ) -> None:
        delayed = {"b": {"delay_quarters": 1}}
        asked = scenario(ceilings={"district": {2020: 90}}, projects=delayed)
        (step,) = found(under_way, asked)[WayKind.SLIP].steps
        assert (step.project, step.before, step.after) == ("b", 1, 2)

    def test_discounting_does_not_make_late_slips_cheaper(self, build: Build, scenario: MakeScenario) -> None:
        builder = build(years=3).project("early", cost=80, quarters=8, profile="late", fixed=True)
        builder.project("late", cost=20, quarters=1, fixed=True, earliest="2021Q3")
        discount = {"percent_per_year": Decimal(90), **WHY}
        portfolio = assuming(builder.portfolio(), discount=discount)
        # A quarter of the early one brings 2021 down by 20, and so do two of the late one.
        way = found(portfolio, scenario(ceilings={"district": {2021: 80}}))[WayKind.SLIP]
        assert [(step.project, step.after) for step in way.steps] == [("early", 1)]

    def test_what_may_be_left_out_does_not_slip(self, under_way: Portfolio, scenario: MakeScenario) -> None:
        optional = {"b": {"mandated": False}, "c": {"pin": {"start": "2020Q1"}}}
        asked = scenario(ceilings={"district": {2020: 90, 2021: 80}}, projects=optional)
        way = found(under_way, asked)[WayKind.SLIP]
        assert {step.project for step in way.steps} == {"a"}

    @pytest.mark.parametrize("names", ["abc", "cba"])
    def test_of_as_many_periods_the_fewest_works_slip(
        self, build: Build, scenario: MakeScenario, names: str
    ) -> None:
        """Any of three works alone by three quarters, or all of them by one each: one is to slip."""
        builder = build(overrun=1)
        for name in names:
            builder.project(name, cost=100, fixed=True)
        way = found(builder.portfolio(), scenario(ceilings={"district": {2020: 225}}))[WayKind.SLIP]
        assert way.price == 3
        assert [(step.before, step.after) for step in way.steps] == [(0, 3)]

    def test_what_can_start_any_time_has_nothing_to_slip(
        self, pair: Portfolio, scenario: MakeScenario
    ) -> None:
        assert WayKind.SLIP not in found(pair, scenario(ceilings={"district": {2020: 70, 2021: 60}}))

    def test_a_start_that_a_person_pinned_stays(self, under_way: Portfolio, scenario: MakeScenario) -> None:
        pins = {"a": {"pin": {"start": "2020Q1"}}, "b": {"pin": {"start": "2020Q3"}}}
        assert WayKind.SLIP not in found(
            under_way, scenario(ceilings={"district": {2020: 100}}, projects=pins)
        )


class TestCarryOver:
    def test_the_smallest_share_that_will_do(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a", cost=100, earliest="2021Q1").portfolio()
        asked = scenario(ceilings={"district": {2020: 90, 2021: 60}})
        way = found(portfolio, asked)[WayKind.CARRY_OVER]
        assert way.price == 45  # 0.45 x 90 is 40.5, of which 40 moves
        assert way.scenario.carry_over == {"district": Decimal("0.45")}

    def test_a_payer_whose_room_is_not_needed_keeps_its_rule(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        portfolio = (
            build().project("a", earliest="2021Q1", percent={"district": 50, "private": 50}).portfolio()
        )
        asked = scenario(
            ceilings={"district": {2020: 50, 2021: 40}, "private": {2020: 50, 2021: 50}},
            carry_over={"private": 0.125},
        )
        way = found(portfolio, asked)[WayKind.CARRY_OVER]
        assert [step.payer for step in way.steps] == ["district"]
        assert way.scenario.carry_over == {"district": Decimal("0.2"), "private": Decimal("0.125")}

    def test_each_payer_gets_the_share_that_it_needs(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = (
            build().project("a", earliest="2021Q1", percent={"district": 50, "private": 50}).portfolio()
        )
        ceilings = {"district": {2020: 50, 2021: 40}, "private": {2020: 50, 2021: 25}}
        way = found(portfolio, scenario(ceilings=ceilings))[WayKind.CARRY_OVER]
        assert {step.payer: step.after for step in way.steps} == {"district": 20, "private": 50}
        assert way.price == 50

    def test_no_room_is_left_to_carry(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a", cost=100, earliest="2021Q1").portfolio()
        asked = scenario(ceilings={"district": {2020: 39, 2021: 60}})
        assert WayKind.CARRY_OVER not in found(portfolio, asked)

    def test_nothing_more_is_carried_into_a_locked_year(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a", cost=100, earliest="2021Q1").portfolio()
        asked = scenario(ceilings={"district": {2020: 90, 2021: 60}}, locked=["district.2021"])
        assert WayKind.CARRY_OVER not in found(portfolio, asked)
        assert WayKind.CARRY_OVER in found(portfolio, asked.changed(locked=("district.2020",)))


class TestSchedule:
    def test_it_lasts_as_few_years_longer_as_can_be(self, pair: Portfolio, scenario: MakeScenario) -> None:
        way = found(pair, scenario(projects={"a": {"delay_quarters": 11}}))[WayKind.SCHEDULE]
        assert (way.price, way.scenario.overrun_years) == (2, 2)
        (step,) = way.steps
        assert (step.before, step.after) == (0, 2)

    def test_no_longer_than_any_scenario_may(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(overrun_years=18, projects={"a": {"delay_quarters": 100}})
        assert set(found_without_counting(pair, asked)) == {WayKind.DROP, WayKind.UNDO}

    def test_years_do_not_help_against_a_floor(self, pair: Portfolio, scenario: MakeScenario) -> None:
        asked = scenario(envelope={"minimum": 161, "soft": False})
        assert set(found(pair, asked)) == {WayKind.FLOOR}


def test_two_kinds_of_limits_that_no_single_kind_resolves(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a").portfolio()
    mandated = {"a": {"mandated": True}}
    asked = scenario(
        ceilings={"district": {2020: 60}}, envelope={"minimum": 120, "soft": False}, projects=mandated
    )
    assert ways_out(Case(portfolio, asked), solve=in_process) == WaysOut((), ())


def test_where_the_time_runs_out_nothing_is_called_minimal(build: Build, scenario: MakeScenario) -> None:
    """The solver cannot always tell whether a smaller share is possible."""
    portfolio = build().project("a", cost=100, earliest="2021Q1").portfolio()
    asked = scenario(ceilings={"district": {2020: 90, 2021: 60}})

    def unsure(instance: Any, options: SolveOptions) -> Any:
        result = in_process(instance, options)
        if result.status == "infeasible" and instance.resources[0].carry_over is not None:
            return result.model_copy(update={"status": "unknown"})
        return result

    for solve, minimal in ((in_process, True), (unsure, False)):
        ways = {way.kind: way for way in ways_out(Case(portfolio, asked), solve=solve).found}
        assert ways[WayKind.CARRY_OVER].minimal is minimal


def test_where_the_time_runs_out_the_kind_is_undecided(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a").project("b").portfolio()
    asked = scenario(ceilings={"district": {2020: 100}}, projects={"a": {"mandated": True}})

    def undecided(out_of_time: Callable[[Instance], bool]) -> dict[WayKind, bool]:
        """Return the kinds found as True and the undecided ones as False."""

        def solve(instance: Instance, options: SolveOptions) -> Result:
            result = in_process(instance, options)
            nothing = {"status": "unknown", "tiers": [], "projects": {}, "resources": {}}
            return result.model_copy(update=nothing) if out_of_time(instance) else result

        ways = ways_out(Case(portfolio, asked), solve=solve)
        return dict.fromkeys(ways.undecided, False) | {way.kind: True for way in ways.found}

    def aims(instance: Instance) -> set[str]:
        return {term.term for tier in instance.objective for term in tier.terms}

    ceilings, schedule, drop = (WayKind.CEILINGS, WayKind.SCHEDULE, WayKind.DROP)
    helps = {ceilings: True, schedule: True, drop: True}
    assert undecided(lambda _: False) == helps
    assert undecided(lambda instance: aims(instance) == {"violation"}) == helps | {ceilings: False}
    assert undecided(lambda instance: aims(instance) == {"usage", "selected"}) == helps | {drop: False}
    # What is tried is asked without an aim, and the plan of what was found with all of them.
    assert undecided(lambda instance: not aims(instance)) == helps | dict.fromkeys(
        (WayKind.CARRY_OVER, schedule, WayKind.UNDO), False
    )
    assert not any(undecided(lambda instance: "tardiness" in aims(instance)).values())


@examples(25)
@given(data=st.data())
def test_ways_out_of_tightened_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=2, floor=draw(st.none() | st.integers(20, 80)), soft=False)
    for name in "abc"[: draw(st.integers(1, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(1, 40)),
            quarters=draw(st.integers(1, 6)),
            earliest=f"2020Q{draw(st.integers(1, 4))}",
            fixed=draw(st.booleans()),
            percent=draw(st.sampled_from([{"district": 100}, {"private": 40, "district": 60}])),
        )
    portfolio = builder.portfolio()
    ceilings = {
        payer: {year: draw(st.integers(0, 40)) for year in (2020, 2021)}
        for payer in draw(st.sampled_from([["district"], ["public", "private"]]))
    }
    locked = draw(
        st.lists(st.sampled_from(["floor", *ceilings, *(f"{p}.2021" for p in ceilings)]), max_size=2)
    )
    asked = Scenario.model_validate({"name": "tight", "ceilings": ceilings, "locked": locked})
    assume(not is_possible(portfolio, asked))

    ways = found(portfolio, asked)
    closed = [(p, y) for p, by_year in ceilings.items() for y in by_year if asked.is_locked(p, y)]
    assert price(ways, WayKind.CEILINGS) == least_overrun(portfolio, asked, *closed)
    assert price(ways, WayKind.DROP) == least_dropped(portfolio, asked)
    if not asked.floor_is_locked:
        reached = highest_floor(portfolio, asked)
        lowered = ways.get(WayKind.FLOOR)
        assert (lowered and lowered.scenario.envelope.minimum) == reached
    for way in ways.values():
        assert all(way.scenario.ceilings[p][y] == ceilings[p][y] for p, y in closed)
        if asked.floor_is_locked:
            assert way.scenario.envelope == asked.envelope
