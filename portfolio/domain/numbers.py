"""Numbers as files write them: no texts, no true and false where a number is meant."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, SerializationInfo, ValidationInfo

from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money


def _number(value: object) -> object:
    """Refuse what pydantic would kindly turn into a number: texts, and true and false."""
    if isinstance(value, bool | str):
        raise Unfit(Expected.NUMBER)
    return value


# With an exponent as Decimal prints one, which is how percentages are stored.
_SHARE_AS_TEXT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,12})?(?:E[+-]?[0-9]{1,2})?)( ?%)?")


def _share(value: object) -> object:
    """Read "0.5" and "50 %" as one half; refuse every other text."""
    number, is_percent = _read(value, Expected.SHARE)
    return number.scaleb(-2) if is_percent and isinstance(number, Decimal) else number


def _percentage(value: object) -> object:
    """Read "50" and "50 %" as fifty percent; refuse every other text."""
    return _read(value, Expected.PERCENTAGE)[0]


_FRACTION = re.compile(r"([0-9]{1,15})(?: ?/ ?([1-9][0-9]{0,14}))?")


def _exact_share(value: object) -> object:
    """Read "1/3", "0.25", "33.33%" and plain numbers as exact shares of one."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str) and (found := _FRACTION.fullmatch(value)):
        return Fraction(int(found[1]), int(found[2] or 1))
    number, is_percent = _read(value, Expected.EXACT_SHARE)
    if isinstance(number, float):
        number = Decimal(str(number))
    if not isinstance(number, int | Decimal) or not Decimal(number).is_finite():
        raise Unfit(Expected.EXACT_SHARE)
    share = Fraction(number) / (100 if is_percent else 1)
    if _FRACTION.fullmatch(str(abs(share))) is None:  # it could be written, but never be read again
        raise Unfit(Expected.EXACT_SHARE)
    return share


def percent_text(share: Fraction) -> str:
    """Return a share of one in percent, exactly: "33", "33.33", or "33 1/3" where no decimal would do."""
    percent = share * 100
    places = next((n for n in range(16) if (percent * 10**n).denominator == 1), None)
    if places is not None:
        return f"{Decimal(int(percent * 10**places)).scaleb(-places):f}"
    whole, rest = divmod(abs(percent), 1)
    return f"{'-' if percent < 0 else ''}{f'{whole} ' if whole else ''}{rest}"


def _read(value: object, expected: Expected) -> tuple[object, bool]:
    """Return the number that a text is, and whether a percent sign follows; no text is left as it is."""
    if not isinstance(value, str):
        return _number(value), False
    found = _SHARE_AS_TEXT.fullmatch(value)
    if found is None:
        raise Unfit(expected)
    return Decimal(found[1]), found[2] is not None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


Whole = Annotated[int, BeforeValidator(_number)]
"""A whole number."""

MOST_COST = 10**11
"""The most a project may cost, in the smallest kept unit."""
MOST_AMOUNT = 10**12


def _kept(value: object, info: ValidationInfo) -> object:
    """Count what a file says in the smallest kept unit; without a programme's money it is that already."""
    _number(value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    money = money_in(info.context)
    if money is None or not isinstance(value, int | Decimal):
        return value
    return money.kept(Decimal(value))


def _printed(amount: int, info: SerializationInfo) -> int | float:
    money = money_in(info.context)
    return amount if money is None else money.printed(amount)


def money_in(context: object) -> Money | None:
    """Return the money in such a context; None where it makes no difference."""
    money = context.get(MONEY) if isinstance(context, dict) else None
    return money if isinstance(money, Money) and money.decimals else None


MONEY = "money"
"""Name in the context of validating and serialising a model: the money that its files' amounts are in.

Without it amounts are whole numbers of the smallest kept unit, as in memory, in the database and in hashes.
"""

Balance = Annotated[
    int, BeforeValidator(_kept), PlainSerializer(_printed, return_type=int | float, when_used="json")
]
"""A whole number of a programme's smallest kept unit of money; below 0 where something is taken off."""

Amount = Annotated[Balance, Field(ge=0, le=MOST_AMOUNT)]
"""Likewise, of at least 0."""

Exact = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(max_digits=15),
    PlainSerializer(_plain, return_type=int | float, when_used="json"),
]
"""A decimal that survives being written as a JSON number and read again: a float holds 15 digits exactly."""

Share = Annotated[Exact, BeforeValidator(_share)]
"""A share of one: 0.5, or as text "0.5" or "50%"."""

Percent = Annotated[Decimal, BeforeValidator(_percentage)]
"""A percentage: 2.5, or as text "2.5" or "2.5%"."""

ExactPercent = Annotated[Exact, BeforeValidator(_percentage)]
"""A percentage that is kept as it is written: 33.33, or as text "33.33" or "33.33%"."""

ExactShare = Annotated[Fraction, BeforeValidator(_exact_share), PlainSerializer(str, when_used="json")]
"""A share of one that is kept exactly: "1/3", 0.25, "0.25" or "25%"."""

WholePercent = Annotated[int, BeforeValidator(_percentage)]
"""A percentage without decimals: 33, or as text "33" or "33%"."""
