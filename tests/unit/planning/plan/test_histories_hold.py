"""Whatever is told of works, begun early or not at all yet, the plan holds and no money is lost."""

from __future__ import annotations

from typing import Any

from examples import examples
from hypothesis import event, given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import Actual, StatusReport
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

FIRST = Period(2020, 1)
STATUSES = [Status.UNDER_CONSTRUCTION, Status.SUSPENDED, Status.COMPLETED, Status.CANCELLED, Status.PLANNED]
PAYERS = [
    {"district": 100},
    {"district": 50, "private": 50},
    {"district": 33, "municipal": 33, "private": 34},
]


@st.composite
def told(draw: st.DrawFn) -> tuple[Portfolio, Scenario]:
    """Draw works that began up to eight years before 2020, what was spent on them, and reports on them."""
    begun = draw(st.booleans())
    start = FIRST.plus(-draw(st.integers(1, 32)))
    portfolio = (
        PortfolioBuilder(years=4, overrun=2)
        .project(
            "a",
            cost=draw(st.integers(0, 2000)),
            quarters=draw(st.sampled_from([1, 5, 12, 30, {"usual": 16, "fast": 9}])),
            profile=draw(st.sampled_from(["even", "s_curve", "late"])),
            percent=draw(st.sampled_from(PAYERS)),
            earliest=str(start),
            fixed=begun,
            status="under_construction" if begun else "planned",
        )
        .portfolio()
    )
    spent: dict[int, int] = {}
    for year in sorted(draw(st.sets(st.integers(2010, 2019), max_size=3))):
        spent[year] = max(draw(st.integers(-80, 400)), -sum(spent.values()))
    source = draw(st.sampled_from([None, "district"]))
    actuals = [Actual(project="a", source=source, year=year, amount=amount) for year, amount in spent.items()]
    reports = []
    for effective in sorted(draw(st.lists(st.integers(0, 12), max_size=2))):
        status = draw(st.sampled_from(STATUSES))
        quarter = FIRST.plus(effective)
        amounts = st.one_of(st.integers(0, 500), st.integers(-200, 0))
        years = st.dictionaries(st.integers(2017, quarter.year), amounts, max_size=3)
        report = StatusReport(
            project="a",
            status=status,
            effective=quarter,
            physical_progress=draw(st.sampled_from([None, 40, 100]))
            if status in {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
            else None,
            actual_spending=draw(years),
        )
        candidate = portfolio.changed(status_reports=(*reports, report), actuals=actuals)
        if not report.faults_against(candidate, "form"):
            reports.append(report)
    asked: dict[str, Any] = {"projects": {"a": {"delay_quarters": draw(st.sampled_from([0, 0, 2]))}}}
    ceilings = {"district": draw(st.dictionaries(st.integers(2020, 2025), st.integers(0, 800)))}
    shares = {"district": draw(st.sampled_from(["0%", "50%", "100%"]))}
    asked |= {"ceilings": ceilings, "carry_over": shares}
    scenario = Scenario.model_validate({"name": "test", **asked})
    data_date = draw(st.one_of(st.none(), st.integers(0, 12).map(FIRST.plus)))
    return portfolio.changed(status_reports=reports, actuals=actuals, data_date=data_date), scenario


@given(case=told())
@examples(60)
def test_every_history_leads_to_a_plan_that_holds(case: tuple[Portfolio, Scenario]) -> None:
    portfolio, scenario = case
    if scenario.faults_against(portfolio, "form"):
        return
    plan = make_plan(Case(portfolio, scenario))
    event(plan.status)
    assert violations(portfolio, plan) == ()
    requirement = brief_of(portfolio, scenario).requirements.get("a")
    planned = plan.project("a")
    if plan.status is not PlanStatus.OPTIMAL or requirement is None or requirement.cost is None:
        return
    before = 0 if planned.before is None else planned.before.amount
    event("before" if before else "nothing before")
    paid = before + sum(planned.expenditure.values()) + planned.beyond
    if planned.more_to_come is not None:
        event("more to come")
        assert paid == planned.more_to_come.spent + planned.more_to_come.to_come
    elif not portfolio.reports_of("a"):
        assert paid == max(requirement.cost, before)
