"""A programme that promises no amount: every command takes it, says so, and asks nothing about a floor."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portfolio.cli import main
from portfolio.exchange.folder import load_portfolio

Call = Callable[..., str]
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


@pytest.fixture
def call(
    floorless: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Call:
    """A function that runs a command on it and returns what it prints."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def called(*arguments: object, ends: int = 0) -> str:
        named = [] if arguments[0] == "check" else ["--portfolio", str(floorless)]
        monkeypatch.setattr(sys, "argv", ["portfolio", *map(str, arguments), *named])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert ended.value.code == ends, output
        assert "Traceback" not in output.out + output.err
        return output.out

    return called


def written(folder: Path, name: str, content: dict[str, Any]) -> Path:
    path = folder.parent / f"{name}.json"
    path.write_text(json.dumps({"name": name, **content}), encoding="utf-8")
    return path


TIGHT = {"ceilings": {"public": {"2020": 700, "2021": 700}}}
IMPOSSIBLE = {"ceilings": {"public": {"2020": 400, "2021": 501}}}


def test_its_plan_is_made_checked_and_says_that_there_is_no_floor(call: Call, tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    plan = json.loads(call("plan", "--json", "--out", kept))

    assert plan["envelope"]["minimum"] is None
    assert plan["envelope"]["planned"] == 1601
    assert plan["envelope"]["shortfall"] == 0
    assert "violation" not in {aim["term"] for aim in plan["provenance"]["objective"]}
    assert "no floor" in call("plan")
    call("check", kept)


def test_a_plan_that_claims_a_floor_is_found_wanting(call: Call, tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    call("plan", "--out", kept)
    plan = json.loads(kept.read_text(encoding="utf-8"))
    plan["envelope"]["minimum"] = 1601
    kept.write_text(json.dumps(plan), encoding="utf-8")
    call("check", kept, ends=1)


def test_every_question_is_answered(call: Call, floorless: Path) -> None:
    tight = written(floorless, "tight", TIGHT)

    assert "Floor:" not in call("compare", "default", tight)
    assert "floor" not in call("why", "centre")
    assert "floor" not in call("value", "--scenario", tight)
    assert "1,601" in call("targets")
    assert "no floor" in call("frontier", "public")


def test_the_impossible_is_explained_with_ways_out(call: Call, floorless: Path) -> None:
    assert "no floor" in call("why", "--scenario", written(floorless, "broke", IMPOSSIBLE), ends=3)


def test_a_scenario_may_set_a_floor_that_may_be_missed_unless_it_says_otherwise(
    call: Call, floorless: Path
) -> None:
    soft = written(floorless, "soft", {"envelope": {"minimum": 2000}})
    plan = json.loads(call("plan", "--json", "--scenario", soft))

    assert plan["envelope"] | {"minimum": 2000, "planned": 1601, "shortfall": 399} == plan["envelope"]
    assert (
        plan["provenance"]["objective"][0] | {"term": "violation", "value": 399}
        == (plan["provenance"]["objective"][0])
    )
    assert "Floor: none → 2,000" in call("compare", "default", soft)
    hard = written(floorless, "hard", {"envelope": {"minimum": 2000, "soft": False}})
    call("plan", "--scenario", hard, ends=3)


def test_whether_no_floor_may_be_missed_changes_nothing(call: Call, floorless: Path) -> None:
    hard = written(floorless, "hard", {"envelope": {"soft": False}})
    assert json.loads(call("plan", "--json", "--scenario", hard))["envelope"]["minimum"] is None


def test_how_it_is_said_makes_no_other_data(floorless: Path) -> None:
    loaded = load_portfolio(floorless)
    assert loaded.programme.envelope.minimum is None
    assert loaded.assumptions.envelope_floor is None
