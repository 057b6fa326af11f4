"""A list of somebody's own is read by what a mapping says of its columns, and every fault names its cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import books
import pytest
import refusals

from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets.mapping import load_mapping

ROWS = [
    ["Capital budget"],
    [],
    ["Ref", "Scheme", "Budget", "Ward", "End"],
    ["s-1", "New school", 1200, "North", 2027],
    [],
    ["b-2", "Bridge", None, "South", 2028],
]
MAPPING = {
    "sheet": "list",
    "header_row": 3,
    "columns": {"Ref": "id", "Scheme": "name", "Budget": "cost", "End": "target_year"},
    "fill": {"facility_type": "clinic"},
}


def read(tmp_path: Path, rows: list[list[Any]] | None = None, **changes: object) -> Portfolio:
    (tmp_path / "list.xlsx").write_bytes(books.computed(rows or ROWS))
    (tmp_path / "mapping.json").write_text(json.dumps({**MAPPING, **changes}))
    mapping = load_mapping(tmp_path / "mapping.json")
    return read_portfolio(tmp_path / "list.xlsx", "town", None, 2026, mapping=mapping)


def test_a_list_is_read_by_its_own_names(tmp_path: Path) -> None:
    school, bridge = read(tmp_path).projects
    assert (school.id, school.name, school.cost, school.target_year) == ("s-1", "New school", 1200, 2027)
    assert (bridge.cost, bridge.facility_type, dict(bridge.extra)) == (None, "clinic", {"Ward": "South"})


def test_a_fault_names_the_cell_of_the_list(tmp_path: Path) -> None:
    rows = [*ROWS[:5], ["b-2", "Bridge", "a lot", "South", 2028]]
    with refusals.refused(r"list.xlsx \[list\]:6: C cost: found 'a lot'"):
        read(tmp_path, rows)


def test_a_column_that_the_list_has_not_is_a_fault(tmp_path: Path) -> None:
    with refusals.refused(r"list.xlsx \[list\]:3: Budget: "):
        read(tmp_path, [["x"], [], ["Ref", "Scheme", "End"], ["s-1", "New school", 2027]])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"columns": {"Ref": "identity"}}, "mapping.json: columns: found 'identity': expected"),
        ({"columns": {"Ref": "id", "Scheme": "id"}}, "mapping.json: columns: found 'id'"),
        ({"columns": {"Ref": "id"}, "fill": {"id": "a"}}, "mapping.json: fill: found 'id'"),
        ({"sheet": "other"}, "list.xlsx: sheet: found 'other': expected one of list"),
        ({"header_row": 99, "columns": {}}, r"list.xlsx \[list\]: expected"),
        ({"header_row": 0}, "mapping.json: header_row"),
    ],
)
def test_a_mapping_that_fits_nothing_is_a_fault(tmp_path: Path, changes: Any, words: str) -> None:
    with refusals.refused(words):
        read(tmp_path, **changes)


def test_a_list_with_our_names_needs_no_mapping(tmp_path: Path) -> None:
    rows = [["id", "name", "cost", "facility_type"], ["s-1", "New school", 1200, "clinic"]]
    (tmp_path / "list.xlsx").write_bytes(books.computed(rows))
    assert read_portfolio(tmp_path / "list.xlsx", "town", None, 2026).projects[0].cost == 1200


def test_a_list_as_text_is_mapped_too(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Ref;Scheme;Kind\ns-1;New school;clinic\n")
    columns = {"Ref": "id", "Scheme": "name", "Kind": "facility_type"}
    (tmp_path / "mapping.json").write_text(json.dumps({"columns": columns}))
    mapping = load_mapping(tmp_path / "mapping.json")
    read = read_portfolio(tmp_path / "list.csv", "town", None, 2026, mapping=mapping)
    assert read.projects[0].name == "New school"
