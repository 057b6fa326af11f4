"""The resources of an instance: money by payer, sites under construction, decisions that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.format.instance import CarryOver, Limit, Payments, Resource, Terms
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.dates import has_dearer_modes
from portfolio.domain.requirement import Requirement
from portfolio.domain.scenario import TermName
from portfolio.domain.together import SiteCapacity
from portfolio.planning.plan.bands import windows_of
from portfolio.planning.plan.compiled import (
    CapacityLimit,
    CeilingLimit,
    FloorLimit,
    LimitOf,
    MaximumLimit,
    MovesLimit,
    unused,
)
from portfolio.planning.plan.windows import period_of, window_of


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of resources that are no payers, of which each has its own name.

    Attributes:
        capacities: Name of the capacity -> id.
        kept: Of the decisions that are kept.
        invested: Of what the programme invests in all.
        extra: Of what modes cost more than the cheapest ones.
        promised: Of what the floor counts: the total, or that less what modes cost more.
        paid: Payer -> what it pays, which is what it completes where that is paid as it is completed.
    """

    capacities: dict[str, str]
    kept: str
    invested: str
    extra: str
    promised: str
    paid: dict[str, str]

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        one_by_one = (self.kept, self.invested, self.extra, self.promised)
        return (*self.capacities.values(), *one_by_one, *self.paid.values())


def ids_of(brief: Brief) -> Ids:
    """Return ids that no two resources share."""
    taken = {*brief.payers, *brief.follow_on}
    capacities = {}
    for name in brief.capacities:
        capacities[name] = unused(name, taken)
        taken.add(capacities[name])
    kept = unused("kept decisions", taken)
    invested = unused("invested", {*taken, kept})
    extra = unused("extra cost", {*taken, kept, invested})
    promised = unused("promised", {*taken, kept, invested, extra}) if leaves_out_extra_cost(brief) else TOTAL
    taken |= {kept, invested, extra, promised}
    paid = {}
    for payer in brief.payers:
        paid[payer] = payer if brief.pays_as_completed else unused(f"{payer} paid", taken)
        taken.add(paid[payer])
    return Ids(capacities, kept, invested, extra, promised, paid)


Limited = tuple[Resource, dict[int, LimitOf]]
"""A resource, and what its limits stand for by their place."""


def money(brief: Brief, payer: str, ids: Ids) -> Iterator[Limited]:
    """Yield what a payer completes, which the floor counts, and what it pays, which ceilings count.

    Where all is paid as it is completed, both are one resource.
    """
    to_reach, annual = list(floor(brief)) if payer == ids.promised else [], list(ceilings(brief, payer))
    unit, share = brief.portfolio.programme.money.name, brief.carry_over.get(payer)
    is_source = payer in brief.portfolio.sources
    members = [] if is_source else list(brief.payers[payer])
    already = _by_period(brief, brief.spent.get(payer, {})) if is_source else []
    carry_over = None if share is None else CarryOver(share=share)
    paid = ids.paid[payer]
    windows = windows_of(brief) if is_source else []
    completed = Resource(id=payer, unit=unit, sum_of=members, already=already, windows=windows)
    if paid == payer:
        yield limited(completed.model_copy(update={"carry_over": carry_over}), [*annual, *to_reach])
        return
    yield limited(completed, to_reach)
    payments = Resource(
        id=paid,
        unit=unit,
        sum_of=[ids.paid[source] for source in members],
        pays=Payments(resource=payer) if is_source else None,
        carry_over=carry_over,
        already=_by_period(brief, brief.paid_as_spent.get(payer, {})) if is_source else [],
    )
    yield limited(payments, annual)


def limited(resource: Resource, limits: Sequence[tuple[Limit, LimitOf | None]]) -> Limited:
    """Return a resource with these limits, and what those that bind stand for."""
    limited = resource.model_copy(update={"limits": [limit for limit, _ in limits]})
    return limited, {place: of for place, (_, of) in enumerate(limits) if of is not None}


def _by_period(brief: Brief, by_year: Mapping[int, int]) -> list[int]:
    """Return facts by period, which no mode has and no decision changes."""
    already: list[int] = []
    for year, amount in by_year.items():
        first, last = window_of(brief.calendar, year)
        already += [0] * (last + 1 - len(already))
        already[first] = amount
    return already


def ceilings(brief: Brief, payer: str) -> Iterator[tuple[Limit, CeilingLimit | None]]:
    """Yield a window for each year: the ceiling of the payer where it binds, or else to report only.

    Those of past years do not bind, but what room they leave moves on from them.
    """
    by_year = brief.ceilings.get(payer, {})
    for year in brief.calendar.years:
        first, last = window_of(brief.calendar, year)
        most, is_past = by_year.get(year), brief.is_past(year)
        window = Limit(
            id=str(year),
            first=first,
            last=last,
            maximum=most,
            binding=not is_past,
            receives=received(brief, payer, year),
        )
        yield window, CeilingLimit(payer, year) if most is not None and not is_past else None


def received(brief: Brief, payer: str, year: int) -> int | None:
    """Return the most room that a year's ceiling receives, as older room has lapsed; None where none does."""
    by_year, share = brief.gross.get(payer, {}), brief.carry_over.get(payer)
    return brief.funds.received(payer, year, by_year, share) if share and year in by_year else None


def floor(brief: Brief) -> Iterator[tuple[Limit, FloorLimit]]:
    """Yield the least that is to be completed within the programme's years, if there is such a floor."""
    if brief.floor is not None:
        end = window_of(brief.calendar, brief.calendar.last_year)[1]
        window = Limit(id="floor", first=0, last=end, minimum=brief.floor, soft=brief.floor_is_soft)
        yield window, FloorLimit()


def leaves_out_extra_cost(brief: Brief) -> bool:
    """Tell whether the floor counts works at the cheapest price, whatever mode they are done in.

    A promise of so much investment is not kept by paying more for the same works; and what is missing then is
    what is left to be completed after the programme's years.
    """
    return brief.floor is not None and has_dearer_modes(brief.portfolio)


def promised(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield a resource that adds up what all sources complete less what modes cost more, if that is counted.

    That is taken off as soon as works begin within the programme's years, however much of them lies there.
    """
    if ids.promised != TOTAL:
        sources, unit = list(brief.portfolio.sources), brief.portfolio.programme.money.name
        yield limited(
            Resource(id=ids.promised, unit=unit, sum_of=sources, less=[ids.extra]), list(floor(brief))
        )


def maximum(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield a resource that adds up what all sources pay, if there is a most that may be invested.

    It is one of its own, as what passes it is not to be added up with what is missing to the floor.
    """
    if brief.maximum is not None:
        end = window_of(brief.calendar, brief.calendar.last_year)[1]
        limits = [Limit(first=0, last=end, maximum=brief.maximum)]
        sources = list(brief.portfolio.sources)
        unit = brief.portfolio.programme.money.name
        yield Resource(id=ids.invested, unit=unit, sum_of=sources, limits=limits), {0: MaximumLimit()}


def sites(brief: Brief, name: str, capacity: SiteCapacity, ids: Ids) -> Limited:
    """Return a resource of which every site of a capacity uses one, limited in each period."""
    first, periods = brief.calendar.first, range(brief.calendar.number_of_periods)
    limits = [Limit(first=period, last=period, maximum=capacity.maximum) for period in periods]
    resource = Resource(id=ids.capacities[name], unit="sites", limits=limits)
    return resource, {period: CapacityLimit(name, first.plus(period)) for period in periods}


def kept_decisions(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield a resource of which every project that keeps to the baseline uses one, if moves are limited."""
    if brief.baseline is not None and brief.most_moves is not None:
        least = max(0, len(brief.baseline) - brief.most_moves)
        limits = [Limit(first=0, last=brief.calendar.number_of_periods - 1, minimum=least)]
        yield Resource(id=ids.kept, limits=limits), {0: MovesLimit()}


def extra_cost(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield a resource of which dearer modes use what they cost more, if an aim or the floor asks for it."""
    if counts_extra_cost(brief, ids):
        yield Resource(id=ids.extra, unit=brief.portfolio.programme.money.name), {}


def counts_extra_cost(brief: Brief, ids: Ids) -> bool:
    """Tell whether anything asks for what modes cost more than the cheapest ones."""
    return ids.promised != TOTAL or brief.aims_for(TermName.EXTRA_COST)


def terms_of(brief: Brief, requirement: Requirement, ids: Ids) -> dict[str, Terms]:
    """Return by which terms each source pays for the project, where that is not as it is completed."""
    terms = requirement.terms
    if terms.pays_as_completed:
        return {}
    shares = {name: getattr(terms, name) / 100 for name in ("advance", "progress", "retention")}
    return dict.fromkeys(
        (ids.paid[source] for source in brief.portfolio.sources), Terms(**shares, after=terms.settled_after)
    )


def used_before(
    brief: Brief, requirement: Requirement, completed: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return what was completed of the mode before the schedule, where terms of payment ask for it."""
    elapsed = requirement.elapsed(brief.calendar.first)
    # Where sources share, nothing was paid by terms before: see `domain.sharing`.
    if not elapsed or requirement.terms.pays_as_completed or requirement.sharing:
        return {}
    before = brief.before(requirement.spent_by_terms)
    return {
        source: sum(completed.get(source, ())[:elapsed]) + sum(before.get(source, {}).values())
        for source in (*completed, *(source for source in before if source not in completed))
    }


def used_already(brief: Brief, requirement: Requirement) -> dict[str, list[int]]:
    """Return what has been spent of works under way and is paid by their terms, by elapsed period."""
    if requirement.latest is None:
        return {}
    begun = max(0, period_of(brief.calendar, requirement.latest))
    found = {}
    for source, by_year in brief.within(requirement.spent_by_terms).items():
        amounts: list[int] = []
        for year, amount in by_year.items():
            elapsed = max(0, window_of(brief.calendar, year)[0] - begun)
            amounts += [0] * (elapsed + 1 - len(amounts))
            amounts[elapsed] += amount
        found[source] = amounts
    return found
