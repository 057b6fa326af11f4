"""What works already under way spend whatever is decided."""

from __future__ import annotations

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.requirement import Mode, Requirement


def unavoidable(brief: Brief, payer: str, year: int) -> int:
    """Return what works already under way spend there at the very least, 10k CNY.

    Each in whichever mode spends least then, as far as its spending may move to meet what is allocated.
    """
    return sum(
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


def _least_spent(need: Requirement, mode: Mode, start: Period, source: str, year: int) -> int:
    allocated = need.allocations.get(source, {}).get(year)
    if allocated is not None:
        return allocated
    along = mode.by_year(start).get(source, {}).get(year, 0)
    return max(0, along - need.room(mode, start).get(source, {}).get(year, 0))
