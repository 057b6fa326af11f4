"""Proposed projects, why they have no price, and estimates: read, told, and never in the priced total."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from portfolio.cli import cli
from portfolio.domain.errors import BadInput
from portfolio.domain.estimates import Range, Totals, estimate_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.scenario import Scenario
from portfolio.exchange.table import parse_projects
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import summaries
from portfolio.wording.costs import estimate_rows, totals_text, unpriced_text
from portfolio.wording.i18n import Language, wording

ROW = {"id": "p", "name": "Town hall", "facility_type": "clinic", "status": "planned"}
SAY = wording(Language.EN, as_typed=True)


def table(*rows: dict[str, str]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(**cells: str) -> Project:
    (project,) = parse_projects(table(ROW | cells), "projects.csv").projects
    return project


FOUR = parse_projects(
    table(
        ROW | {"id": "a", "estimate_low": "20000", "estimate_high": "80000", "status": "proposed"},
        ROW | {"id": "b", "estimate_likely": "50000"},
        ROW | {"id": "c", "estimate_high": "50000"},
        ROW | {"id": "d", "estimate_low": "", "cost_note": "the site is not chosen"},
        ROW | {"id": "kept", "status": "existing"},
    ),
    "projects.csv",
).projects


def test_an_estimate_is_read_with_how_it_was_made() -> None:
    project = read(
        status="proposed",
        cost_note="no design yet",
        estimate_low="70",
        estimate_likely="100",
        estimate_high="180",
        estimate_method="unit cost x area",
        estimate_price_year="2024",
        estimate_trust="poor",
    )
    assert (project.status, project.cost, project.cost_note) == (Status.PROPOSED, None, "no design yet")
    assert estimate_of(project) == Range(70, 180)
    assert unpriced_text(project, SAY) == "Not priced: no design yet; estimated 70-180"
    assert [cells for _, cells, _ in estimate_rows(project, SAY)] == [
        [text]
        for text in (
            *("no design yet", "70 10k CNY", "100 10k CNY", "180 10k CNY"),
            *("unit cost x area", "2024", "Poor"),
        )
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"estimate_low": "90", "estimate_high": "80"}, "estimate_high"),
        ({"estimate_low": "90", "estimate_likely": "80"}, "estimate_likely"),
        ({"estimate_low": "-1"}, "estimate_low"),
        ({"estimate_high": "1.5"}, "estimate_high"),
        ({"estimate_high": "about 80"}, "estimate_high"),
        ({"estimate_high": "80", "estimate_trust": "sure"}, "estimate_trust"),
        ({"estimate_high": "80", "estimate_price_year": "24"}, "estimate_price_year"),
        ({"estimate_trust": "good"}, "estimate_trust"),
        ({"estimate_method": "quoted"}, "estimate_method"),
    ],
)
def test_a_bad_estimate_is_refused_at_its_cell(cells: dict[str, str], column: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(**cells)
    assert [(fault.column, fault.value) for fault in refused.value.faults] == [(column, cells[column])]


def test_totals_keep_prices_estimates_and_what_has_neither_apart() -> None:
    assert totals_text(FOUR, SAY) == "not priced; estimated 120,000-180,000; 4 without a price"
    priced = FOUR[1].model_copy(update={"cost": 7})
    every = (FOUR[0], priced, *FOUR[2:])
    assert totals_text(every, SAY) == "priced 7; estimated 70,000-130,000; 3 without a price"


def test_without_estimates_nothing_is_said_of_any() -> None:
    assert totals_text([read(cost="7")], SAY) == "priced 7"
    assert totals_text([read()], SAY) == "not priced; 1 without a price"


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6), st.integers(0, 10**6))
    )
)
def test_an_estimate_is_never_in_the_priced_total(drawn: list[tuple[int | None, int | None, int]]) -> None:
    projects = [
        Project(
            id=f"p{n}",
            name="p",
            facility_type="clinic",
            cost=cost,
            estimate_low=low,
            estimate_high=(low or 0) + more,
        )
        for n, (cost, low, more) in enumerate(drawn)
    ]
    totals = Totals.of(projects)
    costs = [cost for cost, _, _ in drawn if cost is not None]
    assert totals.priced == (sum(costs) if costs else None)
    assert totals.without_price == len(drawn) - len(costs)
    assert (totals.estimated is None) is (totals.without_price == 0)


def test_what_is_proposed_is_planned_like_what_has_not_begun(build: Callable[..., Any]) -> None:
    portfolio: Portfolio = build().project("p", status="proposed").project("q", cost=None).portfolio()
    plan = make_plan(Case(portfolio, Scenario(name="test")))
    assert (plan.project("p").scheduled, plan.project("p").selected) == (True, True)
    report = {"project": "p", "status": "proposed", "effective": "2020Q3", "physical_progress": 5}
    (reported,) = portfolio.changed(status_reports=[report]).status_reports
    assert [fault.column for fault in reported.faults_against(portfolio, "report")] == ["physical_progress"]


def test_pages_tell_estimates_beside_what_is_planned(build: Callable[..., Any]) -> None:
    portfolio: Portfolio = build().project("p", cost=None).portfolio()
    estimated = portfolio.projects[0].model_copy(update={"estimate_low": 70_000, "estimate_high": 180_000})
    portfolio = portfolio.changed(projects=(estimated,))
    plan = make_plan(Case(portfolio, Scenario(name="test")))
    assert plan.annual_expenditure == {2020: 0, 2021: 0}
    told = "In CNY million: not priced; estimated 700.00-1,800.00; 1 without a price."
    english = wording(Language.EN)
    assert told in summaries.standing(plan, portfolio, english)
    assert told in summaries.data(portfolio, english)[0]
    assert "Not priced" in [card.value for card in summaries.headline(plan, portfolio, english)]


def test_commands_list_estimates_and_totals(tmp_path: Path, bundled_folder: Path) -> None:
    shutil.copytree(bundled_folder, tmp_path / "copy")
    file = tmp_path / "copy" / "projects.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    for row in rows:
        unpriced = row["status"] != "existing" and not row["cost_10k_cny"]
        row |= {"estimate_low": "70" if unpriced else "", "estimate_high": "180" if unpriced else ""}
    file.write_text(table(*rows), encoding="utf-8")
    address = ["--portfolio", str(file.parent)]
    shown = CliRunner().invoke(cli, ["projects", *address])
    count = sum(bool(row["estimate_low"]) for row in rows)
    told = f"In 10k CNY: priced 450,000; estimated {70 * count}-{180 * count}; {count} without a price."
    assert told in " ".join(shown.stdout.split()), shown.output
    listed = json.loads(CliRunner().invoke(cli, ["projects", "--json", *address]).stdout)
    found = [(each["estimate_low"], each["cost"]) for each in listed if each["estimate_high"] is not None]
    assert found == [(70, None)] * count
