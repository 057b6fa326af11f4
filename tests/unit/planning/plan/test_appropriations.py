"""Appropriations: yearly amounts as granted, with nothing assumed on payers, durations and curves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import line

from portfolio.domain.assumptions import AppropriationsRule
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Form
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import Language, wording

Build = Callable[..., Any]
GRANTED = [("district", 2021, 40), ("district", 2022, 10), ("private", 2022, 51)]


def granted(portfolio: Portfolio, *rows: tuple[str, int, int], fixed: bool = True) -> Portfolio:
    """Return the portfolio with these amounts for its project "p", and no rules for it but on priority."""
    rule = AppropriationsRule(fixed=fixed)
    found = [{"project": "p", "source": s, "year": year, "amount": amount} for s, year, amount in rows]
    content = portfolio.assumptions.model_dump(mode="json")
    for name in ("delivery", "funding", "starts"):
        content[name] = [r for r in content[name] if r["applies_to"]["projects"] != ["p"]]
    content["appropriations"] = rule.model_dump(mode="json")
    return portfolio.changed(assumptions=content, appropriations=tuple(found))


def planned(portfolio: Portfolio, **scenario: Any) -> Plan:
    """Return the plan of a scenario; it is proven and passes the checker."""
    made = Scenario.model_validate({"name": "s", **scenario})
    assert made.faults_against(portfolio, Form.SCENARIO) == []
    plan = make_plan(Case(portfolio, made))
    assert plan.status == "optimal"
    assert violations(portfolio, plan) == ()
    return plan


def money(plan: Plan) -> dict[str, dict[int, int]]:
    return {s: {y: n for y, n in years.items() if n} for s, years in plan.project("p").by_source.items()}


@pytest.fixture
def p(build: Build) -> Portfolio:
    """A project without a cost of its own, and another."""
    portfolio: Portfolio = build(years=4).project("p", cost=None).project("q", cost=7, quarters=3).portfolio()
    return portfolio


def test_the_amounts_of_each_year_and_source_are_as_granted(p: Portfolio) -> None:
    portfolio = granted(p, *GRANTED)
    plan = planned(portfolio)
    assert money(plan) == {"district": {2021: 40, 2022: 10}, "private": {2022: 51}}
    works = plan.project("p")
    assert (str(works.start), str(works.finish), works.selected) == ("2021Q1", "2022Q4", True)
    assert portfolio.project("p").cost == 101


def test_the_checker_refuses_amounts_in_another_year(p: Portfolio) -> None:
    portfolio = granted(p, *GRANTED)
    plan = planned(portfolio)
    other = granted(p, ("district", 2021, 39), ("district", 2022, 11), ("private", 2022, 51))
    wrong = plan.model_copy(
        update={"provenance": plan.provenance.model_copy(update={"data_hash": other.data_hash})}
    )
    assert {"cash_flow", "rounding"} <= {violation.rule for violation in violations(other, wrong)}


def test_amounts_that_are_not_fixed_move_as_a_whole(p: Portfolio) -> None:
    portfolio = granted(p, *GRANTED, fixed=False)
    plan = planned(portfolio, ceilings={"district": {"2021": 5}})
    assert sum(sum(years.values()) for years in money(plan).values()) == 101
    assert plan.project("p").start != Period(2021, 1)
    assert planned(portfolio, projects={"p": {"pin": {"start": "2022Q1", "mode": "appropriated"}}})
    assert money(planned(portfolio, projects={"p": {"pin": {"start": "2022Q1"}}})) == {
        "district": {2022: 40, 2023: 10},
        "private": {2023: 51},
    }


def test_fixed_amounts_do_not_move_under_a_ceiling_or_with_the_data_date(p: Portfolio) -> None:
    portfolio = granted(p, *GRANTED)
    capped = Scenario.model_validate({"name": "s", "ceilings": {"district": {"2021": 39}}})
    assert make_plan(Case(portfolio, capped)).status == "infeasible"
    assert money(planned(portfolio.changed(data_date=Period(2022, 3)))) == money(planned(portfolio))


def test_another_cost_and_a_delay_in_a_scenario(p: Portfolio) -> None:
    portfolio = granted(p, *GRANTED)
    assert money(planned(portfolio, projects={"p": {"cost": 202}}))["district"] == {2021: 80, 2022: 20}
    assert money(planned(portfolio, projects={"p": {"delay_quarters": 4}}))["private"] == {2023: 51}


def test_money_before_the_first_year_is_known_and_not_assumed(p: Portfolio) -> None:
    works = planned(granted(p, ("district", 2018, 30), ("private", 2021, 20))).project("p")
    assert works.before is not None
    assert (works.before.by_source, works.before.assumed) == ({"district": {2018: 30}}, False)
    assert works.by_source == {"private": {2021: 20}}


@pytest.mark.parametrize("fixed", [True, False])
def test_money_after_the_schedule_is_beyond(p: Portfolio, fixed: bool) -> None:
    plan = planned(granted(p, ("district", 2021, 30), ("private", 2028, 20), fixed=fixed))
    assert plan.project("p").beyond == 20
    assert plan.beyond == 20
    assert sum(plan.annual_expenditure.values()) == 30 + 7


def test_works_that_began_within_the_first_year_of_money_spread_it_from_then_on(build: Build) -> None:
    portfolio = granted(build(years=4).project("p", cost=101).portfolio(), *GRANTED)
    began = portfolio.project("p").model_copy(
        update={"began": Period(2021, 3), "status": portfolio.project("p").status.UNDER_CONSTRUCTION}
    )
    plan = planned(portfolio.changed(projects=(began,)))
    assert str(plan.project("p").start) == "2021Q3"
    assert money(plan)["district"] == {2021: 40, 2022: 10}


@pytest.mark.parametrize(
    "report",
    [
        {"status": "under_construction", "actual_spending": {2021: 30}},
        {"status": "under_construction", "forecast_finish": "2023Q2"},
        {"status": "suspended", "actual_spending": {2021: 30}},
        {"status": "completed", "actual_spending": {2021: 90}},
        {"status": "cancelled", "actual_spending": {2021: 30}},
        {"status": "tendering", "forecast_finish": "2023Q2"},
    ],
)
def test_what_is_reported_otherwise_is_planned_otherwise(p: Portfolio, report: dict[str, Any]) -> None:
    said = StatusReport.model_validate({"project": "p", "effective": "2022Q1", **report})
    portfolio = granted(p, *GRANTED).changed(status_reports=(said,))
    assert said.faults_against(portfolio, Form.STATUS_REPORT) == []
    plan = planned(portfolio)
    spent = report.get("actual_spending", {})
    for year, amount in spent.items():
        assert sum(years.get(year, 0) for years in money(plan).values()) == amount


@given(
    rows=st.dictionaries(
        st.tuples(st.sampled_from(["district", "municipal", "private"]), st.integers(2020, 2026)),
        st.integers(0, 1000),
        min_size=1,
    ),
    began=st.none() | st.builds(Period, st.integers(2018, 2027), st.integers(1, 4)),
)
def test_whole_amounts_are_exactly_those_granted(
    build: Build, rows: dict[tuple[str, int], int], began: Period | None
) -> None:
    portfolio = granted(
        build().project("p", cost=None).portfolio(), *((s, y, n) for (s, y), n in rows.items())
    )
    if began is not None:
        project = portfolio.project("p")
        status = project.status.UNDER_CONSTRUCTION
        portfolio = portfolio.changed(
            projects=(project.model_copy(update={"began": began, "status": status}),)
        )
    requirement = brief_of(portfolio, Scenario(name="s")).requirements["p"]
    [mode] = requirement.modes
    found = {
        (source, year): amount
        for source, years in mode.by_year(requirement.earliest).items()
        for year, amount in years.items()
    }
    assert found == {place: amount for place, amount in rows.items() if amount}


HEADER = "project,source,year,amount\n"
PRICED, RETAINED = "a1-05,district,2018,", "a1-01,district,2018,"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (HEADER + PRICED + "x", ":2: amount: found 'x': expected a number of 10k CNY, 0 or more"),
        (HEADER + PRICED + "1.5", ":2: amount: found '1.5'"),
        (HEADER + PRICED + "-1", ":2: amount: found '-1'"),
        (
            HEADER + PRICED + "5",
            ":2: amount: found '5': expected amounts for a1-05 that add up to its cost, ",
        ),
        (HEADER + RETAINED + "5", "amount: found '5': expected amounts for a1-01 that add up to its cost, 0"),
        (HEADER + PRICED + "5\n" + PRICED + "6", ":3: year: found '2018': expected one row for a project"),
        (HEADER + "a1-05,district,2030,5", ":2: year: found '2030': expected a year"),
        (HEADER + "zz,lottery,2018,5", ":2: project: found 'zz'"),
        (HEADER + "zz,lottery,2018,5", ":2: source: found 'lottery': expected one of"),
        (HEADER + "zz,district,18,5", ":2: year: found '18'"),
        (HEADER + "zz,district,1066,5", ":2: year: found '1066'"),
        ("project,source,year\nzz,district,2018", ":1: amount: expected a column 'amount'"),
        ("project,source,year,amount,note\n", ":1: note: found 'note'"),
        (HEADER + "zz,district\n", ":2: expected 4 cells, found 2"),
    ],
)
def test_each_bad_row_is_named_with_its_line(copied_folder: Path, table: str, told: str) -> None:
    (copied_folder / "appropriations.csv").write_text(table, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    assert told in "\n".join(map(line, caught.value.faults))


def test_a_folder_with_appropriations_is_read(copied_folder: Path, gongshu: Portfolio) -> None:
    priced = next(project for project in gongshu.projects if project.cost)
    table = f"project;source;year;amount\n{priced.id};district;2018;{priced.cost}\n"
    (copied_folder / "appropriations.csv").write_text(table, encoding="utf-8")
    portfolio = load_portfolio(copied_folder)
    assert [row.amount for row in portfolio.appropriations] == [priced.cost]
    assert portfolio.data_hash != gongshu.data_hash


def test_what_is_written_is_the_same_again(tmp_path: Path, gongshu: Portfolio) -> None:
    priced = next(project for project in gongshu.projects if project.cost)
    rows = [{"project": priced.id, "source": "district", "year": 2018, "amount": priced.cost}]
    shares = {"district": "1/3", "private": "2/3"}
    content = gongshu.assumptions.model_dump(mode="json")
    content["appropriations"] = {"fixed": False}
    content["funding"] = [{"shares": shares, "reason_en": "a test", "reason_zh": "测试"}]
    portfolio = gongshu.changed(appropriations=tuple(rows), assumptions=content)
    write_folder(portfolio, tmp_path / gongshu.name)
    assert load_portfolio(tmp_path / gongshu.name) == portfolio
    write_workbook(portfolio, tmp_path / "book.xlsx", lambda said: in_words(said, wording(Language.EN)))
    assert read_workbook(tmp_path / "book.xlsx") == portfolio
    assert read_workbook(tmp_path / "book.xlsx").data_hash == portfolio.data_hash
