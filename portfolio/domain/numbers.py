"""Numbers as files write them: no texts, no true and false where a number is meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer


def _number(value: object) -> object:
    """Refuse what pydantic would kindly turn into a number: texts, and true and false."""
    if isinstance(value, bool | str):
        msg = "a number"
        raise ValueError(msg)
    return value


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


Whole = Annotated[int, BeforeValidator(_number)]
"""A whole number."""

MOST_AMOUNT = 10**10
Amount = Annotated[Whole, Field(ge=0, le=MOST_AMOUNT)]
"""A whole number of 10k CNY."""

Exact = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(max_digits=15),
    PlainSerializer(_plain, return_type=int | float, when_used="json"),
]
"""A decimal that survives being written as a JSON number and read again: a float holds 15 digits exactly."""
