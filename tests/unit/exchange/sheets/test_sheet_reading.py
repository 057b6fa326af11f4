"""Any workbook or table is read as it stands: every value has its place, what is hidden is said."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import books
import pytest
import refusals
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import BadInput
from portfolio.exchange.sheets import looking, reading
from portfolio.exchange.sheets.cells import letters
from portfolio.exchange.sheets.reading import read_sheets, sheets_in
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import wording


def told(raw: bytes, file: str = "list.xlsx") -> list[str]:
    return [in_words(aside, wording("en")) for aside in sheets_in(raw, file).told]


def test_values_come_as_they_were_typed_and_stay_where_they_stand() -> None:
    rows = [[], ["", "Name", "Cost"], ["", "=1+1", 12.5], ["", "007", 3], ["", True, 1e16], ["", 0.1, "  a "]]
    book = sheets_in(books.computed(rows), "list.xlsx")
    assert book.told == ()
    assert book.sheets[0].rows == (
        (None, None, None),
        (None, "Name", "Cost"),
        (None, "=1+1", Decimal("12.5")),
        (None, "007", 3),
        (None, True, Decimal("1e16")),
        (None, Decimal("0.1"), "  a "),
    )


def test_dates_are_dates(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "d.xlsx", {"default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.add_worksheet("list").write_datetime(0, 0, date(2024, 7, 1))
    assert read_sheets(tmp_path / "d.xlsx").sheets[0].rows == ((date(2024, 7, 1),),)


def test_what_is_hidden_or_merged_is_read_and_said() -> None:
    def edit(sheet: books.Worksheet) -> None:
        for row in range(1, 12):
            sheet.append([row, row, row, row])
        for row in (3, 4, 5, 9):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.merge_cells("A1:B1")
        other = sheet.parent.create_sheet("old")
        other.sheet_state = "hidden"

    raw = books.edited(edit)
    assert told(raw) == [
        "Sheet list: hidden rows were read too (3-5, 9)",
        "Sheet list: hidden columns were read too (C)",
        "Sheet list: of merged cells only the first holds the value (A1:B1)",
        "Sheet old is hidden",
    ]
    assert sheets_in(raw, "list.xlsx").sheets[0].rows[2] == (3, 3, 3, 3)


def test_of_many_hidden_rows_a_few_are_named() -> None:
    def edit(sheet: books.Worksheet) -> None:
        for row in range(1, 99, 2):
            sheet.row_dimensions[row].hidden = True

    assert told(books.edited(edit)) == ["Sheet list: hidden rows were read too (1, 3, 5, 7, 9, …)"]


def test_a_formula_that_was_never_computed_is_a_fault_and_never_nothing() -> None:
    def edit(sheet: books.Worksheet) -> None:
        sheet["A1"], sheet["B2"] = "Cost", "=SUM(C1:C9)"

    with refusals.refused(r"list.xlsx \[list\]:2: B: found '=SUM\(C1:C9\)': expected a formula with"):
        sheets_in(books.edited(edit), "list.xlsx")


def test_a_formula_counts_as_what_it_came_to() -> None:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as workbook:
        sheet = workbook.add_worksheet("list")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '=""', None, "nothing")
        sheet.write_formula("C1", '="a"', None, "a")
    rows = (
        sheets_in(books.with_part(raw.getvalue(), b"<v>nothing</v>", b"<v></v>"), "list.xlsx").sheets[0].rows
    )
    assert rows == ((2, None, "a"),)


def test_an_error_in_a_cell_is_a_fault_and_never_nothing() -> None:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as workbook:
        workbook.add_worksheet("list").write_formula("A2", "=1/0", None, "#DIV/0!")
    with refusals.refused(r"list.xlsx \[list\]:2: A: found '=1/0': expected a value, where"):
        sheets_in(raw.getvalue(), "list.xlsx")

    def edit(sheet: books.Worksheet) -> None:
        sheet["A1"] = "#N/A"

    with refusals.refused(r":1: A: found '#N/A'"):
        sheets_in(books.edited(edit), "list.xlsx")


@pytest.mark.parametrize("file", ["a.xlsx", "a.xls", "a.ODS"])
@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"a,b"]
)
def test_what_is_no_workbook_is_refused(raw: bytes, file: str) -> None:
    with refusals.refused("a workbook"):
        sheets_in(raw, file)


def test_a_password_is_named() -> None:
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with refusals.refused("locked.xlsx: expected a file that opens without a password"):
        sheets_in(raw, "locked.xlsx")


def test_what_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 2_000_000)
    monkeypatch.setattr(reading, "MOST_BYTES_UNPACKED", 1_999_999)
    monkeypatch.setattr(reading, "look_into", None)
    with refusals.refused("unpacks to at most 1999999 bytes"):
        sheets_in(raw.getvalue(), "bomb.xlsx")


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n3,4\n")
    for read in (lambda: read_sheets(tmp_path / "a.csv"), lambda: sheets_in(b"a,b\n1,2\n3,4\n", "a.csv")):
        with refusals.refused("a file of at most 10 bytes"):
            read()


@pytest.mark.parametrize("file", ["a.xlsx", "a.csv"])
def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    raw = {"a.xlsx": books.computed([[1], [2], [3]]), "a.csv": b"a,b\n1,2\n3,4\n"}[file]
    with refusals.refused("at most 2 rows"):
        sheets_in(raw, file)


def test_two_cells_far_apart_do_not_fill_the_memory() -> None:
    def edit(sheet: books.Worksheet) -> None:
        sheet["A1"], sheet["XFD99999"] = 1, 1

    with refusals.refused(f"at most {looking.MOST_CELLS} cells"):
        sheets_in(books.edited(edit), "wide.xlsx")


@pytest.mark.parametrize(
    ("raw", "encoding", "separator"),
    [
        (b"a;b\n1,5;2,5\n", "UTF-8", "semicolon"),
        ("名称\t金额\n和睦医院\t7\n".encode("gb18030"), "GB18030", "tab"),
        (b"a,b\r\n1,2\r\n", "UTF-8", "comma"),
        (b"a|b,c\n1|2\n", "UTF-8", "vertical bar"),
    ],
)
def test_how_a_text_was_read_is_said(raw: bytes, encoding: str, separator: str) -> None:
    assert told(raw, "a.csv") == [f"Read as {encoding}", f"Cells separated by: {separator}"]
    assert all(len(row) == 2 for row in sheets_in(raw, "a.csv").sheets[0].rows)


def test_a_text_of_one_column_needs_no_separator() -> None:
    assert sheets_in(b"name\nfirst\n", "a.csv").sheets[0].rows == (("name",), ("first",))


def test_a_row_stands_on_the_line_that_an_editor_shows() -> None:
    rows = sheets_in(b'a,b\n"one\nmore",2\n3,4\n', "a.csv").sheets[0].rows
    assert rows == (("a", "b"), (), ("one\nmore", "2"), ("3", "4"))


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(number: int, name: str) -> None:
    assert letters(number) == name


WHOLE = books.computed([["a", 1], ["b", 2]])


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=20))
def test_a_broken_workbook_is_read_or_refused(at: int, noise: bytes) -> None:
    with contextlib.suppress(BadInput):
        sheets_in(WHOLE[:at] + noise + WHOLE[at + len(noise) :], "a.xlsx")
