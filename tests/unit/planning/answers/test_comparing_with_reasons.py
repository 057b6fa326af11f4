"""Two plans side by side: every difference with its sign, and the reason where one can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import assuming, planned, values

from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, default_objective
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import Comparison, compare, is_same_decision
from portfolio.planning.answers.reasons import Cause, Reason, reasons

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
            project="a", status="cancelled", effective=Quarter(2020, 3), actual_spending={2020: 9}
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


def unpinned(plan: Plan, **changes: Any) -> Plan:
    """Return the plan as if its scenario asked nothing of its projects, so that no move is asked for."""
    return plan.model_copy(update={"scenario": plan.scenario.changed(**{"projects": {}, **changes})})


@pytest.fixture(scope="module")
def tight(gongshu: Portfolio) -> Plan:
    """The plan of the bundled portfolio with little public money from 2019 on."""
    return planned(gongshu, ceilings={"public": dict.fromkeys((2019, 2020, 2021), 40_000)})


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
        assert moved.before is not None
        assert moved.after is not None
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

    def test_the_lifted_ceiling_it_would_have_passed_and_by_how_much(self, trio: Portfolio) -> None:
        ceilings = {"district": {2020: 150}, "public": {2020: 160}}
        before = planned(trio, objective=EARLY, ceilings=ceilings)
        after = planned(trio, objective=EARLY)
        (moved,) = compare(before, after).moved
        assert moved.before is not None
        assert moved.after is not None
        then, now = (planned.by_source["district"].get(2020, 0) for planned in (moved.before, moved.after))
        used = {use.payer: use.used for use in before.ceilings}
        assert why_moved(trio, before, after) == {
            moved.project: [
                Reason(Cause.LIFTED, "district", 2020, used["district"] + now - then - 150),
                Reason(Cause.LIFTED, "public", 2020, used["public"] + now - then - 160),
            ]
        }

    def test_a_raised_carry_over_lifts_a_ceiling(self, build: Build) -> None:
        portfolio = build(years=3).project("a", cost=120, quarters=4).portfolio()
        ceilings = {"district": {2020: 80, 2021: 60, 2022: 120}}
        before = planned(portfolio, objective=EARLY, ceilings=ceilings)
        after = planned(portfolio, objective=EARLY, ceilings=ceilings, carry_over={"district": 1})
        assert [plan.project("a").start for plan in (before, after)] == [Quarter(2020, 3), Quarter(2020, 3)]
        late = unpinned(planned(portfolio, projects=pinned(a="2022Q1"), ceilings=ceilings))
        now = unpinned(
            planned(portfolio, projects=pinned(a="2021Q1"), ceilings=ceilings, carry_over={"district": 1})
        )
        assert why_moved(portfolio, late, now) == {"a": [Reason(Cause.LIFTED, "district", 2021, 60)]}

    def test_a_ceiling_that_was_not_lifted_is_not_said_to_be(self, build: Build) -> None:
        """Where b was, there is room for a now; the ceiling of that year stays."""
        portfolio = build(years=3).project("a").project("b").portfolio()
        kept = {"district": {2020: 100, 2021: 100}}
        before = unpinned(planned(portfolio, projects=pinned(a="2022Q1", b="2021Q1"), ceilings=kept))
        raised = {"district": {2020: 200, 2021: 100}}
        after = unpinned(planned(portfolio, projects=pinned(a="2021Q1", b="2020Q1"), ceilings=raised))
        assert why_moved(portfolio, before, after) == {
            "a": [Reason(Cause.CEILINGS)],
            "b": [Reason(Cause.CEILING, "district", 2021, 100)],
        }

    def test_other_ceilings_where_none_bars_the_project_alone(self, build: Build) -> None:
        portfolio = build(years=2).project("a").portfolio()
        starts = {"a": "2020Q1"}, {"a": "2021Q1"}
        before, after = (unpinned(planned(portfolio, projects=pinned(**start))) for start in starts)
        roomy = unpinned(
            planned(portfolio, projects=pinned(a="2021Q1"), ceilings={"district": {2020: 900}}),
        )
        assert why_moved(portfolio, before, roomy) == {"a": [Reason(Cause.CEILINGS)]}
        lifted = {"district": {2020: None}, "public": {}}
        same = after.model_copy(update={"scenario": after.scenario.changed(ceilings=lifted)})
        assert why_moved(portfolio, before, same) == {"a": [Reason(Cause.ROOM)]}, "no ceiling is no ceiling"

    def test_other_aims(self, build: Build) -> None:
        portfolio = build(years=2).project("a").project("b").portfolio()
        late = [{"terms": [{"term": "tardiness"}]}]
        before = planned(portfolio, objective=late)
        after = planned(portfolio, objective=[*late, {"terms": [{"term": "peak", "resource": "public"}]}])
        comparison = compare(before, after)
        found = reasons(portfolio, before, after, comparison)
        assert found
        assert set(found) == {moved.project for moved in comparison.moved}
        assert all(causes == [Reason(Cause.AIMS)] for causes in found.values())

    def test_everything_that_differs_is_said_where_no_rule_bars_the_project(self, build: Build) -> None:
        portfolio = build(years=2, overrun=1, floor=100).project("a").portfolio()
        before = unpinned(planned(portfolio, projects=pinned(a="2020Q1")))
        other = {"envelope": {"minimum": 90}, "overrun_years": 2, "objective": EARLY}
        other["ceilings"] = {"district": {2020: 900}}
        after = unpinned(planned(portfolio, projects=pinned(a="2020Q2"), **other))
        causes = [Cause.CEILINGS, Cause.FLOOR, Cause.AIMS, Cause.SCHEDULE]
        assert why_moved(portfolio, before, after) == {"a": [Reason(cause) for cause in causes]}

    def test_the_default_aims_said_in_full_are_no_other_aims(self, build: Build) -> None:
        portfolio = build(years=2).project("a").project("b").portfolio()
        told = default_objective(portfolio, Scenario(name="default"))
        before = unpinned(planned(portfolio, projects=pinned(a="2020Q1", b="2020Q1")))
        after = unpinned(planned(portfolio, projects=pinned(a="2021Q1", b="2020Q1"), objective=told))
        assert why_moved(portfolio, before, after) == {"a": [Reason(Cause.ROOM)]}

    def test_it_makes_room_where_no_rule_forces_it(self, build: Build) -> None:
        """Only b is asked for elsewhere; a takes the year that b has left."""
        portfolio = build(years=2).project("a").project("b").portfolio()
        before = planned(portfolio, projects=pinned(b="2020Q1"))
        after = planned(portfolio, projects=pinned(b="2021Q1"))
        assert why_moved(portfolio, before, after) == {
            "a": [Reason(Cause.ROOM)],
            "b": [Reason(Cause.SCENARIO)],
        }

    def test_nothing_differs_but_what_the_plans_are_kept_close_to(self, build: Build) -> None:
        portfolio = build(years=2).project("a", quarters=2).portfolio()
        late = [{"terms": [{"term": "tardiness"}]}]
        first, second = (planned(portfolio, projects=pinned(a=start)) for start in ("2020Q1", "2021Q1"))
        before, after = (
            planned(portfolio, first, objective=late),
            planned(portfolio, second, objective=late),
        )
        assert why_moved(portfolio, before, after) == {"a": [Reason(Cause.BASELINE)]}

    def test_what_the_other_plan_was_made_without(self, trio: Portfolio) -> None:
        fewer = trio.changed(projects=trio.projects[:2])
        without, everything = planned(fewer), planned(trio)
        for portfolio in (trio, fewer):
            assert why_moved(portfolio, without, everything)["c"] == [Reason(Cause.ADDED)]
            assert why_moved(portfolio, everything, without)["c"] == [Reason(Cause.REMOVED)]

    def test_of_payers_that_are_gone_nothing_is_said(self, trio: Portfolio) -> None:
        ceilings = {"district": {2020: 150}}
        before, after = planned(trio, objective=EARLY, ceilings=ceilings), planned(trio, objective=EARLY)
        use = before.ceilings[0].model_copy(update={"payer": "gone"})
        renamed = before.model_copy(update={"ceilings": (use,)})
        for plans in ((renamed, after), (after, renamed)):
            assert set(why_moved(trio, *plans)) == {m.project for m in compare(*plans).moved}

    @pytest.mark.parametrize(
        "changes", [{}, {"objective": EARLY}, {"envelope": {"minimum": 500_000}}], ids=str
    )
    def test_no_move_of_the_bundled_portfolio_is_for_no_reason(
        self, gongshu: Portfolio, tight: Plan, changes: dict[str, Any]
    ) -> None:
        after = planned(gongshu, **changes)
        for plans in ((tight, after), (after, tight)):
            found = why_moved(gongshu, *plans)
            assert len(found) >= 5
            assert Cause.ROOM not in {reason.cause for causes in found.values() for reason in causes}
        lifted = {r.cause for causes in why_moved(gongshu, tight, after).values() for r in causes}
        assert Cause.LIFTED in lifted

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
        assert all(causes == [Reason(Cause.AIMS), Reason(Cause.DATA)] for causes in found.values())
        assert why_moved(first, before, after) == found, "of data that are gone no rule is known"

    def test_nobody_moved_and_nobody_needs_a_reason(self, trio: Portfolio) -> None:
        plan = planned(trio)
        assert reasons(trio, plan, plan, compare(plan, plan)) == {}
