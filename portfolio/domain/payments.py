"""When investment is paid: an advance, a share of the works as they go on, and the rest after settlement.

Investment completed (完成投资) follows the works; payment (资金拨付) follows it by terms, source by source.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolio.domain.calendar import Period
from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import ExactPercent, Whole, percent_text
from portfolio.domain.rules import Rule

_MOST_PERIODS = 120
_DECIMALS = 2


class PaymentTerms(BaseModel):
    """By which terms investment in a project is paid: three shares of a hundred percent.

    Attributes:
        advance: Of the total, in the period in which works start.
        progress: Of what is completed, as it is completed.
        retention: Of the total, so many periods after works are finished.
        settled_after: How many: 0 pays it in the period of the finish.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    advance: ExactPercent = Field(default=Decimal(0), ge=0, le=100, decimal_places=_DECIMALS)
    progress: ExactPercent = Field(default=Decimal(100), ge=0, le=100, decimal_places=_DECIMALS)
    retention: ExactPercent = Field(default=Decimal(0), ge=0, le=100, decimal_places=_DECIMALS)
    settled_after: Whole = Field(default=0, ge=0, le=_MOST_PERIODS)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        shares = [Fraction(share) / 100 for share in (self.advance, self.progress, self.retention)]
        if sum(shares) != 1:
            added = f"{' + '.join(map(percent_text, shares))} = {percent_text(sum(shares, Fraction(0)))}"
            raise Unfit(Expected.SHARES_OF_A_HUNDRED, {"sum": added})
        return self

    @cached_property
    def pays_as_completed(self) -> bool:
        """Whether payment is the same as investment completed."""
        return self.progress == 100

    @cached_property
    def of_the_rest(self) -> PaymentTerms:
        """The terms for what remains once some has been paid: the advance has been."""
        return self.model_copy(update={"advance": Decimal(0), "progress": 100 - self.retention})

    def due(self, total: int, completed: int, *, is_begun: bool, is_settled: bool) -> int:
        """Return what is to have been paid of a total by the time so much of it is completed.

        It is rounded half up, and in all exactly the total.

        Args:
            total: Of one source, in the smallest kept unit.
            completed: Of it, so far.
            is_begun: Whether works have started, so that the advance is due.
            is_settled: Whether the retention is due.
        """
        exact = (
            self.advance * total * is_begun + self.progress * completed + self.retention * total * is_settled
        )
        numerator, denominator = (Fraction(exact) / 100).as_integer_ratio()
        return (2 * numerator + denominator) // (2 * denominator)


class PaymentTermsRule(Rule, PaymentTerms):
    """The terms by which the projects that it selects are paid."""


AS_COMPLETED = PaymentTerms()
"""The terms where nobody states any: what is completed is paid as it is completed."""


def payments(
    terms: PaymentTerms,
    completed: Mapping[int, int],
    start: Period,
    finish: Period,
    *,
    spent: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Return fiscal year -> what one source pays of a project in it; years without a payment are absent.

    Args:
        terms: By which it pays.
        completed: Fiscal year -> what is completed of its money, all years, in whole units.
        start: Period in which works start, and in which the advance is due.
        finish: Last period of the works.
        spent: What of that was paid as it was spent; the terms are for the rest.
    """
    paid = {year: amount for year, amount in (spent or {}).items() if amount}
    rest = {year: amount - paid.get(year, 0) for year, amount in completed.items()}
    settled = finish.plus(terms.settled_after).year
    total = sum(rest.values())
    years = {start.year, settled, *rest}
    so_far = built = 0
    for year in range(min(years), max(years) + 1):
        built += rest.get(year, 0)
        due = terms.due(total, built, is_begun=start.year <= year, is_settled=settled <= year)
        if due != so_far:
            paid[year] = paid.get(year, 0) + due - so_far
        so_far = due
    return {year: amount for year, amount in sorted(paid.items()) if amount}
