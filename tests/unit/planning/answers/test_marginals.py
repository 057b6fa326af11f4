"""What one more million is worth, and what brings a late project back: equal to counting every plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming
from every_plan import best, candidates, planned, values
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.worth import Difference, Rescue, ceiling_differences, rescues, worth
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
PEAKS_ONLY = [{"terms": [{"term": "peak", "resource": "public"}]}]


@pytest.fixture
def crowd(build: Build) -> Portfolio:
    """Three projects that all should be finished in 2020, in a schedule of two years more."""
    builder = build(years=1, overrun=2).project("a", cost=100, quarters=2).project("b", cost=60, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=40, quarters=4, priority=3).portfolio()
    return portfolio


MILLION_CNY = TEN_THOUSAND_YUAN.million


def differences(
    portfolio: Portfolio, plan: Plan, step: int = MILLION_CNY, baseline: Plan | None = None
) -> tuple[Difference, ...]:
    case = Case(portfolio, plan.scenario, approved(baseline))
    return tuple(ceiling_differences(case, plan, step, solve=in_process))


def saved(portfolio: Portfolio, plan: Plan, baseline: Plan | None = None) -> dict[str, Rescue]:
    case = Case(portfolio, plan.scenario, approved(baseline))
    return {rescue.project: rescue for rescue in rescues(case, plan, solve=in_process)}


def with_ceiling(scenario: Scenario, payer: str, year: int, amount: int) -> Scenario:
    by_year = {**scenario.ceilings[payer], year: amount}
    return scenario.changed(ceilings={**scenario.ceilings, payer: by_year})


class TestDifferences:
    def test_every_aim_changes_by_what_counting_says_for_both_signs(self, crowd: Portfolio) -> None:
        ceilings = {"district": {2020: 90, 2021: 80, 2022: 70}, "public": {2020: 100}}
        plan = planned(crowd, ceilings=ceilings)
        before = best(brief_of(crowd, plan.scenario))
        assert before is not None
        found = differences(crowd, plan, step=15)
        assert [(d.payer, d.year, d.step) for d in found] == [
            (payer, year, step)
            for payer, by_year in ceilings.items()
            for year in by_year
            for step in (15, -15)
        ]
        for each in found:
            moved = with_ceiling(
                plan.scenario, each.payer, each.year, ceilings[each.payer][each.year] + each.step
            )
            after = best(brief_of(crowd, moved))
            assert after is not None
            assert each.objective == tuple(new - old for old, new in zip(before, after, strict=True))
            assert each.plan.scenario == moved
            assert violations(crowd, each.plan) == ()
            assert each.proven
        assert any((each.objective[0] or 0) < 0 < each.step for each in found)
        assert any((each.objective[0] or 0) > 0 > each.step for each in found)

    def test_less_money_can_make_it_impossible(self, build: Build) -> None:
        portfolio = build(years=1).project("a", cost=100).portfolio()
        plan = planned(portfolio, ceilings={"district": {2020: 120}})
        more, less = differences(portfolio, plan, step=30)
        assert (more.step, more.plan.status) == (30, PlanStatus.OPTIMAL)
        assert more.objective == (0, 0, 0)
        assert (less.step, less.plan.status) == (-30, PlanStatus.INFEASIBLE)
        assert less.objective == (None, None, None)
        assert less.proven
        assert less.plan.explanation

    def test_no_ceiling_is_moved_below_nothing(self, build: Build) -> None:
        portfolio = build(years=1).project("a", cost=100).portfolio()
        plan = planned(portfolio, ceilings={"private": {2020: 40}})
        assert [d.step for d in differences(portfolio, plan)] == [MILLION_CNY]
        assert [d.step for d in differences(portfolio, plan, step=40)] == [40, -40]

    def test_without_ceilings_there_is_nothing_to_move(self, crowd: Portfolio) -> None:
        assert differences(crowd, planned(crowd)) == ()
        assert differences(crowd, planned(crowd, ceilings={"district": {2020: None}})) == ()

    def test_it_hands_over_what_it_has_found_so_far(self, build: Build) -> None:
        portfolio = build(years=1).project("a", cost=100).portfolio()
        plan, told = planned(portfolio, ceilings={"public": {2020: 500}}), []
        found = worth(Case(portfolio, plan.scenario), plan, MILLION_CNY, solve=in_process, keep=told.append)
        assert found.plan == plan
        assert [part.differences for part in told][:2] == [found.differences[:1], found.differences]

    def test_the_baseline_still_breaks_ties_and_its_aim_is_counted(self, crowd: Portfolio) -> None:
        baseline = planned(crowd, projects={"a": {"pin": {"start": "2021Q1"}}})
        plan = planned(crowd, baseline, ceilings={"district": {2020: 150}})
        (more, less) = differences(crowd, plan, baseline=baseline)
        assert len(more.objective) == len(less.objective) == len(plan.provenance.objective) == 4
        assert more.plan.kept_close_to == plan.kept_close_to == baseline.decisions


def least_rescue(portfolio: Portfolio, plan: Plan, project: str) -> int | None:
    """Return by counting the least money with which a project is on time and none later or left out.

    No year of a ceiling that is locked may be passed, nor one that carries room over into such a year.
    """
    now = {p.id: p.tardiness_quarters or 0 for p in plan.projects} | {project: 0}
    brief = brief_of(portfolio, plan.scenario)
    kept = {p.id for p in plan.projects if p.scheduled} & set(brief.requirements)

    def is_held(payer: str, year: int) -> bool:
        last = max(brief.ceilings[payer]) if brief.carry_over.get(payer) else year
        return any(plan.scenario.is_locked(payer, later) for later in range(year, last + 1))

    return min(
        (
            sum(candidate.over.values())
            for candidate in candidates(brief)
            if kept <= candidate.decisions.keys()
            and not any(is_held(*limit) for limit in candidate.over)
            and all(candidate.late.get(name, 0) <= quarters for name, quarters in now.items())
            and (brief.floor_is_soft or not candidate.shortfall)
        ),
        default=None,
    )


def holds(portfolio: Portfolio, plan: Plan, rescue: Rescue) -> None:
    """Hold a rescue to what every one must be."""
    assert rescue.proven
    assert rescue.total == least_rescue(portfolio, plan, rescue.project)
    if rescue.extra is None:
        assert rescue.plan is None
        return
    assert rescue.plan is not None
    assert violations(portfolio, rescue.plan) == ()
    assert rescue.plan.project(rescue.project).tardiness_quarters == 0
    for before in plan.projects:
        later = rescue.plan.project(before.id)
        assert later.scheduled >= before.scheduled, before.id
        assert not before.scheduled or (later.tardiness_quarters or 0) <= (before.tardiness_quarters or 0), (
            before.id
        )
    raised = {
        payer: {year: most + rescue.extra.get(payer, {}).get(year, 0) for year, most in by_year.items()}
        for payer, by_year in plan.scenario.ceilings.items()
    }
    assert rescue.plan.scenario.ceilings == raised


class TestRescues:
    def test_the_least_money_that_brings_each_late_project_back(self, crowd: Portfolio) -> None:
        plan = planned(crowd, ceilings={"district": {2020: 90, 2021: 80, 2022: 70}})
        found = saved(crowd, plan)
        assert set(found) == {p.id for p in plan.projects if p.tardiness_quarters} == {"a", "b"}
        for rescue in found.values():
            holds(crowd, plan, rescue)
        assert (found["a"].total or 0) > 0

    def test_nobody_else_has_to_wait_for_it(self, build: Build) -> None:
        """The scenario's own aim would let others be late for the lowest peak."""
        builder = build(years=1, overrun=1).project("a", cost=80, quarters=2, earliest="2020Q3")
        portfolio = builder.project("b", cost=60, quarters=2).project("c", cost=10, quarters=2).portfolio()
        pins = {"c": {"pin": {"start": "2020Q1"}}}
        plan = planned(portfolio, ceilings={"district": {2020: 110}}, objective=PEAKS_ONLY, projects=pins)
        assert plan.project("c").tardiness_quarters == 0
        found = saved(portfolio, plan)
        assert found
        for rescue in found.values():
            holds(portfolio, plan, rescue)

    def test_in_the_mode_that_is_on_time(self, build: Build) -> None:
        modes = {"standard": 6, "fast": 2}
        portfolio = build(years=1, overrun=1).project("a", cost=60, quarters=modes).portfolio()
        plan = planned(portfolio, ceilings={"district": {2020: 40}}, objective=PEAKS_ONLY)
        rescue = saved(portfolio, plan)["a"]
        holds(portfolio, plan, rescue)
        assert rescue.extra == {"district": {2020: 20}}
        assert rescue.plan is not None
        assert rescue.plan.project("a").mode == "fast"

    def test_no_money_helps_what_cannot_be_on_time(self, build: Build) -> None:
        portfolio = build(years=1, overrun=1).project("a", cost=60, quarters=6).portfolio()
        plan = planned(portfolio, ceilings={"district": {2020: 40}})
        rescue = saved(portfolio, plan)["a"]
        holds(portfolio, plan, rescue)
        assert (rescue.extra, rescue.total, rescue.plan) == (None, None, None)

    def test_without_ceilings_no_money_is_missing(self, build: Build) -> None:
        portfolio = build(years=1, overrun=1).project("a", cost=60, quarters=6).project("b").portfolio()
        plan = planned(portfolio, projects={"b": {"pin": {"start": "2020Q3"}}})
        assert {name: rescue.extra for name, rescue in saved(portfolio, plan).items()} == {
            "a": None,
            "b": None,
        }

    def test_what_is_late_by_choice_needs_no_money(self, build: Build) -> None:
        portfolio = build(years=1, overrun=1).project("a", cost=80).project("b", cost=80).portfolio()
        plan = planned(portfolio, ceilings={"public": {2020: 160}}, objective=PEAKS_ONLY)
        found = saved(portfolio, plan)
        assert found
        for rescue in found.values():
            holds(portfolio, plan, rescue)
            assert rescue.extra == {}

    def test_a_plan_in_time_has_nobody_to_rescue(self, crowd: Portfolio) -> None:
        assert saved(crowd, planned(crowd, ceilings={"district": {2020: 500}})) == {}

    def test_beside_a_baseline_no_more_moves_than_the_scenario_lets(self, crowd: Portfolio) -> None:
        first = planned(crowd)
        plan = planned(crowd, first, ceilings={"district": {2020: 140}}, most_moves=1)
        found = saved(crowd, plan, baseline=first)
        assert found
        for rescue in found.values():
            holds(crowd, plan, rescue)
            assert rescue.plan is not None
            assert rescue.plan.scenario.most_moves == 1
            assert rescue.plan.kept_close_to == first.decisions

    def test_nothing_that_the_plan_carries_out_is_left_out_for_it(self, build: Build) -> None:
        portfolio = build(years=1, overrun=1).project("a", cost=80).project("o", cost=80).portfolio()
        changes = {"o": {"mandated": False, "pin": {"start": "2020Q1"}}}
        benefit = [{"terms": [{"term": "benefit"}]}]
        ceilings = {"district": {2020: 80, 2021: 80}}
        plan = planned(portfolio, ceilings=ceilings, projects=changes, objective=benefit)
        assert plan.project("o").scheduled
        rescue = saved(portfolio, plan)["a"]
        holds(portfolio, plan, rescue)
        assert rescue.total == 80

    def test_a_late_project_that_may_be_left_out_is_not_left_out(self, build: Build) -> None:
        portfolio = build(years=1, overrun=1).project("a", cost=80).project("b", cost=80).portfolio()
        many = [{"terms": [{"term": "selected"}]}, {"terms": [{"term": "tardiness"}]}]
        changes = {name: {"mandated": False} for name in "ab"}
        plan = planned(portfolio, ceilings={"district": {2020: 80}}, projects=changes, objective=many)
        found = saved(portfolio, plan)
        assert found  # one of them or both: there are several equally good plans
        for rescue in found.values():
            holds(portfolio, plan, rescue)
            assert rescue.total

    def test_what_is_locked_does_not_rise(self, build: Build) -> None:
        builder = build(years=1, overrun=1).project("a", cost=80, percent={"district": 50, "private": 50})
        portfolio = builder.project("b", cost=80).portfolio()
        ceilings = {"district": {2020: 100}, "private": {2020: 30}}
        for locked in ([], ["district"], ["private.2020"]):
            plan = planned(portfolio, ceilings=ceilings, locked=locked)
            found = saved(portfolio, plan)
            assert found
            for rescue in found.values():
                holds(portfolio, plan, rescue)
                assert not any(name.partition(".")[0] in (rescue.extra or {}) for name in locked)

    def test_a_plan_that_cannot_be_verified_is_no_rescue(self, build: Build) -> None:
        """Suspended works resume when the aims let them, and no pin makes them resume earlier."""
        builder = (
            build(years=1, overrun=1).project("a", cost=80, quarters=4).project("b", cost=80, quarters=3)
        )
        reports = [
            StatusReport(project="b", status=status, effective=Period(2020, quarter))
            for status, quarter in (("under_construction", 1), ("suspended", 2))
        ]
        portfolio = builder.portfolio().changed(status_reports=tuple(reports))
        now = {"a": {"pin": {"start": "2020Q1"}}}
        plan = planned(portfolio, ceilings={"district": {2020: 500}}, objective=PEAKS_ONLY, projects=now)
        rescue = saved(portfolio, plan)["b"]
        assert (rescue.extra, rescue.plan, rescue.proven) == (None, None, False)

    def test_where_prices_rise_with_time(self, crowd: Portfolio) -> None:
        rising = assuming(crowd, escalation=[{"percent_per_year": 10, "base_year": 2020, **WHY}])
        plan = planned(rising, ceilings={"district": {2020: 90, 2021: 90}})
        found = saved(rising, plan)
        assert found
        for rescue in found.values():
            holds(rising, plan, rescue)


@examples(20)
@given(data=st.data())
def test_marginals_of_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    for name in "abc"[: draw(st.integers(2, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(1, 40)),
            quarters=draw(st.integers(1, 5)),
            earliest=f"2020Q{draw(st.integers(1, 4))}",
            priority=draw(st.integers(1, 3)),
            percent=draw(st.sampled_from([{"district": 100}, {"private": 40, "district": 60}])),
        )
    portfolio = builder.portfolio()
    ceilings = {"district": {2020: draw(st.integers(0, 60)), 2021: draw(st.integers(20, 90))}}
    aims = draw(st.sampled_from([None, PEAKS_ONLY]))
    optional = draw(st.sets(st.sampled_from("abc"))) & {project.id for project in portfolio.projects}
    plan = planned(
        portfolio,
        ceilings=ceilings,
        objective=aims,
        projects={name: {"mandated": False} for name in optional},
        carry_over=draw(st.sampled_from([{}, {"district": 0.5}])),
        locked=draw(st.sampled_from([[], ["district.2021"]])),
    )
    assume(plan.status.has_plan)
    for rescue in saved(portfolio, plan).values():
        holds(portfolio, plan, rescue)
    for each in differences(portfolio, plan, step=10):
        moved = with_ceiling(
            plan.scenario, each.payer, each.year, ceilings[each.payer][each.year] + each.step
        )
        after = best(brief_of(portfolio, moved))
        assert each.plan.status.has_plan == (after is not None)
        assert after is None or values(each.plan) == after
