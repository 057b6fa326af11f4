"""What a list tells of the programme that it makes: its money and its years; what it does not is said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.classes import Classes
from portfolio.domain.errors import Aside
from portfolio.domain.money import TEN_THOUSAND_YUAN, Money
from portfolio.domain.notes import Note
from portfolio.exchange.sheets.cells import cell_at
from portfolio.exchange.sheets.cleaning import Cleaner, Years
from portfolio.exchange.sheets.finding import Column, Found
from portfolio.exchange.sheets.headings import AFTER, AMOUNT, BEFORE
from portfolio.exchange.sheets.units import decimal_sign, number_in
from portfolio.exchange.table import AMOUNTS

_MOST_DECIMALS = 4
_UNITS = (1, 1_000, 10_000, 1_000_000, 100_000_000, 1_000_000_000)
_FIRST_MONTHS = {"GBP": 4, "INR": 4, "JPY": 4, "CAD": 4, "SGD": 4, "HKD": 4}
_JULY = 7


def told_by(
    found: Found, ours: Mapping[str, Column], years: list[Column], sign: str | None, told: list[Aside]
) -> tuple[Money, FiscalYear]:
    """Return the money and the years of a programme that a list makes.

    Args:
        found: The list.
        ours: Our column -> the list's.
        years: Columns with the money of a year.
        sign: What decimals are written with where no cell of a column tells.
        told: Gains what was found, and what is assumed as nothing tells it.
    """
    amounts = [column for name, column in ours.items() if name in {*AMOUNTS, AMOUNT, BEFORE, AFTER}] + years
    cells = {
        column.at: [cell_at(row, column.at) for row in found.sheet.rows[found.head :]] for column in amounts
    }
    units = [column.unit or found.unit for column in amounts]
    unit = next(filter(None, units), None)
    texts = [cell for held in cells.values() for cell in held if isinstance(cell, str)]
    written = decimal_sign(texts)
    beside = [read[1] for text in texts if (read := number_in(text, written)) and read[1]]
    currency = next((one.currency for one in (unit, *beside) if one and one.currency), None)
    if unit is None and currency is None:
        money = TEN_THOUSAND_YUAN
        if amounts:
            told.append(Aside(Note.UNIT_ASSUMED, {"unit": money}))
    else:
        scale = unit.scale if unit is not None else 1
        usual = TEN_THOUSAND_YUAN.currency
        money = Money(currency=currency or usual, unit=scale if scale in _UNITS else 1)
    cleaner = Cleaner(money, Years(FiscalYear()), Classes(), {}, sign=sign)
    finest = 0
    for column in amounts:
        cleaner.learn(column.at, cells[column.at])
        unit = column.unit or found.unit
        finest = max(
            [finest, *(_decimals(cleaner.amount(cell, column.at, unit)) for cell in cells[column.at])]
        )
    money = money.model_copy(update={"decimals": min(finest, _MOST_DECIMALS)})
    if unit is not None or currency is not None:
        told.append(Aside(Note.UNIT_FOUND, {"unit": money}))
    return money, _fiscal_year(years, money, told)


def _decimals(amount: str) -> int:
    """Return how many decimals an amount has; 0 for what is none, which is told of elsewhere."""
    try:
        exponent = Decimal(amount).as_tuple().exponent
    except ArithmeticError:
        return 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _fiscal_year(years: list[Column], money: Money, told: list[Aside]) -> FiscalYear:
    named = [column.year for column in years if column.year is not None]
    if any(one.is_two for one in named):
        month = _FIRST_MONTHS.get(money.currency, _JULY)
        told.append(Aside(Note.FISCAL_YEAR_ASSUMED, {"month": month}))
        return FiscalYear(first_month=month, label="{begins}/{ends2}")
    return FiscalYear(label="FY{year}") if any(one.has_letters for one in named) else FiscalYear()
