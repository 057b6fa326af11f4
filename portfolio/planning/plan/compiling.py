"""The one translator between the two worlds: a brief becomes an instance of whole numbers and periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, cast

from optimizer.format.instance import (
    Allocation,
    Group,
    Instance,
    Pin,
    Precedence,
    Project,
)
from optimizer.format.instance import Mode as InstanceMode
from optimizer.format.instance import Placement as InstancePlacement
from optimizer.format.instance import Term as InstanceTerm
from optimizer.format.instance import Tier as InstanceTier
from optimizer.format.parts import TermName as InstanceTermName
from portfolio.domain import eligibility
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.requirement import Mode, Placement, Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Term, TermName, Tier
from portfolio.planning.plan import bands, bound, follow_on, gated, resources, shares
from portfolio.planning.plan.committed import left_to_allocate
from portfolio.planning.plan.compiled import Compiled, ModeOf, unused
from portfolio.planning.plan.windows import period_of, quarter_of, window_of


def compile_brief(brief: Brief) -> Compiled:
    """Translate a brief: periods are counted from 0, years become windows of them, money stays as it is kept.

    Every source is a resource, and every group of sources and the total a resource that adds them up; so a
    ceiling on public money is an ordinary limit, and so is the floor. A capacity is a resource of which every
    site under construction uses one.
    """
    ids = resources.ids_of(brief)
    projects = {name: _project(brief, requirement, ids) for name, requirement in brief.requirements.items()}
    limited = [
        *(money for payer in brief.payers for money in resources.money(brief, payer, ids)),
        *(resources.sites(brief, name, capacity, ids) for name, capacity in brief.capacities.items()),
        *resources.kept_decisions(brief, ids),
        *resources.maximum(brief, ids),
        *resources.extra_cost(brief, ids),
        *resources.promised(brief, ids),
        *bound.closed_years(brief, ids),
        *follow_on.debts(brief, ids),
        *follow_on.running(brief),
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
        matches=shares.matches_of(brief),
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


def _project(brief: Brief, requirement: Requirement, ids: resources.Ids) -> tuple[Project, dict[str, ModeOf]]:
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
        due_from=period_of(calendar, requirement.due_from) - before
        if requirement.due_from and requirement.opens and brief.aims_for(TermName.EARLINESS)
        else None,
        # Where some works may outlast the periods, the others are kept from it one by one.
        deadline=calendar.number_of_periods - 1 if brief.may_run_on and not requirement.runs_on else None,
        tardiness_weight=Decimal(requirement.priority),
        flexibility=requirement.flexibility,
        modes=[mode for mode, _ in modes],
        terms=resources.terms_of(brief, requirement, ids),
        pin=None if start is None else Pin(start=max(0, period_of(calendar, start))),
    )
    return project, {mode.id: of for mode, of in modes}


_Mode = tuple[InstanceMode, ModeOf]


def _all_modes(brief: Brief, requirement: Requirement, ids: resources.Ids) -> list[_Mode]:
    """Return a project's modes as the optimizer has them, each with what it stands for."""
    taken = {mode.id for mode in requirement.modes}
    found: list[_Mode] = []
    for mode in requirement.modes:
        if requirement.allows(mode):
            found += _modes(brief, requirement, mode, ids, taken)
    return [*found, *_kept_only_in_name(brief, requirement, taken)]


def _dated_id(mode: str, start: Period, taken: set[str]) -> str:
    """Return an id for a mode that is another one for each start."""
    name = unused(f"{mode}@{start}", taken)
    taken.add(name)
    return name


def _modes(
    brief: Brief, requirement: Requirement, mode: Mode, ids: resources.Ids, taken: set[str]
) -> Iterator[_Mode]:
    """Yield the mode as the optimizer has it, or one for each start where the start decides what is paid."""
    usage = _usage(brief, requirement, mode, mode.spending, ids)
    left = max(0, mode.quarters - requirement.elapsed(brief.calendar.first))
    after_all = brief.calendar.number_of_periods
    in_time, last = bound.last_start(brief, requirement, mode), None if left else after_all - 1
    usual = InstanceMode(
        id=mode.id,
        duration=left,
        first_start=after_all if in_time == -1 else gated.first_start(brief, requirement, mode),
        last_start=in_time if last is None or (in_time is not None and 0 <= in_time < last) else last,
        usage=usage,
        bands=bands.bands_of(brief, requirement, mode, mode.spending),
        used_before=resources.used_before(brief, requirement, mode.spending),
        used_already=resources.used_already(brief, requirement),
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
        in_time = bound.is_paid_in_time(brief, requirement, mode, start)
        period = max(0, period_of(brief.calendar, start)) if in_time else after_all
        dated = InstanceMode(
            id=_dated_id(mode.id, start, taken),
            duration=left,
            usage=usage,
            bands=bands.bands_of(brief, requirement, mode, mode.paid(start)),
            used_before=resources.used_before(brief, requirement, mode.paid(start)),
            used_already=usual.used_already,
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
    is_open = requirement.allows(mode)
    if is_open and not (dated and kept.start not in requirement.starts(mode, brief.calendar.last)):
        return
    after = brief.calendar.number_of_periods
    name = _dated_id(mode.id, kept.start, taken) if dated else mode.id
    of = ModeOf(mode.id, kept.start if dated else None)
    yield InstanceMode(id=name, duration=1, first_start=after, last_start=after), of


def _usage(
    brief: Brief, requirement: Requirement, mode: Mode, paid: Mapping[str, Sequence[int]], ids: resources.Ids
) -> dict[str, list[int]]:
    """Return what the mode uses in each of its periods, those before the schedule left out."""
    elapsed = requirement.elapsed(brief.calendar.first)
    usage = {source: list(amounts[elapsed:]) for source, amounts in paid.items()}
    for counter, capacity in brief.capacities.items():
        if requirement.project in capacity.projects:
            sites = [int(quarter >= mode.history) for quarter in range(elapsed, mode.quarters)]
            usage[ids.capacities[counter]] = sites
    usage |= follow_on.running_usage(brief, requirement, mode)
    extra = requirement.extra_costs.get(mode.id)
    if extra and resources.counts_extra_cost(brief, ids):
        usage[ids.extra] = [extra]
    return usage


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


def _tier(tier: Tier, ids: resources.Ids) -> InstanceTier:
    return InstanceTier(terms=[_term(term, ids) for term in tier.terms], tolerance=tier.tolerance)


def _term(term: Term, ids: resources.Ids) -> InstanceTerm:
    aim, resource = term.term, term.resource
    if aim is TermName.EXTRA_COST:
        return InstanceTerm(term="usage", resource=ids.extra, weight=term.weight, sense="min")
    if aim is TermName.PEAK and resource:
        resource = ids.paid[resource]
    elif aim is TermName.VIOLATION and resource == TOTAL:
        resource = ids.promised
    return InstanceTerm(
        term=cast("InstanceTermName", aim.value),  # all others are called the same in both worlds
        resource=resource,
        weight=term.weight,
        sense=None if term.sense is None else ("max" if term.is_maximised else "min"),
    )


POSTED_BY: Final[dict[RuleName, Callable[..., object]]] = {
    RuleName.MANDATORY: _project,
    RuleName.DROPPED: compile_brief,  # what the brief asks nothing of is in no instance
    RuleName.MODE: _all_modes,
    RuleName.START: _project,
    RuleName.GATE: gated.first_start,
    RuleName.PREREQUISITE: _prerequisites,
    RuleName.ALTERNATIVES: _alternatives,
    RuleName.CAPACITY: resources.sites,
    RuleName.MOVES: resources.kept_decisions,
    RuleName.CASH_FLOW: _usage,
    RuleName.ROUNDING: _usage,
    RuleName.PAYMENT: resources.terms_of,
    RuleName.DEBT: follow_on.services,
    RuleName.RUNNING: follow_on.running_usage,
    RuleName.FLEXIBILITY: _project,
    RuleName.BAND: bands.bands_of,
    RuleName.SHARE: shares.shares_of,
    RuleName.MATCH: shares.matches_of,
    RuleName.ALLOCATION: _allocations,
    RuleName.CEILING: resources.ceilings,
    RuleName.SOURCE_YEARS: bound.closed_years,
    RuleName.ELIGIBLE: eligibility.payable,
    RuleName.FLOOR: resources.floor,
    RuleName.MAXIMUM: resources.maximum,
}
"""Every hard rule -> the function that puts it into an instance; tests take it out there."""
