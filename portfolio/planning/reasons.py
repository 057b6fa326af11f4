"""Why two plans treat a project differently, where a reason can be shown; never a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.brief import Brief, brief
from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import CeilingUse, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Requirement
from portfolio.domain.spending import ceiling_uses, spending_of
from portfolio.planning.comparing import Comparison, Moved


class Cause(StrEnum):
    """What makes the difference.

    `SCENARIO`: the scenarios ask for different things of this project. `REPORTED`: its status was reported,
    and the plans were made from different data. The next ones hold for the project back on its earlier dates
    with all else as it is now. `EARLIEST`: it would start before it may. `DURATION`: its works take another
    number of quarters now. `PREREQUISITE`: what it needs would not be finished. `CAPACITY`: too many sites
    would be under construction. `CEILING`: a ceiling would be passed. And where none of them is known:
    `DATA`: the plans were made from different data. `ROOM`: no rule forces it; it makes room, or takes what
    others left.
    """

    SCENARIO = "scenario"
    REPORTED = "reported"
    EARLIEST = "earliest"
    DURATION = "duration"
    PREREQUISITE = "prerequisite"
    CAPACITY = "capacity"
    CEILING = "ceiling"
    DATA = "data"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        over: By how much the ceiling would be passed, 10k CNY.
        quarter: The first in which it may start, or in which there would be too many sites.
        quarters: How many its works take now.
        project: What it needs first.
        capacity: Which sites there would be too many of.
    """

    cause: Cause
    payer: str | None = None
    year: int | None = None
    over: int | None = None
    quarter: Quarter | None = None
    quarters: int | None = None
    project: str | None = None
    capacity: str | None = None


def reasons(
    portfolio: Portfolio, before: Plan, after: Plan, comparison: Comparison
) -> dict[str, list[Reason]]:
    """Return the reasons for every project that moved, at least one each."""
    is_same_data = before.provenance.data_hash == after.provenance.data_hash
    # Rules are those of the data that the later plan was made from; of others nothing is known here.
    is_known = after.provenance.data_hash == portfolio.data_hash
    resolved = brief(portfolio, after.scenario) if is_known and comparison.moved else None
    found = {}
    for moved in comparison.moved:
        own = list(_of(portfolio, before, after, moved))
        if resolved is not None:
            own += _broken(resolved, after, moved)
        own += _passed(portfolio, after, moved)
        found[moved.project] = own or [Reason(Cause.ROOM if is_same_data else Cause.DATA)]
    return found


def _of(portfolio: Portfolio, before: Plan, after: Plan, moved: Moved) -> Iterator[Reason]:
    """Yield what was asked or reported of the project."""
    if before.scenario.project(moved.project) != after.scenario.project(moved.project):
        yield Reason(Cause.SCENARIO)
    changed = before.provenance.data_hash != after.provenance.data_hash
    if changed and portfolio.reports_of(moved.project):
        yield Reason(Cause.REPORTED)


def _broken(resolved: Brief, after: Plan, moved: Moved) -> Iterator[Reason]:
    """Yield the rules other than ceilings that its earlier dates would break."""
    requirement, start = resolved.requirements.get(moved.project), moved.before.start
    if requirement is None or start is None:
        return
    if start < requirement.earliest:
        yield Reason(Cause.EARLIEST, quarter=requirement.earliest)
    mode = requirement.mode(moved.before.mode or "")
    if mode is not None and mode.finish(start) != moved.before.finish:
        yield Reason(Cause.DURATION, quarters=mode.quarters)
    for link in resolved.prerequisites:
        if link.after == moved.project:
            needed = after.project(link.before)
            if needed.finish is not None and start < needed.finish.plus(1 + link.lag_quarters):
                yield Reason(Cause.PREREQUISITE, project=link.before)
    yield from _crowded(resolved, after, requirement, moved)


def _crowded(resolved: Brief, after: Plan, requirement: Requirement, moved: Moved) -> Iterator[Reason]:
    """Yield the first quarter of each kind of sites in which there would be too many."""
    for name, capacity in resolved.capacities.items():
        if moved.project not in capacity.projects:
            continue
        mode = requirement.mode(moved.before.mode or "")
        if mode is None or moved.before.start is None:
            continue
        own = mode.sites(moved.before.start)
        sites = Counter(own)
        for other in set(capacity.projects) - {moved.project}:
            planned = after.project(other)
            used = resolved.requirements[other].mode(planned.mode or "")
            if used is not None and planned.start is not None:
                sites.update(used.sites(planned.start))
        crowded = [quarter for quarter in own if sites[quarter] > capacity.maximum]
        if crowded:
            yield Reason(Cause.CAPACITY, capacity=name, quarter=min(crowded))


def _passed(portfolio: Portfolio, after: Plan, moved: Moved) -> Iterator[Reason]:
    """Yield the ceilings that its earlier dates and money would pass."""
    for use in _with_earlier_dates(portfolio, after, moved):
        if use.slack < 0:
            yield Reason(Cause.CEILING, use.payer, use.year, -use.slack)


def _with_earlier_dates(portfolio: Portfolio, after: Plan, moved: Moved) -> tuple[CeilingUse, ...]:
    """Return the ceilings with this project as before and all others as they are now, carry-over included."""
    projects = [moved.before if planned.id == moved.project else planned for planned in after.projects]
    ceilings: dict[str, dict[int, int]] = {}
    for use in after.ceilings:
        ceilings.setdefault(use.payer, {})[use.year] = use.maximum
    spending = spending_of(projects, portfolio.sources)
    return ceiling_uses(spending, portfolio.pools, ceilings, after.scenario.carry_over)
