"""The money of a programme: its currency, the unit its sources print, and the decimals it keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected

CNY = "CNY"

SCALES = {
    1: "",
    1_000: "thousand ",
    10_000: "10k ",
    1_000_000: "million ",
    100_000_000: "100 million ",
    1_000_000_000: "billion ",
}
"""The units an amount may be printed in -> how files and commands call them, before the currency."""


_MOST_DIGITS = 30
"""Longer numbers than any amount are refused before they are counted in anything."""


def _unit(value: object) -> object:
    if isinstance(value, bool) or value not in SCALES:
        raise Unfit(Expected.ONE_OF, {"names": tuple(map(str, SCALES))})
    return value


class Money(BaseModel):
    """What a number of money means in this programme.

    In memory every amount is a whole number of the smallest kept unit, `unit` / 10**`decimals`; files print
    it in `unit`, with as many decimals.

    Attributes:
        currency: The code of ISO 4217.
        unit: How many of the currency the sources print as 1.
        decimals: How many decimals of that the programme keeps.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = CNY
    unit: Annotated[int, BeforeValidator(_unit)] = 10_000
    decimals: Annotated[int, Field(strict=True, ge=0, le=4)] = 0

    @property
    def name(self) -> str:
        """The unit as files and commands call it: "10k CNY", "thousand USD", "EUR"."""
        return f"{SCALES[self.unit]}{self.currency}"

    @property
    def is_10k_cny(self) -> bool:
        """Whether amounts are in the unit that the first programmes were all in."""
        return (self.currency, self.unit) == (CNY, 10_000)

    @property
    def kept_in_one(self) -> int:
        """How many of the smallest kept unit make one of `unit`."""
        return int(10**self.decimals)

    def kept(self, number: Decimal) -> int:
        """Return a number of `unit` as a whole number of the smallest kept unit.

        Raises:
            Unfit: It is finer than what is kept, or no number at all.
        """
        if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
            raise Unfit(Expected.FINITE)
        amount = number.scaleb(self.decimals)
        if amount != amount.to_integral_value():
            raise Unfit(Expected.DECIMALS_KEPT, {"decimals": self.decimals, "unit": self})
        return int(amount)

    def printed(self, amount: int) -> int | float:
        """Return an amount as a number of `unit`; the 15 digits of a float are more than any has."""
        number = self.number(amount)
        return int(number) if number == number.to_integral_value() else float(number)

    def number(self, amount: int) -> Decimal:
        """Return an amount as an exact number of `unit`."""
        return Decimal(amount).scaleb(-self.decimals)

    @property
    def million(self) -> int:
        """One million of the currency in the smallest kept unit, the usual step of a ceiling; at least 1."""
        return max(1, 1_000_000 * self.kept_in_one // self.unit)


TEN_THOUSAND_YUAN = Money()
"""The money of programmes that do not say: 10k CNY (万元), in whole numbers."""
