"""Appropriations: what a source has been granted for a project, year by year, as adopted budgets have it.

A project with appropriations needs no assumption on who pays, how long it takes and how its cost is spread:
its delivery, funding and profile follow from the amounts, in the form in which other projects' are assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

from pydantic import BaseModel, ConfigDict

from portfolio.domain.assumptions import DeliveryRule, FundingRule, ModeAssumption
from portfolio.domain.calendar import MONTHS_PER_YEAR, Period, Periods
from portfolio.domain.cashflow import NOTHING, CashFlowProfile, Flow
from portfolio.domain.numbers import Amount, Whole

MODE = "appropriated"
"""The one mode of works whose money is appropriated, and the name of its profile."""
_PARTS = lcm(*range(1, MONTHS_PER_YEAR + 1))
"""Into so many parts a year's amount is cut, so that however many of its periods are used share it."""
_POINT = Decimal("0.000001")
_WHY = {"reason_en": "As appropriated.", "reason_zh": "按拨款安排。"}


class Appropriation(BaseModel):
    """What a source has granted for a project in a fiscal year, in the smallest kept unit of money."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str
    source: str
    year: Whole
    amount: Amount


def total(rows: Iterable[Appropriation]) -> int:
    """Return what has been appropriated in all."""
    return sum(row.amount for row in rows)


class Appropriated:
    """The works that a project's appropriations stand for.

    They run from the first year with money to the end of the last one, or from when they began if that is
    earlier or within the first year. A year's amount is spread evenly over its periods of works.

    Attributes:
        start: The period in which they start if the amounts are as given.
        quarters: How long they take.
    """

    def __init__(self, rows: Sequence[Appropriation], began: Period | None, periods: Periods) -> None:
        self._rows = rows
        years = [row.year for row in rows if row.amount] or [row.year for row in rows]
        first = periods.first(min(years))
        self.start = first if began is None or began.year > first.year else began
        self.quarters = self.start.until(periods.last(max(years))) + 1

    def flow(self, cost: int | None) -> Flow:
        """Return the money by source and elapsed period; in proportion where the cost is another."""
        appropriated = total(self._rows)
        if not cost or not appropriated:
            return NOTHING
        amounts = {row.source: [0] * self.quarters for row in self._rows}
        for row in self._rows:
            if row.amount:
                quarters = self._quarters_of(row.year)
                for quarter in quarters:
                    amounts[row.source][quarter] += row.amount * cost * (_PARTS // len(quarters))
        return Flow({s: tuple(by_quarter) for s, by_quarter in amounts.items()}, appropriated * _PARTS)

    def by_year(self, cost: int) -> dict[str, dict[int, Fraction]]:
        """Return source -> fiscal year -> amount, exact; in proportion where the cost is another."""
        appropriated = total(self._rows) or 1
        found: dict[str, dict[int, Fraction]] = {}
        for row in self._rows:
            found.setdefault(row.source, {})[row.year] = Fraction(row.amount * cost, appropriated)
        return found

    def _quarters_of(self, year: int) -> range:
        periods = self.start.periods
        first = self.start.until(periods.first(year))
        return range(max(0, first), first + periods.per_year)

    @property
    def delivery(self) -> DeliveryRule:
        """Their one mode."""
        return DeliveryRule(modes=(ModeAssumption(id=MODE, quarters=self.quarters, profile=MODE),), **_WHY)

    @property
    def funding(self) -> FundingRule:
        """Who pays what share in all; the first source, where nothing is appropriated yet."""
        amounts = {row.source: 0 for row in self._rows}
        for row in self._rows:
            amounts[row.source] += row.amount
        whole = total(self._rows)
        if not whole:
            return FundingRule(percent={self._rows[0].source: Decimal(100)}, **_WHY)
        return FundingRule(shares={s: Fraction(amount, whole) for s, amount in amounts.items()}, **_WHY)

    @property
    def profile(self) -> CashFlowProfile:
        """Their spending by period, to a millionth of a percent: what is left of them is spread along it."""
        flow = self.flow(total(self._rows))
        by_quarter = [sum(paid) for paid in zip(*flow.amounts.values(), strict=True)]
        points, reached = [Decimal(0)], 0
        for amount in by_quarter or [0]:
            reached += amount
            share = Decimal(100 * reached) / (sum(by_quarter) or 1)
            points.append(share.quantize(_POINT, ROUND_HALF_UP))
        return CashFlowProfile(cumulative_percent=(*points[:-1], Decimal(100)), **_WHY)
