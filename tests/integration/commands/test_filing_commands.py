"""The annual and the rolling investment plan by command."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from terminal import BAD_INPUT, Terminal


def test_the_annual_plan_as_json_adds_up(terminal: Terminal) -> None:
    plan = terminal.json("plan")
    year = next(y for y, amount in plan["annual_expenditure"].items() if amount)
    answer = terminal.json("annual-plan", "--year", year)
    assert (answer["year"], answer["unit"]) == (int(year), plan["unit"])
    assert [group["kind"] for group in answer["groups"]] == ["continued", "new", "reserve", "preparation"]
    rows = [row for group in answer["groups"] for row in group["rows"]]
    assert answer["total"]["this_year"] == plan["annual_expenditure"][year]
    for row in rows:
        if row["total"] is None:
            assert row["before"] is row["this_year"] is row["this_year_by_source"] is row["later"] is None
        else:
            assert row["before"] + row["this_year"] + row["later"] == row["total"]
            assert sum(row["this_year_by_source"].values()) == row["this_year"]
    for group in answer["groups"]:
        known = [row["total"] for row in group["rows"] if row["total"] is not None]
        assert group["subtotal"]["total"] == (sum(known) if known or not group["rows"] else None)


def test_the_rolling_plan_as_json_adds_up(terminal: Terminal) -> None:
    plan = terminal.json("plan")
    answer = terminal.json("rolling-plan")
    assert answer["last_year"] == answer["first_year"] + 4
    spent = {year: plan["annual_expenditure"].get(year, 0) for year in answer["total"]["by_year"]}
    assert answer["total"]["by_year"] == spent


def test_a_workbook_is_written_and_said(terminal: Terminal, tmp_path: Path) -> None:
    year = str(terminal.json("plan")["years"][0])
    file = tmp_path / "filed.xlsx"
    assert "filed.xlsx" in terminal("annual-plan", "--year", year, "--out", str(file))
    sheet = openpyxl.load_workbook(file, data_only=True).active
    assert sheet is not None
    assert year in str(sheet["A1"].value)


def test_what_is_not_filed_any_more_is_counted(terminal: Terminal) -> None:
    plan = terminal.json("plan")
    last = max(p["finish"][:4] for p in plan["projects"] if p["finish"])
    years = [str(year) for year in plan["years"] if str(year) <= last]
    told = [terminal.json("annual-plan", "--year", year)["completed"]["rows"] for year in years[:2]]
    for year, rows in zip(years[:2], told, strict=True):
        said = terminal("annual-plan", "--year", year)
        assert (f"{len(rows)} projects were completed" in said) == bool(rows)


@pytest.mark.parametrize("command", ["annual-plan", "rolling-plan"])
def test_a_year_outside_the_programme_is_bad_input(terminal: Terminal, command: str) -> None:
    refused = terminal(command, "--year", "1999", ends=BAD_INPUT)
    assert "1999" in refused
