"""Who paid what was reported as spent, where the report says only how much it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from portfolio.domain.cashflow import Flow
from portfolio.domain.requirement import YearsBySource, together


def shared_out(
    spending: Mapping[int, int],
    shares_in: Callable[[int], Mapping[str, Fraction]],
    named: Mapping[int, Mapping[str, int]],
) -> YearsBySource:
    """Return spending by source and fiscal year, in whole units that add up to what was reported.

    What no source is named for is shared by all of them; a refund, as they have paid until then: none gets
    back more than it gave.

    Args:
        spending: Fiscal year -> amount, in order; below 0 where more was refunded than spent.
        shares_in: Tells of a year the share of each source.
        named: Year -> source -> what of the amount it is known to have paid.
    """
    reached: dict[str, Fraction] = {}
    steps: dict[str, list[Fraction]] = {}
    for number, (year, total) in enumerate(spending.items()):
        before, shares = dict(reached), shares_in(year)
        for source in {**shares, **named[year]}:
            reached[source] = reached.get(source, Fraction(0)) + named[year].get(source, 0)
        shared, paid = total - sum(named[year].values()), sum(reached.values(), Fraction(0))
        for source, so_far in list(reached.items()):
            usual = shares.get(source, Fraction(0))
            amount = so_far + shared * (so_far / paid if shared < 0 and paid else usual)
            step, reached[source] = amount - before.get(source, Fraction(0)), amount
            steps.setdefault(source, [Fraction(0)] * number).append(step)
    parts = math.lcm(*(step.denominator for found in steps.values() for step in found))
    amounts = {source: tuple(int(step * parts) for step in found) for source, found in steps.items()}
    whole = Flow(amounts, parts).whole()
    return together({source: dict(zip(spending, paid, strict=True)) for source, paid in whole.items()})
