"""Where in a file a list of projects stands: on which sheet, under which row, and what its columns are.

Titles may stand above it, its head may take several rows with cells merged in it, and what is called nothing
is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.exchange.folder import PROJECTS
from portfolio.exchange.sheets.cells import Book, Cell, Sheet, cell_at, text_of
from portfolio.exchange.sheets.headings import Heading, heading_of, named_with_unit, plain
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.units import Unit, unit_in

_MOST_ROWS_ABOVE = 40
_MOST_ROWS_OF_HEAD = 4
_OURS = Path(PROJECTS).stem
_YEAR = re.compile(
    r"(?:fy\s*|fiscal\s+year\s*|financial\s+year\s*|year\s*)?"
    r"(?:(?P<first>(?:19|20)\d\d)(?:\s*[/–-]\s*(?P<second>(?:19|20)?\d\d))?"
    r"|(?<=fy)(?P<short>\d\d)|(?<=fy )(?P<spaced>\d\d))"
    r"\s*(?:年度|年|fy)?",
)
_BESIDE_YEARS = re.compile(
    r"\b(?:adopted|allocation|amount|appropriations?|approved|budget|capital|cost|estimate|forecast|funding|plan"
    r"|planned|proposed|recommended|request|requested|spend|spending|total)\b|计划完成投资|计划投资|投资计划|投资|资金|安排|预算|计划"
)
_UNIT_ABOVE = re.compile(
    r"(?:金额)?单位\s*[:：]\s*(?P<zh>\S+)|\((?P<round>[^()]+)\)|(?:amounts?|figures|costs?|all)?\s*(?:are\s+)?(?P<plain>(?:in\s+)?\S*\s*thousands?.*|in\s+.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FiscalYearNamed:
    """A fiscal year as a heading names it.

    Attributes:
        first: The year, or the first of the two that it lies in.
        is_two: Whether it names both.
        has_letters: Whether it is written with "FY".
    """

    first: int
    is_two: bool = False
    has_letters: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        at: Where it stands, counted from 0.
        text: What the list calls it.
        heading: What of ours it holds; None: it is kept as it is, or holds the money of a year.
        year: The fiscal year whose money it holds.
        unit: Which money its amounts are in, where it says so.
    """

    at: int
    text: str
    heading: Heading | None = None
    year: FiscalYearNamed | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A list of projects.

    Attributes:
        sheet: On which sheet it stands.
        others: Sheets that are passed over.
        head: The last row of its head, counted from 1.
        columns: Those that have a name.
        unit: Which money its amounts are in, where what stands above tells.
    """

    sheet: Sheet
    others: tuple[str, ...]
    head: int
    columns: tuple[Column, ...]
    unit: Unit | None


def found_in(book: Book, mapping: Mapping) -> Found:
    """Return the list of projects that a file holds.

    Raises:
        BadInput: There is no such sheet or row, or a column that the mapping names is not there.
    """
    sheet = _sheet(book, mapping)
    top, head = head_of(sheet, mapping)
    names = names_in(sheet, top, head)
    at = {text: number for number, text in reversed([*enumerate(names)])}
    missing = [name for name in mapping.columns if name not in at]
    if missing or not any(names):
        raise BadInput(
            [Fault(sheet.file, Expected.COLUMN, head, name, values={"name": name}) for name in missing]
            or [Fault(sheet.file, Expected.PROJECT_AT_ALL)]
        )
    columns = tuple(_column(number, text, mapping) for number, text in enumerate(names) if text)
    others = tuple(other.name for other in book.sheets if other is not sheet and any(map(any, other.rows)))
    return Found(sheet, others, head, columns, _unit_above(sheet, top))


def _sheet(book: Book, mapping: Mapping) -> Sheet:
    by_name = {sheet.name: sheet for sheet in book.sheets}
    if mapping.sheet is not None:
        if mapping.sheet not in by_name:
            names = {"names": tuple(by_name)}
            raise BadInput([Fault(book.file, Expected.ONE_OF, None, "sheet", mapping.sheet, values=names)])
        return by_name[mapping.sheet]
    if not book.sheets:
        raise BadInput([Fault(book.file, Expected.PROJECT_AT_ALL)])
    if _OURS in by_name:
        return by_name[_OURS]
    # The first of those on which most columns are known.
    return max(book.sheets, key=lambda sheet: max(_known_in(sheet, mapping), default=0))


def _known_in(sheet: Sheet, mapping: Mapping) -> list[int]:
    """Return of each of the first rows how many different columns it names that are known."""
    return [len(_names_known(row, mapping)) for row in sheet.rows[:_MOST_ROWS_ABOVE]]


def _names_known(row: tuple[Cell, ...], mapping: Mapping) -> set[object]:
    """Return what a row names that is known; years as numbers count only beside the name of a column."""
    columns: set[object] = set()
    years: set[object] = set()
    for cell in row:
        text = name_of(cell)
        heading = heading_of(text) if isinstance(cell, str) else None
        if text in mapping.columns:
            columns.add(mapping.columns[text] or text)
        elif heading is not None:
            columns.add(heading.column)
        elif isinstance(cell, str | int) and (year := year_named(text)) is not None:
            (columns if isinstance(cell, str) and not cell.strip().isdecimal() else years).add(year)
    return columns | years if columns else columns


def name_of(cell: Cell) -> str:
    """Return a heading's text: in one line, a date as its year."""
    if isinstance(cell, date):
        return str(cell.year)
    return " ".join(text_of(cell).split())


def head_of(sheet: Sheet, mapping: Mapping) -> tuple[int, int]:
    """Return the first and the last row of a head, counted from 1: as said, or where names are known."""
    known = _known_in(sheet, mapping)
    row = mapping.header_row
    if row is None:
        most = max(known, default=0)
        filled = [number for number, cells in enumerate(sheet.rows) if any(c is not None for c in cells)]
        row = 1 + (known.index(most) if most > 1 else next(iter(filled), 0))
    top = bottom = row - 1
    for first, left, last, right in sheet.merged:
        if first <= row - 1 <= last and last - first < _MOST_ROWS_OF_HEAD and (left == right or last > first):
            top, bottom = min(top, first), max(bottom, last)
    if any(
        first == last == bottom and right > left for first, left, last, right in sheet.merged
    ) and most_text(sheet, bottom + 1):
        bottom += 1
    above = [r for r in sheet.merged if r[0] == r[2] == top - 1 and r[3] > r[1]]
    if above and len({r[1] for r in above}) > 0 and not _spans_all(sheet, above, top - 1):
        top -= 1
    return top + 1, bottom + 1


def most_text(sheet: Sheet, row: int) -> bool:
    """Tell whether a row names columns: it holds texts or years, and no other number."""
    cells = [cell for cell in (sheet.rows[row] if row < len(sheet.rows) else ()) if cell is not None]
    return bool(cells) and all(isinstance(cell, str) or year_named(name_of(cell)) for cell in cells)


def _spans_all(sheet: Sheet, merged: list[tuple[int, int, int, int]], row: int) -> bool:
    """Tell whether a row is a title: one text over all columns."""
    return sum(cell is not None for cell in sheet.rows[row]) <= 1 and any(r[1] == 0 for r in merged)


def names_in(sheet: Sheet, top: int, bottom: int) -> list[str]:
    """Return what each column is called by the rows of the head; merged cells tell of all their columns."""
    width = max((len(row) for row in sheet.rows), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in range(top - 1, min(bottom, len(sheet.rows))):
        cells = list((*sheet.rows[row], *[None] * width)[:width])
        if top < bottom:
            for first, left, last, right in sheet.merged:
                if first <= row <= last and left < width:
                    cells[left : right + 1] = [cell_at(sheet.rows[first], left)] * (
                        min(right, width - 1) - left + 1
                    )
        for at, cell in enumerate(cells):
            text = name_of(cell)
            if text and text not in names[at]:
                names[at].append(text)
    return [_best_name(parts) for parts in names]


def _best_name(parts: list[str]) -> str:
    """Return the name of a column from the rows above it: all of them, or the last where that says it."""
    for text in (" ".join(parts), " ".join(reversed(parts)), *parts[-1:]):
        if parts and (heading_of(text) or year_named(text)):
            return text
    return " ".join(parts)


def _column(at: int, text: str, mapping: Mapping) -> Column:
    if text in mapping.columns:
        said = mapping.columns[text]
        unit = named_with_unit(text)[1]
        if said is None:
            return Column(at, text)
        year = year_named(said)
        return (
            Column(at, text, None, year, unit) if year else Column(at, text, Heading(said, unit), unit=unit)
        )
    heading = heading_of(text)
    if heading is not None:
        return Column(at, text, heading, unit=heading.unit)
    return Column(at, text, None, year_named(text), named_with_unit(text)[1])


def year_named(text: str) -> FiscalYearNamed | None:
    """Return the fiscal year whose money such a column holds: "FY2024", "2025/26", "2024年计划投资"."""
    bare, _ = named_with_unit(text)
    bare = " ".join(_BESIDE_YEARS.sub(" ", bare.casefold()).split())
    year = _YEAR.fullmatch(bare)
    if year is None:
        return None
    short = year["short"] or year["spaced"]
    first = 2000 + int(short) if short else int(year["first"])
    second = year["second"]
    if second is not None and int(second[-2:]) != (first + 1) % 100:
        return None
    return FiscalYearNamed(first, second is not None, bare.startswith("fy"))


def _unit_above(sheet: Sheet, top: int) -> Unit | None:
    """Return which money amounts are in, where a text above the head says so."""
    for row in sheet.rows[: top - 1]:
        for cell in row:
            if not isinstance(cell, str):
                continue
            for said in _UNIT_ABOVE.finditer(cell):
                text = said["zh"] or said["round"] or said["plain"] or ""
                unit = unit_in(
                    re.sub(r"^(?:amounts?|figures|costs?|all)\s+", "", text.strip().rstrip(".)）"))
                )
                if unit is not None:
                    return unit
    return None


def is_total(text: str) -> bool:
    """Tell whether a row of this name sums others."""
    bare = plain(text)
    return bool(
        re.fullmatch(
            r"(?:grand|sub|overall|programme|program)?totals?(?:for|of)?.{0,40}|.{0,40}(?:sub|grand)?total"
            r"|(?:合计|总计|小计|共计|总和)\d*.{0,10}|.{0,20}(?:合计|总计|小计)",
            bare,
        )
    )
