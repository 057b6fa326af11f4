"""A programme by the month, by command: its dates are months wherever they are read or written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import Call
from synthetic import write_months
from terminal import BAD_INPUT, DONE, FOUND_WANTING, Terminal

COUNT = 5


@pytest.fixture
def roads(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A terminal in a small programme of months; the fifth project began in 2023."""
    terminal.folder = tmp_path / "roads"
    write_months(terminal.folder, COUNT)
    return terminal


def by_id(plan: dict[str, Any]) -> dict[str, Any]:
    return {project["id"]: project for project in plan["projects"]}


def test_a_plan_counts_months_and_is_checked_to_the_last_figure(roads: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    plan = roads.json("plan", "--out", out)
    assert (plan["period"], plan["first_period"], plan["violations"]) == ("month", "2024-04", [])
    assert json.loads(out.read_text(encoding="utf-8")) == plan
    costs = {project["id"]: project["cost"] for project in roads.json("projects")}
    for project in plan["projects"]:
        (first, month), (last, end) = (map(int, project[at].split("-")) for at in ("start", "finish"))
        assert (last - first) * 12 + end - month == 16
        late = max(0, last * 12 + end - 1 - (project["target_year"] + 1) * 12 - 2)
        assert (project["tardiness_periods"], project["tardiness_quarters"]) == (late, None)
        # Even spending: each fiscal year pays for its months from April on.
        in_year = [(n - 4) // 12 + first for n in range(month, month + 17)]
        for year, amount in project["expenditure"].items():
            assert abs(amount - costs[project["id"]] * in_year.count(int(year)) / 17) < 1
    third, second = by_id(plan)["m-003"], by_id(plan)["m-002"]
    assert third["start"] >= second["finish"]
    roads("check", out)
    for field, value in (("start", "2025-09"), ("tardiness_periods", 40), ("tardiness_quarters", 0)):
        by_id(told := json.loads(json.dumps(plan)))["m-001"][field] = value
        out.write_text(json.dumps(told), encoding="utf-8")
        roads("check", out, ends=FOUND_WANTING)


def test_projects_tell_their_period(roads: Terminal) -> None:
    projects = roads.json("projects")
    assert {project["period"] for project in projects} == {"month"}
    assert projects[-1]["began"].startswith("2023-")


@pytest.mark.parametrize("into", ["book.xlsx", "folder"])
def test_what_is_written_and_brought_in_is_the_same(
    roads: Terminal, call: Call, tmp_path: Path, into: str
) -> None:
    roads("status", "report", "m-001", "--status", "under_construction", "--effective", "2024-09")
    roads("status", "data-date", "2024-08", "--reason", "a test")
    listed = roads.json("projects")
    roads("export", "--out", tmp_path / into)
    if into == "folder":
        text = (tmp_path / into / "assumptions.toml").read_text(encoding="utf-8")
        assert "duration = 17" in text
        assert "lag = 2" in text
        assert "quarters" not in text
    roads.folder = Path("copy")
    assert call("import", tmp_path / into, "--name", "copy").returncode == DONE
    assert roads.json("projects") == listed
    assert roads.json("status", "data-date")["data_date"] == "2024-08"
    assert roads.json("status", "history")[0]["effective"] == "2024-09"


def test_a_new_portfolio_by_the_month_has_works_of_24(roads: Terminal, call: Call, tmp_path: Path) -> None:
    made = ("new", "streets", "--period", "month", "--first-month", "7", "--first-year", "2024")
    assert call(*made).returncode == DONE
    roads.folder = Path("streets")
    roads("export", "--out", tmp_path / "streets")
    text = (tmp_path / "streets" / "assumptions.toml").read_text(encoding="utf-8")
    assert "duration = 24" in text
    assert 'earliest = "2023-07"' in text


def test_scenarios_are_in_months(roads: Terminal, tmp_path: Path) -> None:
    scenario = tmp_path / "later.json"
    changes = {"m-001": {"delay": 5}, "m-002": {"pin": {"start": "2025-02"}}}
    scenario.write_text(json.dumps({"name": "later", "projects": changes}), encoding="utf-8")
    plan = roads.json("plan", "--scenario", scenario)
    assert by_id(plan)["m-001"]["start"] >= "2024-10"
    assert by_id(plan)["m-002"]["start"] == "2025-02"
    assert plan["scenario"]["projects"]["m-001"]["delay"] == 5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"m-001": {"delay_quarters": 5}}, "expected delay in its place, which counts months"),
        ({"m-001": {"pin": {"start": "2024Q1"}}}, "found '2024Q1': expected a month such as 2018-07"),
        ({"m-001": {"pin": {"start": "2024-13"}}}, "found '2024-13': expected a month such as 2018-07"),
        ({"m-001": {"pin": {"start": "2099-01"}}}, "expected a month from 2024-04 to 2030-03"),
    ],
)
def test_a_scenario_in_quarters_is_refused(
    roads: Terminal, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    scenario = tmp_path / "wrong.json"
    scenario.write_text(json.dumps({"name": "wrong", "projects": change}), encoding="utf-8")
    refused = roads("plan", "--scenario", scenario, ends=BAD_INPUT)
    assert told in refused
    assert refused.count("expected") == 1


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("assumptions.toml", "duration = 17", "quarters = 6", "expected duration in its place, which counts"),
        ("assumptions.toml", "lag = 2", "lag_quarters = 2", "expected lag in its place, which counts months"),
        ("assumptions.toml", '"2024-05"', '"2024Q2"', "found '2024Q2': expected a month such as 2018-07"),
        ("assumptions.toml", "duration = 17,", "", "modes[0].duration: expected this key to be given"),
        ("projects.csv", "2023-", "2023Q", "expected the month in which works began, as 2019-07, or empty"),
    ],
)
def test_a_folder_in_quarters_is_refused(
    roads: Terminal, file: str, right: str, wrong: str, told: str
) -> None:
    path = roads.folder / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    refused = roads("projects", ends=BAD_INPUT)
    assert told in refused
    assert len(refused.strip().splitlines()) == 1


def test_there_are_no_weeks(roads: Terminal) -> None:
    path = roads.folder / "programme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"month"', '"week"'), encoding="utf-8")
    refused = roads("projects", ends=BAD_INPUT)
    assert refused.startswith("programme.toml: period: found 'week': expected one of quarter, month\n")


@pytest.mark.parametrize("date", ["2024Q1", "2024-13", "2024"])
def test_a_data_date_in_quarters_is_refused(roads: Terminal, date: str) -> None:
    refused = roads("status", "data-date", date, "--reason", "a test", ends=BAD_INPUT)
    assert "expected a month such as 2018-07" in refused


@pytest.mark.parametrize(
    ("cell", "month"), [("2023-11", "2023-11"), ("2023-11-15", "2023-11"), ("Nov 2023", "2023-11")]
)
def test_a_list_of_ones_own_says_in_which_month_works_began(
    roads: Terminal, call: Call, tmp_path: Path, cell: str, month: str
) -> None:
    money = ("--currency", "GBP", "--unit", "1000000")
    call("new", "kept", "--period", "month", "--first-month", "4", "--first-year", "2024", *money)
    path = tmp_path / "list.csv"
    head = "Project,Cost (million GBP),Status,Works started"
    path.write_text(f"{head}\nHarbour road,12,Under construction,{cell}\n", encoding="utf-8")
    (tmp_path / "mapping.json").write_text("{}", encoding="utf-8")
    roads.folder = Path("kept")
    result = call("import", path, "--name", "kept", "--mapping", tmp_path / "mapping.json")
    assert (result.returncode, result.stderr) == (DONE, "")
    assert roads.json("projects")[0]["began"] == month


def test_another_period_is_another_portfolio(roads: Terminal, call: Call, tmp_path: Path) -> None:
    assert call("import", roads.folder, "--name", "kept").returncode == DONE
    other = tmp_path / "other"
    shutil.copytree(roads.folder, other)
    path = other / "programme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("first_month = 4", "first_month = 7"), "utf-8")
    result = call("import", other, "--name", "kept")
    assert result.returncode == BAD_INPUT
    assert "other periods need another portfolio" in result.stderr
