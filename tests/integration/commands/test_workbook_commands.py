"""Portfolios brought in from workbooks, and written as such, by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import Result
from terminal import BAD_INPUT, DONE


@pytest.fixture
def answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Result]
) -> Callable[..., Any]:
    """A function that runs a command which succeeds, on a store of its own, and returns what it prints."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))

    def called(*arguments: object) -> Any:
        result = call(*arguments)
        assert (result.returncode, result.stderr) == (DONE, "")
        return json.loads(result.stdout) if "--json" in arguments else result.stdout

    return called


def test_what_is_exported_and_imported_is_the_same(answers: Callable[..., Any], tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    answers("export", "--out", book)
    assert answers("import", book, "--name", "again", "--json")["imported"] == "new"
    assert answers("projects", "--portfolio", "again", "--json") == answers("projects", "--json")
    done = answers("import", book, "--name", "again", "--json")
    assert (done["imported"], done["changes"], done["notes"]) == ("unchanged", [], [])


def test_a_list_of_ones_own_is_imported_and_what_is_hidden_in_it_is_said(
    answers: Callable[..., Any], tmp_path: Path
) -> None:
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    for row in (["Ref", "Scheme", "Kind"], ["s-1", "School", "clinic"], ["b-2", "Bridge", "clinic"]):
        page.append(row)
    page.row_dimensions[3].hidden = True
    workbook.save(tmp_path / "list.xlsx")
    columns = {"Ref": "id", "Scheme": "name", "Kind": "facility_type"}
    (tmp_path / "mapping.json").write_text(json.dumps({"columns": columns}))
    arguments = ("import", tmp_path / "list.xlsx", "--name", "town", "--mapping", tmp_path / "mapping.json")
    assert "hidden rows were read too (3)" in answers(*arguments)
    names = [project["name"] for project in answers("projects", "--portfolio", "town", "--json")]
    assert names == ["School", "Bridge"]


def test_a_template_is_written_and_nothing_is_imported_from_it_while_it_is_empty(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    answers("template", "--out", tmp_path / "empty.xlsx")
    refused = call("import", tmp_path / "empty.xlsx", "--name", "town")
    assert refused.returncode == BAD_INPUT
    assert "empty.xlsx [projects]" in refused.stderr
    assert "town" not in [found["name"] for found in answers("list", "--json")]


def test_a_workbook_with_other_names_for_everything_is_told_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Result]
) -> None:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Aktenzeichen", "Bezeichnung"])
    sheet.append(["a1", "Bridge"])
    book.save(tmp_path / "list.xlsx")
    refused = call("import", tmp_path / "list.xlsx", "--name", "town")
    assert refused.returncode == BAD_INPUT
    assert "expected a column of the projects' names" in refused.stderr
    assert "the columns are: Aktenzeichen, Bezeichnung" in refused.stderr
    assert "separator" not in refused.stderr
