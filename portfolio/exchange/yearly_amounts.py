"""Tables of yearly amounts: a row for each project, source and year, every bad cell reported at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.errors import BadInput, Expectation, Fault, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.exchange.syntax import csv_fault

COLUMNS = ("project", "source", "year", "amount")
_YEAR = re.compile("[0-9]{4}")
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True)
class YearlyAmount:
    """A row as it stands in the table.

    Attributes:
        line: Where it stands.
        source: Empty where the row names none.
        amount: In the smallest kept unit; negative only where the table may hold refunds.
    """

    line: int
    project: str
    source: str
    year: int
    amount: int


def parse_yearly_amounts(text: str, file: str, money: Money, *, refunds: bool) -> list[YearlyAmount]:
    """Read a table of yearly amounts.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.
        money: What amounts are numbers of.
        refunds: Whether amounts may be below 0.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    faults: list[Fault] = []
    rows: list[YearlyAmount] = []
    try:
        columns = [name.strip() for name in next(reader, [])]
        faults += _header_faults(columns, file)
        for cells in () if faults else reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                counts = {"columns": len(columns), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, line, values=counts))
                continue
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            amount = _amount(row["amount"], money, refunds=refunds)
            if isinstance(amount, Expectation):
                faults.append(Fault(file, amount.code, line, "amount", row["amount"], values=amount.values))
            if not _YEAR.fullmatch(row["year"]):
                faults.append(Fault(file, Expected.FOUR_DIGITS, line, "year", row["year"]))
            elif isinstance(amount, int):
                rows.append(YearlyAmount(line, row["project"], row["source"], int(row["year"]), amount))
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if faults:
        raise BadInput(faults)
    return rows


def _header_faults(columns: list[str], file: str) -> Iterator[Fault]:
    for name in COLUMNS:
        if name not in columns:
            yield Fault(file, Expected.COLUMN, 1, name, values={"name": name})
    for position, name in enumerate(columns):
        if name not in COLUMNS:
            yield Fault(file, Expected.ONE_OF, 1, name, name, values={"names": COLUMNS})
        elif name in columns[:position]:
            yield Fault(file, Expected.COLUMN_ONCE, 1, name, name)


def _amount(cell: str, money: Money, *, refunds: bool) -> int | Expectation:
    """Return an amount that the programme keeps exactly, or what would have been one."""
    if not refunds:
        expected = Expectation(Expected.APPROPRIATED, {"unit": money, "decimals": money.decimals})
    else:
        expected = Expectation(Expected.NUMBER)
    if not _AMOUNT.fullmatch(cell) or (cell.startswith("-") and not refunds):
        return expected
    try:
        return money.kept(Decimal(cell))
    except Unfit as unfit:
        return unfit.expected if refunds else expected
