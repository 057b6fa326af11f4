"""Trade-offs from a terminal: moves against what they gain, lateness against the dearest year, targets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from questions import IMPOSSIBLE, TARGETS
from terminal import BAD_INPUT, INFEASIBLE, Terminal

Write = Callable[[Any], Path]

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
    assert "Why" in text
    assert "The scenarios ask for different things of it" in text
    assert "Moves against the baseline of “at once”" in text
    assert "What has changed forces no move against the baseline." in text
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
    assert "No plan is possible" in approved("replan", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)


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
    assert "Projects late" in text
    assert "Short of the floor" in text
    missing = [f"{point['plan']['envelope']['shortfall']:,}" for point in points]
    assert all(amount in text for amount in missing)


def test_frontiers_that_cannot_be_drawn(terminal: Terminal, write: Write) -> None:
    assert "one of district, municipal, public, total" in terminal("frontier", "nobody", ends=BAD_INPUT)
    words = terminal("frontier", "public", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    assert "No plan is possible" in words


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
    for words in ("Centres", "at least 1,602 10k CNY", "1 10k CNY missing", "Not decided by this plan"):
        assert words in text


def test_a_programme_without_targets(terminal: Terminal) -> None:
    assert terminal.json("targets") == []
