"""Lists of other bodies by command: what was said of one is remembered for the next of its shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import Result
from terminal import BAD_INPUT, DONE

MAY = "Aktenzeichen,Bezeichnung,Stand,Kosten (€)\nA-1,Brücke,im Bau,5\n"
MAPPING = {
    "columns": {"Aktenzeichen": "id", "Bezeichnung": "name", "Stand": "status", "Kosten (€)": "cost"},
    "values": {"status": {"im Bau": "under_construction"}},
}


@pytest.fixture
def answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Result]
) -> Callable[..., Any]:
    """A function that runs a command which succeeds, in a store of its own, and returns its JSON."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))

    def called(*arguments: object) -> Any:
        result = call(*arguments, "--json")
        assert (result.returncode, result.stderr) == (DONE, "")
        return json.loads(result.stdout)

    return called


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(MAPPING), encoding="utf-8")
    return path


def listed(answers: Callable[..., Any]) -> list[tuple[str, str, int, str]]:
    found = answers("projects", "--portfolio", "town")
    return [(one["id"], one["unit"], one["cost"], one["status"]) for one in found]


def test_what_was_said_of_a_list_is_remembered_for_the_next_of_its_shape(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path, mapping: Path
) -> None:
    list_ = tmp_path / "may.csv"
    list_.write_text(MAY, encoding="utf-8")
    assert call("import", list_, "--name", "town").returncode == BAD_INPUT
    answers("import", list_, "--name", "town", "--mapping", mapping)
    assert listed(answers) == [("a-1", "EUR", 5, "under_construction")]
    june = tmp_path / "june.csv"
    june.write_text("Liste vom Juni,,,\n" + MAY.replace(",5", ",6"), encoding="utf-8")
    brought = answers("import", june, "--name", "town")
    assert brought["imported"] == "updated"
    assert [(one["subject"], one["field"]) for one in brought["changes"]] == [("project a-1", "cost")]
    assert "Columns are read as was said when this portfolio was last imported" in brought["notes"]
    assert {"Read as UTF-8", "Cells separated by: comma"} <= {*brought["notes"]}
    assert answers("import", june, "--name", "town")["imported"] == "unchanged"
    # Another shape is read as it is.
    june.write_text("id,name,cost\na-1,Brücke,7\n", encoding="utf-8")
    assert "changes" in answers("import", june, "--name", "town")
    assert listed(answers) == [("a-1", "EUR", 7, "planned")]


def test_a_text_of_any_encoding_is_read_as_somebody_says(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    list_ = tmp_path / "list.csv"
    list_.write_bytes("id,name,cost\na1,Café de la rue,5\n".encode("cp1252"))
    refused = call("import", list_, "--name", "town")
    assert refused.returncode == BAD_INPUT
    assert "--encoding" in refused.stderr
    assert call("import", list_, "--name", "town", "--encoding", "latin-99").returncode == BAD_INPUT
    brought = answers("import", list_, "--name", "town", "--encoding", "cp1252")
    assert "Read as CP1252" in brought["notes"]
    # It is remembered too.
    assert answers("import", list_, "--name", "town")["imported"] == "unchanged"


@pytest.mark.usefixtures("answers")
def test_a_column_that_is_nearly_ours_is_asked_about(call: Callable[..., Result], tmp_path: Path) -> None:
    list_ = tmp_path / "list.csv"
    list_.write_text("id,Projct\na1,Bridge\n", encoding="utf-8")
    refused = call("import", list_, "--name", "town")
    assert refused.returncode == BAD_INPUT
    assert "Projct" in refused.stderr
    assert "did you mean 'Project'?" in refused.stderr


def test_a_workbook_that_came_through_a_spreadsheet_changes_what_was_edited_in_it(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    list_, book = tmp_path / "list.csv", tmp_path / "town.xlsx"
    list_.write_text("Project,Cost ($000),FY2026,FY2027\nBridge,5,2,3\nHall,4,4,\n", encoding="utf-8")
    answers("import", list_, "--name", "town")
    call("export", "--portfolio", "town", "--out", book)
    opened = openpyxl.load_workbook(book)
    opened.save(book)
    assert answers("import", book, "--name", "town")["imported"] == "unchanged"
    page = opened["projects"]
    page.cell(2, [cell.value for cell in page[1]].index("name") + 1).value = "Long bridge"
    opened.save(book)
    brought = answers("import", book, "--name", "town", "--reason", "renamed")
    assert [(one["field"], one["after"]) for one in brought["changes"]] == [("name", "Long bridge")]
    assert brought["version"] == 2


def test_a_new_portfolio_keeps_decimals(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    made = call("new", "town", "--currency", "EUR", "--unit", "1000", "--decimals", "2")
    assert made.returncode == DONE
    list_ = tmp_path / "list.csv"
    list_.write_text("id,name,cost\na1,Bridge,5.25\n", encoding="utf-8")
    answers("import", list_, "--name", "town")
    assert [one["cost"] for one in answers("projects", "--portfolio", "town")] == [5.25]
