"""The way out that comes first: as little of what is kept back of ceilings is released as will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from portfolio.domain.conditions import SourceChange
from portfolio.domain.funds import Funds
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Candidate, Search, Step, raise_ceilings


def release(search: Search) -> Candidate | None:
    """Find the largest share of ceilings, in whole percent, that may still be kept back.

    One share for all payers first; then each payer's own is made as large as it can be. Where all of it is
    not enough, ceilings rise by what is missing then.
    """
    brief, scenario = search.brief, search.scenario
    now = {
        payer: brief.funds.reserves[payer] * 100
        for payer, by_year in brief.gross.items()
        # What is locked is not to be spent more of, reserve or not.
        if brief.funds.reserves.get(payer) and not any(scenario.is_locked(payer, year) for year in by_year)
    }

    def keeping(percents: Mapping[str, int]) -> Scenario:
        less = {payer: percent for payer, percent in percents.items() if percent < now[payer]}
        return scenario.changed(
            sources={**scenario.sources, **{p: _keeping(scenario, p, percent) for p, percent in less.items()}}
        )

    def largest(percents: Mapping[str, int], payers: Iterable[str], low: int) -> dict[str, int]:
        """Return the percents with these payers' at the largest that is possible, as `low` is."""
        payers = list(payers)
        high = max(ceil(now[payer]) for payer in payers)
        while high - low > 1:
            middle = (low + high) // 2
            possible = search.possible(keeping({**percents, **dict.fromkeys(payers, middle)}))
            low, high = (middle, high) if possible else (low, middle)
        return {**percents, **dict.fromkeys(payers, low)}

    def steps(percents: Mapping[str, int]) -> tuple[Step, ...]:
        return tuple(
            Step(
                payer=payer,
                before=_kept(search, payer, percent),
                after=_kept(search, payer, Fraction(percents[payer])),
            )
            for payer, percent in now.items()
            if percents[payer] < percent
        )

    if not now:
        return None
    nothing = dict.fromkeys(now, 0)
    if not search.possible(keeping(nothing)):
        return _raised_too(search, keeping(nothing), steps(nothing))
    percents = largest({}, now, 0)
    if len(now) > 1:
        for payer in now:
            percents = largest(percents, [payer], percents[payer])
    released = steps(percents)
    return Candidate(keeping(percents), released, _price(released), minimal=not search.unanswered)


def _raised_too(search: Search, released: Scenario, steps: tuple[Step, ...]) -> Candidate | None:
    """Return the way out that raises ceilings once nothing is kept back; None where that does not help."""
    case = search.case.with_scenario(released)
    above = raise_ceilings(Search(case, case.brief(), search.solve, search.unanswered))
    if above is None:
        return None
    return Candidate(above.scenario, (*steps, *above.steps), _price(steps) + above.price, minimal=False)


def _price(steps: Iterable[Step]) -> int:
    return sum((step.before or 0) - (step.after or 0) for step in steps)


def _keeping(scenario: Scenario, payer: str, percent: int) -> SourceChange:
    said = scenario.sources.get(payer, SourceChange()).model_dump()
    return SourceChange.model_validate({**said, "reserve_percent": Decimal(percent)})


def _kept(search: Search, payer: str, percent: Fraction) -> int:
    """Return what is kept back in all of the ceilings of years to come."""
    brief, funds = search.brief, Funds(reserves={payer: percent / 100})
    to_come = (amount for year, amount in brief.gross[payer].items() if not brief.is_past(year))
    return sum(funds.reserve(payer, amount) for amount in to_come)
