"""A way out by wider bands: how many periods earlier or later the money of which works may run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from portfolio.domain.bands import MOST_PERIODS_MOVED
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Candidate, Search, Side, Step
from portfolio.planning.answers.sparing import needed, smallest

_Of = tuple[str, Side]
"""A project, and the side on which its band gets wider."""


def widen_bands(search: Search) -> Candidate | None:
    """Find by how many periods bands have to get wider, none of which could be spared.

    A wider band never takes a plan away. All of them get wider by the same first, as little as can be; then
    those that can be are spared, and each of the rest is made as narrow as it can be.
    """
    brief = search.brief
    bands = {name: need.band for name, need in brief.requirements.items() if need.band is not None}
    most = {
        (name, side): min(brief.calendar.number_of_periods, MOST_PERIODS_MOVED - getattr(band, side))
        for name, band in bands.items()
        for side in Side
    }

    def wider(more: Mapping[_Of, int]) -> Scenario:
        projects = dict(search.scenario.projects)
        for name, band in bands.items():
            moved = {side.value: getattr(band, side) + more.get((name, side), 0) for side in Side}
            if any(more.get((name, side)) for side in Side):
                change = search.scenario.project(name)
                projects[name] = change.model_copy(update={"band": band.model_copy(update=moved)})
        return search.scenario.changed(projects=projects)

    def is_enough(place: _Of, periods: int) -> bool:
        return search.possible(wider({**more, place: periods}))

    def by(periods: int, places: Sequence[_Of]) -> dict[_Of, int]:
        return {place: min(periods, most[place]) for place in places if most[place]}

    widest = max(most.values(), default=0)
    if not widest or not search.possible(wider(by(widest, [*most]))):
        return None
    periods = smallest(lambda n: search.possible(wider(by(n, [*most]))), widest)
    places = needed([*most], lambda some: search.possible(wider(by(periods, some))))
    more = by(periods, places)
    for place in more:
        more[place] = smallest(partial(is_enough, place), more[place])
    steps = tuple(
        Step(project=name, side=side, before=getattr(bands[name], side), after=getattr(bands[name], side) + n)
        for (name, side), n in more.items()
    )
    return Candidate(wider(more), steps, sum(more.values()), minimal=not search.unanswered)
