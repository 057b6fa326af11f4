"""The annual and the rolling investment plan: nothing counts twice or is left out, unknown stays so."""

from __future__ import annotations

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.investment_table import (
    ROLLING_YEARS,
    AnnualGroup,
    Investment,
    InvestmentTable,
    RollingGroup,
    annual_plan,
    rolling_plan,
)
from portfolio.domain.plan import Plan, SpentBefore
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status


def every_row(table: InvestmentTable) -> dict[str, Investment]:
    groups = (*table.groups, table.completed)
    return {row.project.id: row.investment for group in groups for row in group.rows}


def kinds(table: InvestmentTable) -> dict[str, str]:
    return {row.project.id: group.kind for group in table.groups for row in group.rows}


@pytest.mark.parametrize("which", ["plan", "squeezed"])
@pytest.mark.parametrize("year", range(2017, 2022))
def test_a_year_adds_up_to_what_the_plan_invests_in_it(
    gongshu: Portfolio, which: str, year: int, request: pytest.FixtureRequest
) -> None:
    plan: Plan = request.getfixturevalue(which)
    table = annual_plan(gongshu, plan, year)
    assert table.total.within == plan.annual_expenditure[year]
    of_source = table.total.by_source
    assert of_source is not None
    assert of_source == {s: by[year] for s, by in plan.by_funding_source.items() if by[year]}
    rows = every_row(table)
    assert set(rows) == {p.id for p in gongshu.projects if p.status.has_works}  # each project stands once
    for project, row in rows.items():
        if row.total is None:
            assert (row.before, row.within, row.by_source, row.later) == (None, None, None, None)
        else:
            assert row.before is not None
            assert row.within is not None
            assert row.later is not None
            assert row.before + row.within + row.later == row.total
            assert row.total == plan.project(project).paid_in_all
    assert sum(row.total or 0 for row in rows.values()) == 450_000
    assert sum(group.subtotal.total or 0 for group in table.groups) == table.total.total


def test_a_project_goes_through_the_groups_as_years_pass(gongshu: Portfolio, plan: Plan) -> None:
    started = plan.project("a1-11").start
    assert started is not None
    assert started.year > 2017
    for year in range(2017, 2022):
        expected = (
            AnnualGroup.RESERVE
            if year < started.year
            else AnnualGroup.NEW
            if year == started.year
            else AnnualGroup.CONTINUED
        )
        assert kinds(annual_plan(gongshu, plan, year))["a1-11"] == expected


def test_sites_that_the_source_has_under_way_are_continued_from_the_first_year_on(
    gongshu: Portfolio, plan: Plan
) -> None:
    sites = {project.id for project in gongshu.projects if project.status is Status.UNDER_CONSTRUCTION}
    assert len(sites) == 5
    found = kinds(annual_plan(gongshu, plan, 2017))
    assert {found[site] for site in sites} == {AnnualGroup.CONTINUED}


def test_what_is_not_priced_is_filed_without_amounts(gongshu: Portfolio, plan: Plan) -> None:
    table = annual_plan(gongshu, plan, 2018)
    unpriced = {
        project.id for project in gongshu.projects if project.status.has_works and not project.is_priced
    }
    assert unpriced
    assert {name for name, row in every_row(table).items() if row.total is None} == unpriced
    assert {name: kinds(table)[name] for name in unpriced} == dict.fromkeys(unpriced, AnnualGroup.NEW)


def test_a_group_of_nothing_priced_has_no_sum(gongshu: Portfolio, plan: Plan) -> None:
    unpriced = tuple(planned for planned in plan.projects if not planned.priced)
    table = annual_plan(gongshu, plan.model_copy(update={"projects": unpriced}), 2018)
    assert table.total == Investment()
    empty = next(group for group in table.groups if not group.rows)
    assert empty.subtotal.total == 0  # of no projects, which is known


def test_proposals_and_what_the_plan_leaves_out_are_in_preparation(gongshu: Portfolio, plan: Plan) -> None:
    proposed, dropped = "a1-11", "a2-25"
    projects = tuple(
        project.model_copy(update={"status": Status.PROPOSED}) if project.id == proposed else project
        for project in gongshu.projects
    )
    left_out = plan.project(dropped).model_copy(
        update={
            "selected": False,
            "scheduled": False,
            "start": None,
            "finish": None,
            "expenditure": {},
            "by_source": {},
        }
    )
    changed = tuple(left_out if planned.id == dropped else planned for planned in plan.projects)
    table = annual_plan(
        gongshu.model_copy(update={"projects": projects}), plan.model_copy(update={"projects": changed}), 2018
    )
    assert {name: kinds(table)[name] for name in (proposed, dropped)} == {
        proposed: AnnualGroup.PREPARATION,
        dropped: AnnualGroup.PREPARATION,
    }
    row = every_row(table)[dropped]
    assert (row.before, row.within, row.later, row.total) == (0, 0, 7500, 7500)


def test_what_was_spent_before_the_plan_counts_as_before(gongshu: Portfolio, plan: Plan) -> None:
    site = plan.project("a1-08")
    before = SpentBefore(amount=400, by_source={"municipal": {2016: 400}}, assumed=True)
    changed = tuple(
        planned.model_copy(update={"before": before}) if planned.id == site.id else planned
        for planned in plan.projects
    )
    row = every_row(annual_plan(gongshu, plan.model_copy(update={"projects": changed}), 2017))[site.id]
    assert (row.before, row.total) == (400, site.paid_in_all + 400)
    assert row.total_by_source == {"municipal": site.paid_in_all + 400}


def test_a_rolling_plan_shows_five_years_one_by_one(gongshu: Portfolio, squeezed: Plan) -> None:
    table = rolling_plan(gongshu, squeezed, 2019)
    assert table.years == tuple(range(2019, 2019 + ROLLING_YEARS))
    assert [group.kind for group in table.groups] == list(RollingGroup)
    known = squeezed.annual_expenditure
    assert table.total.by_year == {year: known.get(year, 0) for year in table.years}
    before = table.completed.subtotal.total or 0
    assert (table.total.before or 0) + before == known[2017] + known[2018]


@pytest.mark.parametrize("year", [2016, 2022])
def test_a_year_outside_the_programme_is_refused(gongshu: Portfolio, plan: Plan, year: int) -> None:
    for table in (annual_plan, rolling_plan):
        with pytest.raises(BadInput) as refused:
            table(gongshu, plan, year)
        assert refused.value.faults[0].values == {"first": 2017, "last": 2021}
