"""Workbooks of other programs: xls and ods are read and said to be unchecked, locked ones named so."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import books
import openpyxl
import pytest
import refusals

from portfolio.domain.project import Status
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets.reading import sheets_in
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import wording

SAMPLES = Path(__file__).parent / "samples"
"""The same list, written by other programs than ours."""
_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"


def ods_with(part: str, pattern: bytes, by: bytes) -> bytes:
    """Return the ods with other bytes in one of its parts."""
    changed = io.BytesIO()
    with zipfile.ZipFile(SAMPLES / "list.ods") as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, re.sub(pattern, by, content) if name == part else content)
    return changed.getvalue()


@pytest.mark.parametrize("file", ["list.xls", "list.ods"])
def test_xls_and_ods_are_read_and_said_to_be_unchecked(file: str) -> None:
    told: list[str] = []
    town = read_portfolio(
        SAMPLES / file, "town", None, 2026, tell=lambda aside: told.append(in_words(aside, wording("en")))
    )
    assert town.programme.money.name == "thousand USD"
    assert [(p.id, p.name, p.cost, p.target_year, p.status) for p in town.projects] == [
        ("a-1", "Bridge", 1200, 2028, Status.UNDER_CONSTRUCTION),
        ("a-2", "Hall", None, None, Status.PLANNED),
    ]
    assert town.projects[1].cost_note == "TBC"
    assert told[0].startswith("Hidden rows, merged cells and formulas without a value are looked for in xlsx")


def test_a_locked_ods_is_named_so() -> None:
    entry = rb'(full-path="content.xml"[^>]*)/>'
    locked = ods_with(
        "META-INF/manifest.xml", entry, rb"\1><manifest:encryption-data/></manifest:file-entry>"
    )
    with refusals.refused("list.ods: expected a file that opens without a password"):
        sheets_in(locked, "list.ods")


def test_a_locked_xls_is_named_so() -> None:
    raw = (SAMPLES / "list.xls").read_bytes()
    after = raw.index(_BEGINS) + 4 + 16
    locked = raw[:after] + b"\x2f\x00\x36\x00" + raw[after + 4 :]
    with refusals.refused("list.xls: expected a file that opens without a password"):
        sheets_in(locked, "list.xls")


def test_packed_files_that_are_larger_than_they_say_are_not_read() -> None:
    raw = bytearray((SAMPLES / "list.ods").read_bytes())
    at = raw.index(b"PK\x01\x02", raw.index(b"content.xml"))
    while raw[at + 46 : at + 57] != b"content.xml":
        at = raw.index(b"PK\x01\x02", at + 4)
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with refusals.refused("list.ods: expected a workbook"):
        sheets_in(bytes(raw), "list.ods")


def test_macros_lie_in_a_workbook_unread() -> None:
    raw = io.BytesIO(books.computed([["id", "name"], ["a1", "Bridge"]]))
    with zipfile.ZipFile(raw, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\0" * 100)
    assert sheets_in(raw.getvalue(), "list.xlsm").sheets[0].rows[1] == ("a1", "Bridge")


def test_a_workbook_saved_by_another_program_is_the_same_list(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(books.computed([["id", "name", "cost"], ["a1", "Bridge", 12.5]]))
    first = read_portfolio(path, "town", None, 2026)
    openpyxl.load_workbook(path).save(path)
    assert read_portfolio(path, "town", None, 2026) == first
