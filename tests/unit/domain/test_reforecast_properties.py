"""Whatever is reported: history is not replanned, and money neither appears nor vanishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pytest
from examples import examples
from hypothesis import event, given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import REPORTABLE, StatusReport
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.reports import with_report

Build = Callable[..., Any]

FIRST, LAST = Period(2020, 1), Period(2024, 4)
NOT_BEGUN = {Status.PROPOSED, Status.PLANNED, Status.APPROVED, Status.TENDERING}
FINISHED = {Status.COMPLETED, Status.IN_OPERATION}
STANDS_OPEN = {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}


def quarters(first: Period, last: Period) -> st.SearchStrategy[Period]:
    return st.integers(0, first.until(last)).map(first.plus)


@st.composite
def projects(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what the builder needs for a project."""
    share = draw(st.sampled_from([0, 1, 33, 50, 100]))
    usual = draw(st.integers(1, 9))
    return {
        "cost": draw(st.one_of(st.none(), st.integers(0, 5), st.integers(6, 5000))),
        "quarters": draw(st.sampled_from([{"standard": usual}, {"standard": usual, "slow": usual + 3}])),
        "percent": {"district": share, "private": 100 - share},
        "profile": draw(st.sampled_from(["even", "s_curve", "late"])),
        "earliest": str(draw(quarters(FIRST, Period(2021, 2)))),
        "fixed": draw(st.booleans()),
    }


@st.composite
def reports(draw: st.DrawFn, project: str, *, priced: bool) -> StatusReport:
    """Draw a report that fits: what is drawn depends on what was drawn before."""
    status = draw(st.sampled_from(REPORTABLE))
    effective = draw(quarters(FIRST, LAST))
    spending: dict[int, int] = {}
    if priced:
        years = st.integers(FIRST.year, effective.year)
        amounts = st.one_of(st.integers(0, 2000), st.integers(-500, 0))
        spending = draw(st.dictionaries(years, amounts, max_size=4))
    begun = st.integers(0, 100)
    progress = st.just(0) if status in NOT_BEGUN else st.just(100) if status in FINISHED else begun
    finish = quarters(FIRST, effective) if status in FINISHED else quarters(effective, LAST)
    return StatusReport(
        project=project,
        status=status,
        effective=effective,
        physical_progress=draw(st.one_of(st.none(), progress)),
        actual_spending=spending,
        forecast_finish=draw(st.one_of(st.none(), finish)),
    )


@dataclass(frozen=True)
class Told:
    """A portfolio after some reports."""

    portfolio: Portfolio
    delay: dict[str, int]

    @property
    def scenario(self) -> Scenario:
        changes = {project: {"delay_quarters": delay} for project, delay in self.delay.items() if delay}
        return Scenario.model_validate({"name": "test", "projects": changes})

    def spent(self, project: str) -> dict[int, int]:
        """Return every year's spending as it was reported last."""
        known: dict[int, int] = {}
        for report in self.portfolio.reports_of(project):
            known.update(report.actual_spending)
        return known


@st.composite
def cases(draw: st.DrawFn, build: Build, most_projects: int) -> Told:
    """Draw a portfolio of 2020 to 2024, up to three reports a project, a data date and delays."""
    builder, delay = build(years=4, overrun=1), {}
    said: list[StatusReport] = []
    for name in ("a", "b", "c")[: draw(st.integers(1, most_projects))]:
        project = draw(projects())
        builder.project(name, **project)
        said += draw(st.lists(reports(name, priced=project["cost"] is not None), max_size=3))
        delay[name] = draw(st.sampled_from([0, 0, 0, 1, 5]))
    portfolio = builder.portfolio()
    for report in said:
        # More may have been refunded than spent, which is refused.
        if not report.faults_against(portfolio, "form"):
            portfolio = with_report(portfolio, report)
    portfolio = portfolio.changed(data_date=draw(st.one_of(st.none(), quarters(FIRST, LAST))))
    works = {p.id for p in portfolio.projects if portfolio.status_of(p).has_works}
    return Told(portfolio, {name: delay[name] for name in works})


def years_of(by_source: dict[str, dict[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for years in by_source.values():
        for year, amount in years.items():
            total[year] = total.get(year, 0) + amount
    return total


def assert_history_and_cost(
    case: Told, project: str, expenditure: dict[int, int], cost: int | None, more: MoreToCome | None
) -> None:
    """Hold a project's yearly money, and what it is said to cost, against what was reported."""
    said = case.portfolio.reports_of(project)
    stated = case.portfolio.project(project).cost
    spent: dict[int, int] = {}
    if said:
        spent, report = case.spent(project), said[-1]
        event(report.status)
        if spent:
            over = report.status not in STANDS_OPEN | NOT_BEGUN
            for year in range(FIRST.year, LAST.year + 1):
                if year < report.effective.year or over:
                    assert expenditure.get(year, 0) == spent.get(year, 0), year
                assert expenditure.get(year, 0) >= spent.get(year, 0), year
            total = sum(spent.values())
            if more is not None:
                assert not over
                assert (more.budget, more.spent) == (stated, total)
                assert 0 < more.to_come <= more.budget
                event("more to come")
                cost = total + more.to_come
            elif stated is not None:
                # It may be that another mode leaves less undone.
                assert cost is not None
                assert cost >= (total if over else max(stated, total))
                cost = total if over else max(stated, total)
        elif report.status is not Status.CANCELLED:
            assert cost == stated
    else:
        assert cost == stated
    assert sum(expenditure.values()) == (cost or 0)
    assert all(amount >= min(0, spent.get(year, 0)) for year, amount in expenditure.items())
    assert min(accumulate(expenditure[year] for year in sorted(expenditure)), default=0) >= 0


@given(data=st.data())
@examples(300)
def test_every_way_on_keeps_history_and_costs_what_it_costs(build: Build, data: st.DataObject) -> None:
    case = data.draw(cases(build, 1))
    brief = brief_of(case.portfolio, case.scenario)
    if not brief.requirements:
        (report, *_) = reversed(case.portfolio.reports_of("a"))
        assert report.status is Status.CANCELLED
        assert not any(case.spent("a").values())
        return
    requirement = brief.requirements["a"]
    assert requirement.earliest >= FIRST
    for mode in requirement.modes:
        start = requirement.earliest
        assert_history_and_cost(case, "a", years_of(mode.by_year(start)), requirement.cost, mode.more_to_come)
        assert mode.quarters >= 1
    said = case.portfolio.reports_of("a")
    if said and said[-1].status is Status.UNDER_CONSTRUCTION and said[-1].forecast_finish is not None:
        (mode,) = requirement.modes
        finish = said[-1].forecast_finish.plus(case.delay["a"])
        assert mode.finish(requirement.earliest) == finish
    if said and said[-1].status is Status.SUSPENDED and case.portfolio.data_date is None:
        resumed = [mode.finish(requirement.earliest) for mode in requirement.modes]
        assert min(resumed) > said[-1].effective
        assert min(resumed) >= (said[-1].forecast_finish or FIRST)
    if said and said[-1].status in FINISHED:
        (mode,) = requirement.modes
        assert mode.finish(requirement.earliest) == (said[-1].forecast_finish or said[-1].effective)


@given(data=st.data())
@examples(30)
def test_every_report_leads_to_a_plan_that_holds_or_to_a_proof_that_there_is_none(
    build: Build, data: st.DataObject
) -> None:
    case = data.draw(cases(build, 3))
    plan = make_plan(Case(case.portfolio, case.scenario))
    event(plan.status)
    assert violations(case.portfolio, plan) == ()
    if plan.status is PlanStatus.INFEASIBLE:
        late = {reason.project for reason in plan.explanation}
        assert {reason.kind for reason in plan.explanation} == {"no_start"}
        assert late <= {project.id for project in case.portfolio.projects}
        return
    assert plan.status is PlanStatus.OPTIMAL
    requirements = brief_of(case.portfolio, case.scenario).requirements
    for planned in plan.projects:
        requirement = requirements.get(planned.id)
        if requirement is None:
            assert not planned.scheduled
        else:
            assert_history_and_cost(
                case, planned.id, planned.expenditure, requirement.cost, planned.more_to_come
            )
    if case.portfolio.data_date is not None:
        for project in case.portfolio.projects:
            waits = case.portfolio.status_of(project) in NOT_BEGUN
            start = plan.project(project.id).start
            assert not waits or start is None or start >= case.portfolio.data_date


@pytest.mark.parametrize("status", REPORTABLE)
def test_the_bundled_portfolio_has_a_plan_whatever_is_said_of_its_largest_hospital(
    gongshu: Portfolio, status: Status
) -> None:
    known = with_report(gongshu, StatusReport(project="a1-08", status=status, effective=Period(2018, 3)))
    brief = brief_of(known, Scenario(name="default"))
    requirement = brief.requirements.get("a1-08")
    assert (requirement is None) == (status is Status.CANCELLED)
    assert requirement is None or any(
        requirement.starts(mode, known.calendar.last) for mode in requirement.modes
    )
