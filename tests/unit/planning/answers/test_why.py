"""Why not? Every standing, every verdict, and the same plan as whoever forces it by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from assumed import assuming
from every_plan import allowed, best, planned, values
from refusals import refused

from optimizer.format.result import TierResult
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.why import Standing, Verdict, Why, why
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
PEAK = {"term": "peak", "resource": "public"}
BENEFIT = [{"terms": [{"term": "benefit"}]}]


@pytest.fixture
def pair(build: Build) -> Portfolio:
    portfolio: Portfolio = build(years=2).project("a", cost=100).project("b", cost=60).portfolio()
    return portfolio


def asked(portfolio: Portfolio, plan: Plan, project: str, *, baseline: Plan | None = None) -> Why:
    told: list[Why] = []
    case = Case(portfolio, plan.scenario, approved(baseline))
    answer = why(case, plan, project, solve=in_process, keep=told.append)
    if answer.forced is None or answer.forced.verdict is Verdict.NO_EARLIER:
        assert told == []
    else:
        assert told == [replace(answer, forced=None)], "what is known without solving comes first"
        assert answer.forced.proven
    assert (answer.plan, answer.planned) == (plan, plan.project(project))
    if answer.forced is not None and answer.forced.plan is not None:
        assert violations(portfolio, answer.forced.plan) == ()
        if answer.forced.plan.status.has_plan:
            assert answer.forced.comparison == compare(plan, answer.forced.plan)
    return answer


class TestStandings:
    def test_funded(self, pair: Portfolio) -> None:
        answer = asked(pair, planned(pair, projects={"a": {"delay_quarters": 1}}), "a")
        assert answer.standing is Standing.FUNDED
        assert (str(answer.earliest), str(answer.latest_on_time)) == ("2020Q2", "2021Q1")
        assert (answer.fixed, answer.pinned) == (False, False)

    def test_not_priced(self, build: Build) -> None:
        portfolio = build().project("a", cost=None).portfolio()
        assert asked(portfolio, planned(portfolio), "a").standing is Standing.NOT_PRICED

    def test_under_way_and_pinned(self, build: Build) -> None:
        portfolio = build().project("a", fixed=True).project("b").portfolio()
        plan = planned(portfolio, projects={"b": {"pin": {"start": "2020Q3"}}})
        fixed, pinned = asked(portfolio, plan, "a"), asked(portfolio, plan, "b")
        assert (fixed.fixed, fixed.pinned) == (True, False)
        assert (pinned.fixed, pinned.pinned) == (False, True)

    def test_retained(self, build: Build) -> None:
        portfolio = build().project("a").project("old", cost=None, status="existing").portfolio()
        answer = asked(portfolio, planned(portfolio), "old")
        assert (answer.standing, answer.earliest, answer.forced) == (Standing.RETAINED, None, None)

    @pytest.mark.parametrize("status", ["completed", "in_operation"])
    def test_finished_by_report_or_by_source(self, build: Build, status: str) -> None:
        portfolio = build().project("a").project("done", status=status).portfolio()
        report = StatusReport(project="a", status=status, effective=Period(2020, 3))
        portfolio = portfolio.changed(status_reports=(report,))
        plan = planned(portfolio)
        for project, finish in (("a", Period(2020, 3)), ("done", None)):
            answer = asked(portfolio, plan, project)
            assert (answer.standing, answer.forced) == (Standing.FINISHED, None)
            assert answer.planned.finish == finish

    def test_cancelled_whether_or_not_money_was_spent(self, build: Build) -> None:
        portfolio = build().project("a").project("b").project("c", status="cancelled").portfolio()
        reports = (
            StatusReport(
                project="a", status="cancelled", effective=Period(2020, 3), actual_spending={2020: 7}
            ),
            StatusReport(project="b", status="cancelled", effective=Period(2020, 3)),
        )
        portfolio = portfolio.changed(status_reports=reports)
        plan = planned(portfolio)
        for project in "abc":
            answer = asked(portfolio, plan, project)
            assert (answer.standing, answer.forced) == (Standing.CANCELLED, None), project
        assert plan.project("a").expenditure == {2020: 7}

    def test_excluded_and_what_carrying_it_out_would_cost(self, pair: Portfolio) -> None:
        plan = planned(pair, projects={"a": {"excluded": True, "cost": 80}})
        answer = asked(pair, plan, "a")
        assert answer.standing is Standing.EXCLUDED
        assert answer.forced is not None
        assert answer.forced.start is None
        assert answer.forced.plan is not None
        assert answer.forced.plan.project("a").scheduled
        assert sum(answer.forced.plan.project("a").expenditure.values()) == 80

    def test_what_is_over_is_not_dropped_whatever_the_scenario_still_says(self, build: Build) -> None:
        portfolio = build(years=2).project("a").project("b").portfolio()
        for status, standing in (("completed", Standing.FINISHED), ("cancelled", Standing.CANCELLED)):
            report = StatusReport(project="a", status=status, effective=Period(2020, 4))
            known = portfolio.changed(status_reports=(report,))
            answer = asked(known, planned(known, projects={"a": {"excluded": True}}), "a")
            assert (answer.standing, answer.forced) == (standing, None)

    def test_the_last_start_on_time_is_that_of_the_mode_it_is_planned_in(self, build: Build) -> None:
        modes = {"standard": 4, "fast": 2}
        portfolio = build(years=1, overrun=1).project("a", quarters=modes, earliest="2020Q3").portfolio()
        answer = asked(portfolio, planned(portfolio), "a")
        assert (answer.planned.mode, answer.planned.tardiness_quarters) == ("fast", 0)
        assert answer.latest_on_time == Period(2020, 3)

    def test_excluded_although_it_had_begun(self, build: Build) -> None:
        portfolio = build(overrun=1).project("a", quarters=6, fixed=True).project("b").portfolio()
        begun = StatusReport(
            project="a", status="under_construction", effective=Period(2020, 3), actual_spending={2020: 30}
        )
        portfolio = portfolio.changed(status_reports=(begun,))
        plan = planned(portfolio, projects={"a": {"excluded": True}})
        answer = asked(portfolio, plan, "a")
        assert answer.standing is Standing.EXCLUDED
        assert answer.forced is not None
        assert answer.forced.plan is not None
        assert sum(answer.forced.plan.project("a").expenditure.values()) == 100

    def test_not_chosen(self, pair: Portfolio) -> None:
        aims = [{"terms": [{"term": "usage", "resource": "total"}]}]
        plan = planned(pair, projects={"a": {"mandated": False}}, objective=aims)
        answer = asked(pair, plan, "a")
        assert (answer.standing, str(answer.earliest)) == (Standing.NOT_CHOSEN, "2020Q1")
        assert answer.forced is not None
        assert (answer.forced.verdict, answer.forced.worse_aim) == (Verdict.WORSE, 0)
        assert answer.forced.plan is not None
        assert values(answer.forced.plan) == [160]

    def test_the_alternative_that_was_not_chosen(self, pair: Portfolio) -> None:
        either = assuming(pair, alternatives=[{"projects": ["a", "b"], **WHY}])
        plan = planned(either, envelope={"minimum": 100})
        answer = asked(either, plan, "b")
        assert answer.standing is Standing.NOT_CHOSEN
        assert answer.forced is not None
        assert (answer.forced.verdict, answer.forced.worse_aim) == (Verdict.WORSE, 0)
        assert answer.forced.plan is not None
        assert [answer.forced.plan.project(name).scheduled for name in "ab"] == [False, True]


class TestVerdicts:
    def test_no_earlier_where_it_starts_as_early_as_it_may(self, pair: Portfolio) -> None:
        plan = planned(pair, projects={"a": {"delay_quarters": 4}})
        forced = asked(pair, plan, "a").forced
        assert forced is not None
        assert (forced.verdict, forced.plan, forced.worse_aim) == (Verdict.NO_EARLIER, None, None)

    def test_impossible_with_the_limit_that_is_in_the_way(self, pair: Portfolio) -> None:
        plan = planned(pair, ceilings={"district": {2020: 0}})
        answer = asked(pair, plan, "a")
        assert str(answer.planned.start) == "2021Q1"
        forced = answer.forced
        assert forced is not None
        assert (str(forced.start), forced.verdict) == ("2020Q1", Verdict.IMPOSSIBLE)
        assert forced.plan is not None
        assert [(e.kind, e.payer, e.year) for e in forced.plan.explanation] == [("ceiling", "district", 2020)]
        assert forced.comparison is None

    def test_worse_and_what_would_move(self, build: Build) -> None:
        builder = build(years=1, overrun=1).project("big", cost=100, priority=1)
        portfolio = builder.project("urgent", cost=60, priority=3).portfolio()
        plan = planned(portfolio, ceilings={"district": {2020: 100}})
        answer = asked(portfolio, plan, "big")
        assert (answer.planned.tardiness_quarters or 0) > 0
        forced = answer.forced
        assert forced is not None
        assert (forced.verdict, forced.worse_aim) == (Verdict.WORSE, 0)
        assert forced.comparison is not None
        assert {moved.project for moved in forced.comparison.moved} == {"big", "urgent"}

    def test_the_worse_aim_is_the_first_that_differs(self, pair: Portfolio) -> None:
        tiers = [[{"term": "tardiness"}], [PEAK], [{"term": "makespan"}]]
        plan = planned(pair, objective=[{"terms": terms} for terms in tiers])
        late = next(p.id for p in plan.projects if p.start is not None and p.start > Period(2020, 1))
        forced = asked(pair, plan, late).forced
        assert forced is not None
        assert forced.plan is not None
        before, after = values(plan), values(forced.plan)
        assert (forced.verdict, forced.worse_aim) == (Verdict.WORSE, 1)
        assert before[0] == after[0]
        assert (before[1] or 0) < (after[1] or 0)

    def test_an_aim_where_less_is_worse(self, build: Build) -> None:
        builder = build(years=2).project("a", quarters=1).project("b", quarters=2, earliest="2020Q3")
        portfolio, aims = builder.portfolio(), [{"terms": [{"term": "benefit"}]}]
        plan = planned(portfolio, ceilings={"district": {2020: 100}}, objective=aims)
        assert plan.project("b").start == Period(2021, 1)
        forced = asked(portfolio, plan, "b").forced
        assert forced is not None
        assert forced.verdict is Verdict.WORSE
        assert forced.plan is not None
        assert (values(forced.plan)[0] or 0) < (values(plan)[0] or 0)

    def test_as_good(self, pair: Portfolio) -> None:
        plan = planned(pair, objective=[{"terms": [{"term": "tardiness"}]}])
        later = planned(
            pair, objective=[{"terms": [{"term": "tardiness"}]}], projects={"a": {"delay_quarters": 4}}
        )
        assert plan.project("a").start == Period(2020, 1)
        answer = why(Case(pair, plan.scenario), later, "a", solve=in_process)
        assert answer.forced is not None
        assert (answer.forced.verdict, answer.forced.worse_aim) == (Verdict.AS_GOOD, None)
        assert answer.forced.start == Period(2020, 1)

    def test_better_without_the_pin_that_a_person_set(self, pair: Portfolio) -> None:
        aims = [{"terms": [{"term": "tardiness"}]}, {"terms": [{"term": "benefit"}]}]
        plan = planned(pair, projects={"a": {"pin": {"start": "2021Q1"}}}, objective=aims)
        answer = asked(pair, plan, "a")
        assert answer.pinned
        assert answer.forced is not None
        assert answer.forced.plan is not None
        assert (answer.forced.verdict, answer.forced.worse_aim) == (Verdict.BETTER, 1)
        assert (values(plan), values(answer.forced.plan)) == ([0, 4], [0, 8])

    def test_better_with_what_a_person_dropped(self, pair: Portfolio) -> None:
        plan = planned(pair, projects={"a": {"excluded": True}}, envelope={"minimum": 150})
        forced = asked(pair, plan, "a").forced
        assert forced is not None
        assert (forced.verdict, forced.worse_aim) == (Verdict.BETTER, 0)

    @pytest.mark.parametrize("more", [{}, {"mandated": False}])
    def test_what_is_dropped_is_carried_out_in_the_answer(
        self, pair: Portfolio, more: dict[str, Any]
    ) -> None:
        """Else "as good" would be said of a plan that leaves it out again."""
        ceilings = {"district": {2020: 60, 2021: 0}}
        plan = planned(pair, projects={"a": {"excluded": True, **more}}, ceilings=ceilings)
        forced = asked(pair, plan, "a").forced
        assert forced is not None
        assert forced.verdict is Verdict.IMPOSSIBLE

    def test_an_alternative_that_is_dropped_is_carried_out_in_the_answer(self, pair: Portfolio) -> None:
        portfolio = assuming(pair, alternatives=[{"projects": ["a", "b"], **WHY}])
        forced = asked(portfolio, planned(portfolio, projects={"a": {"excluded": True}}), "a").forced
        assert forced is not None
        assert forced.plan is not None
        assert [p.id for p in forced.plan.projects if p.scheduled] == ["a"]

    def test_what_may_be_left_out_is_carried_out_when_asked_a_year_earlier(self, build: Build) -> None:
        builder = build(years=2).project("a", quarters=4).project("b", quarters=2)
        link = {"before": "a", "after": "b", **WHY}
        portfolio = assuming(builder.portfolio(), prerequisites=[link])
        plan = planned(portfolio, projects={"b": {"mandated": False}}, objective=BENEFIT)
        assert plan.project("b").start == Period(2021, 1)
        forced = asked(portfolio, plan, "b").forced
        assert forced is not None
        assert (forced.start, forced.verdict) == (Period(2020, 1), Verdict.IMPOSSIBLE)

    def test_unknown_where_the_time_ran_out(self, pair: Portfolio) -> None:
        plan = planned(pair, ceilings={"district": {2020: 50}})

        def lost(instance: Any, options: SolveOptions) -> Any:
            result = in_process(instance, options)
            return result.model_copy(
                update={"status": "unknown", "projects": {}, "tiers": [], "resources": {}}
            )

        answer = why(Case(pair, plan.scenario), plan, "a", solve=lost)
        assert answer.forced is not None
        assert answer.forced.verdict is Verdict.UNKNOWN
        assert answer.forced.comparison is None
        assert not answer.forced.proven

    def test_a_solve_that_was_cut_short_proves_nothing(self, pair: Portfolio) -> None:
        plan = planned(pair, projects={"a": {"pin": {"start": "2021Q1"}}})

        def cut_short(instance: Any, options: SolveOptions) -> Any:
            result = in_process(instance, options)
            unproven = [TierResult(value=tier.value, bound=None, gap=None) for tier in result.tiers]
            return result.model_copy(update={"status": "feasible", "tiers": unproven})

        answer = why(Case(pair, plan.scenario), plan, "a", solve=cut_short)
        assert answer.forced is not None
        assert answer.forced.comparison is not None
        assert not answer.forced.proven


class TestAYearEarlier:
    @pytest.fixture
    def levelled(self, build: Build) -> Portfolio:
        builder = build(years=3).project("a", cost=100, quarters=3).project("b", cost=60, quarters=4)
        portfolio: Portfolio = builder.project("c", cost=80, quarters=2).portfolio()
        return portfolio

    @pytest.mark.parametrize("project", ["a", "b", "c"])
    def test_is_what_forcing_it_by_hand_gives_and_what_counting_says(
        self, levelled: Portfolio, project: str
    ) -> None:
        plan = planned(levelled, ceilings={"district": {2020: 70}})
        answer = asked(levelled, plan, project)
        start = answer.planned.start
        assert start is not None
        assert answer.forced is not None
        if start == Period(2020, 1):
            assert answer.forced.verdict is Verdict.NO_EARLIER
            return
        earlier = max(Period(2020, 1), start.plus(-4))
        assert answer.forced.start == earlier
        by_hand = planned(
            levelled, ceilings={"district": {2020: 70}}, projects={project: {"pin": {"start": earlier}}}
        )
        assert answer.forced.plan is not None
        assert answer.forced.plan.decisions == by_hand.decisions
        brief = brief_of(levelled, plan.scenario)
        kept = [c for c in allowed(brief) if c.decisions[project].start == earlier]
        counted = best(brief, kept)
        assert counted is None or values(answer.forced.plan) == counted
        expected = Verdict.IMPOSSIBLE if counted is None else Verdict.WORSE
        assert answer.forced.verdict is (Verdict.AS_GOOD if counted == values(plan) else expected)

    def test_is_no_earlier_than_it_may_start(self, pair: Portfolio) -> None:
        plan = planned(pair, projects={"a": {"delay_quarters": 2}}, ceilings={"district": {2020: 75}})
        answer = asked(pair, plan, "a")
        assert answer.planned.start is not None
        assert answer.planned.start > Period(2020, 3)
        assert answer.forced is not None
        assert answer.forced.start == Period(2020, 3)

    def test_keeps_the_mode_that_a_person_pinned(self, build: Build) -> None:
        portfolio = build().project("a", quarters={"standard": 4, "fast": 2}).portfolio()
        plan = planned(portfolio, projects={"a": {"pin": {"mode": "fast"}}}, ceilings={"district": {2020: 0}})
        forced = asked(portfolio, plan, "a").forced
        assert forced is not None
        assert forced.plan is not None
        assert forced.plan.scenario.project("a").pin is not None
        assert forced.plan.scenario.project("a").pin.mode == "fast"

    def test_asks_beside_the_same_baseline(self, pair: Portfolio) -> None:
        baseline = planned(pair, projects={"a": {"pin": {"start": "2021Q1"}}})
        plan = planned(pair, baseline, objective=[{"terms": [{"term": "tardiness"}]}])
        assert plan.project("a").start == Period(2021, 1)
        forced = asked(pair, plan, "a", baseline=baseline).forced
        assert forced is not None
        assert (forced.verdict, forced.worse_aim) == (Verdict.WORSE, 1)  # the aim to keep close to it


def test_what_cannot_be_asked_is_bad_input(pair: Portfolio) -> None:
    plan = planned(pair)
    with refused("the id of a project of this portfolio"):
        asked(pair, plan, "nobody")
    impossible = planned(pair, ceilings={"district": {2020: 1, 2021: 1}})
    assert impossible.status is PlanStatus.INFEASIBLE
    with refused("a scenario that has a plan"):
        asked(pair, impossible, "a")
