"""The table of appropriations: a row for each project, source and year; every bad cell reported at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from portfolio.domain.appropriations import Appropriation, total
from portfolio.domain.errors import BadInput, Fault, Place, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.syntax import csv_fault

COLUMNS = ("project", "source", "year", "amount")
_YEAR = re.compile("[0-9]{4}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,20})?")
_MOST_YEARS = 100
"""So many years before the programme or after it there can be money."""


def parse_appropriations(
    text: str, file: str, money: Money
) -> tuple[tuple[Appropriation, ...], tuple[int, ...]]:
    """Return the rows of a table of appropriations, and the line each stands on.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    faults: list[Fault] = []
    rows: list[Appropriation] = []
    lines: list[int] = []
    try:
        columns = [name.strip() for name in next(reader, [])]
        faults += _header_faults(columns, file)
        for cells in () if faults else reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                counts = {"columns": len(columns), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, reader.line_num, values=counts))
                continue
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            found = list(_row_faults(row, reader.line_num, money, file))
            faults += found
            if not found:
                amount = money.kept(Decimal(row["amount"]))
                rows.append(
                    Appropriation(
                        project=row["project"], source=row["source"], year=int(row["year"]), amount=amount
                    )
                )
                lines.append(reader.line_num)
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if faults:
        raise BadInput(faults)
    return tuple(rows), tuple(lines)


def _header_faults(columns: list[str], file: str) -> Iterator[Fault]:
    for name in COLUMNS:
        if name not in columns:
            yield Fault(file, Expected.COLUMN, 1, name, values={"name": name})
    for position, name in enumerate(columns):
        if name not in COLUMNS:
            yield Fault(file, Expected.ONE_OF, 1, name, name, values={"names": COLUMNS})
        elif name in columns[:position]:
            yield Fault(file, Expected.COLUMN_ONCE, 1, name, name)


def _row_faults(row: dict[str, str], line: int, money: Money, file: str) -> Iterator[Fault]:
    if not _YEAR.fullmatch(row["year"]):
        yield Fault(file, Expected.FOUR_DIGITS, line, "year", row["year"])
    if not _is_amount(row["amount"], money):
        values = {"unit": money, "decimals": money.decimals}
        yield Fault(file, Expected.APPROPRIATED, line, "amount", row["amount"], values=values)


def _is_amount(cell: str, money: Money) -> bool:
    """Tell whether a cell is an amount that the programme keeps exactly."""
    if not _AMOUNT.fullmatch(cell):
        return False
    try:
        money.kept(Decimal(cell))
    except Unfit:
        return False
    return True


def appropriation_rows(appropriations: tuple[Appropriation, ...], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [[row.project, row.source, str(row.year), str(money.number(row.amount))] for row in appropriations]
    return [list(COLUMNS), *rows]


def appropriation_faults(portfolio: Portfolio, lines: tuple[int, ...], file: str) -> Iterator[Fault]:
    """Yield what does not fit the portfolio, each with its line: names, years, repeats, and other costs."""
    known = {project.id for project in portfolio.projects}
    horizon = portfolio.programme.horizon
    first, last = horizon.first_year - _MOST_YEARS, horizon.last_year + _MOST_YEARS
    seen: dict[tuple[str, str, int], int] = {}
    begins: dict[str, int] = {}
    for row, line in zip(portfolio.appropriations, lines, strict=True):
        if row.project not in known:
            yield Fault(file, Expected.PROJECT_ID, line, "project", row.project)
        else:
            begins.setdefault(row.project, line)
        if row.source not in portfolio.sources:
            names = {"names": portfolio.sources}
            yield Fault(file, Expected.ONE_OF, line, "source", row.source, values=names)
        if not first <= row.year <= last:
            span = {"first": first, "last": last}
            yield Fault(file, Expected.YEAR_BETWEEN, line, "year", str(row.year), values=span)
        earlier = seen.setdefault((row.project, row.source, row.year), line)
        if earlier != line:
            yield Fault(
                file, Expected.APPROPRIATED_ONCE, line, "year", str(row.year), values={"first": earlier}
            )
    for project_id, line in begins.items():
        works = portfolio.appropriated(portfolio.project(project_id))
        if works is not None and works.start > portfolio.calendar.last:
            span = {"first": first, "last": portfolio.calendar.last_schedule_year}
            yield Fault(file, Expected.YEAR_BETWEEN, line, "year", str(works.start.year), values=span)
        yield from appropriated_cost_faults(portfolio, project_id, line, file)


def appropriated_cost_faults(
    portfolio: Portfolio, project_id: str, line: int | None, file: Place
) -> Iterator[Fault]:
    """Yield that a project's appropriations add up to another amount than it is said to cost."""
    cost, rows = portfolio.project(project_id).cost, portfolio.appropriations_of(project_id)
    if rows and cost != total(rows):
        decimals = portfolio.programme.money.decimals
        found, stated = (Decimal(amount or 0).scaleb(-decimals) for amount in (total(rows), cost))
        values = {"project": project_id, "cost": f"{stated:,}"}
        yield Fault(file, Expected.APPROPRIATED_COST, line, "amount", f"{found:,}", values=values)
