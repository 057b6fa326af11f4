"""A year is closed by command: what is missing, what is frozen, what is adjusted, and what is approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from terminal import BAD_INPUT, INFEASIBLE, Terminal

CLOSED = ("close-year", "--year", 2020, "--reason", "Year's end")


@pytest.fixture
def approved(terminal: Terminal) -> dict[str, Any]:
    """The first baseline: its plan."""
    terminal("baseline", "approve", "--note", "first")
    plan: dict[str, Any] = terminal.json("baseline", "show")["plan"]
    return plan


def of(plan: dict[str, Any], name: str) -> dict[str, Any]:
    return next(project for project in plan["projects"] if project["id"] == name)


def test_works_that_nobody_reported_are_named_and_nothing_is_closed(
    terminal: Terminal, approved: dict[str, Any]
) -> None:
    before = terminal.entered()
    refused = terminal(*CLOSED, ends=BAD_INPUT)
    assert "hospital" in refused
    assert "2020" in refused
    assert ("centre" in refused) == (of(approved, "centre")["start"] < "2021Q1")
    assert terminal.entered() == before


def test_what_is_assumed_as_planned_changes_nothing_and_is_marked(
    terminal: Terminal, approved: dict[str, Any]
) -> None:
    answer = terminal.json(*CLOSED, "--assume-planned")
    assert (answer["closed"], answer["recorded"], answer["data_date"]) == (True, True, "2021Q1")
    assert "hospital" in answer["assumed"]
    assert answer["moves"] == 0
    assert [group["rows"] for group in answer["groups"]] == [[], [], [], []]
    assert answer["total"]["original"] == answer["total"]["adjusted"]
    told = terminal.json("status", "history", "hospital")
    assert "Assumed as planned" in told[-1]["note"]
    assert terminal.json("status", "data-date")["data_date"] == "2021Q1"
    assert terminal.json("baseline", "show")["plan"] == approved
    assert terminal.history()[0][1:3] == ("close year", "year 2020")


def test_an_adjustment_says_by_how_much_in_which_year_and_from_whom(
    terminal: Terminal, approved: dict[str, Any], tmp_path: Path
) -> None:
    planned = of(approved, "hospital")["expenditure"]["2020"]
    terminal(
        *("status", "report", "hospital", "--status", "under_construction", "--effective", "2021Q1"),
        *("--spent", f"2020={planned - 101}", "--forecast-finish", of(approved, "hospital")["finish"]),
    )
    file = tmp_path / "adjusted.xlsx"
    answer = terminal.json(*CLOSED, "--assume-planned", "--out", file)
    assert "hospital" not in answer["assumed"]
    [row] = [row for group in answer["groups"] for row in group["rows"] if row["id"] == "hospital"]
    assert row["by_year"]["2020"] == -101
    assert sum(row["by_year"].values()) == row["difference"] == row["adjusted"] - row["original"]
    for year, amount in row["by_year"].items():
        assert amount == sum(years.get(year, 0) for years in row["by_source_and_year"].values())
    assert row["reason"]
    totals = [group["subtotal"] for group in answer["groups"]] + [answer["unchanged"]]
    for side in ("original", "adjusted", "difference"):
        assert sum(total[side] for total in totals) == answer["total"][side]
    assert sum(approved["annual_expenditure"].values()) == answer["total"]["original"]
    sheet = openpyxl.load_workbook(file, data_only=True).active
    assert sheet is not None
    cells = [cell for cells in sheet.iter_rows(values_only=True) for cell in cells]
    assert {"原计划", "调整后", "增减", "原因"} <= set(cells)


def test_the_baseline_changes_only_when_the_adjustment_is_approved(
    terminal: Terminal, approved: dict[str, Any]
) -> None:
    answer = terminal.json(*CLOSED, "--assume-planned")
    assert terminal.json("baseline", "show")["plan"] == approved
    shown = terminal.json("close-year", "--year", 2020, "--show")
    assert (shown["total"], shown["groups"]) == (answer["total"], answer["groups"])
    terminal("baseline", "approve", "--adjustment", 2020, "--note", "adopted")
    plan = terminal.json("baseline", "show")["plan"]
    assert plan["provenance"]["data_hash"] != approved["provenance"]["data_hash"]
    assert len(terminal.json("baseline", "list")) == 2


def test_a_closed_year_is_reported_on_again_only_as_a_correction(
    terminal: Terminal, approved: dict[str, Any]
) -> None:
    finish = of(approved, "hospital")["finish"]
    terminal(*CLOSED, "--assume-planned")
    report = (
        *("status", "report", "hospital", "--status", "under_construction", "--effective", "2021Q2"),
        *("--forecast-finish", max(finish, "2021Q2")),
    )
    refused = terminal(*report, "--spent", "2020=1", ends=BAD_INPUT)
    assert "2020" in refused
    refused = terminal(*report, "--spent", "2020=1", "--correction", ends=BAD_INPUT)
    assert "2020" in refused
    terminal(*report, "--spent", "2020=1", "--correction", "--note", "The audit found so")
    terminal(*report, "--spent", "2021=5")


def test_closing_is_taken_back_in_one_step(terminal: Terminal, approved: dict[str, Any]) -> None:
    terminal(*CLOSED, "--assume-planned", "--extend", 1)
    terminal("undo")
    assert terminal.json("status", "data-date")["data_date"] is None
    assert terminal.json("status", "history") == []
    assert terminal.json("plan")["provenance"]["data_hash"] == approved["provenance"]["data_hash"]
    terminal("close-year", "--year", 2020, "--show", ends=BAD_INPUT)
    terminal(*CLOSED, "--assume-planned")


def test_the_schedule_gets_longer_and_the_programme_does_not(
    terminal: Terminal, approved: dict[str, Any]
) -> None:
    terminal(*CLOSED, "--assume-planned", "--extend", 2)
    plan = terminal.json("plan")
    assert plan["years"] == [*approved["years"], approved["years"][-1] + 1, approved["years"][-1] + 2]
    assert plan["envelope"]["minimum"] == approved["envelope"]["minimum"]
    refused = terminal(*CLOSED, "--extend", 30, ends=BAD_INPUT)
    assert "extend" in refused


def test_room_that_is_left_is_carried_over_by_the_rule(
    terminal: Terminal, approved: dict[str, Any], tmp_path: Path
) -> None:
    spent = approved["by_funding_source"]["district"]["2020"]
    scenario = {
        "name": "ceilings",
        "ceilings": {"district": {"2020": spent + 100, "2021": 5000}},
        "carry_over": {"district": 0.5},
    }
    file = tmp_path / "ceilings.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    answer = terminal.json(*CLOSED, "--assume-planned", "--scenario", file, "--dry-run")
    [entry] = answer["carried"]
    assert (entry["payer"], entry["share"]) == ("district", 0.5)
    assert entry["room"] == entry["maximum"] - entry["used"] == 100
    assert entry["carried"] == 50
    assert not answer["recorded"]
    assert terminal.json("status", "data-date")["data_date"] is None


def test_within_a_running_year_nothing_is_frozen(terminal: Terminal, approved: dict[str, Any]) -> None:
    terminal(
        *("status", "report", "hospital", "--status", "under_construction", "--effective", "2020Q3"),
        *("--spent", "2020=0", "--forecast-finish", "2022Q4"),
    )
    answer = terminal.json("close-year", "--year", 2020, "--mid-year", "--reason", "Works stand still")
    assert (answer["closed"], answer["recorded"], answer["data_date"]) == (False, True, None)
    shifted = next(group for group in answer["groups"] if group["kind"] == "shifted")
    assert [row["id"] for row in shifted["rows"]] == ["hospital"]
    assert terminal.history()[0][1:3] == ("adjust year", "year 2020")
    assert terminal.json("baseline", "show")["plan"] == approved
    terminal("close-year", "--year", 2020, "--mid-year", "--extend", 1, "--reason", "x", ends=BAD_INPUT)


def test_what_cannot_be_closed_is_refused(terminal: Terminal, approved: dict[str, Any]) -> None:
    terminal("close-year", "--year", 1999, "--reason", "x", ends=BAD_INPUT)
    terminal("close-year", "--year", approved["years"][-1], "--reason", "x", ends=BAD_INPUT)
    terminal("close-year", "--year", 2020, "--assume-planned", ends=BAD_INPUT)  # without a reason
    terminal(*CLOSED, "--assume-planned")
    again = terminal(*CLOSED, "--assume-planned", ends=BAD_INPUT)
    assert "2021" in again


def test_without_a_baseline_there_is_nothing_to_adjust(terminal: Terminal) -> None:
    assert "baseline" in terminal(*CLOSED, "--assume-planned", ends=BAD_INPUT)


def test_a_closing_without_any_plan_says_so_and_records_nothing(
    terminal: Terminal, approved: dict[str, Any], tmp_path: Path
) -> None:
    assert approved["status"] == "optimal"
    file = tmp_path / "nothing.json"
    file.write_text(
        json.dumps({"name": "none", "ceilings": {"district": {"2021": 0, "2022": 0}}}), encoding="utf-8"
    )
    terminal(*CLOSED, "--assume-planned", "--scenario", file, ends=INFEASIBLE)
    assert terminal.json("status", "data-date")["data_date"] is None


def test_a_closing_tells_what_it_has_done_and_what_not(terminal: Terminal, approved: dict[str, Any]) -> None:
    assert approved["years"][0] == 2020
    tried = terminal("close-year", "--year", 2020, "--assume-planned", "--dry-run")
    assert "Nothing was recorded" in tried
    assert "is closed" not in tried
    assert "is recorded" not in tried
    done = terminal(*CLOSED, "--assume-planned")
    assert "Nothing was recorded" not in done
    assert "2020 is closed" in done
    assert "--adjustment 2020" in done
    assert "nobody has reported" in " ".join(done.split())
    running = terminal("close-year", "--year", 2021, "--mid-year", "--reason", "x")
    assert "nobody has reported" not in " ".join(running.split())
    assert "is closed" not in running
    assert "--adjustment 2021" in running
