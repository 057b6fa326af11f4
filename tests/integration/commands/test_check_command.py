"""`portfolio check`: plans of other data, tampered with, or none at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import Call, run
from terminal import BAD_INPUT, DONE, FOUND_WANTING


def test_a_plan_is_checked_from_any_working_directory(folder: Path, tmp_path: Path) -> None:
    plan_made_with_a_relative_folder = folder / "plan.json"
    result = run("check", plan_made_with_a_relative_folder, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (DONE, "")
    assert result.stdout == "plan.json: every rule holds, and every figure is what the data give.\n"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("projects.csv", ",250,2018,", ",251,2018,"),
        ("assumptions.toml", "weight = 4", "weight = 5"),
        ("programme.toml", "minimum = 450000", "minimum = 449000"),
    ],
)
def test_a_plan_of_other_data_is_found_wanting(
    call: Call, moved_folder: Path, file: str, old: str, new: str
) -> None:
    assert call("check", moved_folder / "plan.json").returncode == DONE
    path = moved_folder / "mine" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = call("check", moved_folder / "plan.json", "--json")
    assert result.returncode == FOUND_WANTING
    assert [violation["rule"] for violation in json.loads(result.stdout)["violations"]] == ["data"]
    path.write_text(text, encoding="utf-8")
    assert call("check", moved_folder / "plan.json").returncode == DONE


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda plan: plan["annual_expenditure"].update({"2019": 0}), "totals"),
        (lambda plan: plan["projects"].pop(), "projects"),
        (lambda plan: plan["projects"][6].update(start="2017Q4"), "start"),
        (lambda plan: plan["projects"][6]["expenditure"].update({"2019": 1}), "cash_flow"),
        (lambda plan: plan["envelope"].update(planned=500_000), "envelope"),
        (lambda plan: plan["provenance"]["objective"][2].update(value=1, bound=1), "objective"),
        (lambda plan: plan["scenario"].update(ceilings={"public": {"2018": 50_000}}), "ceiling"),
        (lambda plan: plan["scenario"].update(projects={"a1-07": {"pin": {"start": "2021Q1"}}}), "start"),
    ],
)
def test_a_plan_that_was_tampered_with_is_found_wanting(
    call: Call, moved_folder: Path, change: Callable[[dict[str, Any]], object], rule: str
) -> None:
    path = moved_folder / "plan.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    result = call("check", path, "--json")
    assert result.returncode == FOUND_WANTING
    found = json.loads(result.stdout)["violations"]
    assert rule in {violation["rule"] for violation in found}
    assert all(violation.keys() == {"rule", "path", "found", "expected"} for violation in found)


def test_violations_as_a_table(call: Call, moved_folder: Path) -> None:
    path = moved_folder / "plan.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["unit"] = "[/b] dollars"
    path.write_text(json.dumps(content), encoding="utf-8")
    result = call("check", path)
    assert result.returncode == FOUND_WANTING
    assert "[/b] dollars" in result.stdout
    assert "10k CNY" in result.stdout


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[]", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, "\0", "\ufeff{}"]
)
def test_a_file_that_is_no_plan_is_bad_input(call: Call, tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    result = call("check", path)
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    assert "plan.json" in result.stderr


def test_a_plan_whose_portfolio_is_gone_is_bad_input_unless_told_where(
    call: Call, moved_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (moved_folder / "mine").rename(moved_folder / "moved")
    result = call("check", moved_folder / "plan.json")
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    # A long path is shortened, so not by its end.
    assert f"found '{str(moved_folder)[:40]}" in result.stderr
    monkeypatch.chdir(moved_folder)
    assert call("check", "plan.json", "--portfolio", "moved").returncode == DONE
