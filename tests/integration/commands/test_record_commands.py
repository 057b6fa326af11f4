"""The commands on what is recorded: scenarios, status reports and baselines, from a terminal."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import BAD_INPUT, FOUND_WANTING, Terminal

TIGHT = {"name": "紧 tight", "ceilings": {"public": {"2020": 700, "2021": 700}}}
STALLED = (
    "status",
    "report",
    "hospital",
    "--status",
    "suspended",
    "--effective",
    "2020Q3",
    "--spent",
    "2020=99",
)


# --- Scenarios ---------------------------------------------------------------------------------------------


def test_a_scenario_is_saved_listed_shown_replaced_and_deleted(
    terminal: Terminal, write: Callable[[Any], Path]
) -> None:
    assert "No scenario has been saved yet" in terminal("scenario", "list")
    assert terminal.json("scenario", "list") == []

    text = terminal("scenario", "save", write(TIGHT), "--by", "Li", "--reason", "A cut")
    assert text == "Saved as “紧 tight”, version 1.\n"
    (listed,) = terminal.json("scenario", "list")
    assert (listed["name"], listed["version"], listed["by"]) == ("紧 tight", 1, "Li")
    assert "紧 tight" in terminal("scenario", "list")
    assert "700" in terminal("scenario", "show", "紧 tight")
    shown = terminal.json("scenario", "show", "紧 tight")
    assert (shown["scenario"], shown["version"], shown["by"]) == (TIGHT, 1, "Li")

    looser = {**TIGHT, "ceilings": {"public": {"2020": 900}}}
    saved = terminal.json("scenario", "save", write(looser), "--replace", "--by", "Wang")
    assert (saved["name"], saved["version"], saved["by"]) == ("紧 tight", 2, "Wang")
    assert terminal.json("scenario", "show", "紧 tight")["scenario"] == looser

    assert terminal.json("scenario", "delete", "紧 tight", "--by", "Li", "--reason", "done") == {
        "deleted": "紧 tight"
    }
    assert terminal.json("scenario", "list") == []
    assert terminal.history() == [
        ("Li", "delete scenario", "scenario 紧 tight", "done"),
        ("Wang", "save scenario", "scenario 紧 tight", ""),
        ("Li", "save scenario", "scenario 紧 tight", "A cut"),
        ("first use", "take in", "portfolio", "first use"),
    ]


def test_a_scenario_of_a_name_that_is_taken_is_not_overwritten(
    terminal: Terminal, write: Callable[[Any], Path]
) -> None:
    terminal("scenario", "save", write(TIGHT), "--by", "Li")
    before = terminal.kept()
    error = terminal("scenario", "save", write({"name": "紧 tight"}), ends=BAD_INPUT)
    assert "--replace" in error
    assert "Li" in error
    assert terminal.kept() == before


def test_a_saved_scenario_can_be_planned_by_its_name(
    terminal: Terminal, write: Callable[[Any], Path]
) -> None:
    terminal("scenario", "save", write(TIGHT))
    plan = terminal.json("plan", "--scenario", "紧 tight")
    assert plan["scenario"]["name"] == "紧 tight"
    assert max(plan["by_source_group"]["public"][year] for year in ("2020", "2021")) <= 700
    terminal("scenario", "delete", "紧 tight")
    assert "default" in terminal("plan", "--scenario", "紧 tight", ends=BAD_INPUT)


def test_the_default_scenario_is_shown_to_change_nothing(terminal: Terminal) -> None:
    assert "changes nothing" in terminal("scenario", "show", "default")
    assert terminal.json("scenario", "show", "default") == {"name": "default"}


# --- Status reports ----------------------------------------------------------------------------------------


def test_a_preview_shows_what_would_change_and_saves_nothing(terminal: Terminal) -> None:
    terminal("status", "history")
    before = terminal.entered()
    assert "Not saved; the report would change this:" in terminal(*STALLED, "--preview")
    shown = terminal.json(*STALLED, "--preview")
    assert shown["saved"] is False
    assert "hospital" in [moved["project"] for moved in shown["change"]["moved"]]
    assert terminal.entered() == before
    assert terminal.json("status", "history") == []


def test_a_report_changes_every_plan_from_then_on(terminal: Terminal, tmp_path: Path) -> None:
    terminal("plan", "--out", tmp_path / "before.json")
    shown = terminal.json(*STALLED, "--by", "Li", "--note", "停工 [see /docs]")
    assert shown["saved"] is True
    assert shown["report"]["actual_spending"] == {"2020": 99}

    plan = terminal.json("plan", "--out", tmp_path / "after.json")
    hospital = next(project for project in plan["projects"] if project["id"] == "hospital")
    assert hospital["mode"].startswith("resume-")
    assert hospital["expenditure"]["2020"] >= 99
    assert sum(hospital["expenditure"].values()) == 1001
    assert "every rule holds" in terminal("check", tmp_path / "after.json")
    assert "data" in terminal("check", tmp_path / "before.json", ends=FOUND_WANTING)
    listed = {project["id"]: project for project in terminal.json("projects")}
    assert listed["hospital"]["status_reported"] == "suspended"
    assert listed["centre"]["status_reported"] is None
    assert terminal.history()[0] == ("Li", "report status", "project hospital", "停工 [see /docs]")


def test_what_was_reported_is_listed_in_order(terminal: Terminal) -> None:
    assert "Nothing has been reported yet" in terminal("status", "history")
    text = terminal(*STALLED, "--note", "停工 [see /docs]")
    assert "The report is saved; from now on plans are made with it." in text
    assert "hospital" in text
    going_on = ("--status", "under_construction", "--effective", "2021Q1", "--progress", "40")
    terminal("status", "report", "hospital", *going_on, "--forecast-finish", "2021Q4", "--by", "Wang")
    terminal("status", "report", "centre", "--status", "tendering", "--effective", "2020Q2")

    both = terminal.json("status", "history", "hospital")
    assert [(r["status"], r["effective"], r["by"]) for r in both] == [
        ("suspended", "2020Q3", getpass.getuser()),
        ("under_construction", "2021Q1", "Wang"),
    ]
    assert (both[1]["physical_progress"], both[1]["forecast_finish"]) == (40, "2021Q4")
    assert [r["project"] for r in terminal.json("status", "history")] == ["hospital", "hospital", "centre"]
    table = terminal("status", "history")
    for shown in ("停工 [see /docs]", "2020: 99 10k CNY", "40%", "2021Q4", "Wang", "Tendering"):
        assert shown in table


def test_a_report_that_changes_nothing_says_so(terminal: Terminal) -> None:
    text = terminal("status", "report", "station", "--status", "approved", "--effective", "2020Q1")
    assert "Dates and money are exactly the same." in text


# --- Baselines ---------------------------------------------------------------------------------------------


def test_a_baseline_is_approved_and_shown(
    terminal: Terminal, write: Callable[[Any], Path], tmp_path: Path
) -> None:
    assert "No baseline has been approved yet" in terminal("baseline", "show")
    assert terminal.json("baseline", "show") is None
    assert "No baseline has been approved yet" in terminal("baseline", "list")

    text = terminal("baseline", "approve", "--by", "Board", "--note", "1 March")
    assert text == "The plan of “default” is baseline 1 now.\n"
    shown = terminal.json("baseline", "show")
    assert (shown["by"], shown["version"]) == ("Board", 1)
    assert shown["plan"]["scenario"]["name"] == "default"
    assert "Baseline 1" in terminal("baseline", "show")

    terminal("scenario", "save", write(TIGHT))
    terminal("plan", "--scenario", "紧 tight", "--out", tmp_path / "plan.json")
    approved = terminal.json("baseline", "approve", tmp_path / "plan.json", "--by", "Li")
    assert (approved["scenario"], approved["version"], approved["by"]) == ("紧 tight", 2, "Li")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert terminal.json("baseline", "show")["plan"] == plan
    assert terminal.json("baseline", "approve", "--scenario", "紧 tight")["version"] == 3
    listed = terminal.json("baseline", "list")
    assert [(b["version"], b["by"], b["scenario"]) for b in listed] == [
        (3, getpass.getuser(), "紧 tight"),
        (2, "Li", "紧 tight"),
        (1, "Board", "default"),
    ]
    assert "紧 tight" in terminal("baseline", "list")
    assert [line for line in terminal.history() if line[2] == "baseline"] == [
        (getpass.getuser(), "approve baseline", "baseline", ""),
        ("Li", "approve baseline", "baseline", ""),
        ("Board", "approve baseline", "baseline", "1 March"),
    ]


def test_a_baseline_is_shown_even_when_a_project_of_it_is_gone(
    terminal: Terminal, small_folder: Path
) -> None:
    terminal("baseline", "approve")
    projects = small_folder / "projects.csv"
    lines = projects.read_text(encoding="utf-8").splitlines(keepends=True)
    projects.write_text("".join(line for line in lines if not line.startswith("centre")), encoding="utf-8")
    shown = terminal("baseline", "show")
    assert "No longer in the portfolio: centre" in shown
    assert "hospital" in shown
    plan = terminal.json("baseline", "show")["plan"]
    assert "centre" in [planned["id"] for planned in plan["projects"]]


# --- Bad entries -------------------------------------------------------------------------------------------

REPORT = ("status", "report", "hospital")
NOW = ("--status", "under_construction", "--effective", "2020Q3")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("scenario", "show", "nothing"), "nothing"),
        (("scenario", "delete", "nothing"), "nothing"),
        (("scenario", "save", "nowhere.json"), "nowhere.json"),
        (("status", "history", "nowhere"), "nowhere"),
        (("status", "report", "nowhere", *NOW), "nowhere"),
        (("status", "report", "old", *NOW), "old"),
        ((*REPORT, "--status", "existing", "--effective", "2020Q3"), "found 'existing'"),
        ((*REPORT, "--status", "asleep", "--effective", "2020Q3"), "asleep"),
        ((*REPORT, "--status", "planned", "--effective", "soon"), "soon"),
        ((*REPORT, "--status", "planned", "--effective", "2031Q1"), "2031Q1"),
        ((*REPORT, *NOW, "--forecast-finish", "2020Q2"), "2020Q2"),
        ((*REPORT, *NOW, "--forecast-finish", "2031Q1"), "2031Q1"),
        ((*REPORT, *NOW, "--progress", "101"), "101"),
        ((*REPORT, *NOW, "--spent", "2020=-5"), "-5"),
        ((*REPORT, *NOW, "--spent", "2020=--5"), "--5"),
        ((*REPORT, *NOW, "--spent", "2020=1.5"), "1.5"),
        ((*REPORT, *NOW, "--spent", "2020"), "2020"),
        ((*REPORT, *NOW, "--spent", "2020=" + "9" * 5000), "999"),
        ((*REPORT, *NOW, "--spent", "２０２０=5"), "２０２０=5"),
        ((*REPORT, *NOW, "--spent", "2020=1", "--spent", "2020=2"), "2020=2"),
        ((*REPORT, *NOW, "--spent", "2021=1"), "2021"),
        ((*REPORT, *NOW, "--note", "<script>alert(1)</script>"), "<script>"),
        ((*REPORT, *NOW, "--note", "x" * 2001), "note"),
        ((*REPORT, *NOW, "--by", ""), "who acts"),
        ((*REPORT, *NOW, "--by", "<b>me</b>"), "<b>me</b>"),
        (("baseline", "approve", "nowhere.json"), "nowhere.json"),
        (("baseline", "approve", "--scenario", "nothing"), "nothing"),
        (("baseline", "approve", "--note", "<i>"), "<i>"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)
def test_a_bad_entry_is_named_and_changes_nothing(
    terminal: Terminal, arguments: tuple[str, ...], named: str
) -> None:
    terminal("status", "history")
    before = terminal.kept()
    assert named in terminal(*arguments, ends=BAD_INPUT)
    assert terminal.kept() == before


@pytest.mark.parametrize(
    "content",
    [
        {"name": "x", "projects": {"nowhere": {"excluded": True}}},
        {"name": "x", "ceilings": {"public": {"2020": -1}}},
        {"name": "x", "ceilings": {"nobody": {"2020": 1}}},
        {"name": "default"},
        {"name": ""},
        {"name": "<b>x</b>"},
        {"name": "x", "colour": "red"},
        ["x"],
    ],
    ids=str,
)
def test_a_scenario_that_does_not_fit_is_not_saved(
    terminal: Terminal, write: Callable[[Any], Path], content: Any
) -> None:
    terminal("scenario", "list")
    before = terminal.kept()
    terminal("scenario", "save", write(content), ends=BAD_INPUT)
    assert terminal.kept() == before


def test_an_impossible_scenario_is_no_baseline(terminal: Terminal, write: Callable[[Any], Path]) -> None:
    impossible = {"name": "x", "ceilings": {"public": {"2020": 0, "2021": 0, "2022": 0}}}
    terminal("scenario", "save", write(impossible))
    before = terminal.entered()
    assert "infeasible" in terminal("baseline", "approve", "--scenario", "x", ends=BAD_INPUT)
    assert terminal.entered() == before


# --- Where it is kept --------------------------------------------------------------------------------------


def test_listing_and_checking_make_no_store_and_asking_does(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal("plan", "--out", tmp_path / "plan.json")
    assert (terminal.home / "portfolio.db").is_file(), "what was asked is recorded"
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "other"))
    terminal("projects")
    terminal("check", tmp_path / "plan.json")
    terminal("plan", "--scenario", "nothing", ends=BAD_INPUT)
    assert not (tmp_path / "other").exists()


def test_what_is_recorded_lies_in_the_folder_that_the_user_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(*STALLED)
    assert (terminal.home / "portfolio.db").is_file()
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "other"))
    assert terminal.json("status", "history") == []
    monkeypatch.setenv("PORTFOLIO_HOME", str(terminal.home))
    assert len(terminal.json("status", "history")) == 1


def test_the_commands_work_on_any_database(
    terminal: Terminal, url: str, write: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    terminal("scenario", "save", write(TIGHT))
    terminal(*STALLED)
    terminal("baseline", "approve", "--scenario", "紧 tight")
    assert [scenario["name"] for scenario in terminal.json("scenario", "list")] == ["紧 tight"]
    assert terminal.json("plan", "--scenario", "紧 tight")["projects"][0]["mode"].startswith("resume-")
    assert terminal.json("baseline", "show")["plan"]["scenario"]["name"] == "紧 tight"
    assert not terminal.home.exists()


@pytest.mark.parametrize("content", [b"not a database at all" * 300, None])
def test_a_store_that_cannot_be_opened_is_bad_input(terminal: Terminal, content: bytes | None) -> None:
    file = terminal.home / "portfolio.db"
    terminal.home.mkdir()
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    for command in (("scenario", "list"), STALLED, ("baseline", "show")):
        assert "portfolio.db" in terminal(*command, ends=BAD_INPUT)
    if content is not None:
        assert "portfolio.db" in terminal("plan", ends=BAD_INPUT)
        assert file.read_bytes() == content
