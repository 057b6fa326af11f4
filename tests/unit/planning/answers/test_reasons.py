"""Why a project moved: a reason where the other dates can be shown to break a rule, and none otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming
from every_plan import EARLY, pinned, planned

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, default_objective
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.reasons import Cause, Reason, reasons

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


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
        waits = StatusReport(project="a", status="planned", effective=Period(2021, 1))
        reported = portfolio.changed(status_reports=(waits,))
        after = planned(reported, projects=pinned(b="2021Q1"), objective=early)
        found = reasons(reported, before, after, compare(before, after))
        assert found["a"] == [Reason(Cause.REPORTED), Reason(Cause.EARLIEST, quarter=Period(2021, 1))]
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
        assert after.project("a").start == Period(2022, 1)
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
        assert [plan.project("a").start for plan in (before, after)] == [Period(2020, 3), Period(2020, 3)]
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
        later = portfolio.changed(data_date=Period(2020, 3))
        found = why_moved(later, before, planned(later, projects=pinned(a="2020Q3", b="2020Q3")))
        expected = [Reason(Cause.SCENARIO), Reason(Cause.EARLIEST, quarter=Period(2020, 3))]
        assert found == {"a": expected, "b": expected}

    def test_its_works_take_longer_now(self, build: Build) -> None:
        def taking(quarters: int) -> Plan:
            portfolio = build(years=2).project("a", quarters=quarters).portfolio()
            return planned(portfolio, projects=pinned(a="2020Q1"))

        portfolio = build(years=2).project("a", quarters=6).portfolio()
        longer = Reason(Cause.DURATION, quarters=6, periods=6)
        assert why_moved(portfolio, taking(4), taking(6)) == {"a": [longer]}

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
            Reason(Cause.CAPACITY, quarter=Period(2021, 1), capacity="sites"),
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
