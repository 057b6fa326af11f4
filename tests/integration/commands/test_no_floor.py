"""A programme that promises no amount: every command takes it, says so, and asks nothing about a floor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from questions import IMPOSSIBLE, TIGHT
from terminal import FOUND_WANTING, INFEASIBLE, Terminal

from portfolio.exchange.folder import load_portfolio

Write = Callable[[Any], Path]
TARGET = """
[[targets]]
id = "money"
kind = "investment"
name_zh = "总投资"
name_en = "Total investment"
comparison = "at_least"
quantity = 1000
unit_zh = "万元"
unit_en = "10k CNY"
source = { document = "doc", place = "2", quote = "一千万元" }
"""


@pytest.fixture(
    params=["envelope = {}\n", "", 'envelope.source = { document = "doc", place = "2", quote = "x" }\n']
)
def floorless(request: pytest.FixtureRequest, small_folder: Path) -> Path:
    """The small portfolio without a floor, and with nothing assumed about one: in the ways to say so."""
    programme, assumptions = small_folder / "programme.toml", small_folder / "assumptions.toml"
    text, lines = re.subn("envelope = .*\n", request.param, programme.read_text(encoding="utf-8"))
    programme.write_text(text + TARGET, encoding="utf-8")
    kept, rules = re.subn("envelope_floor = .*\n", "", assumptions.read_text(encoding="utf-8"))
    assumptions.write_text(kept, encoding="utf-8")
    assert (lines, rules) == (1, 1)
    return small_folder


@pytest.mark.usefixtures("floorless")
def test_its_plan_is_made_checked_and_says_that_there_is_no_floor(terminal: Terminal, tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    plan = terminal.json("plan", "--out", kept)

    assert plan["envelope"]["minimum"] is None
    assert plan["envelope"]["planned"] == 1601
    assert plan["envelope"]["shortfall"] == 0
    assert "violation" not in {aim["term"] for aim in plan["provenance"]["objective"]}
    assert "no floor" in terminal("plan")
    terminal("check", kept)


@pytest.mark.usefixtures("floorless")
def test_a_plan_that_claims_a_floor_is_found_wanting(terminal: Terminal, tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    terminal("plan", "--out", kept)
    plan = json.loads(kept.read_text(encoding="utf-8"))
    plan["envelope"]["minimum"] = 1601
    kept.write_text(json.dumps(plan), encoding="utf-8")
    terminal("check", kept, ends=FOUND_WANTING)


@pytest.mark.usefixtures("floorless")
def test_every_question_is_answered(terminal: Terminal, write: Write) -> None:
    tight = write(TIGHT)

    assert "Floor:" not in terminal("compare", "default", tight)
    assert "floor" not in terminal("why", "centre")
    assert "floor" not in terminal("value", "--scenario", tight)
    assert "1,601" in terminal("targets")
    assert "no floor" in terminal("frontier", "public")


@pytest.mark.usefixtures("floorless")
def test_the_impossible_is_explained_with_ways_out(terminal: Terminal, write: Write) -> None:
    text = terminal("why", "--scenario", write(IMPOSSIBLE), ends=INFEASIBLE)
    assert "Each was solved again" in text
    assert "floor" not in text


@pytest.mark.usefixtures("floorless")
def test_a_scenario_may_set_a_floor_that_may_be_missed_unless_it_says_otherwise(
    terminal: Terminal, write: Write
) -> None:
    soft = write({"name": "soft", "envelope": {"minimum": 2000}})
    plan = terminal.json("plan", "--scenario", soft)

    assert plan["envelope"] | {"minimum": 2000, "planned": 1601, "shortfall": 399} == plan["envelope"]
    assert (
        plan["provenance"]["objective"][0] | {"term": "violation", "value": 399}
        == (plan["provenance"]["objective"][0])
    )
    assert "Floor: 2,000 10k CNY (may be missed) instead of none." in terminal("compare", "default", soft)
    hard = write({"name": "hard", "envelope": {"minimum": 2000, "soft": False}})
    terminal("plan", "--scenario", hard, ends=INFEASIBLE)


@pytest.mark.usefixtures("floorless")
def test_whether_no_floor_may_be_missed_changes_nothing(terminal: Terminal, write: Write) -> None:
    hard = write({"name": "hard", "envelope": {"soft": False}})
    assert terminal.json("plan", "--scenario", hard)["envelope"]["minimum"] is None


def test_how_it_is_said_makes_no_other_data(floorless: Path) -> None:
    loaded = load_portfolio(floorless)
    assert loaded.programme.envelope.minimum is None
    assert loaded.assumptions.envelope_floor is None
