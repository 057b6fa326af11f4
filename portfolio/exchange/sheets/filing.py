"""Writing a table as people file it: a titled sheet, groups of rows, and sums as formulas with values."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

Cells = Sequence[str | int | Decimal | None]
Section = tuple[str, Sequence[Cells], Cells]
"""A title, the rows below it, and what they come to."""
_WIDE, _NARROW = 28, 13


def filed_workbook(
    title: str, notes: Sequence[str], heads: Sequence[str], sections: Sequence[Section], total: Cells
) -> bytes:
    """Return a table as the bytes of an xlsx file.

    Numbers are written as numbers and words as words, which no spreadsheet takes for a formula. A sum over
    rows that hold numbers is a formula, stored with the value that it comes to.

    Args:
        title: Stands above the table.
        notes: Stand below the title.
        heads: Of the columns.
        sections: One below the other.
        total: The last row, what all sections come to.
    """
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as workbook:
        page = _Page(workbook, heads, sections, total)
        page.sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
        for number, note in enumerate(notes, start=1):
            page.sheet.write_string(number, 0, note)
        page.write(len(notes) + 2, heads, sections, total)
    return raw.getvalue()


class _Page:
    """The sheet that is being written, with what its cells look like."""

    def __init__(
        self, workbook: xlsxwriter.Workbook, heads: Cells, sections: Sequence[Section], total: Cells
    ) -> None:
        every = [cells for _, rows, subtotal in sections for cells in (*rows, subtotal)] + [total]
        places = max((_places(cell) for cells in every for cell in cells), default=0)
        number = "#,##0" + ("." + "0" * places if places else "")
        self.sheet: Worksheet = workbook.add_worksheet()
        self.sheet.set_landscape()
        self.sheet.set_paper(8)  # A3, as a table of so many columns is printed
        self.sheet.fit_to_pages(1, 0)
        self._head = _format(workbook, bold=True, bg_color="#DDE6EE", align="center", valign="vcenter")
        self._text = _format(workbook, valign="top")
        self._number = _format(workbook, num_format=number, valign="top")
        self._group = _format(workbook, bold=True, bg_color="#F2F5F8")
        self._sum_text = _format(workbook, bold=True)
        self._sum = _format(workbook, bold=True, num_format=number)
        for column in range(len(heads)):
            has_words = any(isinstance(cells[column], str) for _, rows, _ in sections for cells in rows)
            self.sheet.set_column(column, column, _WIDE if has_words and column else _NARROW)

    def write(self, first: int, heads: Cells, sections: Sequence[Section], total: Cells) -> None:
        """Write the table from a row on, counted from 0."""
        for column, head in enumerate(heads):
            self.sheet.write_string(first, column, str(head), self._head)
        self.sheet.repeat_rows(first)
        self.sheet.freeze_panes(first + 1, 0)
        row, sums = first + 1, []
        for title, rows, subtotal in sections:
            for column in range(len(heads)):
                self.sheet.write_blank(row, column, None, self._group)
            self.sheet.write_string(row, 0, title, self._group)
            for number, cells in enumerate(rows, start=row + 1):
                self._cells(number, cells, self._text, self._number)
            last = row + len(rows)
            spans = [(row + 1, last)] if rows else []
            self._sums(last + 1, subtotal, spans)
            sums.append(last + 1)
            row = last + 2
        self._sums(row, total, [(place, place) for place in sums])

    def _cells(self, row: int, cells: Cells, text: Format, number: Format) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int | Decimal):
                self.sheet.write_number(row, column, float(cell), number)
            elif cell is None:
                self.sheet.write_blank(row, column, None, text)
            else:
                self.sheet.write_string(row, column, cell, text)

    def _sums(self, row: int, cells: Cells, spans: Sequence[tuple[int, int]]) -> None:
        """Write a row of sums over other rows, as formulas where there is a number."""
        self._cells(row, cells, self._sum_text, self._sum)
        for column, cell in enumerate(cells):
            if isinstance(cell, int | Decimal) and spans:
                ends = [[xl_rowcol_to_cell(end, column) for end in dict.fromkeys(span)] for span in spans]
                formula = f"=SUM({','.join(':'.join(span) for span in ends)})"
                self.sheet.write_formula(row, column, formula, self._sum, float(cell))


def _format(workbook: xlsxwriter.Workbook, **look: object) -> Format:
    return workbook.add_format({"border": 1, "text_wrap": True, **look})


def _places(cell: object) -> int:
    exponent = cell.normalize().as_tuple().exponent if isinstance(cell, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
