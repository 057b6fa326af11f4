"""When works can finish at best, and which therefore run on past the end of the schedule."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Final

from portfolio.domain.calendar import Period
from portfolio.domain.project import Project

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio

MOST_PERIODS: Final = 800
"""How long works can last."""


def runs_on(portfolio: Portfolio, project: Project, last: Period) -> bool:
    """Whether none of a project's modes, started first thing, is finished by the last period given.

    Nor is what needs such works and overlaps with them by too little. What has been reported, and what a
    scenario asks, is left aside: works that could have finished within the schedule have to.
    """
    start, quarters = _first_start(portfolio, project), _fewest_quarters(portfolio, project)
    if start is None or quarters is None:
        return False
    if start.plus(max(0, quarters - 1)) > last:
        return True
    needed = {link.before for link in portfolio.assumptions.prerequisites if link.after == project.id}
    waits = any(
        runs_on(portfolio, p, last) for p in portfolio.projects if p.id in needed and p.status.has_works
    )
    return waits and finishes_at_best(portfolio)[project.id] > last


def last_finish(portfolio: Portfolio, project: Project) -> Period:
    """Return the last period in which a finish may be forecast: of what runs on, long after the schedule."""
    last = portfolio.calendar.last
    return last.plus(MOST_PERIODS) if runs_on(portfolio, project, last) else last


def finishes_at_best(portfolio: Portfolio) -> dict[str, Period]:
    """Return project -> the period in which it is finished if it, and all that it needs, starts first thing.

    Projects without works, and those that no rule applies to, are absent.
    """
    works = {project.id: project for project in portfolio.projects if project.status.has_works}
    links = [
        link for link in portfolio.assumptions.prerequisites if link.before in works and link.after in works
    ]
    needs: dict[str, list[tuple[str, int]]] = {name: [] for name in works}
    for link in links:
        needs[link.after].append((link.before, link.lag_quarters))
    order = TopologicalSorter({name: {before for before, _ in needed} for name, needed in needs.items()})
    finishes: dict[str, Period] = {}
    for name in order.static_order():
        start, quarters = _first_start(portfolio, works[name]), _fewest_quarters(portfolio, works[name])
        if start is not None and quarters is not None:
            after = [
                # What needs a milestone may start in the very period in which it is reached.
                finishes[before].plus(lag + (not portfolio.assumptions.is_milestone(works[before])))
                for before, lag in needs[name]
                if before in finishes
            ]
            finishes[name] = max([start, *after]).plus(max(0, quarters - 1))
    return finishes


def _first_start(portfolio: Portfolio, project: Project) -> Period | None:
    rule, appropriated = portfolio.assumptions.start_of(project), portfolio.appropriated(project)
    earliest = rule.earliest if rule else appropriated.start if appropriated else None
    if earliest is None:
        return None
    return portfolio.fixed_start_of(project) or max(earliest, portfolio.calendar.first)


def _fewest_quarters(portfolio: Portfolio, project: Project) -> int | None:
    rule = portfolio.delivery_of(project)
    return None if rule is None else min(mode.quarters for mode in rule.modes)
