"""What investment calls for later, as resources of an instance: debt of bonds, and what has opened."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.format.instance import Resource, Service, Window
from portfolio.domain.bonds import Bond, debt_of
from portfolio.domain.brief import Brief
from portfolio.domain.follow_on import bonds_of, running_of
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.running_costs import RUNNING_COSTS, by_elapsed
from portfolio.planning.plan.resources import Ids, Limited, ceilings, limited
from portfolio.planning.plan.windows import window_of


def debts(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield what has to be served of each bond, and of all of them together, by fiscal year."""
    years = (window_of(brief.calendar, year) for year in brief.calendar.years)
    windows = [Window(first=first, last=last) for first, last in years]
    bonds, unit = bonds_of(brief.portfolio), brief.portfolio.programme.money.name
    for name, parts in brief.follow_on.items():
        owed = [bond for source, bond in bonds.items() if debt_of(source) in parts]
        if owed:
            serves = [service for bond in owed for service in services(bond, ids)]
            debt = Resource(id=name, unit=unit, windows=windows, serves=serves)
            yield limited(debt, list(ceilings(brief, name)))


def services(bond: Bond, ids: Ids) -> list[Service]:
    """Return what has to be served of what a bond pays."""
    return [
        Service(resource=ids.paid[bond.source], factor=factor, after=after, times=times)
        for factor, after, times in bond.parts
    ]


def running(brief: Brief) -> Iterator[Limited]:
    """Yield what it costs to run all that has opened, where somebody says anything of it."""
    if RUNNING_COSTS in brief.follow_on:
        unit = brief.portfolio.programme.money.name
        resource = Resource(id=RUNNING_COSTS, unit=unit, ongoing=True)
        yield limited(resource, list(ceilings(brief, RUNNING_COSTS)))


def running_usage(brief: Brief, requirement: Requirement, mode: Mode) -> dict[str, list[int]]:
    """Return what a project costs to run by period from its first one in the schedule on, at the most.

    What is not known is not counted; plans name it.
    """
    if not requirement.opens:  # which may not even be a project, as what stands in for a dropped one
        return {}
    cost = running_of(requirement, brief.portfolio, brief.portfolio.project(requirement.project))
    if cost is None or not cost.highest:
        return {}
    calendar = brief.calendar
    left = mode.quarters - requirement.elapsed(calendar.first)
    costs = by_elapsed(cost.highest, calendar.periods.per_year, calendar.number_of_periods)
    return {RUNNING_COSTS: [0] * left + costs}
