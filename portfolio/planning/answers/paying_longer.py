"""The way out that lets sources pay in more years than they can."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.domain.conditions import SourceChange
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Candidate, Search, Step

MOST_MORE_YEARS = 5
"""By how many years a source's years are widened at most."""


def pay_longer(search: Search) -> Candidate | None:
    """Find the fewest years by which those of sources must be widened.

    The last year of all of them is moved first, and their first year too where that is not enough; then each
    source's own is widened as little as can be.
    """
    bound = [
        (source, field)
        for source, span in search.brief.funds.years.items()
        for field, year in zip(("last_year", "first_year"), span[::-1], strict=True)
        if year is not None
    ]
    last_only = [each for each in bound if each[1] == "last_year"]
    for widened in (last_only, bound):
        for years in range(1, MOST_MORE_YEARS + 1) if widened else ():
            by = dict.fromkeys(widened, years)
            if search.possible(_widened(search, by)):
                return _as_little_as_can_be(search, by)
    return None


def _as_little_as_can_be(search: Search, by: dict[tuple[str, str], int]) -> Candidate:
    for each in list(by):
        while (years := by[each]) and search.possible(_widened(search, {**by, each: years - 1})):
            by[each] = years - 1
    steps = tuple(
        Step(payer=source, before=year, after=_moved(year, field, years))
        for (source, field), years in by.items()
        if years and (year := _year(search, source, field)) is not None
    )
    return Candidate(_widened(search, by), steps, sum(by.values()), minimal=not search.unanswered)


def _widened(search: Search, by: Mapping[tuple[str, str], int]) -> Scenario:
    sources = dict(search.scenario.sources)
    for (source, field), years in by.items():
        year = _year(search, source, field)
        if years and year is not None:
            said = sources.get(source, SourceChange()).model_dump()
            sources[source] = SourceChange.model_validate({**said, field: _moved(year, field, years)})
    return search.scenario.changed(sources=sources)


def _year(search: Search, source: str, field: str) -> int | None:
    first, last = search.brief.funds.years[source]
    return last if field == "last_year" else first


def _moved(year: int, field: str, years: int) -> int:
    return year + years if field == "last_year" else year - years
