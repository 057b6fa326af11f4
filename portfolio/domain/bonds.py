"""Bonds: sources of money that is owed, and how what they pay has to be served in later years.

The yearly debt service of an amount is the annuity r / (1 - (1 + r)^-n) of it, for n years at the rate r: the
one yearly payment whose present value is the amount (any text on the time value of money has it; without
interest it is 1 / n). https://en.wikipedia.org/wiki/Annuity shows how it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Expected
from portfolio.domain.names import Text
from portfolio.domain.numbers import ExactPercent, Whole
from portfolio.domain.rules import Part

DEBT_SERVICE = "debt_service"
"""What a ceiling on the debt service of all bonds together is of."""

FACTOR_DECIMALS = 8
"""Decimals that a factor is rounded to, half up: of an amount of a hundred million it leaves a unit open."""
_MOST_YEARS = 100
_BETWEEN = "_"
_AS_TEXT = re.compile(r"([0-9]{1,3}(\.[0-9]{1,6})?)?_([0-9]{1,3})?_([0-9]{1,3})?")

TermYears = Annotated[Whole, Field(ge=1, le=_MOST_YEARS)]
GraceYears = Annotated[Whole, Field(ge=0, le=_MOST_YEARS)]
Rate = Annotated[ExactPercent, Field(ge=0, le=100, decimal_places=6)]


class BondTerms(BaseModel):
    """How a source's money has to be served.

    What it pays in a fiscal year is a debt of its own. Interest alone is paid in as many of the years after
    it as grace is given, and in the years after those the annuity, the first of them being the year after
    the payment where there is no grace.

    Attributes:
        rate_percent: Interest a year, in percent.
        term_years: In how many yearly payments of the same amount it is repaid.
        grace_years: For how many years before that only interest is due.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate_percent: Rate
    term_years: TermYears
    grace_years: GraceYears = 0

    @property
    def annuity(self) -> Decimal:
        """What is due a year of one, while it is repaid."""
        rate = Fraction(self.rate_percent) / 100
        if not rate:
            return _factor(Fraction(1, self.term_years))
        return _factor(rate / (1 - (1 + rate) ** -self.term_years))

    @property
    def interest(self) -> Decimal:
        """What is due a year of one, before it is repaid."""
        return _factor(Fraction(self.rate_percent) / 100)

    @property
    def parts(self) -> tuple[tuple[Decimal, int, int], ...]:
        """What is due of one: a factor, from how many years after the payment on, and for how many."""
        repaid = (self.annuity, self.grace_years + 1, self.term_years)
        return ((self.interest, 1, self.grace_years), repaid) if self.grace_years else (repaid,)

    def service(self, paid: Mapping[int, int]) -> dict[int, int]:
        """Return fiscal year -> what is due in it; years in which nothing is are absent.

        Args:
            paid: Fiscal year -> what the source pays in it. What is due of it is rounded half up to whole
                units, year of payment by year of payment, and is then the same amount every year.
        """
        due: dict[int, int] = {}
        for year, amount in paid.items():
            for factor, after, times in self.parts:
                share = _half_up(Fraction(factor) * amount)
                for later in range(year + after, year + after + times):
                    due[later] = due.get(later, 0) + share
        return {year: amount for year, amount in sorted(due.items()) if amount}


class Bond(BondTerms, Part):
    """A source of money that is owed.

    Attributes:
        source: The source.
    """

    source: str
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


def faults_of_bonds(bonds: Sequence[Bond], sources: Sequence[str]) -> Iterator[tuple[str, str, Expectation]]:
    """Yield place, name and what was expected of each bond that is no source, or a source's second one."""
    free = list(sources)
    for number, bond in enumerate(bonds):
        if bond.source not in free:
            yield f"bonds[{number}].source", bond.source, Expectation(Expected.ONE_OF, {"names": tuple(free)})
        else:
            free.remove(bond.source)


class BondChange(BaseModel):
    """What a scenario changes of a bond; None: it stays as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate_percent: Rate | None = None
    term_years: TermYears | None = None
    grace_years: GraceYears | None = None

    @property
    def as_text(self) -> str:
        """Rate, term and grace as a link and a change hold them; `bond_change_of_text` reads them."""
        rate = "" if self.rate_percent is None else f"{self.rate_percent.normalize():f}"
        years = ("" if number is None else str(number) for number in (self.term_years, self.grace_years))
        return _BETWEEN.join([rate, *years])

    def put_on(self, bond: Bond) -> Bond:
        """Return the bond with what is changed of it."""
        return bond.model_copy(update={name: value for name, value in self if value is not None})


def bond_change_of_text(text: str) -> BondChange:
    """Return the change that a link or a change holds.

    Raises:
        ValueError: It is none.
    """
    parts = text.split(_BETWEEN)
    if len(parts) != len(BondChange.model_fields) or not _AS_TEXT.fullmatch(text):
        raise ValueError(text)
    rate, term, grace = parts
    return BondChange(
        rate_percent=Decimal(rate) if rate else None,
        term_years=int(term) if term else None,
        grace_years=int(grace) if grace else None,
    )


def debt_of(source: str) -> str:
    """Return what a ceiling on the debt service of one bond is of; no source or group is called so."""
    return f"{DEBT_SERVICE}:{source}"


def _factor(share: Fraction) -> Decimal:
    return Decimal(_half_up(share * 10**FACTOR_DECIMALS)).scaleb(-FACTOR_DECIMALS)


def _half_up(amount: Fraction) -> int:
    numerator, denominator = amount.as_integer_ratio()
    return (2 * numerator + denominator) // (2 * denominator)
