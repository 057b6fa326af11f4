"""Amounts of a programme in dollars with cents: every command reads and says them in the programme's unit.

The small portfolio is written twice: in whole 10k CNY, and in thousand USD with two decimals at a hundredth
of every amount. In memory both are the same integers, so that each answer about dollars must be the one about
yuan with a hundredth of its amounts, and all else as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from questions import IMPOSSIBLE
from terminal import BAD_INPUT, INFEASIBLE, Terminal

LATE = {"name": "late", "ceilings": {"public": {"2020": 501, "2021": 600}}}
LATE_IN_DOLLARS = {"name": "late", "ceilings": {"public": {"2020": 5.01, "2021": 6}}}
BROKE_IN_DOLLARS = {
    **IMPOSSIBLE,
    "ceilings": {
        payer: {year: amount / 100 for year, amount in by_year.items()}
        for payer, by_year in IMPOSSIBLE["ceilings"].items()
    },
}

OTHERWISE = {
    *("data_hash", "instance_hash", "wall_seconds", "time_limit"),
    *("portfolio", "unit", "decimals", "solver", "at"),
}


@pytest.fixture
def dollars(terminal: Terminal, tmp_path: Path, write_small: Callable[[Path], Path]) -> Terminal:
    """A terminal on the small portfolio in thousand USD with two decimals."""
    folder = write_small(tmp_path / "dollars")
    programme, table = folder / "programme.toml", folder / "projects.csv"
    text = programme.read_text(encoding="utf-8").replace("minimum = 1601", "minimum = 16.01")
    money = '[money]\ncurrency = "USD"\nunit = 1000\ndecimals = 2\n'
    programme.write_text(text + money, encoding="utf-8")
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    column = rows[0].index("cost_10k_cny")
    rows[0][column] = "cost"
    for row in rows[1:]:
        row[column] = row[column] and str(Decimal(row[column]) / 100)
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    same = copy(terminal)
    same.folder = folder
    return same


def changed(yuan: Any, dollars: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Return path -> the two values, wherever two answers differ."""
    if isinstance(yuan, dict) and isinstance(dollars, dict):
        assert yuan.keys() == dollars.keys(), path
        return {
            where: pair
            for key in yuan.keys() - OTHERWISE
            for where, pair in changed(yuan[key], dollars[key], f"{path}.{key}").items()
        }
    if isinstance(yuan, list) and isinstance(dollars, list):
        assert len(yuan) == len(dollars), path
        pairs = zip(yuan, dollars, strict=True)
        return {w: p for n, (a, b) in enumerate(pairs) for w, p in changed(a, b, f"{path}[{n}]").items()}
    return {} if yuan == dollars else {path: (yuan, dollars)}


@pytest.mark.parametrize(
    ("arguments", "ends"),
    [
        (["plan"], 0),
        (["why", "centre"], 0),
        (["value", "--step"], 0),
        (["frontier", "public"], 0),
        (["targets"], 0),
        (["why"], INFEASIBLE),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else str(value),
)
def test_an_answer_about_dollars_is_in_dollars(
    terminal: Terminal,
    dollars: Terminal,
    write: Callable[[Any], Path],
    arguments: list[str],
    ends: int,
) -> None:
    scenarios = (IMPOSSIBLE, BROKE_IN_DOLLARS) if ends else (LATE, LATE_IN_DOLLARS)
    steps = (["50"], ["0.5"]) if arguments[-1] == "--step" else ([], [])
    yuan = terminal.json(*arguments, *steps[0], "--scenario", write(scenarios[0]), ends=ends)
    asked = [*arguments, *steps[1], "--scenario", write(scenarios[1])]
    found = changed(yuan, dollars.json(*asked, ends=ends))
    assert found or arguments == ["targets"]
    assert {where: pair for where, pair in found.items() if pair[0] != pytest.approx(pair[1] * 100)} == {}


def test_a_plan_in_dollars_is_checked_again(dollars: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    plan = dollars.json("plan", "--out", file)
    assert (plan["unit"], plan["decimals"], plan["envelope"]["minimum"]) == ("thousand USD", 2, 16.01)
    assert dollars.json("check", file) == {"violations": []}
    file.write_text(file.read_text(encoding="utf-8").replace('"thousand USD"', '"10k CNY"'), encoding="utf-8")
    (violation,) = dollars.json("check", file, ends=1)["violations"]
    assert (violation["path"], violation["found"]) == ("unit", "10k CNY")


def test_projects_are_listed_in_their_own_unit(terminal: Terminal, dollars: Terminal) -> None:
    listed = {project["id"]: project for project in dollars.json("projects")}
    hospital = listed["hospital"]
    assert [hospital[key] for key in ("cost", "currency", "unit", "cost_10k_cny")] == [
        10.01,
        "USD",
        "thousand USD",
        None,
    ]
    assert listed["station"]["cost"] is None
    hospital = next(project for project in terminal.json("projects") if project["id"] == "hospital")
    assert [hospital[key] for key in ("cost", "currency", "unit", "cost_10k_cny")] == [
        1001,
        "CNY",
        "10k CNY",
        1001,
    ]
    assert "thousand USD" in dollars("projects")
    assert "10.01" in dollars("projects")


def test_what_was_spent_is_reported_in_the_unit(dollars: Terminal) -> None:
    report = ["status", "report", "hospital", "--status", "under_construction", "--effective", "2021Q1"]
    said = dollars.json(*report, "--spent", "2020=7.25", "--preview")["report"]
    assert said["actual_spending"] == {"2020": 7.25}
    finer = dollars(*report, "--spent", "2020=7.255", ends=BAD_INPUT)
    assert "no more than 2 decimals of thousand USD" in finer


@pytest.mark.parametrize(
    "change",
    [
        {"ceilings": {"public": {"2020": 5.001}}},
        {"envelope": {"minimum": 5.001}},
        {"projects": {"centre": {"cost": 5.001}}},
    ],
)
def test_finer_than_the_programme_keeps_is_refused(
    dollars: Terminal, write: Callable[[Any], Path], change: dict[str, Any]
) -> None:
    asked = ["plan", "--scenario", write({"name": "fine", **change})]
    assert "no more than 2 decimals of thousand USD" in dollars(*asked, ends=BAD_INPUT)
