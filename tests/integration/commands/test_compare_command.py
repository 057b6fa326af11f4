"""Two plans side by side, from a terminal: what differs, why, and what cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from questions import IMPOSSIBLE, TARGETS, TIGHT
from terminal import BAD_INPUT, INFEASIBLE, Terminal

Write = Callable[[Any], Path]


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
    assert "The plan after was made without it." in text
    assert "Not counted towards targets, as the portfolio does not have them: centre" in text
    back = terminal("compare", "default", "baseline")
    assert "The plan before was made without it." in back


def test_what_was_cancelled_since_is_a_loss(terminal: Terminal, small_folder: Path) -> None:
    file = small_folder / "programme.toml"
    file.write_text(file.read_text(encoding="utf-8") + TARGETS, encoding="utf-8")
    terminal("baseline", "approve")
    terminal("status", "report", "centre", "--status", "cancelled", "--effective", "2020Q1")
    centres = terminal.json("compare", "baseline", "default")["targets"][0]
    assert [centres[side]["planned"] for side in ("before", "after")] == [1, 0]
    text = terminal("compare", "baseline", "default")
    assert "Centres: 1 units → 0 units (at least 1 units: 1 missing)" in text


def test_another_floor_is_a_difference(terminal: Terminal, write: Write) -> None:
    file = write({"name": "more", "envelope": {"minimum": 2000, "soft": True}})
    assert terminal.json("compare", "default", file)["comparison"]["moved"] == []
    text = terminal("compare", "default", file)
    assert "Dates and money are exactly the same." in text
    assert "The shortfall against the floor grows by 399 10k CNY to 399 10k CNY." in text
    assert "Floor: 2,000 10k CNY (may be missed) instead of 1,601 10k CNY (may be missed)." in text


def test_an_aim_that_only_one_plan_has_is_none_of_the_other(terminal: Terminal, write: Write) -> None:
    aims = [{"terms": [{"term": "tardiness"}]}, {"terms": [{"term": "makespan"}]}]
    text = terminal("compare", "default", write({"name": "soon", "objective": aims}))
    assert "Overall length (quarters): no such aim → 6" in text
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
    assert "No plan is possible" in terminal("compare", "default", write(IMPOSSIBLE), ends=INFEASIBLE)
    terminal("compare", "default", "no such scenario", ends=BAD_INPUT)
    terminal("compare", "default", tmp_path / "nowhere.json", ends=BAD_INPUT)
    broken = tmp_path / "plan.json"
    broken.write_text('{"provenance": 1}', encoding="utf-8")
    assert "plan.json" in terminal("compare", "default", broken, ends=BAD_INPUT)
