"""What a file of sheets holds: values with the place of each, and what a reader is told besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portfolio.domain.errors import Aside, Fault
from portfolio.domain.expectations import Expected

Cell = str | int | Decimal | bool | date | time | timedelta | None
"""A value as it is stored, dates with a time as `datetime`; None for an empty cell."""

_MOST_RANGES = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        file: The file's name and, where a file has several sheets, this one's: what faults call the place.
        name: The sheet's own name.
        rows: From the first row of the sheet and its first column on, empty ones included.
        merged: Ranges of merged cells: first row and column, last row and column, counted from 0.
        has_letters: Whether its columns are called by letters, as those of a text are not.
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    has_letters: bool = True

    def fault(self, row: int, column: int, code: Expected, **values: object) -> Fault:
        """Return a fault of the cell in a row and column, both counted from 1."""
        held = self.rows[row - 1] if row <= len(self.rows) else ()
        cell = held[column - 1] if column <= len(held) else None
        called = letters(column) if self.has_letters else self._head_of(column)
        return Fault(self.file, code, row, called, text_of(cell), values=values)

    def _head_of(self, column: int) -> str:
        """Return what a column of a text is called, which has no letters."""
        head = next((row for row in self.rows if any(cell is not None for cell in row)), ())
        return text_of(cell_at(head, column - 1)).strip() or f"#{column}"


@dataclass(frozen=True, slots=True)
class Book:
    """A file of sheets, read.

    Attributes:
        file: Its name.
        sheets: In the order of the file.
        told: What somebody who sees only the values would not know: what is hidden or merged, and how a text
            was read.
    """

    file: str
    sheets: tuple[Sheet, ...]
    told: tuple[Aside, ...] = ()


def cell_at(row: tuple[Cell, ...], column: int) -> Cell:
    """Return the cell of a row in a column counted from 0; rows end with their last value."""
    return row[column] if column < len(row) else None


def letters(column: int) -> str:
    """Return what spreadsheets call a column, counted from 1: A, B, ... Z, AA."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def ranges(numbers: Iterable[int], name: Callable[[int], str] = str) -> str:
    """Return what numbers of rows or columns are called, as "3-5, 9"; of many only the first."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return shortened([name(a) if a == b else f"{name(a)}-{name(b)}" for a, b in spans])


def shortened(texts: list[str]) -> str:
    """Return texts as a list of which no more than a few are shown."""
    return ", ".join(texts[:_MOST_RANGES]) + (", …" if len(texts) > _MOST_RANGES else "")


def text_of(cell: Cell) -> str:
    """Return a cell as text, as a table of text would hold it; numbers plain, dates by ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
