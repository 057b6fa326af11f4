"""A programme whose years begin in July, by command: keys stay four digits, and labels stand beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import BAD_INPUT, FOUND_WANTING, Terminal

Write = Callable[[Any], Path]


def says(folder: Path, fiscal_year: str) -> None:
    """Write into a programme's file when its years begin."""
    path = folder / "programme.toml"
    path.write_text(f"fiscal_year = {fiscal_year}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.fixture
def july(small_folder: Path) -> Path:
    """The small portfolio in years that begin in July."""
    says(small_folder, '{ first_month = 7, label = "{begins}/{ends2}" }')
    return small_folder


def test_a_plan_keeps_its_keys_and_figures_and_names_its_years(
    terminal: Terminal, small_folder: Path
) -> None:
    before = terminal.json("plan")
    says(small_folder, "{ first_month = 7 }")
    after = terminal.json("plan")

    assert before["year_labels"] == {"2020": "2020", "2021": "2021", "2022": "2022"}
    assert after["year_labels"] == {"2020": "FY2020", "2021": "FY2021", "2022": "FY2022"}
    stamps = ("year_labels", "provenance")
    assert {k: v for k, v in before.items() if k not in stamps} == {
        k: v for k, v in after.items() if k not in stamps
    }
    assert after["projects"][0]["start"] == "2020Q1"


@pytest.mark.usefixtures("july")
def test_the_terminal_heads_years_with_key_and_label(terminal: Terminal) -> None:
    said = terminal("plan")
    assert "2020 (2019/20)" in said
    assert "2021 (2020/21)" in said
    assert "2020Q1" in said


@pytest.mark.usefixtures("july")
def test_a_plan_that_names_its_years_otherwise_is_found_wanting(terminal: Terminal, tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    plan = terminal.json("plan", "--out", kept)
    terminal("check", kept)
    plan["year_labels"]["2021"] = "2021/22"
    kept.write_text(json.dumps(plan), encoding="utf-8")
    assert "year_labels" in terminal("check", kept, ends=FOUND_WANTING)


def test_a_plan_does_not_hold_once_its_years_begin_in_another_month(
    terminal: Terminal, july: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "plan.json"
    terminal("plan", "--out", kept)
    programme = july / "programme.toml"
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace("first_month = 7", "first_month = 4"), encoding="utf-8")
    assert "data" in terminal("check", kept, ends=FOUND_WANTING)


@pytest.mark.usefixtures("july")
def test_scenarios_and_reports_take_four_digits(terminal: Terminal, write: Write) -> None:
    capped = write({"name": "capped", "ceilings": {"public": {"2020": 700}}})
    assert terminal.json("plan", "--scenario", capped)["annual_expenditure"]["2020"] <= 700
    labelled = write({"name": "labelled", "ceilings": {"public": {"2019/20": 700}}})
    terminal("plan", "--scenario", labelled, ends=BAD_INPUT)


@pytest.mark.parametrize(
    ("fiscal_year", "place", "expected"),
    [
        ("{ first_month = 13 }", "fiscal_year.first_month: found '13'", "less than or equal to 12"),
        ('{ first_month = 7, label = "FY" }', "fiscal_year.label: found 'FY'", "tells years apart"),
        ('{ named = "middle" }', "fiscal_year.named: found 'middle'", "one of begins, ends"),
        ("7", "fiscal_year", "expected"),
        ("{ month = 7 }", "fiscal_year.month", "expected"),
    ],
)
def test_what_is_no_fiscal_year_is_refused_with_its_place(
    terminal: Terminal, small_folder: Path, fiscal_year: str, place: str, expected: str
) -> None:
    says(small_folder, fiscal_year)
    said = terminal("plan", ends=BAD_INPUT)
    assert "programme.toml" in said
    assert place in said
    assert expected in said
    assert not terminal.has_recorded
