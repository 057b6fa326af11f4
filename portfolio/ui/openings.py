"""What opens where and when: a matrix of places and years, whose cells are words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording.classes import opened_words, place_head, place_name
from portfolio.wording.i18n import Wording


def openings(plan: Plan, portfolio: Portfolio, years: list[int], say: Wording) -> pd.DataFrame:
    """Return street x fiscal year of finish: how many facilities open, by type, in words.

    A row of the source that stands for several facilities counts with all of them. Streets in the order of
    the source; rows without one come last. A cell is a list of words, empty where nothing opens.
    """
    opened: dict[tuple[str | None, int], dict[str | None, int]] = {}
    for project in portfolio.projects:
        planned = plan.project(project.id)
        finish = planned.finish
        if finish is not None and planned.opens and not portfolio.assumptions.is_milestone(project):
            counts = opened.setdefault((project.place, finish.year), {})
            counts[project.facility_type] = counts.get(project.facility_type, 0) + project.units
    places: list[str | None] = list(places_of(portfolio))
    if any(place is None for place, _ in opened):
        places.append(None)
    told = _told_alone(places, opened)
    rest = [place for place in places if place not in told]
    rows = [[opened.get((place, year), {}) for year in years] for place in told]
    names = [place_name(place, portfolio, say) for place in told]
    if rest:
        rows.append([_together(opened.get((place, year), {}) for place in rest) for year in years])
        names.append(say("area.others", n=len(rest)))
    cells = [[opened_words(counts, portfolio, say) for counts in row] for row in rows]
    return pd.DataFrame(cells, index=pd.Index(names, name=place_head(portfolio, say)), columns=years)


_MOST_PLACES = 30
_Counts = dict[str | None, int]
"""Facility type -> how many."""


def _told_alone(
    places: list[str | None], opened: Mapping[tuple[str | None, int], _Counts]
) -> list[str | None]:
    """Return the places that have a row of their own, in their order: of many, those where most opens."""
    if len(places) <= _MOST_PLACES:
        return places
    units = dict.fromkeys(places, 0)
    for (place, _), counts in opened.items():
        units[place] += sum(counts.values())
    most = sorted(places, key=lambda place: -units[place])[: _MOST_PLACES - 1]
    return [place for place in places if place in most]


def _together(counted: Iterable[_Counts]) -> _Counts:
    """Return the counts of several places as those of one."""
    together: _Counts = {}
    for counts in counted:
        for kind, units in counts.items():
            together[kind] = together.get(kind, 0) + units
    return together


def places_of(portfolio: Portfolio) -> dict[str, int]:
    """Return place -> its number: areas in the portfolio's order, then streets in that of the source."""
    told = {project.place for project in portfolio.projects}
    areas = [area for area in portfolio.classes.ids("areas") if area in told]
    streets = [project.place for project in portfolio.projects if project.place is not None]
    return {place: number for number, place in enumerate(dict.fromkeys([*areas, *streets]))}
