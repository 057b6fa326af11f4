"""Two plans side by side: every difference with its sign, and which of them is the same decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import EARLY, pinned, planned, values

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import Comparison, compare, is_same_decision

Build = Callable[..., Any]


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
        assert [(c.term, c.aimed_before, c.aimed_after) for c in found] == [
            ("tardiness", True, False),
            ("makespan", False, True),
        ]
        assert [(c.before is None, c.after is None) for c in found] == [(False, True), (True, False)]

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

    def test_what_only_one_portfolio_has_appears_and_disappears(self, trio: Portfolio) -> None:
        fewer = trio.changed(projects=trio.projects[:2])
        without, everything = planned(fewer), planned(trio)
        (added,) = (entry for entry in compare(without, everything).moved if entry.project == "c")
        assert (added.before, added.after) == (None, everything.project("c"))
        assert (added.appears, added.disappears, added.cost_change) == (True, False, 40)
        assert (added.start_shift, added.finish_shift, added.tardiness_change) == (None, None, None)
        back = compare(everything, without)
        (removed,) = (entry for entry in back.moved if entry.project == "c")
        assert (removed.before, removed.after) == (everything.project("c"), None)
        assert (removed.appears, removed.disappears, removed.cost_change) == (False, True, -40)
        for difference in (compare(without, everything), back):
            told = sum(entry.cost_change for entry in difference.moved)
            assert sum(difference.money["total"].values()) == told, "money that nobody moved"

    def test_a_project_that_neither_plan_carries_out_is_no_difference(self, build: Build) -> None:
        builder = build().project("a")
        without = planned(builder.portfolio(), projects=pinned(a="2020Q1"))
        builder.project("old", cost=None, status="existing")
        assert compare(without, planned(builder.portfolio(), projects=pinned(a="2020Q1"))).moved == ()

    def test_what_is_cancelled_disappears_though_money_was_spent_on_it(self, build: Build) -> None:
        portfolio = build(overrun=1).project("a").portfolio()
        report = StatusReport(
            project="a", status="cancelled", effective=Period(2020, 3), actual_spending={2020: 9}
        )
        reported = portfolio.changed(status_reports=(report,))
        (gone,) = compare(planned(portfolio), planned(reported)).moved
        assert (gone.disappears, gone.cost_change) == (True, 9 - 100)

    @pytest.mark.parametrize("floor", [{"minimum": 500}, {"minimum": 150}, {"soft": False}], ids=str)
    def test_another_floor_is_a_difference_even_where_nothing_moves(
        self, trio: Portfolio, floor: dict[str, Any]
    ) -> None:
        pins = pinned(a="2020Q1", b="2020Q1", c="2020Q1")
        before, after = planned(trio, projects=pins), planned(trio, projects=pins, envelope=floor)
        found = compare(before, after)
        assert found.keeps_dates_and_money
        assert not found.is_empty
        assert (found.envelope_before, found.envelope_after) == (before.envelope, after.envelope)
        assert found.shortfall == max(0, (floor.get("minimum") or 0) - 200)

    def test_other_aims_are_a_difference_even_where_nothing_moves(self, trio: Portfolio) -> None:
        pins = pinned(a="2020Q1", b="2020Q1", c="2020Q1")
        found = compare(planned(trio, projects=pins), planned(trio, projects=pins, objective=EARLY))
        assert found.keeps_dates_and_money
        assert not found.is_empty

    def test_keeping_close_to_the_baseline_is_no_difference_by_itself(self, trio: Portfolio) -> None:
        first = planned(trio)
        assert compare(first, planned(trio, baseline=first)).is_empty


class TestSameDecision:
    """Whether it matters which of two plans is approved."""

    def test_the_name_alone_does_not_matter(self, trio: Portfolio) -> None:
        plan = planned(trio)
        renamed = plan.model_copy(update={"scenario": plan.scenario.changed(name="other")})
        assert is_same_decision(plan, renamed)

    @pytest.mark.parametrize(
        "changes",
        [
            {"envelope": {"minimum": 100}},
            {"ceilings": {"public": {2020: 100_000}}},
            {"carry_over": {"public": 1}},
            {"overrun_years": 2},
            {"projects": {"a": {"mandated": True}}},
        ],
        ids=str,
    )
    def test_whatever_the_scenario_changes_matters(self, trio: Portfolio, changes: dict[str, Any]) -> None:
        plan = planned(trio)
        assert not is_same_decision(plan, planned(trio, **changes))

    def test_dates_matter(self, trio: Portfolio) -> None:
        plans = [planned(trio, projects=pinned(c=start)) for start in ("2020Q1", "2020Q3")]
        same = [plan.model_copy(update={"scenario": plans[0].scenario}) for plan in plans]
        assert not is_same_decision(*same)


class TestYears:
    def test_years_that_only_one_schedule_has_count_from_nothing(self, trio: Portfolio) -> None:
        short, long = planned(trio), planned(trio, overrun_years=3, projects={"c": {"delay_quarters": 16}})
        money = compare(short, long).money["total"]
        assert list(money) == [2020, 2021, 2022, 2023, 2024]
        assert money[2024] == 40


def mirrored(comparison: Comparison) -> Comparison:
    """Return a comparison with before and after exchanged, made from its own numbers."""
    return Comparison(
        money={
            payer: {y: -amount for y, amount in years.items()} for payer, years in comparison.money.items()
        },
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
        objective=tuple(
            type(c)(c.term, c.after, c.before, c.aimed_after, c.aimed_before, c.terms)
            for c in comparison.objective
        ),
        envelope_before=comparison.envelope_after,
        envelope_after=comparison.envelope_before,
        newly_late=comparison.late_no_more,
        late_no_more=comparison.newly_late,
        peaks={payer: type(peak)(peak.after, peak.before) for payer, peak in comparison.peaks.items()},
    )
