"""Ways out that are found by trying scenarios: ever more of a kind of change, until one is possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from math import comb

from portfolio.domain.scenario import Scenario
from portfolio.planning.relaxations import Candidate, Question, Step

MOST_MORE_YEARS = 5
"""How much longer a schedule is tried at most."""
MOST_OVERRUN_YEARS = 20
"""How far a scenario may let the schedule run past the programme."""
MOST_SETS = 30
"""How many sets of one size are tried at most in the search for the smallest."""


def carry_over(question: Question) -> Candidate | None:
    """Find the smallest share of unused room, in percent, that must be allowed to move to the next year.

    One share for all payers first; then each payer's own is made as small as it can be.
    """
    scenario = question.scenario
    now = {
        payer: scenario.carry_over.get(payer, Decimal(0))
        for payer, by_year in question.brief.ceilings.items()
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
            possible = question.possible(sharing({**percents, **dict.fromkeys(payers, middle)}))
            low, high = (low, middle) if possible else (middle, high)
        return {**percents, **dict.fromkeys(payers, high)}

    if not now or not question.possible(sharing(dict.fromkeys(now, 100))):
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
    return Candidate(changed, steps, price, minimal=not question.unanswered)


def lengthen_schedule(question: Question) -> Candidate | None:
    """Find the fewest more years that the schedule needs."""
    before = question.brief.portfolio.assumptions.schedule_overrun.years
    for years in range(before + 1, min(before + MOST_MORE_YEARS, MOST_OVERRUN_YEARS) + 1):
        longer = question.scenario.changed(overrun_years=years)
        if question.possible(longer):
            step = Step(before=before, after=years)
            return Candidate(longer, (step,), years - before, minimal=not question.unanswered)
    return None


def undo(question: Question) -> Candidate | None:
    """Find as few as can be of the scenario's own changes on projects without which it is possible.

    To take back an exclusion is to ask for more, so undoing everything may be impossible where less helps.
    """
    changed = list(question.scenario.projects)

    def without(names: Iterable[str]) -> Scenario:
        kept = {name: change for name, change in question.scenario.projects.items() if name not in names}
        return question.scenario.changed(projects=kept)

    def first_possible(sets: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
        return next((names for names in sets if question.possible(without(names))), None)

    needed = first_possible((name,) for name in changed)
    if needed is None and len(changed) > 1:
        demanding = tuple(name for name in changed if not question.scenario.projects[name].excluded)
        needed = first_possible([demanding, tuple(changed)])
        while needed is not None and (fewer := first_possible(combinations(needed, len(needed) - 1))):
            needed = fewer
        for size in range(2, len(needed or ())):
            if comb(len(changed), size) <= MOST_SETS and (
                fewer := first_possible(combinations(changed, size))
            ):
                needed = fewer
                break
    if needed is None:
        return None
    return Candidate(
        without(needed),
        tuple(Step(project=name) for name in needed),
        len(needed),
        minimal=not question.unanswered,
    )
