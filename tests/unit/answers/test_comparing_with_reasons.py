"""Two plans side by side: every difference with its sign, and the reason where one can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import assuming, planned, values

from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.comparing import Comparison, compare
from portfolio.planning.reasons import Cause, Reason, reasons

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
EARLY = [{"terms": [{"term": "benefit"}]}]


@pytest.fixture
def trio(build: Build) -> Portfolio:
    builder = build(years=2, overrun=1, floor=200).project("a", cost=100, quarters=2, target=2020)
    builder.project("b", cost=60, quarters=4, percent={"private": 50, "district": 50})
    portfolio: Portfolio = builder.project("c", cost=40, quarters=2).portfolio()
    return portfolio


def pinned(**starts: str) -> dict[str, Any]:
    return {project: {"pin": {"start": start}} for project, start in starts.items()}


@pytest.fixture
def two(trio: Portfolio) -> tuple[Plan, Plan]:
    """A plan, and one in which a is three quarters later and late, c is earlier, and b costs a third more."""
    before = planned(trio, projects=pinned(a="2020Q3", b="2020Q1", c="2021Q3"))
    changes = pinned(a="2021Q2", b="2020Q1", c="2021Q1")
    changes["b"]["cost"] = 80
    return before, planned(trio, projects=changes)


class TestDifferences:
    def test_every_difference_is_after_minus_before(self, two: tuple[Plan, Plan]) -> None:
        found = compare(*two)
        assert found.money == {
            "district": {2020: 10 - 100, 2021: 100, 2022: 0},
            "municipal": {2020: 0, 2021: 0, 2022: 0},
            "private": {2020: 10, 2021: 0, 2022: 0},
            "public": {2020: 10 - 100, 2021: 100, 2022: 0},
            "total": {2020: 20 - 100, 2021: 100, 2022: 0},
        }
        assert (found.planned, found.shortfall) == (20, 0)
        assert (found.late_before, found.late_after) == (0, 1)
        moved = {entry.project: entry for entry in found.moved}
        assert list(moved) == ["a", "b", "c"]
        shifts = {
            name: (m.start_shift, m.finish_shift, m.cost_change, m.tardiness_change)
            for name, m in moved.items()
        }
        assert shifts == {"a": (3, 3, 0, 3), "b": (0, 0, 20, 0), "c": (-2, -2, 0, 0)}
        assert not any(entry.appears or entry.disappears for entry in found.moved)
        assert not found.is_empty

    def test_objective_terms_side_by_side(self, two: tuple[Plan, Plan]) -> None:
        found = compare(*two).objective
        assert [change.term for change in found] == ["violation", "tardiness", "peak", "benefit"]
        assert [change.before for change in found] == values(two[0])
        assert [change.after for change in found] == values(two[1])
        assert found[1].after == 3

    def test_an_aim_that_only_one_plan_has(self, trio: Portfolio) -> None:
        late, early = [{"terms": [{"term": "tardiness"}]}], [{"terms": [{"term": "makespan"}]}]
        found = compare(planned(trio, objective=late), planned(trio, objective=early)).objective
        assert [(c.term, c.before is None, c.after is None) for c in found] == [
            ("tardiness", False, True),
            ("makespan", True, False),
        ]

    def test_aims_of_the_same_name_are_told_apart_by_their_money(self, trio: Portfolio) -> None:
        peaks = [{"terms": [{"term": "peak", "resource": payer}]} for payer in ("private", "public")]
        before, after = planned(trio, objective=peaks), planned(trio, objective=peaks[::-1])
        found = compare(before, after).objective
        assert [c.before for c in found] == values(before)
        assert [c.after for c in found] == values(after)[::-1]

    def test_the_other_way_round_every_sign_is_the_other(self, two: tuple[Plan, Plan]) -> None:
        there, back = compare(*two), compare(*two[::-1])
        assert back == mirrored(there)
        assert mirrored(back) == there

    def test_a_plan_and_itself_have_no_differences(self, two: tuple[Plan, Plan]) -> None:
        for plan in two:
            found = compare(plan, plan)
            assert found.is_empty
            assert (found.moved, found.planned, found.shortfall) == ((), 0, 0)

    def test_what_is_dropped_disappears_and_comes_back(self, trio: Portfolio) -> None:
        everything, fewer = planned(trio), planned(trio, projects={"c": {"excluded": True}})
        gone = {entry.project: entry for entry in compare(everything, fewer).moved}["c"]
        assert (gone.disappears, gone.appears, gone.cost_change) == (True, False, -40)
        assert (gone.start_shift, gone.finish_shift, gone.tardiness_change) == (None, None, None)
        back = {entry.project: entry for entry in compare(fewer, everything).moved}["c"]
        assert (back.disappears, back.appears, back.cost_change) == (False, True, 40)
        assert compare(everything, fewer).shortfall == 40

    def test_another_mode_in_the_same_quarters_is_a_difference(self, build: Build) -> None:
        portfolio = build().project("a", quarters={"one": 4, "other": 4}).portfolio()
        pins = [{"a": {"pin": {"start": "2020Q1", "mode": mode}}} for mode in ("one", "other")]
        (moved,) = compare(*(planned(portfolio, projects=pin) for pin in pins)).moved
        assert (moved.start_shift, moved.cost_change) == (0, 0)

    def test_years_that_only_one_schedule_has_count_from_nothing(self, trio: Portfolio) -> None:
        short, long = planned(trio), planned(trio, overrun_years=3, projects={"c": {"delay_quarters": 16}})
        money = compare(short, long).money["total"]
        assert list(money) == [2020, 2021, 2022, 2023, 2024]
        assert money[2024] == 40


def mirrored(comparison: Comparison) -> Comparison:
    """Return a comparison with before and after exchanged, made from its own numbers."""
    return Comparison(
        money={pool: {y: -amount for y, amount in years.items()} for pool, years in comparison.money.items()},
        planned=-comparison.planned,
        shortfall=-comparison.shortfall,
        moved=tuple(
            type(m)(
                project=m.project,
                before=m.after,
                after=m.before,
                start_shift=None if m.start_shift is None else -m.start_shift,
                finish_shift=None if m.finish_shift is None else -m.finish_shift,
                cost_change=-m.cost_change,
                tardiness_change=None if m.tardiness_change is None else -m.tardiness_change,
            )
            for m in comparison.moved
        ),
        late_before=comparison.late_after,
        late_after=comparison.late_before,
        objective=tuple(type(c)(c.term, c.after, c.before) for c in comparison.objective),
    )


def why_moved(portfolio: Portfolio, before: Plan, after: Plan) -> dict[str, list[Reason]]:
    return reasons(portfolio, before, after, compare(before, after))


class TestReasons:
    def test_the_scenario_asks_for_something_else(self, trio: Portfolio, two: tuple[Plan, Plan]) -> None:
        found = reasons(trio, *two, compare(*two))
        assert found == {name: [Reason(Cause.SCENARIO)] for name in "abc"}

    def test_what_was_reported(self, build: Build) -> None:
        portfolio = build(overrun=1).project("a").project("b").portfolio()
        early = [{"terms": [{"term": "benefit"}]}]
        before = planned(portfolio, projects=pinned(b="2020Q1"), objective=early)
        waits = StatusReport(project="a", status="planned", effective=Quarter(2021, 1))
        reported = portfolio.changed(status_reports=(waits,))
        after = planned(reported, projects=pinned(b="2021Q1"), objective=early)
        found = reasons(reported, before, after, compare(before, after))
        assert found["a"] == [Reason(Cause.REPORTED), Reason(Cause.EARLIEST, quarter=Quarter(2021, 1))]
        assert found["b"] == [Reason(Cause.SCENARIO)]

    def test_the_ceiling_it_would_pass_and_by_how_much(self, trio: Portfolio) -> None:
        early = [{"terms": [{"term": "benefit"}]}]
        before = planned(trio, objective=early)
        after = planned(trio, objective=early, ceilings={"district": {2020: 150}, "public": {2020: 160}})
        comparison = compare(before, after)
        found = reasons(trio, before, after, comparison)
        (moved,) = comparison.moved
        then, now = (planned.by_source["district"].get(2020, 0) for planned in (moved.before, moved.after))
        back = then - now
        used = {use.payer: use.used for use in after.ceilings}
        assert found == {
            moved.project: [
                Reason(Cause.CEILING, "district", 2020, used["district"] + back - 150),
                Reason(Cause.CEILING, "public", 2020, used["public"] + back - 160),
            ]
        }

    def test_room_carried_over_counts_as_it_would_be_with_the_earlier_dates(self, build: Build) -> None:
        """Back in 2020, a would leave nothing to carry into 2021, where b needs it."""
        portfolio = build(years=3).project("a", cost=80).project("b", cost=120, earliest="2021Q1").portfolio()
        ceilings = {"district": {2020: 80, 2021: 60, 2022: 80}}
        carry = {"district": 1}
        before = planned(portfolio, projects=pinned(a="2020Q1", b="2021Q1"))
        after = planned(portfolio, projects=pinned(b="2021Q1"), ceilings=ceilings, carry_over=carry)
        comparison = compare(before, after)
        assert after.project("a").start == Quarter(2022, 1)
        found = reasons(portfolio, before, after, comparison)["a"]
        assert found == [Reason(Cause.SCENARIO), Reason(Cause.CEILING, "district", 2021, 60)]

    def test_it_makes_room_where_no_rule_forces_it(self, build: Build) -> None:
        portfolio = build(years=2).project("a").project("b").portfolio()
        late = [{"terms": [{"term": "tardiness"}]}]
        before = planned(portfolio, objective=late)
        after = planned(portfolio, objective=[*late, {"terms": [{"term": "peak", "resource": "public"}]}])
        comparison = compare(before, after)
        found = reasons(portfolio, before, after, comparison)
        assert found
        assert set(found) == {moved.project for moved in comparison.moved}
        assert all(causes == [Reason(Cause.ROOM)] for causes in found.values())

    def test_it_may_not_start_so_early_any_more(self, build: Build) -> None:
        portfolio = build(years=2).project("a", quarters=2).project("b", quarters=2).portfolio()
        before = planned(portfolio, projects=pinned(a="2020Q1", b="2020Q1"))
        later = portfolio.changed(data_date=Quarter(2020, 3))
        found = why_moved(later, before, planned(later, projects=pinned(a="2020Q3", b="2020Q3")))
        expected = [Reason(Cause.SCENARIO), Reason(Cause.EARLIEST, quarter=Quarter(2020, 3))]
        assert found == {"a": expected, "b": expected}

    def test_its_works_take_longer_now(self, build: Build) -> None:
        def taking(quarters: int) -> Plan:
            portfolio = build(years=2).project("a", quarters=quarters).portfolio()
            return planned(portfolio, projects=pinned(a="2020Q1"))

        portfolio = build(years=2).project("a", quarters=6).portfolio()
        assert why_moved(portfolio, taking(4), taking(6)) == {"a": [Reason(Cause.DURATION, quarters=6)]}

    def test_what_it_needs_first_would_not_be_finished(self, build: Build) -> None:
        builder = build(years=3).project("a", quarters=4).project("b", quarters=2)
        link = {"before": "a", "after": "b", "lag_quarters": 1, **WHY}
        portfolio = assuming(builder.portfolio(), prerequisites=[link])
        before = planned(portfolio, projects=pinned(a="2020Q1", b="2021Q2"))
        after = planned(portfolio, projects={"a": {"delay_quarters": 3}}, objective=EARLY)
        assert why_moved(portfolio, before, after)["b"] == [
            Reason(Cause.SCENARIO),
            Reason(Cause.PREREQUISITE, project="a"),
        ]
        unmoved = planned(portfolio, projects=pinned(a="2020Q1", b="2021Q3"))
        assert why_moved(portfolio, before, unmoved)["b"] == [Reason(Cause.SCENARIO)]

    def test_there_would_be_too_many_sites(self, build: Build) -> None:
        builder = build(years=3).project("a", quarters=4).project("b", quarters=4)
        sites = {"id": "sites", "name_zh": "工地", "name_en": "Sites", "maximum": 1, **WHY}
        portfolio = assuming(builder.portfolio(), capacities=[sites])
        before = planned(portfolio, projects=pinned(a="2020Q1", b="2021Q1"))
        after = planned(portfolio, projects=pinned(a="2020Q3", b="2021Q3"))
        assert why_moved(portfolio, before, after)["b"] == [
            Reason(Cause.SCENARIO),
            Reason(Cause.CAPACITY, quarter=Quarter(2021, 1), capacity="sites"),
        ]

    def test_other_data_and_nothing_more_is_known(self, build: Build) -> None:
        first = build(years=2).project("a").project("b", cost=100).portfolio()
        dearer = build(years=2).project("a").project("b", cost=900).portfolio()
        late = [{"terms": [{"term": "tardiness"}]}]
        level = [*late, {"terms": [{"term": "peak", "resource": "public"}]}]
        before, after = planned(first, objective=late), planned(dearer, objective=level)
        found = why_moved(dearer, before, after)
        assert found
        assert all(causes == [Reason(Cause.DATA)] for causes in found.values())
        assert why_moved(first, before, after) == found, "of data that are gone no rule is known"

    def test_nobody_moved_and_nobody_needs_a_reason(self, trio: Portfolio) -> None:
        plan = planned(trio)
        assert reasons(trio, plan, plan, compare(plan, plan)) == {}
