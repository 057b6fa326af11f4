"""Commands say what a scenario allows beyond its words, and what only one of two plans was allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from questions import TIGHT
from terminal import Terminal

Write = Callable[[Any], Path]


def test_a_comparison_says_what_only_one_plan_was_allowed(terminal: Terminal, write: Write) -> None:
    tight = write(TIGHT)
    found = terminal.json("compare", "default", tight)["freedoms"]
    assert [(f["kind"], f["payer"], f["year"], f["own"], f["other"]) for f in found["before"]] == [
        ("ceiling", "public", year, None, 700) for year in (2020, 2021)
    ]
    assert (found["after"], found["apart"]) == ([], [])
    text = terminal("compare", tight, "default")
    assert "Only the plan after was allowed: public 2020: ceiling free, not 700 10k CNY; public 2021" in text
    assert "does not contradict the proof that the plan before is optimal" in text
    assert "was allowed" not in terminal("compare", "default", "default")


def test_a_plan_says_what_its_aims_leave_out(terminal: Terminal, write: Write) -> None:
    aims = [{"terms": [{"term": "usage", "resource": "total"}]}]
    cheap = write({"name": "cheap", "objective": aims})
    told = terminal.json("plan", "--scenario", cheap)["allowances"]
    assert "lateness" in [allowance["kind"] for allowance in told]
    assert "lateness counts for nothing" in terminal("plan", "--scenario", cheap)
