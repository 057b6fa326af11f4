"""The adjustment of a plan adds up: by project, year and source, and to what the two plans come to."""

from __future__ import annotations

from portfolio.domain.calendar import Period
from portfolio.domain.closed_years import reopened
from portfolio.domain.closing import as_planned, closed, unreported
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.adjusting import Adjustment, adjustment, fewest_moves
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

YEAR = 2018


def closing(gongshu: Portfolio, baseline: Plan, scenario: Scenario) -> tuple[Portfolio, Adjustment]:
    frozen = closed(gongshu, YEAR)
    wanted = frozen.changed(status_reports=(*as_planned(gongshu, baseline, YEAR, "assumed"),))
    point = fewest_moves(Case(wanted, scenario, approved(baseline)), solve=in_process)
    assert not violations(wanted, point.plan)
    return wanted, adjustment(wanted, baseline, point.plan, YEAR)


def test_all_as_planned_moves_no_project_and_no_money_of_what_is_over(gongshu: Portfolio) -> None:
    baseline = make_plan(Case(gongshu, Scenario(name="default")))
    wanted, found = closing(gongshu, baseline, Scenario(name="default"))
    assert wanted.data_date == Period(YEAR + 1, 1)
    assert unreported(wanted, baseline, YEAR) == []
    for planned in baseline.projects:
        now = found.plan.project(planned.id)
        assert (now.start, now.finish) == (planned.start, planned.finish)
        for year in range(baseline.years[0], YEAR + 1):
            assert now.expenditure.get(year, 0) == planned.expenditure.get(year, 0)


def test_sums_are_those_of_the_plans(gongshu: Portfolio) -> None:
    baseline = make_plan(Case(gongshu, Scenario(name="default")))
    later = [p for p in baseline.projects if p.start and p.start.year > YEAR and p.selected]
    dropped = later[0].id
    costs = {"a1-07": {"cost": 200_000}, dropped: {"excluded": True}}
    scenario = Scenario.model_validate({"name": "changed", "projects": costs})
    _, found = closing(gongshu, baseline, scenario)
    for side, plan in (("original", baseline), ("adjusted", found.plan)):
        assert getattr(found.total, side) == sum(planned.paid_in_all for planned in plan.projects)
    years = {
        year: found.plan.annual_expenditure.get(year, 0) - baseline.annual_expenditure.get(year, 0)
        for year in found.plan.years
    }
    assert found.total.by_year == {year: amount for year, amount in years.items() if amount}
    by_id = {entry.moved.project: entry for entry in found.projects}
    assert by_id[dropped].kind == "removed"
    assert all(entry.why for entry in found.projects)


def test_only_other_figures_of_a_closed_year_open_it_again(gongshu: Portfolio) -> None:
    baseline = make_plan(Case(gongshu, Scenario(name="default")))
    reports = as_planned(gongshu, baseline, YEAR, "assumed")
    wanted = closed(gongshu, YEAR).changed(status_reports=tuple(reports))
    last = next(report for report in reports if report.actual_spending.get(YEAR))
    other = last.model_copy(update={"actual_spending": {YEAR: last.actual_spending[YEAR] + 1}})
    next_year = last.model_copy(update={"actual_spending": {YEAR + 1: 1}})
    years = frozenset({YEAR})
    assert reopened(last, wanted, years) == reopened(next_year, wanted, years) == []
    assert reopened(other, wanted, years) == [YEAR]
    assert reopened(other, wanted, frozenset()) == []
