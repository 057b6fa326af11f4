"""The commands that answer: why, value, compare, replan, frontier and targets, from a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli import main

DONE, BAD_INPUT, INFEASIBLE = 0, 2, 3
IMPOSSIBLE = {"name": "broke", "ceilings": {"public": {"2020": 400, "2021": 501}}}
TIGHT = {"name": "tight", "ceilings": {"public": {"2020": 700, "2021": 700}}}
LATE = {"name": "late", "ceilings": {"public": {"2020": 501, "2021": 600}}}


class Terminal:
    """Runs commands on the small portfolio, with a home of their own."""

    def __init__(
        self, folder: Path, home: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.home, self._folder, self._capsys, self._patch = home, folder, capsys, patch

    def __call__(self, *arguments: object, ends: int = DONE) -> str:
        """Run a command and return what it prints: on stderr for bad input, else on stdout."""
        command = ["portfolio", *map(str, arguments), "--portfolio", str(self._folder)]
        self._patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        output = self._capsys.readouterr()
        assert ended.value.code == ends, output
        assert "Traceback" not in output.out + output.err
        if ends == BAD_INPUT:
            assert not output.out
            return output.err
        return output.out

    def json(self, *arguments: object, ends: int = DONE) -> Any:
        """Run a command with --json and return what it says, which is all that it says on stdout."""
        return json.loads(self(*arguments, "--json", ends=ends))

    @property
    def has_recorded(self) -> bool:
        return self.home.exists() and any(self.home.iterdir())


@pytest.fixture
def terminal(
    small_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    home = tmp_path / "home"
    monkeypatch.setenv("PORTFOLIO_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "200")
    return Terminal(small_folder, home, capsys, monkeypatch)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """A function that writes a scenario file, named as the scenario is."""

    def written(content: Any) -> Path:
        path = tmp_path / f"{content['name']}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return written


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
    assert f"{answer['planned']['start']} to {answer['planned']['finish']}, target 2021" in text
    assert "it may start from 2020Q1 on" in text
    assert "Impossible: starting it in 2020Q1 has no plan." in text


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
    assert not terminal.has_recorded


def test_why_of_what_is_not_funded(terminal: Terminal, write: Write) -> None:
    file = write({"name": "fewer", "projects": {"centre": {"excluded": True}}})
    answer = terminal.json("why", "centre", "--scenario", file)
    assert (answer["standing"], answer["forced"]["verdict"]) == ("excluded", "better")
    text = terminal("why", "centre", "--scenario", file)
    assert "not funded: the scenario drops it" in text
    assert "Better: carrying it out changes the aim “shortfall against the floor” from 600 → 0." in text


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
    assert "Scenario “broke” is impossible (proven):" in text
    assert "Ways out, each solved again and checked" in text
    assert f"{ways['ceilings']['price']:,} 10k CNY" in text
    assert "drop hospital" in text
    assert "begins 1 quarter later" in text
    assert not terminal.has_recorded


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
    assert "No single kind of change makes it possible." in terminal(
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
    assert "Least extra money that brings a project back on time" in text
    total = sum(sum(years.values()) for years in rescued[0]["extra"].values())
    assert f"{total:,}" in text
    assert not terminal.has_recorded


def test_without_ceilings_no_money_is_worth_more(terminal: Terminal) -> None:
    assert terminal.json("value")["differences"] == []
    assert "sets no ceilings" in terminal("value")


def test_an_impossible_scenario_has_no_value(terminal: Terminal, write: Write) -> None:
    assert "is impossible (proven)" in terminal("value", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)


# --- Compare -----------------------------------------------------------------------------------------------


def test_two_scenarios_side_by_side(terminal: Terminal, write: Write) -> None:
    there = terminal.json("compare", "default", write(TIGHT))
    back = terminal.json("compare", write(TIGHT), "default")
    total, opposite = (answer["comparison"]["money"]["total"] for answer in (there, back))
    assert any(total.values())
    assert opposite == {year: -amount for year, amount in total.items()}
    moved = [entry["project"] for entry in there["comparison"]["moved"]]
    assert moved
    assert set(there["reasons"]) == set(moved)
    text = terminal("compare", "default", write(TIGHT))
    assert all(project in text for project in moved)
    assert not terminal.has_recorded


def test_a_plan_file_and_the_baseline(terminal: Terminal, write: Write, tmp_path: Path) -> None:
    file = tmp_path / "tight-plan.json"
    terminal("plan", "--scenario", write(TIGHT), "--out", file)
    same = terminal.json("compare", file, write(TIGHT))["comparison"]
    assert (same["moved"], set(same["money"]["total"].values())) == ([], {0})
    terminal("baseline", "approve", file)
    assert terminal.json("compare", "baseline", file)["comparison"]["moved"] == []
    assert terminal.json("compare", "baseline", file)["reasons"] == {}

    terminal("baseline", "approve")
    forwards, backwards = (
        terminal.json("compare", *names)["comparison"]["planned"]
        for names in (("baseline@1", "baseline@2"), ("baseline", file))
    )
    assert forwards == -backwards
    assert terminal.json("compare", "baseline@2", "baseline")["comparison"]["moved"] == []
    assert "a number from 1 to 2" in terminal("compare", "baseline@3", file, ends=BAD_INPUT)


def test_what_only_one_plan_holds_is_told(terminal: Terminal, small_folder: Path) -> None:
    terminal("baseline", "approve")
    projects, assumptions = small_folder / "projects.csv", small_folder / "assumptions.toml"
    rows = projects.read_text(encoding="utf-8").splitlines(keepends=True)
    projects.write_text("".join(row for row in rows if not row.startswith("centre,")), encoding="utf-8")
    assert "centre" not in assumptions.read_text(encoding="utf-8")
    (small_folder / "programme.toml").open("a", encoding="utf-8").write(TARGETS)
    answer = terminal.json("compare", "baseline", "default")
    (gone,) = (moved for moved in answer["comparison"]["moved"] if moved["project"] == "centre")
    assert (gone["after"], gone["cost_change"]) == (None, -600)
    assert [reason["cause"] for reason in answer["reasons"]["centre"]] == ["removed"]
    assert answer["targets"][0]["before"]["unknown_projects"] == ["centre"]
    text = terminal("compare", "baseline", "default")
    assert "the plan after was made without it" in text
    assert "Not counted towards targets, as the portfolio does not have them: centre" in text
    back = terminal("compare", "default", "baseline")
    assert "the plan before was made without it" in back


def test_what_was_cancelled_since_is_a_loss(terminal: Terminal, small_folder: Path) -> None:
    file = small_folder / "programme.toml"
    file.write_text(file.read_text(encoding="utf-8") + TARGETS, encoding="utf-8")
    terminal("baseline", "approve")
    terminal("status", "report", "centre", "--status", "cancelled", "--effective", "2020Q1")
    centres = terminal.json("compare", "baseline", "default")["targets"][0]
    assert [centres[side]["planned"] for side in ("before", "after")] == [1, 0]
    assert "Target Centres: 1 → 0 units" in terminal("compare", "baseline", "default")


def test_another_floor_is_a_difference(terminal: Terminal, write: Write) -> None:
    file = write({"name": "more", "envelope": {"minimum": 2000, "soft": True}})
    assert terminal.json("compare", "default", file)["comparison"]["moved"] == []
    text = terminal("compare", "default", file)
    assert "Dates and money are the same." in text
    assert "Nothing" not in text
    assert "Shortfall against the floor: +399, which leaves 399 10k CNY" in text
    assert "Floor: 1,601 10k CNY, which may be missed → 2,000 10k CNY, which may be missed" in text


def test_an_aim_that_only_one_plan_has_is_none_of_the_other(terminal: Terminal, write: Write) -> None:
    aims = [{"terms": [{"term": "tardiness"}]}, {"terms": [{"term": "makespan"}]}]
    text = terminal("compare", "default", write({"name": "soon", "objective": aims}))
    assert "Aim: overall length in quarters: no such aim → 6" in text
    assert "unknown" not in text


def test_a_lifted_ceiling_is_the_reason(terminal: Terminal, write: Write) -> None:
    back = terminal.json("compare", write(TIGHT), "default")["reasons"]
    causes = {reason["cause"] for found in back.values() for reason in found}
    assert causes
    assert causes <= {"lifted", "ceilings"}
    assert "ceiling" in terminal("compare", write(TIGHT), "default")


def test_a_plan_of_another_portfolio_is_not_compared(
    terminal: Terminal, write_small: Callable[[Path], Path], small_folder: Path, tmp_path: Path
) -> None:
    file, copy = tmp_path / "plan.json", write_small(tmp_path / "other")
    terminal("plan", "--out", file)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["portfolio"] == str(small_folder.resolve())
    file.write_text(json.dumps({**content, "portfolio": str(copy)}), encoding="utf-8")
    for names in ((file, "default"), ("default", file)):
        words = terminal("compare", *names, ends=BAD_INPUT)
        assert f"plan.json: portfolio: found '{copy}'" in words
        assert "expected a plan of this portfolio" in words


def test_what_cannot_be_compared(terminal: Terminal, write: Write, tmp_path: Path) -> None:
    assert "an approved baseline" in terminal("compare", "baseline", "default", ends=BAD_INPUT)
    assert "an approved baseline" in terminal("compare", "baseline@1", "default", ends=BAD_INPUT)
    assert not terminal.has_recorded
    assert "is impossible (proven)" in terminal("compare", "default", write(IMPOSSIBLE), ends=INFEASIBLE)
    terminal("compare", "default", "no such scenario", ends=BAD_INPUT)
    terminal("compare", "default", tmp_path / "nowhere.json", ends=BAD_INPUT)
    broken = tmp_path / "plan.json"
    broken.write_text('{"provenance": 1}', encoding="utf-8")
    assert "plan.json" in terminal("compare", "default", broken, ends=BAD_INPUT)


# --- Replan ------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(terminal: Terminal, write: Write) -> Terminal:
    """A terminal on a portfolio whose baseline starts everything it can at once."""
    starts = {name: {"pin": {"start": "2020Q1"}} for name in ("centre", "station")}
    terminal("baseline", "approve", "--scenario", write({"name": "at once", "projects": starts}))
    return terminal


def test_the_curve_and_a_point_on_it(approved: Terminal) -> None:
    curve = approved.json("replan")["curve"]
    moves = [point["moves"] for point in curve["points"]]
    assert (curve["least_moves"], moves[0]) == (0, 0)
    assert len(moves) > 1
    assert approved.json("replan")["chosen"] is None
    none = approved.json("replan", "--moves", 0)["chosen"]
    assert (none["moves"], none["comparison"]["moved"]) == (0, [])
    every = approved.json("replan", "--moves", 99)["chosen"]
    assert every["moves"] == moves[-1]
    assert not any(every["behind"])
    why = approved.json("replan", "--moves", moves[-1])["reasons"]
    assert set(why) == {moved["project"] for moved in every["comparison"]["moved"]}
    assert all(why.values())

    text = approved("replan", "--moves", moves[-1])
    assert "why" in text
    assert "the scenarios ask for different things of it" in text
    assert "Moves against the baseline of “at once”" in text
    assert "Fewest moves that what has changed forces: 0" in text
    assert f"{moves[-1]} ←" in text


def test_the_fewest_moves_for_what_is_accepted(approved: Terminal) -> None:
    points = approved.json("replan")["curve"]["points"]
    lag = next(abs(value) for value in points[0]["behind"] if value)
    assert approved.json("replan", "--accept", lag)["chosen"]["moves"] == points[0]["moves"]
    assert approved.json("replan", "--accept", lag - 1)["chosen"]["moves"] > points[0]["moves"]
    assert not any(approved.json("replan", "--accept", 0)["chosen"]["behind"])


def test_one_point_is_picked_in_one_way(approved: Terminal) -> None:
    assert "--moves or --accept, not both" in approved("replan", "--moves", 1, "--accept", 5, ends=BAD_INPUT)
    assert "--aim with --accept" in approved("replan", "--aim", 1, ends=BAD_INPUT)
    assert "the number of an aim, from 1 to 4" in approved(
        "replan", "--accept", 1, "--aim", 5, ends=BAD_INPUT
    )


def test_every_move_has_its_reason(approved: Terminal) -> None:
    picked = approved.json("replan", "--accept", 0)
    moved = [entry["project"] for entry in picked["chosen"]["comparison"]["moved"]]
    assert moved
    assert set(picked["reasons"]) == set(moved)
    assert approved.json("replan")["reasons"] is None


def test_more_moves_are_forced_than_asked_for(approved: Terminal, write: Write) -> None:
    file = write({"name": "cut", "ceilings": {"public": {"2020": 800}}})
    assert approved.json("replan", "--scenario", file)["curve"]["least_moves"] == 1
    assert "at least 1: what has changed forces" in approved(
        "replan", "--scenario", file, "--moves", 0, ends=BAD_INPUT
    )


def test_without_a_baseline_there_is_nothing_to_keep(terminal: Terminal) -> None:
    assert "an approved baseline" in terminal("replan", ends=BAD_INPUT)
    assert not terminal.has_recorded


def test_whatever_moves_the_impossible_stays_impossible(approved: Terminal, write: Write) -> None:
    assert "is impossible (proven)" in approved("replan", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)


# --- Frontier ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payer", ["district", "public", "total"])
def test_the_frontier_of_a_payer(terminal: Terminal, payer: str) -> None:
    points = terminal.json("frontier", payer, "--points", 4)
    shown = [(point["peak"], point["tardiness"]) for point in points]
    assert 1 < len(shown) <= 4
    assert shown == sorted(set(shown), reverse=True)
    assert [late for _, late in shown] == sorted(late for _, late in shown)
    assert all(point["exact"] for point in points)
    text = terminal("frontier", payer, "--points", 4)
    assert f"Dearest year of {payer} against weighted lateness" in text
    assert all(f"{peak:,}" in text for peak, _ in shown)
    assert "late projects" in text
    assert "short of the floor" in text
    missing = [f"{point['plan']['envelope']['shortfall']:,}" for point in points]
    assert all(amount in text for amount in missing)
    assert not terminal.has_recorded


def test_frontiers_that_cannot_be_drawn(terminal: Terminal, write: Write) -> None:
    assert "one of district, municipal, public, total" in terminal("frontier", "nobody", ends=BAD_INPUT)
    words = terminal("frontier", "public", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    assert "is impossible (proven)" in words


# --- Targets -----------------------------------------------------------------------------------------------

TARGET = """
[[targets]]
id = "{id}"
kind = "{kind}"
comparison = "at_least"
quantity = {quantity}
name_zh = "目标"
name_en = "{name}"
unit_zh = "个"
unit_en = "units"
source = {{ document = "doc", place = "3", quote = "目标" }}
"""
TARGETS = "".join(
    [
        TARGET.format(id="centres", kind="facilities", quantity=1, name="Centres"),
        'facility_type = "health_centre"\n',
        TARGET.format(id="money", kind="investment", quantity=1602, name="Money"),
        TARGET.format(id="people", kind="people", quantity=5, name="People"),
    ]
)


def test_targets_against_the_plan(terminal: Terminal, small_folder: Path) -> None:
    file = small_folder / "programme.toml"
    file.write_text(file.read_text(encoding="utf-8") + TARGETS, encoding="utf-8")
    outcomes = terminal.json("targets")
    assert [(o["target"]["id"], o["outcome"], o["planned"]) for o in outcomes] == [
        ("centres", "met", 1),
        ("money", "missed", 1601),
        ("people", "not_decided", None),
    ]
    text = terminal("targets")
    for words in ("Centres", "at least 1,602 units", "missed", "not decided"):
        assert words in text
    assert not terminal.has_recorded


def test_a_programme_without_targets(terminal: Terminal) -> None:
    assert terminal.json("targets") == []


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
