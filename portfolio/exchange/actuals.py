"""actuals.csv: what was spent before the programme's first year, one row a project, source and year."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from portfolio.domain.errors import BadInput, Fault, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import BEGUN, EARLIEST_YEAR, Actual
from portfolio.exchange.syntax import csv_fault

COLUMNS = ("project", "source", "year", "amount")


def parse_actuals(text: str, file: str, money: Money) -> tuple[tuple[Actual, ...], tuple[int, ...]]:
    """Read the table; return its rows and the line that each stands on.

    Args:
        text: The file's content; cells are separated by commas.
        file: Its name, for faults.
        money: What amounts are numbers of.

    Raises:
        BadInput: With a fault for every bad cell, and for columns that are missing or not known.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    actuals: list[Actual] = []
    lines: list[int] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        faults += [Fault(file, Expected.COLUMN, 1, n, values={"name": n}) for n in COLUMNS if n not in header]
        known = {"names": COLUMNS}
        faults += [Fault(file, Expected.ONE_OF, 1, n, n, values=known) for n in header if n not in COLUMNS]
        for cells in () if faults else reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                counts = {"columns": len(header), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, line, values=counts))
                continue
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            try:
                actuals.append(_actual(row, file, line, money))
                lines.append(line)
            except BadInput as error:
                faults += error.faults
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if faults:
        raise BadInput(faults)
    return tuple(actuals), tuple(lines)


def _actual(row: dict[str, str], file: str, line: int, money: Money) -> Actual:
    faults = []
    year = row["year"]
    if not (year.isascii() and year.isdecimal() and len(year) == len("2020")):
        faults.append(Fault(file, Expected.FOUR_DIGITS, line, "year", year))
    try:
        amount = money.kept(Decimal(row["amount"]))
    except InvalidOperation:
        faults.append(Fault(file, Expected.NUMBER, line, "amount", row["amount"]))
    except Unfit as unfit:
        said = unfit.expected
        faults.append(Fault(file, said.code, line, "amount", row["amount"], values=said.values))
    if faults:
        raise BadInput(faults)
    return Actual(project=row["project"], source=row["source"] or None, year=int(year), amount=amount)


def actual_rows(actuals: tuple[Actual, ...], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [
        [actual.project, actual.source or "", str(actual.year), str(money.number(actual.amount))]
        for actual in actuals
    ]
    return [list(COLUMNS), *rows]


def actual_faults(portfolio: Portfolio, lines: tuple[int, ...], file: str) -> Iterator[Fault]:
    """Yield what the rows name that does not exist or cannot have been, each with its line."""
    known, first = {project.id: project for project in portfolio.projects}, portfolio.calendar.first_year
    seen: set[tuple[str, str | None, int]] = set()
    for actual, line in zip(portfolio.actuals, lines, strict=True):
        project = known.get(actual.project)
        if project is None:
            yield Fault(file, Expected.PROJECT_HERE, line, "project", actual.project)
        elif project.status not in BEGUN:
            values = {"status": project.status}
            yield Fault(file, Expected.NO_SPENDING, line, "project", actual.project, values=values)
        elif not project.is_priced:
            yield Fault(file, Expected.NO_SPENDING_WITHOUT_PRICE, line, "project", actual.project)
        if actual.source is not None and actual.source not in portfolio.sources:
            names = {"names": tuple(portfolio.sources)}
            yield Fault(file, Expected.ONE_OF, line, "source", actual.source, values=names)
        if not EARLIEST_YEAR <= actual.year < first:
            span = {"earliest": EARLIEST_YEAR, "last": first - 1}
            yield Fault(file, Expected.YEAR_BEFORE_FIRST, line, "year", str(actual.year), values=span)
        key = (actual.project, actual.source, actual.year)
        if key in seen:
            yield Fault(file, Expected.SPENT_ONCE, line, "year", str(actual.year))
        seen.add(key)
    yield from _refund_faults(portfolio, lines, file)


def _refund_faults(portfolio: Portfolio, lines: tuple[int, ...], file: str) -> Iterator[Fault]:
    """Yield the rows by which more is refunded than was spent: on the project, or by the source they name."""
    rows = sorted(zip(portfolio.actuals, lines, strict=True), key=lambda row: row[0].year)
    totals: dict[tuple[str, str | None], int] = {}
    for actual, line in rows:
        overdrawn = False
        for payer in {(actual.project, None), (actual.project, actual.source)}:
            totals[payer] = totals.get(payer, 0) + actual.amount
            overdrawn = overdrawn or totals[payer] < 0
        if overdrawn and actual.amount < 0:
            told = str(portfolio.programme.money.printed(actual.amount))
            yield Fault(file, Expected.RUNNING_TOTAL, line, "amount", told, values={"year": actual.year})
