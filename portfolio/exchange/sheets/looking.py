"""What the values of an xlsx file do not show: what is hidden or merged, formulas never computed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import openpyxl

from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.exchange.sheets.cells import letters, ranges, shortened

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_CELLS = 5_000_000
"""How many cells may lie between the first of a sheet and its last; reading makes room for each."""


def look_into(raw: bytes, file: str, most_rows: int) -> tuple[Aside, ...]:
    """Return what is hidden or merged in a workbook.

    Args:
        raw: The workbook.
        file: Its name, for faults.
        most_rows: How many rows a sheet may have.

    Raises:
        BadInput: It is no workbook or too large, or cells hold errors, or formulas without a stored value.
    """
    workbook = _opened(raw, file, values=False)
    faults = list(_too_large(workbook, file, most_rows))
    if faults:
        raise BadInput(faults)
    told: list[Aside] = []
    formulas: dict[str, list[Cell]] = {}
    for sheet in workbook.worksheets:
        told += _hidden(sheet)
        for cell in _filled(sheet):
            if cell.data_type == "f":
                formulas.setdefault(sheet.title, []).append(cell)
            elif cell.data_type == "e":
                faults.append(_fault(file, sheet, cell, Expected.NO_ERROR))
    if formulas:
        faults += _uncomputed(_opened(raw, file, values=True), formulas, file)
    if faults:
        raise BadInput(faults)
    return tuple(told)


def _opened(raw: bytes, file: str, *, values: bool) -> Workbook:
    """Open a workbook with its formulas, or with the values stored of them."""
    try:
        return openpyxl.load_workbook(io.BytesIO(raw), data_only=values, keep_links=False)
    except Exception as error:  # a file that is broken anywhere fails as whatever part of it is read there
        raise BadInput([Fault(file, Expected.WORKBOOK)]) from error


def _too_large(workbook: Workbook, file: str, most_rows: int) -> Iterator[Fault]:
    for sheet in workbook.worksheets:
        place = f"{file} [{sheet.title}]"
        if sheet.max_row > most_rows and any(cell.row > most_rows for cell in _filled(sheet)):
            yield Fault(place, Expected.ROWS_AT_MOST, values={"limit": most_rows})
        elif sheet.max_row * sheet.max_column > MOST_CELLS:
            yield Fault(place, Expected.CELLS_AT_MOST, values={"limit": MOST_CELLS})


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    """Yield the cells that hold something, without making room for those that do not."""
    return (cell for cell in sheet._cells.values() if cell.value is not None)


def _hidden(sheet: Worksheet) -> Iterator[Aside]:
    name = sheet.title
    if sheet.sheet_state != "visible":
        yield Aside(Note.HIDDEN_SHEET, {"sheet": name})
    rows = [number for number, row in sheet.row_dimensions.items() if row.hidden]
    if rows:
        yield Aside(Note.HIDDEN_ROWS, {"sheet": name, "where": ranges(rows)})
    groups = [column for column in sheet.column_dimensions.values() if column.hidden]
    columns = {number for group in groups for number in range(group.min or 1, (group.max or 1) + 1)}
    if columns:
        yield Aside(Note.HIDDEN_COLUMNS, {"sheet": name, "where": ranges(columns, letters)})
    merged = [found.coord for found in sheet.merged_cells.ranges]
    if merged:
        yield Aside(Note.MERGED_CELLS, {"sheet": name, "where": shortened(sorted(merged))})


def _uncomputed(computed: Workbook, formulas: dict[str, list[Cell]], file: str) -> Iterator[Fault]:
    """Yield a fault for every formula whose value was never stored, or is an error."""
    for name, cells in formulas.items():
        sheet = computed[name]
        for cell in cells:
            stored = sheet.cell(cell.row, cell.column)
            if stored.data_type == "e":
                yield _fault(file, sheet, cell, Expected.NO_ERROR)
            elif stored.value is None and stored.data_type == "n":
                yield _fault(file, sheet, cell, Expected.STORED_VALUE)


def _fault(file: str, sheet: Worksheet, cell: Cell, code: Expected) -> Fault:
    return Fault(f"{file} [{sheet.title}]", code, cell.row, letters(cell.column), str(cell.value))
