"""A list of projects of any shape, as a project table and the money of years; what was made of it is told."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.calendar import FiscalYear, PeriodKind
from portfolio.domain.classes import Classes
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.notes import Note
from portfolio.domain.project import COST_AS_BEFORE
from portfolio.exchange.sheets.assuming import told_by
from portfolio.exchange.sheets.cells import Book, Sheet, cell_at, letters, ranges
from portfolio.exchange.sheets.cleaning import Cleaner, Years
from portfolio.exchange.sheets.finding import Column, Found, found_in
from portfolio.exchange.sheets.headings import AFTER, AMOUNT, BEFORE, YEARLY, near
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.rows import NAMES, Reader, Table, Yearly
from portfolio.exchange.sheets.units import decimal_sign


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that can be read as a project table.

    Attributes:
        sheet: With the columns of a project table, each row and column where it stands in the list.
        yearly: The money of its years.
        money: What its amounts are in.
        fiscal_year: The years that its headings name.
        years: Those of its columns of money, from the first to the last.
        told: What was made of it.
    """

    sheet: Sheet
    yearly: tuple[Yearly, ...]
    money: Money
    fiscal_year: FiscalYear
    years: tuple[int, ...]
    told: tuple[Aside, ...]


def listed(
    book: Book,
    mapping: Mapping,
    classes: Classes,
    *,
    known: tuple[Money, FiscalYear] | None,
    ids: dict[str, str],
    horizon: tuple[int, int] | None,
    period: PeriodKind = PeriodKind.QUARTER,
) -> Listed:
    """Return the list of projects that a file holds, as a project table.

    Args:
        book: The file.
        mapping: What somebody has said of its columns.
        classes: By whose names types, owners and areas are known.
        known: The money and the years of the programme that it is for; None: it makes its own.
        ids: Name of a project that is there already -> its id, for lists without ids.
        horizon: The programme's first and last year, where it is known.
        period: What it is planned in.

    Raises:
        BadInput: With every fault of its head, or of the money of years.
    """
    found = found_in(book, mapping)
    sheet, head = found.sheet, found.head
    reader = Reader(found, mapping, ids)
    ours = _ours(found, mapping, reader)
    years = [
        column for column in found.columns if column.year is not None and _is_filled(sheet, head, column)
    ]
    sign = "," if _separated_by_semicolons(book) and not _any_points(sheet, head) else None
    money, fiscal_year = known or told_by(found, ours, years, sign, reader.told)
    for column in (*ours.values(), *years):
        unit = column.unit or found.unit
        if unit is not None and column.unit is not None and not unit.fits(money):
            fault = sheet.fault(head, column.at + 1, Expected.COLUMN_UNIT, unit=money)
            reader.faults.append(fault)
    if found.unit is not None and not found.unit.fits(money):
        values = {"unit": money}
        reader.faults.append(
            Fault(sheet.file, Expected.COLUMN_UNIT, value=found.unit.currency, values=values)
        )
    if reader.faults:
        raise BadInput(reader.faults)
    cleaner = Cleaner(money, Years(fiscal_year, period), classes, mapping.values, sign=sign)
    for column in (*ours.values(), *years):
        cleaner.learn(column.at, (cell_at(row, column.at) for row in sheet.rows[head:]))
    table = Table(reader, ours, years, cleaner=cleaner, money=money, fiscal_year=fiscal_year, horizon=horizon)
    made, yearly = table.made()
    if reader.faults:
        raise BadInput(reader.faults)
    _tell(reader, ours, years)
    return Listed(made, tuple(yearly), money, fiscal_year, table.years_of(yearly), tuple(reader.told))


def _ours(found: Found, mapping: Mapping, reader: Reader) -> dict[str, Column]:
    """Return our column -> the list's; of several that may be it the surest, and a fault where two are."""
    by_field: dict[str, list[Column]] = {}
    for column in found.columns:
        if column.heading is not None:
            by_field.setdefault(column.heading.column, []).append(column)
    place = found.sheet
    ours: dict[str, Column] = {}
    for name, columns in by_field.items():
        best = [c for c in columns if c.text in mapping.columns] or _surest(columns)
        if name not in {BEFORE, AFTER} and len(best) > 1:
            names = {"name": name, "names": tuple(dict.fromkeys(column.text for column in best))}
            for column in best[1:]:
                code = Expected.COLUMN_ONCE if len(names["names"]) == 1 else Expected.COLUMN_OF_SEVERAL
                reader.faults.append(place.fault(found.head, column.at + 1, code, **names))
        ours[name] = best[0]
    for column in found.columns:
        slip = None if column.heading or column.year or column.text in mapping.columns else near(column.text)
        if slip is not None and slip[1] not in ours and slip[1] not in mapping.fill:
            fault = place.fault(found.head, column.at + 1, Expected.COLUMN_MEANT, name=slip[0])
            reader.faults.append(fault)
    is_meant = any(fault.code is Expected.COLUMN_MEANT for fault in reader.faults)
    if not is_meant and not {*NAMES}.intersection({*ours, *mapping.fill}):
        read = {"names": tuple(column.text for column in found.columns)[:12]}
        reader.faults.append(Fault(place.file, Expected.COLUMN_OF_NAMES, found.head, values=read))
    for at in range(max((len(row) for row in place.rows), default=0)):
        if at not in {column.at for column in found.columns} and _is_filled(
            place, found.head, Column(at, "")
        ):
            reader.faults.append(Fault(place.file, Expected.COLUMN_NAME, found.head, letters(at + 1), ""))
    return ours


def _surest(columns: list[Column]) -> list[Column]:
    rank = min(column.heading.rank for column in columns if column.heading is not None)
    return [column for column in columns if column.heading is not None and column.heading.rank == rank]


def _separated_by_semicolons(book: Book) -> bool:
    return any(
        isinstance(said := aside.values.get("separator"), Aside) and said.code is Note.SEMICOLON
        for aside in book.told
    )


def _any_points(sheet: Sheet, head: int) -> bool:
    return decimal_sign(cell for row in sheet.rows[head:] for cell in row if isinstance(cell, str)) == "."


def _is_filled(sheet: Sheet, head: int, column: Column) -> bool:
    return any(cell_at(row, column.at) is not None for row in sheet.rows[head:])


def _tell(reader: Reader, ours: dict[str, Column], years: list[Column]) -> None:
    """Tell what was made of the list: what is not so by our own names."""
    found, told = reader.found, reader.told
    first = 1 + next((n for n, row in enumerate(found.sheet.rows) if any(c is not None for c in row)), 0)
    if found.others:
        told.insert(0, Aside(Note.SHEETS_LEFT_OUT, {"sheet": found.sheet.name, "names": found.others}))
    if found.head != first:
        told.append(Aside(Note.HEAD_IN_ROW, {"row": found.head}))
    read = [
        Aside(Note.COLUMN_AS, {"name": column.text, "column": name})
        for name, column in ours.items()
        if column.text not in {name, COST_AS_BEFORE} and (name not in YEARLY or years or AMOUNT in ours)
    ]
    if read:
        told.append(Aside(Note.COLUMNS_AS, {"columns": tuple(read)}))
    if years:
        values = {"first": years[0].text, "last": years[-1].text}
        told.append(Aside(Note.YEARS_AS_APPROPRIATIONS, values))
    if reader.left_out:
        told.append(Aside(Note.ROWS_LEFT_OUT, {"where": ranges(reader.left_out)}))
    if reader.changed_ids:
        was, now = next(iter(reader.changed_ids.items()))
        told.append(Aside(Note.IDS_CHANGED, {"n": len(reader.changed_ids), "was": was, "now": now}))
    if "id" not in ours and "id" not in reader.mapping.fill:
        told.append(Aside(Note.IDS_MADE))
