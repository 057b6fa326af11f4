"""Exact numbers: what JSON may write for an amount or a decimal, and how it is written back.

Money is never a float here. An amount is an `int`; a share, weight, tolerance or benefit is the `Decimal` its
text says, so that 0.1 means one tenth. Sums and products of both are `Fraction`.
"""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

LARGEST_AMOUNT: Final = 10**12
LARGEST_SUM: Final = 9 * 10**15
SHORT_UNIT: Final = 10_000  # a short share is so many of these, exactly
MOST_FACTOR: Final = 2  # of a debt that is due in a year, with interest of a hundred percent
LARGEST_MEASURE: Final = 10**30  # beyond any weighted sum; guards against integers of a thousand digits


def shown(value: object) -> str:
    """A value as an error message shows it: one line, at most 60 characters."""
    text = (
        str(value)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        else repr(value)
    )
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif value is None:
        text = "null"
    elif isinstance(value, dict):
        text = "an object"
    elif isinstance(value, list):
        text = "a list"
    return text if len(text) <= 60 else text[:57] + "..."


def _finite(value: object) -> Decimal:
    """The decimal a JSON number stands for, refusing what is no finite number of sensible size."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number", "{value} is not a number", {"value": shown(value)})
    if isinstance(value, int) and abs(value) > LARGEST_AMOUNT:
        raise PydanticCustomError("magnitude", "the magnitude exceeds 10^12")
    # The shortest text that means the float is what its writer typed, hence repr and not the binary value.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise PydanticCustomError("finite", "{value} is not a finite number", {"value": shown(value)})
    # adjusted() looks at the exponent only, so that 1e999999999 is refused before it is ever expanded.
    if number and (number.adjusted() > 12 or abs(number) > LARGEST_AMOUNT):
        raise PydanticCustomError("magnitude", "the magnitude exceeds 10^12")
    return number


def whole(value: object) -> int:
    """Read an integer; 12.0 is one, 12.5, true and "12" are not."""
    number = _finite(value)
    if number.adjusted() < -400 or number != number.to_integral_value():
        raise PydanticCustomError("whole", "{value} is not a whole number", {"value": shown(value)})
    return int(number)


def decimal(value: object) -> Decimal:
    """Read a decimal exactly; one that a JSON writer using doubles could not write back is refused."""
    number = _finite(value)
    if number.adjusted() < -300 and number:
        raise PydanticCustomError("precision", "{value} is too close to zero", {"value": shown(value)})
    if Decimal(repr(float(number))) != number:
        raise PydanticCustomError("precision", "{value} has more than 17 digits", {"value": shown(value)})
    return number


def plain(value: Decimal | Fraction) -> int | float:
    """Write an exact number as JSON has it: an integer where it is one, the nearest double otherwise."""
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else float(fraction)


def decimal_or_float(value: object) -> int | float:
    """Read a computed number of a result: any finite number, kept as an integer where it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number", "{value} is not a number", {"value": shown(value)})
    if isinstance(value, int) and abs(value) <= LARGEST_MEASURE:
        return value
    number = float(value) if not isinstance(value, int) else math.inf
    if not math.isfinite(number):
        raise PydanticCustomError("finite", "{value} is not a finite number", {"value": shown(value)})
    return int(number) if number.is_integer() and abs(number) <= LARGEST_MEASURE else number


def total(value: object) -> int:
    """Read a computed sum of amounts, which may exceed what a single amount may be."""
    number = decimal_or_float(value)
    if not isinstance(number, int):
        raise PydanticCustomError("whole", "{value} is not a whole number", {"value": shown(value)})
    return number


def floor_share(share: Fraction, amount: int) -> int:
    """The largest integer not above share x amount."""
    return math.floor(share * amount)


def _short(share: Decimal) -> Decimal:
    """Refuse what is no whole hundredth of a percent: an amount times it stays within 63 bits."""
    if share * SHORT_UNIT % 1:
        raise PydanticCustomError(
            "short", "{value} has more than four decimals", {"value": shown(plain(share))}
        )
    return share


Whole = Annotated[int, BeforeValidator(whole)]
Total = Annotated[int, BeforeValidator(total)]
Amount = Annotated[int, BeforeValidator(whole), Field(ge=0)]
Exact = Annotated[Decimal, BeforeValidator(decimal), PlainSerializer(plain, return_type=int | float)]
NotNegative = Annotated[Exact, Field(ge=0)]
Share = Annotated[Exact, Field(ge=0, le=1)]
ShortShare = Annotated[Share, AfterValidator(_short)]
