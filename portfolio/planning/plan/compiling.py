"""The one translator between the two worlds: a brief becomes an instance of whole numbers and periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from optimizer.format.instance import (
    Allocation,
    CarryOver,
    Group,
    Instance,
    Limit,
    Payments,
    Pin,
    Precedence,
    Project,
    Resource,
    Terms,
)
from optimizer.format.instance import Mode as InstanceMode
from optimizer.format.instance import Placement as InstancePlacement
from optimizer.format.instance import Term as InstanceTerm
from optimizer.format.instance import Tier as InstanceTier
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief, SiteCapacity
from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.requirement import Mode, Placement, Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import TermName, Tier
from portfolio.planning.plan.committed import left_to_allocate
from portfolio.planning.plan.compiled import (
    CapacityLimit,
    CeilingLimit,
    Compiled,
    FloorLimit,
    LimitOf,
    MaximumLimit,
    ModeOf,
    MovesLimit,
    unused,
)


def compile_brief(brief: Brief) -> Compiled:
    """Translate a brief: periods are counted from 0, years become windows of them, money stays as it is kept.

    Every source is a resource, and every group of sources and the total a resource that adds them up; so a
    ceiling on public money is an ordinary limit, and so is the floor. A capacity is a resource of which every
    site under construction uses one.
    """
    ids = _ids_of(brief)
    projects = {name: _project(brief, requirement, ids) for name, requirement in brief.requirements.items()}
    limited = [
        *(money for payer in brief.payers for money in _money(brief, payer, ids)),
        *(_sites(brief, name, capacity, ids) for name, capacity in brief.capacities.items()),
        *_kept_decisions(brief, ids),
        *_maximum(brief, ids),
    ]
    instance = Instance(
        name=f"{brief.portfolio.name}: {brief.scenario.name}",
        periods=brief.calendar.number_of_periods,
        discount_rate=brief.discount_rate,
        may_outlast_horizon=brief.may_run_on,
        resources=[resource for resource, _ in limited],
        projects=[project for project, _ in projects.values()],
        precedence=_prerequisites(brief),
        groups=_alternatives(brief),
        allocations=_allocations(brief),
        baseline=None
        if brief.baseline is None
        else {name: _kept(brief, name, projects[name][1], kept) for name, kept in brief.baseline.items()},
        objective=[_tier(tier, ids) for tier in brief.objective],
    )
    return Compiled(
        instance=instance,
        modes={name: modes for name, (_, modes) in projects.items()},
        limits={(resource.id, place): of for resource, limits in limited for place, of in limits.items()},
        paid={source: ids.paid[source] for source in brief.portfolio.sources},
    )


@dataclass(frozen=True, slots=True)
class _Ids:
    """Ids of resources that are no payers, of which each has its own name.

    Attributes:
        capacities: Name of the capacity -> id.
        kept: Of the decisions that are kept.
        invested: Of what the programme invests in all.
        paid: Payer -> what it pays, which is what it completes where that is paid as it is completed.
    """

    capacities: dict[str, str]
    kept: str
    invested: str
    paid: dict[str, str]


def _ids_of(brief: Brief) -> _Ids:
    taken = set(brief.payers)
    capacities = {}
    for name in brief.capacities:
        capacities[name] = unused(name, taken)
        taken.add(capacities[name])
    kept = unused("kept decisions", taken)
    invested = unused("invested", {*taken, kept})
    taken |= {kept, invested}
    paid = {}
    for payer in brief.payers:
        paid[payer] = payer if brief.pays_as_completed else unused(f"{payer} paid", taken)
        taken.add(paid[payer])
    return _Ids(capacities, kept, invested, paid)


_Limited = tuple[Resource, dict[int, LimitOf]]
"""A resource, and what its limits stand for by their place."""


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


def _prerequisites(brief: Brief) -> list[Precedence]:
    return [
        Precedence(before=link.before, after=link.after, lag=link.lag_quarters)
        for link in brief.prerequisites
    ]


def _alternatives(brief: Brief) -> list[Group]:
    return [
        Group(projects=list(choice.projects), at_least=choice.at_least, at_most=choice.at_most)
        for choice in brief.alternatives
    ]


def _allocations(brief: Brief) -> list[Allocation]:
    return [
        Allocation(
            project=name,
            resource=source,
            first=window[0],
            last=window[1],
            amount=left_to_allocate(requirement, source, year, amount),
        )
        for name, requirement in brief.requirements.items()
        for source, by_year in requirement.allocations.items()
        for year, amount in by_year.items()
        if (window := window_of(brief.calendar, year))
    ]


def _money(brief: Brief, payer: str, ids: _Ids) -> Iterator[_Limited]:
    """Yield what a payer completes, which the floor counts, and what it pays, which ceilings count.

    Where all is paid as it is completed, both are one resource.
    """
    floor, ceilings = list(_floor(brief)) if payer == TOTAL else [], list(_ceilings(brief, payer))
    unit, share = brief.portfolio.programme.money.name, brief.carry_over.get(payer)
    is_source = payer in brief.portfolio.sources
    members = [] if is_source else list(brief.payers[payer])
    already = _spent_already(brief, payer) if is_source else []
    carry_over = None if share is None else CarryOver(share=share)
    paid = ids.paid[payer]
    completed = Resource(id=payer, unit=unit, sum_of=members, already=already)
    if paid == payer:
        yield _limited(completed.model_copy(update={"carry_over": carry_over}), [*ceilings, *floor])
        return
    yield _limited(completed, floor)
    payments = Resource(
        id=paid,
        unit=unit,
        sum_of=[ids.paid[source] for source in members],
        pays=Payments(resource=payer) if is_source else None,
        carry_over=carry_over,
        already=already,
    )
    yield _limited(payments, ceilings)


def _limited(resource: Resource, limits: Sequence[tuple[Limit, LimitOf | None]]) -> _Limited:
    """Return a resource with these limits, and what those that bind stand for."""
    limited = resource.model_copy(update={"limits": [limit for limit, _ in limits]})
    return limited, {place: of for place, (_, of) in enumerate(limits) if of is not None}


def _spent_already(brief: Brief, source: str) -> list[int]:
    """Return what the source has paid, by period: facts, which no mode has and no decision changes."""
    already: list[int] = []
    for year, amount in brief.spent.get(source, {}).items():
        first, last = window_of(brief.calendar, year)
        already += [0] * (last + 1 - len(already))
        already[first] = amount
    return already


def _ceilings(brief: Brief, payer: str) -> Iterator[tuple[Limit, CeilingLimit | None]]:
    """Yield a window for each year: the ceiling of the payer where it binds, or else to report only.

    Those of past years do not bind, but what room they leave moves on from them.
    """
    ceilings = brief.ceilings.get(payer, {})
    for year in brief.calendar.years:
        first, last = window_of(brief.calendar, year)
        maximum, is_past = ceilings.get(year), brief.is_past(year)
        window = Limit(id=str(year), first=first, last=last, maximum=maximum, binding=not is_past)
        yield window, CeilingLimit(payer, year) if maximum is not None and not is_past else None


def _floor(brief: Brief) -> Iterator[tuple[Limit, FloorLimit]]:
    if brief.floor is not None:
        end = window_of(brief.calendar, brief.calendar.last_year)[1]
        window = Limit(id="floor", first=0, last=end, minimum=brief.floor, soft=brief.floor_is_soft)
        yield window, FloorLimit()


def _maximum(brief: Brief, ids: _Ids) -> Iterator[_Limited]:
    """Yield a resource that adds up what all sources pay, if there is a most that may be invested.

    It is one of its own, as what passes it is not to be added up with what is missing to the floor.
    """
    if brief.maximum is not None:
        end = window_of(brief.calendar, brief.calendar.last_year)[1]
        limits = [Limit(first=0, last=end, maximum=brief.maximum)]
        sources = list(brief.portfolio.sources)
        unit = brief.portfolio.programme.money.name
        yield Resource(id=ids.invested, unit=unit, sum_of=sources, limits=limits), {0: MaximumLimit()}


def _sites(brief: Brief, name: str, capacity: SiteCapacity, ids: _Ids) -> _Limited:
    first, periods = brief.calendar.first, range(brief.calendar.number_of_periods)
    limits = [Limit(first=period, last=period, maximum=capacity.maximum) for period in periods]
    resource = Resource(id=ids.capacities[name], unit="sites", limits=limits)
    return resource, {period: CapacityLimit(name, first.plus(period)) for period in periods}


def _kept_decisions(brief: Brief, ids: _Ids) -> Iterator[_Limited]:
    """Yield a resource of which every project that keeps to the baseline uses one, if moves are limited."""
    if brief.baseline is not None and brief.most_moves is not None:
        least = max(0, len(brief.baseline) - brief.most_moves)
        limits = [Limit(first=0, last=brief.calendar.number_of_periods - 1, minimum=least)]
        yield Resource(id=ids.kept, limits=limits), {0: MovesLimit()}


def _project(brief: Brief, requirement: Requirement, ids: _Ids) -> tuple[Project, dict[str, ModeOf]]:
    calendar = brief.calendar
    start = requirement.pinned_start
    release = max(0, period_of(calendar, requirement.earliest))
    if requirement.latest is not None:
        # A project already under way starts then and at no other time. A person's pin that says otherwise
        # leaves no start at all, which the format says as a release after the last period.
        if start is not None and start > requirement.latest:
            release = calendar.number_of_periods
        start = start or requirement.latest
    modes = _all_modes(brief, requirement, ids)
    # A milestone takes no period and so is complete in the one before it; it is on time within its target.
    before = 1 if requirement.is_milestone else 0
    project = Project(
        id=requirement.project,
        mandatory=requirement.mandatory,
        release=release,
        due=period_of(calendar, requirement.target) - before if requirement.opens else None,
        # Where some works may outlast the periods, the others are kept from it one by one.
        deadline=calendar.number_of_periods - 1 if brief.may_run_on and not requirement.runs_on else None,
        tardiness_weight=Decimal(requirement.priority),
        flexibility=requirement.flexibility,
        modes=[mode for mode, _ in modes],
        terms=_terms(brief, requirement, ids),
        pin=None if start is None else Pin(start=max(0, period_of(calendar, start))),
    )
    return project, {mode.id: of for mode, of in modes}


def _terms(brief: Brief, requirement: Requirement, ids: _Ids) -> dict[str, Terms]:
    """Return by which terms each source pays for the project, where that is not as it is completed."""
    terms = requirement.terms
    if terms.pays_as_completed:
        return {}
    shares = {name: getattr(terms, name) / 100 for name in ("advance", "progress", "retention")}
    return dict.fromkeys(
        (ids.paid[source] for source in brief.portfolio.sources), Terms(**shares, after=terms.settled_after)
    )


_Mode = tuple[InstanceMode, ModeOf]


def _all_modes(brief: Brief, requirement: Requirement, ids: _Ids) -> list[_Mode]:
    """Return a project's modes as the optimizer has them, each with what it stands for."""
    taken = {mode.id for mode in requirement.modes}
    found: list[_Mode] = []
    for mode in requirement.modes:
        if requirement.pinned_mode in {None, mode.id}:
            found += _modes(brief, requirement, mode, ids, taken)
    return [*found, *_kept_only_in_name(brief, requirement, taken)]


def _dated_id(mode: str, start: Period, taken: set[str]) -> str:
    """Return an id for a mode that is another one for each start."""
    name = unused(f"{mode}@{start}", taken)
    taken.add(name)
    return name


def _modes(brief: Brief, requirement: Requirement, mode: Mode, ids: _Ids, taken: set[str]) -> Iterator[_Mode]:
    """Yield the mode as the optimizer has it, or one for each start where the start decides what is paid."""
    usage = _usage(brief, requirement, mode, mode.spending, ids)
    left = max(0, mode.quarters - requirement.elapsed(brief.calendar.first))
    usual = InstanceMode(
        id=mode.id,
        duration=left,
        last_start=None if left else brief.calendar.number_of_periods - 1,
        usage=usage,
        used_before=_used_before(brief, requirement, mode.spending),
        benefit=_benefit(brief, left, requirement),
    )
    if not brief.is_dated(mode):
        yield usual, ModeOf(mode.id)
        return
    kept = None if brief.most_moves is None else (brief.baseline or {}).get(requirement.project)
    for start in requirement.starts(mode, brief.calendar.last):
        usage = _usage(brief, requirement, mode, mode.paid(start), ids)
        if kept is not None and (kept.mode, kept.start) == (mode.id, start):
            usage[ids.kept] = [1]
        period = max(0, period_of(brief.calendar, start))
        dated = InstanceMode(
            id=_dated_id(mode.id, start, taken),
            duration=left,
            usage=usage,
            used_before=_used_before(brief, requirement, mode.paid(start)),
            first_start=period,
            last_start=period,
        )
        # There are as many modes as starts, and the benefit of all of them was validated with the usual one.
        yield dated.model_copy(update={"benefit": usual.benefit}), ModeOf(mode.id, start)


def _kept_only_in_name(brief: Brief, requirement: Requirement, taken: set[str]) -> Iterator[_Mode]:
    """Yield the baseline's mode, where a pin or its start rule it out today, as one that fits nowhere.

    So whatever is chosen instead counts as a change of mode.
    """
    kept = (brief.baseline or {}).get(requirement.project)
    mode = None if kept is None else requirement.mode(kept.mode)
    if kept is None or mode is None:
        return
    dated = brief.is_dated(mode)
    is_open = requirement.pinned_mode in {None, mode.id}
    if is_open and not (dated and kept.start not in requirement.starts(mode, brief.calendar.last)):
        return
    after = brief.calendar.number_of_periods
    name = _dated_id(mode.id, kept.start, taken) if dated else mode.id
    of = ModeOf(mode.id, kept.start if dated else None)
    yield InstanceMode(id=name, duration=1, first_start=after, last_start=after), of


def _usage(
    brief: Brief, requirement: Requirement, mode: Mode, paid: Mapping[str, Sequence[int]], ids: _Ids
) -> dict[str, list[int]]:
    """Return what the mode uses in each of its periods, those before the schedule left out."""
    elapsed = requirement.elapsed(brief.calendar.first)
    usage = {source: list(amounts[elapsed:]) for source, amounts in paid.items()}
    for counter, capacity in brief.capacities.items():
        if requirement.project in capacity.projects:
            sites = [int(quarter >= mode.history) for quarter in range(elapsed, mode.quarters)]
            usage[ids.capacities[counter]] = sites
    return usage


def _used_before(
    brief: Brief, requirement: Requirement, completed: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return what was completed of the mode before the schedule, where terms of payment ask for it."""
    elapsed = requirement.elapsed(brief.calendar.first)
    if not elapsed or requirement.terms.pays_as_completed:
        return {}
    return {source: sum(amounts[:elapsed]) for source, amounts in completed.items() if any(amounts[:elapsed])}


def _benefit(brief: Brief, duration: int, requirement: Requirement) -> list[Decimal]:
    """Return one for every period in which the facility is open: the sum is largest when all open early."""
    open_quarters = max(0, brief.calendar.number_of_periods - duration)
    return [Decimal(0)] * duration + [Decimal(1)] * open_quarters if requirement.opens else []


def _kept(brief: Brief, project: str, modes: Mapping[str, ModeOf], placement: Placement) -> InstancePlacement:
    """Return a baseline's decision; of a mode that has become one for each start, the one of its start."""
    ids = {of: name for name, of in modes.items()}
    named = (ModeOf(placement.mode, placement.start), ModeOf(placement.mode))
    mode = next((ids[of] for of in named if of in ids), next(iter(modes)))
    first = quarter_of(brief, project, 0)
    return InstancePlacement(mode=mode, start=first.until(placement.start))


def _tier(tier: Tier, ids: _Ids) -> InstanceTier:
    return InstanceTier(
        terms=[
            InstanceTerm(
                term=term.term.value,
                resource=ids.paid[term.resource]
                if term.term is TermName.PEAK and term.resource
                else term.resource,
                weight=term.weight,
                sense=None if term.sense is None else ("max" if term.is_maximised else "min"),
            )
            for term in tier.terms
        ],
        tolerance=tier.tolerance,
    )


POSTED_BY: Final[dict[RuleName, Callable[..., object]]] = {
    RuleName.MANDATORY: _project,
    RuleName.DROPPED: compile_brief,  # what the brief asks nothing of is in no instance
    RuleName.MODE: _all_modes,
    RuleName.START: _project,
    RuleName.PREREQUISITE: _prerequisites,
    RuleName.ALTERNATIVES: _alternatives,
    RuleName.CAPACITY: _sites,
    RuleName.MOVES: _kept_decisions,
    RuleName.CASH_FLOW: _usage,
    RuleName.ROUNDING: _usage,
    RuleName.PAYMENT: _terms,
    RuleName.FLEXIBILITY: _project,
    RuleName.ALLOCATION: _allocations,
    RuleName.CEILING: _ceilings,
    RuleName.FLOOR: _floor,
    RuleName.MAXIMUM: _maximum,
}
"""Every hard rule -> the function that puts it into an instance; tests take it out there."""
