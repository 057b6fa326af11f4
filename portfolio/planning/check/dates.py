"""Which fiscal year a start or a finish lies in, by arithmetic of the check's own on what plans say."""

from __future__ import annotations

from portfolio.domain.calendar import NamedAfter, Period, PeriodKind
from portfolio.domain.programme import Programme


def periods_per_year(programme: Programme) -> int:
    """Return how many periods a fiscal year has."""
    return 12 if programme.period is PeriodKind.MONTH else 4


def place_of(period: Period, programme: Programme) -> tuple[int, int]:
    """Return the fiscal year that a period lies in, and how many periods of that year come before it."""
    text = str(period)
    if programme.period is PeriodKind.QUARTER:
        year, number = text.split("Q")
        return int(year), int(number) - 1
    year, month = text.split("-")
    begins = programme.fiscal_year.first_month
    gone_by = (int(month) - begins) % 12
    begun_in = int(year) - (int(month) < begins)
    ends_later = begins > 1 and programme.fiscal_year.named is NamedAfter.ENDS
    return begun_in + ends_later, gone_by
