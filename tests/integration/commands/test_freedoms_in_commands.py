"""Commands say what a scenario allows beyond its words, and what only one of two plans was allowed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio.cli import main

Command = Callable[..., str]


@pytest.fixture
def command(
    small_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """A function that runs a command on the small portfolio and returns what it prints."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> str:
        asked = ["portfolio", *map(str, arguments), "--portfolio", str(small_folder)]
        monkeypatch.setattr(sys, "argv", asked)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        return capsys.readouterr().out

    return run


def test_a_comparison_says_what_only_one_plan_was_allowed(command: Command, tmp_path: Path) -> None:
    tight = tmp_path / "tight.json"
    ceilings = {"public": {"2020": 700, "2021": 700}}
    tight.write_text(json.dumps({"name": "tight", "ceilings": ceilings}), encoding="utf-8")

    found = json.loads(command("compare", "default", tight, "--json"))["freedoms"]
    assert [(f["kind"], f["payer"], f["year"], f["own"], f["other"]) for f in found["before"]] == [
        ("ceiling", "public", year, None, 700) for year in (2020, 2021)
    ]
    assert (found["after"], found["apart"]) == ([], [])
    text = command("compare", tight, "default")
    assert "Only the second plan was allowed:\n  public 2020: ceiling free, not 700 10k CNY" in text
    assert "So the first plan is proven optimal only among plans that are not allowed this." in text
    assert "was allowed" not in command("compare", "default", "default")


def test_a_plan_says_what_its_aims_leave_out(command: Command, tmp_path: Path) -> None:
    cheap = tmp_path / "cheap.json"
    aims = [{"terms": [{"term": "usage", "resource": "total"}]}]
    cheap.write_text(json.dumps({"name": "cheap", "objective": aims}), encoding="utf-8")

    told = json.loads(command("plan", "--scenario", cheap, "--json"))["allowances"]
    assert "lateness" in [allowance["kind"] for allowance in told]
    assert "lateness counts for nothing" in command("plan", "--scenario", cheap)
