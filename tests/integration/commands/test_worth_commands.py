"""What money and single projects are worth, from a terminal: curves, splits over the years, ranked moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from questions import IMPOSSIBLE, TIGHT
from terminal import BAD_INPUT, INFEASIBLE, Terminal

Write = Callable[[Any], Path]


def test_a_curve_has_every_kink_and_where_the_ceiling_stands(terminal: Terminal, write: Write) -> None:
    told = terminal.json("value", "--curve", "--scenario", write(TIGHT), "--payer", "public", "--year", 2020)
    (curve,) = told["curves"]
    assert (curve["payer"], curve["year"], curve["present"]) == ("public", 2020, 700)
    assert told["objective"][told["aim"] - 1]["term"] == "tardiness"
    here = curve["steps"][curve["here"]]
    assert here["least"] <= 700
    assert here["most"] is None or here["most"] >= 700
    assert all(step["proven"] and step["status"] == "optimal" for step in curve["steps"])
    edges = [(step["least"], step["most"]) for step in curve["steps"]]
    assert edges == sorted(edges, key=lambda edge: -edge[0])
    assert (curve["unknown"], edges[0][1]) == ([], None)

    text = terminal("value", "--curve", "--scenario", write(TIGHT), "--payer", "public", "--year", 2020)
    assert "public 2020: the ceiling is 700 10k CNY." in text
    assert "Every kink is one to the unit" in text


def test_without_ceilings_the_worth_of_money_is_no_dash(terminal: Terminal) -> None:
    told = terminal.json("value")
    assert told["differences"] == []
    assert {(stair["payer"], stair["present"]) for stair in told["next"]} >= {("public", None)}
    assert "Set anywhere down to" in terminal("value")
    assert {curve["payer"] for curve in terminal.json("value", "--curve")["curves"]} >= {"public"}


def test_each_ceiling_is_told_of_as_it_is_found(terminal: Terminal, write: Write) -> None:
    told = terminal.json("value", "--step", 50, "--scenario", write(TIGHT))
    assert told["left_out"] == {"differences": 0, "rescues": 0, "stairs": 0}
    lines = [line for line in terminal.err.splitlines() if "; proven" in line]
    assert len(lines) == len(told["differences"])
    assert lines[0].startswith("public 2020: +50")
    assert "tardiness" in lines[0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--curve", "--step", "5"], "--step or --curve, not both"),
        (["--payer", "public"], "--payer, --year and --aim with --curve"),
        (["--curve", "--aim", "99"], "the number of an aim, from 1 to"),
        (["--curve", "--payer", "nobody"], "district, municipal"),
        (["--curve", "--year", "1999"], "2020, 2021"),
    ],
)
def test_what_cannot_be_asked_of_a_curve(terminal: Terminal, options: list[str], expected: str) -> None:
    assert expected in terminal("value", *options, ends=BAD_INPUT)


def test_the_two_best_splits_and_the_scenario_of_one(
    terminal: Terminal, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "split.json"
    asked = ["spread", "--scenario", write(TIGHT), "--shift", 100]
    told = terminal.json(*asked, "--out", out, "--pick", 2)
    assert (told["payer"], told["present"], told["of_plan"]) == ("public", {"2020": 700, "2021": 700}, False)
    best, second = told["splits"]
    assert [sum(split["ceilings"].values()) for split in (best, second)] == [1400, 1400]
    assert best["proven"]
    assert second["proven"]
    assert any(abs(best["ceilings"][year] - second["ceilings"][year]) >= 50 for year in best["ceilings"])
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["ceilings"]["public"] == second["ceilings"]
    again = terminal.json("plan", "--scenario", out)
    assert [aim["value"] for aim in again["provenance"]["objective"]] == [
        aim["value"] for aim in second["plan"]["provenance"]["objective"]
    ]
    text = terminal(*asked)
    assert "Best spread of the same money over the years" in text
    assert "Second best" in text


def test_a_split_that_leaves_no_plan_is_asked_about_too(terminal: Terminal, write: Write) -> None:
    told = terminal.json("spread", "--scenario", write(IMPOSSIBLE), "--shift", 50)
    assert told["plan"]["status"] == "infeasible"
    assert [split["proven"] for split in told["splits"]] == [True] * len(told["splits"])
    assert told["splits"] or told["exhausted"]


def test_what_cannot_be_split(terminal: Terminal, write: Write) -> None:
    locked = {**TIGHT, "locked": ["public"]}
    said = terminal("spread", "--scenario", write(locked), "--payer", "public", ends=BAD_INPUT)
    assert "a payer with at least two years whose ceilings may move" in said
    assert "district, municipal" in terminal("spread", "--payer", "nobody", ends=BAD_INPUT)
    terminal("spread", "--scenario", write(IMPOSSIBLE), "--payer", "district", ends=INFEASIBLE)


def test_single_moves_are_ranked(terminal: Terminal, write: Write) -> None:
    told = terminal.json("moves", "--scenario", write(TIGHT))
    kinds = {(move["project"], move["kind"]) for move in told["moves"]}
    assert {("centre", "out"), ("centre", "later")} <= kinds
    assert all(len(move["objective"]) in {0, len(told["objective"])} for move in told["moves"])
    assert all(move["proven"] for move in told["moves"])
    text = terminal("moves", "--scenario", write(TIGHT))
    assert "Single moves, ranked" in text
    assert f"{len(told['moves'])} of {len(told['moves'])} moves tried." in text
    terminal("moves", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
