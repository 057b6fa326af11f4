"""The commands that answer why and what money is worth, and what every question refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from questions import IMPOSSIBLE
from terminal import BAD_INPUT, INFEASIBLE, Terminal

LATE = {"name": "late", "ceilings": {"public": {"2020": 501, "2021": 600}}}


Write = Callable[[Any], Path]


# --- Why ---------------------------------------------------------------------------------------------------


def test_why_a_project_starts_when_it_does(terminal: Terminal, write: Write) -> None:
    ceilings = {"public": {"2020": 501, "2021": 1101, "2022": 0}}
    file = write({"name": "a cut", "ceilings": ceilings})
    answer = terminal.json("why", "centre", "--scenario", file)
    assert (answer["project"], answer["standing"]) == ("centre", "funded")
    assert (answer["earliest"], answer["planned"]["start"]) == ("2020Q1", "2021Q1")
    assert answer["latest_on_time"] == "2021Q1"
    assert answer["forced"]["start"] == "2020Q1"
    assert answer["forced"]["verdict"] == "impossible"
    assert answer["forced"]["plan"]["explanation"][0]["year"] == 2020

    text = terminal("why", "centre", "--scenario", file)
    span = f"{answer['planned']['start']}–{answer['planned']['finish']}"
    assert f"The plan builds it in {span}; its target is 2021." in text
    assert "It may start from 2020Q1 on." in text
    assert "Impossible, proven by solving again: starting it in 2020Q1 leaves no plan." in text


@pytest.mark.parametrize(
    ("project", "standing", "said"),
    [
        ("hospital", "funded", "under way before the plan"),
        ("station", "not_priced", "not priced"),
        ("old", "retained", "retained as it is"),
    ],
)
def test_why_of_every_kind_of_project(terminal: Terminal, project: str, standing: str, said: str) -> None:
    assert terminal.json("why", project)["standing"] == standing
    assert said in terminal("why", project)


def test_why_of_what_is_not_funded(terminal: Terminal, write: Write) -> None:
    file = write({"name": "fewer", "projects": {"centre": {"excluded": True}}})
    answer = terminal.json("why", "centre", "--scenario", file)
    assert (answer["standing"], answer["forced"]["verdict"]) == ("excluded", "better")
    text = terminal("why", "centre", "--scenario", file)
    assert "not funded: the scenario drops it" in text
    assert "Possible, and better" in text
    assert "carrying it out changes “Shortfall against the floor” from 600 10k CNY to 0 10k CNY" in text


@pytest.mark.parametrize("project", [[], ["centre"]])
def test_why_it_is_impossible_and_the_ways_out(terminal: Terminal, write: Write, project: list[str]) -> None:
    answer = terminal.json("why", *project, "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    assert answer["status"] == "infeasible"
    assert {part["kind"] for part in answer["explanation"]} == {"ceiling"}
    assert answer["undecided"] == []
    ways = {way["kind"]: way for way in answer["ways_out"]}
    assert set(ways) == {"ceilings", "slip", "drop"}
    assert ways["ceilings"]["price"] == sum(s["after"] - s["before"] for s in ways["ceilings"]["steps"])
    for way in ways.values():
        assert way["minimal"]
        assert way["plan"]["status"] == "optimal"
        assert way["plan"]["violations"] == []

    text = terminal("why", *project, "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    assert "Scenario “broke”: No plan is possible under these conditions. This is proven" in text
    assert "Each was solved again and its plan checked independently." in text
    assert f"{ways['ceilings']['price']:,} 10k CNY" in text
    assert "is dropped (1,001 10k CNY)" in text
    assert "begins 1 quarter later" in text


def test_a_way_out_can_be_planned_as_it_stands(terminal: Terminal, write: Write) -> None:
    answer = terminal.json("why", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    for way in answer["ways_out"]:
        plan = terminal.json("plan", "--scenario", write({**way["scenario"], "name": way["kind"]}))
        assert plan["status"] == "optimal"


def test_where_everything_is_locked_no_way_leads_out(terminal: Terminal, write: Write) -> None:
    held = {"public": {"2020": 0, "2021": 0, "2022": 0}}
    asked = {"name": "held", "ceilings": held, "locked": ["public"], "overrun_years": 1}
    mandated = {name: {"mandated": True, "pin": {"start": "2020Q1"}} for name in ("hospital", "centre")}
    file = write({**asked, "projects": mandated})
    answer = terminal.json("why", "--scenario", file, ends=INFEASIBLE)
    assert [way["kind"] for way in answer["ways_out"]] == []
    assert "No change of a single kind makes this possible while what is locked stays as it is." in terminal(
        "why", "--scenario", file, ends=INFEASIBLE
    )


def test_why_of_nothing_in_particular_needs_something_impossible(terminal: Terminal) -> None:
    assert "the scenario is not impossible" in terminal("why", ends=BAD_INPUT)
    assert "the id of a project of this portfolio" in terminal("why", "nobody", ends=BAD_INPUT)


# --- Value -------------------------------------------------------------------------------------------------


def test_what_money_is_worth(terminal: Terminal, write: Write) -> None:
    answer = terminal.json("value", "--scenario", write(LATE), "--step", 50)
    assert [(d["payer"], d["year"], d["step"]) for d in answer["differences"]] == [
        ("public", year, step) for year in (2020, 2021) for step in (50, -50)
    ]
    aims = [outcome["term"] for outcome in answer["objective"]]
    assert aims == ["violation", "tardiness", "peak", "benefit"]
    assert all(len(d["objective"]) == len(aims) and d["proven"] for d in answer["differences"])
    rescued = answer["rescues"]
    assert rescued
    assert all(r["plan"]["status"] == "optimal" for r in rescued)

    text = terminal("value", "--scenario", write(LATE), "--step", 50)
    assert "Finite differences" in text
    assert "Least extra money that brings a late project back on time" in text
    total = sum(sum(years.values()) for years in rescued[0]["extra"].values())
    assert f"{total:,}" in text


def test_without_ceilings_no_money_is_worth_more(terminal: Terminal) -> None:
    assert terminal.json("value")["differences"] == []
    assert "sets no ceilings" in terminal("value")


def test_an_impossible_scenario_has_no_value(terminal: Terminal, write: Write) -> None:
    assert "No plan is possible" in terminal("value", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)


# --- Bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["why", "centre"], ["value"], ["replan"], ["frontier", "public"], ["targets"]],
    ids=lambda c: c[0],
)
def test_unknown_scenarios_and_files_that_are_none(
    terminal: Terminal, tmp_path: Path, command: list[str]
) -> None:
    assert "no such scenario" in terminal(*command, "--scenario", "no such scenario", ends=BAD_INPUT)
    broken = tmp_path / "broken.json"
    broken.write_text('{"name": "x", "ceilings": {"nobody": {"2020": 1}}}', encoding="utf-8")
    assert "nobody" in terminal(*command, "--scenario", broken, ends=BAD_INPUT)
    assert not terminal.has_recorded


@pytest.mark.parametrize(
    "command",
    [
        ["value", "--step", "0"],
        ["replan", "--moves", "-1"],
        ["replan", "--accept", "-1"],
        ["frontier"],
        ["frontier", "public", "--points", "1"],
        ["compare", "default"],
        ["why", "centre", "--time-limit", "0"],
    ],
    ids=" ".join,
)
def test_options_out_of_range(terminal: Terminal, command: list[str]) -> None:
    assert "Error" in terminal(*command, ends=BAD_INPUT)
