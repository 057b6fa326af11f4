"""What was closed stays as it was: no file, no date and no step taken back tells something else of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import Result
from terminal import BAD_INPUT, DONE, Terminal

REPORT = ("status", "report", "hospital", "--status", "under_construction")
CLOSED = ("close-year", "--year", 2020, "--assume-planned", "--reason", "Year's end")
LATER = '[[status_reports]]\nproject = "hospital"\nstatus = "under_construction"\n'


@pytest.fixture
def town(terminal: Terminal, call: Callable[..., Result], small_folder: Path) -> Terminal:
    """A terminal for a portfolio that lives in the store, reported on and with a baseline."""
    assert call("import", small_folder, "--name", "town").returncode == DONE
    terminal.folder = Path("town")
    terminal("baseline", "approve", "--note", "first")
    finish = finish_of(terminal)
    terminal(*REPORT, "--effective", "2021Q1", "--spent", "2020=100", "--forecast-finish", finish)
    return terminal


def finish_of(terminal: Terminal) -> str:
    plan: dict[str, Any] = terminal.json("baseline", "show")["plan"]
    finish: str = next(one["finish"] for one in plan["projects"] if one["id"] == "hospital")
    return finish


def written(terminal: Terminal, folder: Path, added: str = "", date: str = "2021Q1") -> Path:
    """Write the portfolio to files, with something added to its reports and another data date."""
    shutil.rmtree(folder, ignore_errors=True)
    terminal("export", "--out", folder)
    file = folder / "reports.toml"
    content = file.read_text(encoding="utf-8").replace('data_date = "2021Q1"', f'data_date = "{date}"')
    file.write_text(content + "\n" + added, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('effective = "2021Q1"\n[status_reports.actual_spending]\n2020 = 7\n', "actual_spending"),
        ('effective = "2020Q3"\n', "effective"),
    ],
)
def test_a_file_brings_no_other_report_on_a_closed_year(
    town: Terminal, call: Callable[..., Result], tmp_path: Path, added: str, told: str
) -> None:
    town(*CLOSED)
    before = town.entered()
    file = written(town, tmp_path / "files", LATER + added)
    refused = call("import", file, "--name", "town")
    assert refused.returncode == BAD_INPUT
    assert f"].{told}" in refused.stderr
    assert ("2020=7" if told == "actual_spending" else "2020Q3") in refused.stderr
    assert "--correction" in refused.stderr
    assert town.entered() == before
    assert call("import", written(town, tmp_path / "files"), "--name", "town").returncode == DONE


def test_a_file_brings_reports_on_years_that_are_open(
    town: Terminal, call: Callable[..., Result], tmp_path: Path
) -> None:
    town(*CLOSED)
    number = len(town.json("status", "history", "hospital"))
    added = LATER + 'effective = "2021Q2"\n[status_reports.actual_spending]\n2020 = 100\n2021 = 5\n'
    assert call("import", written(town, tmp_path / "files", added), "--name", "town").returncode == DONE
    assert len(town.json("status", "history", "hospital")) == number + 1


def test_no_date_opens_a_closed_year_again(
    town: Terminal, call: Callable[..., Result], tmp_path: Path
) -> None:
    town(*CLOSED)
    refused = town("status", "data-date", "2020Q3", ends=BAD_INPUT)
    assert "2021Q1 or later, as 2020 is closed" in refused
    town("status", "data-date", "--clear", ends=BAD_INPUT)
    imported = call("import", written(town, tmp_path / "files", date="2020Q3"), "--name", "town")
    assert imported.returncode == BAD_INPUT
    assert "data_date" in imported.stderr
    town("status", "data-date", "2021Q3")


def test_no_step_is_taken_back_or_done_again_across_a_closing(town: Terminal) -> None:
    reported = town.json("history")[0]["number"]
    town(*CLOSED)
    refused = town("undo", reported, ends=BAD_INPUT)
    assert "hospital" in refused
    assert "2020" in refused
    assert "closing" in refused
    town("undo")
    town("undo", reported)
    town(*CLOSED)
    assert "hospital" in town("redo", reported, ends=BAD_INPUT)


def test_what_was_done_since_a_closing_is_taken_back(town: Terminal) -> None:
    town(*CLOSED)
    finish = finish_of(town)
    correction = ("--effective", "2021Q1", "--spent", "2020=90", "--correction", "--note", "The audit")
    town(*REPORT, *correction, "--forecast-finish", finish)
    town("undo")
    assert town.json("status", "history", "hospital")[-1]["actual_spending"] == {"2020": 100}


def test_who_is_cancelled_after_a_closing_is_so_from_then_on(town: Terminal) -> None:
    town("undo")
    town(*REPORT, "--effective", "2020Q1", "--spent", "2020=100")
    town("status", "report", "centre", "--status", "planned", "--effective", "2020Q1")
    town(*CLOSED)
    town("project", "retire", "centre", "--reason", "Merged")
    assert town.json("status", "history", "centre")[-1]["effective"] == "2021Q1"
