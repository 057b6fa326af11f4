"""What works already under way spend whatever is decided."""

from __future__ import annotations

from optimizer.format.numbers import LARGEST_AMOUNT
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.requirement import Mode, Requirement


def unavoidable(brief: Brief, payer: str, year: int) -> int:
    """Return what works already under way are paid there at the very least, 10k CNY.

    What has been spent, and each in whichever mode is paid least then, as far as it may move to meet
    what is allocated.
    """
    if payer not in brief.payers:  # of what follows from investment, nothing is unavoidable by itself
        return 0
    already = sum(brief.paid_as_spent.get(source, {}).get(year, 0) for source in brief.payers[payer])
    return already + sum(
        min(
            (
                sum(_least_spent(need, mode, start, source, year) for source in brief.payers[payer])
                for mode in need.modes
                for start in need.starts(mode, brief.calendar.last)
            ),
            default=0,
        )
        for need in brief.requirements.values()
        if need.latest is not None and need.mandatory
    )


def left_to_allocate(requirement: Requirement, source: str, year: int, amount: int) -> int:
    """Return what is still to be paid of an amount; where more has been already, what no works can use."""
    left = amount - requirement.spent.get(source, {}).get(year, 0)
    return left if left >= 0 else LARGEST_AMOUNT


def _least_spent(need: Requirement, mode: Mode, start: Period, source: str, year: int) -> int:
    if need.band is not None or need.sharing:  # what has to come just then is not known before it is decided
        return 0
    if not need.terms.pays_as_completed:
        spent = need.paid_as_spent.get(source, {}).get(year, 0)
        # How payments follow money that may move is not known before it is decided.
        return 0 if need.flexibility else need.payments(mode, start).get(source, {}).get(year, 0) - spent
    allocated, spent = need.allocations.get(source, {}).get(year), need.spent.get(source, {}).get(year, 0)
    if allocated is not None:
        return allocated - spent
    along = mode.by_year(start).get(source, {}).get(year, 0) - spent
    return max(0, along - need.room(mode, start).get(source, {}).get(year, 0))
