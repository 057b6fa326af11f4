"""Ways out that are found by trying scenarios: ever more of a kind of change, until one is possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from itertools import chain, combinations, takewhile
from math import comb

from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Candidate, Search, Step

MOST_MORE_YEARS = 5
"""How much longer a schedule is tried at most."""
MOST_OVERRUN_YEARS = 20
"""How far a scenario may let the schedule run past the programme."""
MOST_SETS = 30
"""How many sets of several changes of one size are tried at most in the search for the fewest."""


def carry_over(search: Search) -> Candidate | None:
    """Find the smallest share of unused room, in percent, that must be allowed to move to the next year.

    One share for all payers first; then each payer's own is made as small as it can be.
    """
    scenario = search.scenario
    now = {
        payer: scenario.carry_over.get(payer, Decimal(0))
        for payer, by_year in search.brief.ceilings.items()
        # Room that comes into a locked year would let it spend more than its ceiling.
        if not any(scenario.is_locked(payer, year) for year in sorted(by_year)[1:])
    }

    def sharing(percents: Mapping[str, int]) -> Scenario:
        shares = {payer: Decimal(percent) / 100 for payer, percent in percents.items()}
        larger = {payer: share for payer, share in shares.items() if share > now[payer]}
        return scenario.changed(carry_over={**scenario.carry_over, **larger})

    def smallest(percents: Mapping[str, int], payers: Iterable[str], high: int) -> dict[str, int]:
        """Return the percents with these payers' at the smallest that is possible, as `high` is."""
        low = -1
        while high - low > 1:
            middle = (low + high) // 2
            possible = search.possible(sharing({**percents, **dict.fromkeys(payers, middle)}))
            low, high = (low, middle) if possible else (middle, high)
        return {**percents, **dict.fromkeys(payers, high)}

    if not now or not search.possible(sharing(dict.fromkeys(now, 100))):
        return None
    percents = smallest({}, now, 100)
    price = max(percents.values())
    if len(now) > 1:
        for payer in now:
            percents = smallest(percents, [payer], percents[payer])
    changed = sharing(percents)
    steps = tuple(
        Step(payer=payer, before=int(share * 100), after=percents[payer])
        for payer, share in now.items()
        if changed.carry_over.get(payer, Decimal(0)) > share
    )
    return Candidate(changed, steps, price, minimal=not search.unanswered)


def lengthen_schedule(search: Search) -> Candidate | None:
    """Find the fewest more years that the schedule needs."""
    before = search.brief.portfolio.assumptions.schedule_overrun.years
    for years in range(before + 1, min(before + MOST_MORE_YEARS, MOST_OVERRUN_YEARS) + 1):
        longer = search.scenario.changed(overrun_years=years)
        if search.possible(longer):
            step = Step(before=before, after=years)
            return Candidate(longer, (step,), years - before, minimal=not search.unanswered)
    return None


def undo(search: Search) -> Candidate | None:
    """Find as few as can be of the scenario's own changes on projects without which it is possible.

    To take back a change that makes room is to ask for more, so undoing everything may be impossible where
    less helps. All sets of one change are tried, of two and so on, and as long as there are at most
    `MOST_SETS` of a size, none is smaller than what is found. Beyond, only those large sets are tried of
    which there are no more, and all changes that make no room; what is found there is made smaller change by
    change. Another set may then help, or help with fewer changes, that was not tried.
    """
    projects = search.scenario.projects
    changed = tuple(projects)

    def without(names: Collection[str]) -> Scenario:
        kept = {name: change for name, change in projects.items() if name not in names}
        return search.scenario.changed(projects=kept)

    def first_possible(sets: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
        return next((names for names in sets if search.possible(without(names))), None)

    def no_larger_than_needed(names: tuple[str, ...]) -> tuple[str, ...]:
        before: tuple[str, ...] = ()
        while names != before:
            before = names
            for name in before:
                fewer = tuple(other for other in names if other != name)
                if fewer and search.possible(without(fewer)):
                    names = fewer
        return names

    sizes = range(1, len(changed) + 1)
    few = list(takewhile(lambda size: size == 1 or comb(len(changed), size) <= MOST_SETS, sizes))
    many = [size for size in reversed(sizes[len(few) :]) if comb(len(changed), size) <= MOST_SETS]
    needed = first_possible(names for size in few for names in combinations(changed, size))
    if needed is None and len(few) < len(sizes):
        demanding = tuple(name for name in changed if not _makes_room(search, name))
        large = (names for size in many for names in combinations(changed, size))
        found = first_possible(chain([demanding], large))
        needed = None if found is None else no_larger_than_needed(found)
    if needed is None:
        return None
    return Candidate(
        without(needed),
        tuple(Step(project=name) for name in needed),
        len(needed),
        minimal=not search.unanswered,
    )


def _makes_room(search: Search, name: str) -> bool:
    """Tell whether a scenario asks for less than the portfolio does: what others need to have room."""
    change = search.scenario.projects[name]
    cost = search.case.portfolio.project(name).cost
    return (
        change.excluded
        or change.mandated is False
        or (change.cost is not None and cost is not None and change.cost < cost)
    )
