"""The one translator between the two worlds: a brief becomes an instance of whole numbers and periods."""

from __future__ import annotations

from decimal import Decimal

from optimizer.instance import CarryOver, Instance, Limit, Pin, Project, Resource
from optimizer.instance import Mode as InstanceMode
from optimizer.instance import Placement as InstancePlacement
from optimizer.instance import Term as InstanceTerm
from optimizer.instance import Tier as InstanceTier
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import QUARTERS_PER_YEAR, Calendar, Quarter
from portfolio.domain.portfolio import UNIT
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.scenario import Tier


def compile_brief(brief: Brief) -> Instance:
    """Translate a brief: quarters become periods from 0, years become windows of four, money stays 10k CNY.

    Every source, every group of sources and the total is a resource of its own; a project uses a group by
    what it uses of its sources. So a ceiling on public money is an ordinary limit, and so is the floor.
    """
    return Instance(
        name=f"{brief.portfolio.name}: {brief.scenario.name}",
        periods=len(brief.calendar.years) * QUARTERS_PER_YEAR,
        resources=[_resource(brief, pool) for pool in brief.pools],
        projects=[_project(brief, requirement) for requirement in brief.requirements.values()],
        baseline=None
        if brief.baseline is None
        else {
            project: InstancePlacement(mode=kept.mode, start=period_of(brief.calendar, kept.start))
            for project, kept in brief.baseline.items()
        },
        objective=[_tier(tier) for tier in brief.objective],
    )


def period_of(calendar: Calendar, quarter: Quarter) -> int:
    """Return the index of a quarter, 0 for the first of the schedule."""
    return calendar.first.until(quarter)


def window_of(calendar: Calendar, year: int) -> tuple[int, int]:
    """Return the first and last period of a fiscal year."""
    first = period_of(calendar, Quarter(year, 1))
    return first, first + QUARTERS_PER_YEAR - 1


def _resource(brief: Brief, pool: str) -> Resource:
    ceilings = brief.ceilings.get(pool, {})
    limits = []
    for year in brief.calendar.years:
        first, last = window_of(brief.calendar, year)
        limits.append(Limit(id=str(year), first=first, last=last, maximum=ceilings.get(year)))
    if pool == TOTAL and brief.floor is not None:
        end = window_of(brief.calendar, brief.calendar.last_year)[1]
        limits.append(Limit(id="floor", first=0, last=end, minimum=brief.floor, soft=brief.floor_is_soft))
    share = brief.carry_over.get(pool)
    return Resource(
        id=pool, unit=UNIT, limits=limits, carry_over=None if share is None else CarryOver(share=share)
    )


def _project(brief: Brief, requirement: Requirement) -> Project:
    calendar = brief.calendar
    periods = len(calendar.years) * QUARTERS_PER_YEAR
    start = requirement.pinned_start
    release = period_of(calendar, requirement.earliest)
    if requirement.latest is not None:
        # A project already under way starts then and at no other time. A person's pin that says otherwise
        # leaves no start at all, which the format says as a release after the last period.
        if start is not None and start > requirement.latest:
            release = periods
        start = start or requirement.latest
    pinned = start is not None or requirement.pinned_mode is not None
    return Project(
        id=requirement.project,
        mandatory=requirement.mandatory,
        release=release,
        due=period_of(calendar, requirement.target) if requirement.opens else None,
        tardiness_weight=Decimal(requirement.priority),
        modes=[_mode(brief, mode, periods, opens=requirement.opens) for mode in requirement.modes],
        pin=Pin(
            mode=requirement.pinned_mode,
            start=None if start is None else max(0, period_of(calendar, start)),
        )
        if pinned
        else None,
    )


def _mode(brief: Brief, mode: Mode, periods: int, *, opens: bool) -> InstanceMode:
    usage = {}
    for pool, sources in brief.pools.items():
        spending = [mode.spending[source] for source in sources if source in mode.spending]
        if spending:
            usage[pool] = [sum(amounts) for amounts in zip(*spending, strict=True)]
    # One for every quarter in which the facility is open: the sum over projects is earliest when largest.
    benefit = [Decimal(0)] * mode.quarters + [Decimal(1)] * max(0, periods - mode.quarters)
    return InstanceMode(id=mode.id, duration=mode.quarters, usage=usage, benefit=benefit if opens else [])


def _tier(tier: Tier) -> InstanceTier:
    return InstanceTier(
        terms=[
            InstanceTerm(
                term=term.term.value,
                resource=term.resource,
                weight=term.weight,
                sense=None if term.sense is None else ("max" if term.is_maximised else "min"),
            )
            for term in tier.terms
        ],
        tolerance=tier.tolerance,
    )
