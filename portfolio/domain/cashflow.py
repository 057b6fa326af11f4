"""When a cost is paid: cash-flow profiles, and the one rule by which shares of money become whole units."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Self

from pydantic import ConfigDict, model_validator

from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.names import InSomeLanguage, Text
from portfolio.domain.numbers import Percent

HUNDRED = Decimal(100)
PRICE_DECIMALS = 6
"""How exactly prices relative to a base year are known."""


class CashFlowProfile(InSomeLanguage):
    """Cumulative spending against elapsed time, both in percent, linear between the points given.

    Attributes:
        cumulative_percent: Spending at equal steps of elapsed time, from 0 at the start to 100 at the end.
        reason: Why this curve.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cumulative_percent: tuple[Percent, ...]
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None

    @model_validator(mode="after")
    def _runs_from_nothing_to_all(self) -> Self:
        points = self.cumulative_percent
        if len(points) < 2 or points[0] != 0 or points[-1] != HUNDRED or list(points) != sorted(points):
            raise Unfit(Expected.RISING_PERCENTAGES)
        return self

    def share_spent(self, elapsed: Fraction) -> Fraction:
        """Return the share of the cost spent when this share of the duration (0..1) has passed."""
        steps = len(self.cumulative_percent) - 1
        step = min(int(elapsed * steps), steps - 1)
        below, above = (Fraction(point) / 100 for point in self.cumulative_percent[step : step + 2])
        return below + (above - below) * (elapsed * steps - step)

    def spread(
        self, amounts: Mapping[str, int], quarters: int, since: Fraction = Fraction(0), per: int = 1
    ) -> Flow:
        """Return, exactly, what each source spends in each of so many periods.

        Args:
            amounts: Source -> what it is to spend in all.
            quarters: How many periods it is spent in, at least 1.
            since: Follow the profile from this share of the duration on (0..1): the rest of works under way.
            per: What one unit of money counts as in the amounts: 100 where they are hundredths.
        """
        spent = self.share_spent(since)
        if spent == 1:
            reached = [Fraction(k, quarters) for k in range(quarters + 1)]
        else:
            times = (since + (1 - since) * Fraction(k, quarters) for k in range(quarters + 1))
            reached = [(self.share_spent(time) - spent) / (1 - spent) for time in times]
        parts = math.lcm(*(share.denominator for share in reached))
        steps = [int((after - before) * parts) for before, after in pairwise(reached)]
        spending = {source: tuple(amount * step for step in steps) for source, amount in amounts.items()}
        return Flow(spending, per * parts)


@dataclass(frozen=True, slots=True)
class Flow:
    """Money by source and period, exact. It becomes whole units once, at the end, by one rule: `whole`.

    Attributes:
        amounts: Source -> numerator of its amount in each period, equally many for each source; below 0
            where more was refunded than spent, never so much that the sum up to a period is.
        per: The denominator of all of them.
    """

    amounts: Mapping[str, tuple[int, ...]]
    per: int = 1

    @property
    def quarters(self) -> int:
        """How many periods there are amounts for."""
        return max(map(len, self.amounts.values()), default=0)

    def priced(self, prices: Sequence[Decimal]) -> Flow:
        """Return the money with every period's amounts multiplied by its price, to six decimals."""
        factors = [int(price.scaleb(PRICE_DECIMALS)) for price in prices]
        return Flow(
            {
                source: tuple(amount * factor for amount, factor in zip(amounts, factors, strict=True))
                for source, amounts in self.amounts.items()
            },
            self.per * 10**PRICE_DECIMALS,
        )

    def plus(self, other: Flow, later: int = 0) -> Flow:
        """Return both together, the other one that many periods later."""
        quarters = max(self.quarters, other.quarters + later)
        per = math.lcm(self.per, other.per)
        total = {source: [0] * quarters for source in {**self.amounts, **other.amounts}}
        for flow, shift in ((self, 0), (other, later)):
            for source, amounts in flow.amounts.items():
                for quarter, amount in enumerate(amounts, start=shift):
                    total[source][quarter] += amount * (per // flow.per)
        return Flow({source: tuple(amounts) for source, amounts in total.items()}, per)

    def whole(self) -> dict[str, tuple[int, ...]]:
        """Return the money in whole units: source -> amount in each period; sources without any are absent.

        What is rounded is never an amount but the sum of all amounts up to a quarter: half up for all sources
        together, and for each source down or up. So no rounding adds up, however finely time is cut, nothing
        is negative that is no refund, and sources add up to periods and periods to sources. Of several
        sources that may be rounded up, the one that reaches its next whole unit first is; of those that never
        do, the one that ends closest to it, and then the one named first.
        """
        per, sources = self.per, range(len(self.amounts))
        reached = [tuple(accumulate(amounts)) for amounts in self.amounts.values()]
        given = [[0] for _ in sources]

        def urgency(source: int) -> tuple[int, int]:
            sums = reached[source]
            return bisect_left(sums, (now[source] + 1) * per), -(sums[-1] % per)

        for quarter in range(self.quarters):
            due = [sums[quarter] for sums in reached]
            in_all = (2 * sum(due) + per) // (2 * per)
            now = [_given(given[source][-1], due[source], per) for source in sources]
            if sum(now) > in_all:  # a refund, which leaves no room for what was rounded up before
                now = [due[source] // per for source in sources]
            spare = in_all - sum(now)
            if spare:
                candidates = [source for source in sources if now[source] * per < due[source]]
                for source in sorted(candidates, key=urgency)[:spare]:
                    now[source] += 1
            for source in sources:
                given[source].append(now[source])
        return {
            source: tuple(after - before for before, after in pairwise(sums))
            for source, sums in zip(self.amounts, given, strict=True)
            if any(sums)
        }


def _given(before: int, due: int, per: int) -> int:
    """Return what a source has given in whole units: as much as before, unless less is due by now."""
    return due // per if due <= (before - 1) * per else max(before, due // per)


NOTHING = Flow({})
"""No money."""


def over_one_denominator(shares: Mapping[str, Fraction]) -> tuple[dict[str, int], int]:
    """Return the numerators of exact shares , without those of nothing, and their denominator."""
    paying = {source: share for source, share in shares.items() if share}
    parts = math.lcm(*(share.denominator for share in paying.values()))
    return {source: int(share * parts) for source, share in paying.items()}, parts


def split(amount: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide an amount by exact shares that add up to one; the parts add up to exactly the amount.

    It is a flow of one quarter: largest remainders are rounded up, of equal ones that of the source named
    first.
    """
    numerators, parts = over_one_denominator(shares)
    whole = Flow({source: (amount * share,) for source, share in numerators.items()}, parts).whole()
    return {source: sum(whole.get(source, ())) for source in shares}
