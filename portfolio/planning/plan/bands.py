"""Bands of an instance: how far what a mode uses of money may move from its curve, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.format.instance import Band, Window
from portfolio.domain.bands import AS_THE_CURVE
from portfolio.domain.brief import Brief
from portfolio.domain.requirement import Mode, Requirement, YearsBySource
from portfolio.planning.plan import shares
from portfolio.planning.plan.windows import period_of, window_of


def bands_of(
    brief: Brief, requirement: Requirement, mode: Mode, paid: Mapping[str, Sequence[int]]
) -> list[Band]:
    """Return a band for each source that pays, or one for those that share what they pay.

    Years that have begun by the end of history are history of works that are under way.
    """
    band, sharing = requirement.band, requirement.sharing_in(mode)
    if sharing is not None and any(map(any, paid.values())):
        together, bounds = list(sharing.bounds), shares.shares_of(brief, requirement, mode, paid)
    elif band is None:
        return []
    else:
        together, bounds = [], {}
    band = band or AS_THE_CURVE
    first, until = 0, brief.portfolio.history_until
    if until is not None and requirement.latest is not None:
        first = max(0, period_of(brief.calendar, until))
    return [
        Band(
            resources=resources,
            shares=bounds,
            early=band.early,
            late=band.late,
            step=band.step,
            minimum=band.minimum,
            maximum=band.maximum,
            first=first,
        )
        for resources in ([together] if together else [[source] for source in paid])
    ]


def windows_of(brief: Brief) -> list[Window]:
    """Return the fiscal years, over which money is decided where any of it may move."""
    if not brief.money_moves:
        return []
    years = (window_of(brief.calendar, year) for year in brief.calendar.years)
    return [Window(first=first, last=last) for first, last in years]


def moved_between(along: YearsBySource, chosen: YearsBySource) -> int:
    """Return how much of what was chosen stands in years in which the curve has less of that source."""
    return sum(
        max(0, amount - along.get(source, {}).get(year, 0))
        for source, by_year in chosen.items()
        for year, amount in by_year.items()
    )
