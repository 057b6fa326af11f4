"""Rows of somebody's own list as rows of a project table: those of one project joined, totals left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.errors import Aside, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.notes import Note
from portfolio.exchange.sheets.cells import Cell, Sheet, cell_at, letters, text_of
from portfolio.exchange.sheets.cleaning import Cleaner, Years, id_of, is_unknown
from portfolio.exchange.sheets.finding import Column, Found, is_total
from portfolio.exchange.sheets.headings import AFTER, AMOUNT, BEFORE, SOURCE, YEAR, YEARLY
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.table import COLUMNS, meant_by

_DEFAULTS = {"units": "1", "status": "planned"}
"""What an empty cell of a column that must hold something stands for."""
NAMES = ("name", "name_zh", "name_en")
"""Columns of which a list needs one."""
_IS_ORDINAL = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|[IVX]{1,4}|[A-Z])[)）.、]?")


@dataclass(frozen=True, slots=True)
class Yearly:
    """Money of a project in a year.

    Attributes:
        row: Where it stands.
        column: Letters of its column.
        project: Its id.
        source: Who pays, as the list has it; empty where it does not say.
        year: The fiscal year.
        amount: As a number of the programme's unit.
    """

    row: int
    column: str
    project: str
    source: str
    year: int
    amount: Decimal


@dataclass(slots=True)
class Reader:
    """Reads one list; faults and what is to be told are gathered on the way."""

    found: Found
    mapping: Mapping
    ids: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    told: list[Aside] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    changed_ids: dict[str, str] = field(default_factory=dict)


class Table:
    """Makes the project table of a list, row by row."""

    def __init__(
        self,
        reader: Reader,
        ours: dict[str, Column],
        years: list[Column],
        *,
        cleaner: Cleaner,
        money: Money,
        fiscal_year: FiscalYear,
        horizon: tuple[int, int] | None,
    ) -> None:
        self._reader, self._ours, self._years, self._cleaner = reader, ours, years, cleaner
        self._money, self._key = money, Years(fiscal_year).key
        self._found = reader.found
        self._is_yearly = bool(years) or {YEAR, AMOUNT} <= ours.keys()
        keys = [self._key(column.year) for column in years if column.year is not None]
        self._span = horizon or ((min(keys), max(keys)) if keys else None)
        self._fields = {name: column for name, column in ours.items() if name not in YEARLY}
        used = {column.at for column in self._fields.values()} | {column.at for column in years}
        used |= {column.at for name, column in ours.items() if name in YEARLY and self._is_yearly}
        used |= {
            c.at
            for c in self._found.columns
            if self._is_yearly and c.heading and c.heading.column in {BEFORE, AFTER}
        }
        self._extra = self._named_apart([c for c in self._found.columns if c.at not in used])
        self._taken = frozenset(reader.ids.values())
        self._fresh = (f"p-{number}" for number in count(len(self._taken) + 1))
        self._own_id = self._name_of_ids()
        self._costs: dict[str, list[tuple[int, str]]] = {}
        self._made: dict[str, str] = {}

    def _named_apart(self, columns: list[Column]) -> dict[int, str]:
        """Return where columns of the list's own stand -> their names, numbered where they have the same."""
        names: dict[int, str] = {}
        counts: Counter[str] = Counter()
        for column in columns:
            counts[column.text] += 1
            name = _own(column.text)
            names[column.at] = name if counts[column.text] == 1 else f"{name} ({counts[column.text]})"
        again = [text for text, count in counts.items() if count > 1]
        if again:
            self._reader.told.append(Aside(Note.COLUMNS_NUMBERED, {"names": tuple(again)}))
        return names

    def made(self) -> tuple[Sheet, list[Yearly]]:
        """Return the table and the money of its years."""
        sheet, head, fill = self._found.sheet, self._found.head, self._reader.mapping.fill
        width = max((len(row) for row in sheet.rows), default=0)
        own_id = self._own_id
        added = [n for n in ("id", "cost", "cost_note", own_id) if n and n not in {*self._fields, *fill}]
        names: list[Cell] = [None] * width
        for name, column in self._fields.items():
            names[column.at] = name
        for at, name in self._extra.items():
            names[at] = name
        rows: list[tuple[Cell, ...]] = [()] * (head - 1)
        rows.append(())
        yearly: list[Yearly] = []
        firsts: dict[str, int] = {}
        sums: dict[str, list[Decimal]] = {}
        table: list[list[Cell] | None] = []
        for number, row in enumerate(sheet.rows[head:], start=head + 1):
            cells = self._row(number, row, width)
            if cells is None:
                table.append(None)
                continue
            project = str(cells["id"])
            money = list(self._money_in(number, row, project))
            yearly += money
            line = [cells.get(str(name)) if name is not None else None for name in names]
            line += [cells.get(name) for name in added]
            sums.setdefault(project, []).append(sum((one.amount for one in money), Decimal(0)))
            self._costs.setdefault(project, []).append((number, str(cells.get("cost") or "")))
            if self._is_yearly and project in firsts:
                self._join(table[firsts[project] - head - 1], line, [*names, *added], number, firsts[project])
                table.append(None)
            else:
                firsts[project] = number
                table.append(line)
        header = [*names, *added]
        for project, number in firsts.items():
            line_made = table[number - head - 1]
            if self._is_yearly and line_made is not None and "cost" in header:
                line_made[header.index("cost")] = self._cost(project, sums[project])
        held = [
            n
            for n, name in enumerate(header)
            if n < width or name == "id" or any(made is not None and made[n] for made in table)
        ]
        rows[-1] = (*(header[n] for n in held), *fill)
        rows += [() if made is None else (*(made[n] for n in held), *fill.values()) for made in table]
        return Sheet(sheet.file, sheet.name, tuple(rows), has_letters=sheet.has_letters), yearly

    def years_of(self, yearly: list[Yearly]) -> tuple[int, ...]:
        """Return the years that the list has money for, without what lies before and after them."""
        keys = [self._key(column.year) for column in self._years if column.year is not None]
        return tuple(sorted({*keys} or {one.year for one in yearly}))

    def _name_of_ids(self) -> str | None:
        """Return under which name the ids of the list are kept, should ours have another form."""
        column = self._fields.get("id")
        if column is None:
            return None
        return _own(column.text)

    def _cost(self, project: str, sums: list[Decimal]) -> str | None:
        """Return what a project costs: as its rows say, or what these come to, or the money of its years."""
        told = [(number, cost) for number, cost in self._costs[project] if cost]
        whole = f"{sum(sums, Decimal(0)):f}"
        if not told:
            return whole if any(sums) else None
        if len({cost for _, cost in told}) == 1 and (len(told) == 1 or Decimal(0) in sums or not any(sums)):
            return told[0][1]
        if len(told) == len(sums) and all(
            _is(cost, amount) for (_, cost), amount in zip(told, sums, strict=True)
        ):
            return whole
        at = self._fields["cost"].at + 1
        values = {"first": told[0][0], "value": told[0][1]}
        self._reader.faults += [
            self._found.sheet.fault(number, at, Expected.SAME_IN_ROW, **values)
            for number, cost in told[1:]
            if cost != told[0][1]
        ]
        return told[0][1]

    def _row(self, number: int, row: tuple[Cell, ...], width: int) -> dict[str, Cell] | None:
        """Return a row by our columns and the list's own; None for what is no project."""
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            return None
        cells: dict[str, Cell] = {}
        for name, column in self._fields.items():
            unit = column.unit or self._found.unit
            cell = self._cleaner.cell(name, cell_at(row, column.at), column.at, unit)
            cells[name] = cell or _DEFAULTS.get(name)
        for at, name in self._extra.items():
            cells[name] = text_of(cell_at(row, at))
        called = next((str(cells[name]) for name in NAMES if cells.get(name)), "")
        texts = [text_of(cell).strip() for cell in row if isinstance(cell, str) and cell.strip()]
        has_id = "id" in self._fields
        is_sum = any(is_total(text) for text in texts[:1]) and (
            not has_id or not cells["id"] or is_total(str(cells["id"]))
        )
        filled = sum(cell is not None for cell in row[:width])
        is_numbered = filled == 2 and bool(texts) and _IS_ORDINAL.fullmatch(texts[0]) is not None
        is_heading = not cells.get("id") and (filled == 1 or is_numbered) and len(self._fields) > 1
        if is_sum or is_heading:
            self._reader.left_out.append(number)
            return None
        if "cost" in self._fields and "cost_note" not in self._fields:
            said = text_of(cell_at(row, self._fields["cost"].at)).strip()
            cells["cost_note"] = said if is_unknown(said) else None
        if "id" not in self._reader.mapping.fill:
            own_id, listed_id = self._own_id, text_of(cells.get("id"))
            cells["id"] = self._id(str(cells.get("id") or ""), called, has_id=has_id)
            if own_id is not None and cells["id"] != listed_id:
                cells[own_id] = listed_id
        return cells

    def _id(self, said: str, called: str, *, has_id: bool) -> str:
        """Return the id of a row: as it is listed, in our form, or that of the project of this name."""
        if has_id:
            made = id_of(said)
            if said and made and made != said:
                if self._made.setdefault(made, said) != said:
                    return said  # two ids would become the same: it stays, and is told of as none
                self._reader.changed_ids[said] = made
            return made or said
        known = self._reader.ids.get(called) or self._made.get(called)
        if known is None:
            known = next(made for made in self._fresh if made not in self._taken)
        self._made[called] = known
        return known

    def _money_in(self, number: int, row: tuple[Cell, ...], project: str) -> Iterator[Yearly]:
        """Yield the money of a row, by year."""
        if not self._is_yearly:
            return
        source = self._ours.get(SOURCE)
        who = "" if source is None else self._cleaner.cell(SOURCE, cell_at(row, source.at), source.at, None)
        for column in self._found.columns:
            year = self._year_of(column, row, number)
            if year is None:
                continue
            cell = cell_at(row, column.at)
            text = self._cleaner.amount(cell, column.at, column.unit or self._found.unit)
            if not text or cell is None:
                continue
            try:
                amount = Decimal(text)
                self._money.kept(amount)
            except (ArithmeticError, ValueError):
                amount = Decimal(-1)
            if amount < 0:
                values = {"unit": self._money, "decimals": self._money.decimals}
                fault = self._found.sheet.fault(number, column.at + 1, Expected.APPROPRIATED, **values)
                self._reader.faults.append(fault)
            elif amount:
                yield Yearly(number, letters(column.at + 1), project, who, year, amount)

    def _year_of(self, column: Column, row: tuple[Cell, ...], number: int) -> int | None:
        """Return the year whose money a column holds in a row."""
        if column.year is not None:
            return self._key(column.year) if column in self._years else None
        field_held = None if column.heading is None else column.heading.column
        if field_held in {BEFORE, AFTER} and self._span is not None:
            return self._span[0] - 1 if field_held == BEFORE else self._span[1] + 1
        if field_held != AMOUNT or YEAR not in self._ours or self._ours.get(AMOUNT) is not column:
            return None
        at = self._ours[YEAR].at
        text = self._cleaner.cell("target_year", cell_at(row, at), at, None)
        if not (text.isdecimal() and len(text) == 4):
            self._reader.faults.append(self._found.sheet.fault(number, at + 1, Expected.FOUR_DIGITS))
            return None
        return int(text)

    def _join(
        self, first: list[Cell] | None, line: list[Cell], names: list[Cell], number: int, at: int
    ) -> None:
        """Add another row of money to a project: what else it says must be the same, or not be said."""
        if first is None:
            return
        for n, (name, was, now) in enumerate(zip(names, first, line, strict=True)):
            if name in {None, "cost"} or not now or was == now:
                continue
            if not was:
                first[n] = now
            elif name not in COLUMNS:
                parts = str(was).split("; ")
                first[n] = was if now in parts else f"{was}; {now}"
            else:
                code, values = Expected.SAME_IN_ROW, {"first": at, "value": str(was)}
                self._reader.faults.append(self._found.sheet.fault(number, n + 1, code, **values))


def _own(name: str) -> str:
    """Return under which name a list's own column is kept: none that would be taken for one of ours."""
    return name if meant_by(name) is None else f"{name} (list)"


def _is(cost: str, amount: Decimal) -> bool:
    try:
        return Decimal(cost) == amount
    except ArithmeticError:
        return False  # it is told of as no amount
