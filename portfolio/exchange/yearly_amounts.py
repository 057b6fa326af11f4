"""Tables of yearly amounts: a row for each project, source and year, every bad cell reported at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.errors import BadInput, Expectation, Fault, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.exchange.plain_table import rows_of

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
    faults: list[Fault] = []
    rows: list[YearlyAmount] = []
    for line, row in rows_of(text, file, COLUMNS, COLUMNS, faults):
        amount = _amount(row["amount"], money, refunds=refunds)
        if isinstance(amount, Expectation):
            faults.append(Fault(file, amount.code, line, "amount", row["amount"], values=amount.values))
        if not _YEAR.fullmatch(row["year"]):
            faults.append(Fault(file, Expected.FOUR_DIGITS, line, "year", row["year"]))
        elif isinstance(amount, int):
            rows.append(YearlyAmount(line, row["project"], row["source"], int(row["year"]), amount))
    if faults:
        raise BadInput(faults)
    return rows


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
