"""From periods of the calendar to those of an instance, which count from 0, and back."""

from __future__ import annotations

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Calendar, Period


def period_of(calendar: Calendar, quarter: Period) -> int:
    """Return the index of a period, 0 for the first of the schedule."""
    return calendar.first.until(quarter)


def quarter_of(brief: Brief, project: str, period: int) -> Period:
    """Return the period that a start in this period stands for.

    The instance has only what is left of works that began before the schedule: their start stays what it was.
    """
    requirement, first = brief.requirements[project], brief.calendar.first
    if requirement.latest is not None and requirement.elapsed(first):
        return requirement.latest
    return first.plus(period)


def window_of(calendar: Calendar, year: int) -> tuple[int, int]:
    """Return the first and last period of a fiscal year."""
    periods = calendar.periods
    return period_of(calendar, periods.first(year)), period_of(calendar, periods.last(year))
