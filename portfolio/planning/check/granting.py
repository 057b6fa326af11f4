"""What fixed appropriations leave to be paid of works under way, worked out again for the checker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from portfolio.domain.brief import Brief
from portfolio.domain.project import Project, Status
from portfolio.domain.status import NOT_BEGUN, StatusReport

_UNDER_WAY = {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}


def grants(brief: Brief, project: Project) -> dict[int, dict[str, Fraction]]:
    """Return fiscal year -> source -> what is granted, in proportion to the cost; empty where it may move."""
    change = brief.scenario.project(project.id)
    cost = project.cost if change.cost is None else change.cost
    rows = brief.portfolio.appropriations_of(project.id)
    if not brief.portfolio.assumptions.appropriations.fixed or not cost or change.delay_quarters:
        return {}
    whole = sum(row.amount for row in rows)
    found: dict[int, dict[str, Fraction]] = {}
    for row in rows:
        if row.amount:
            found.setdefault(row.year, {})[row.source] = Fraction(row.amount * cost, whole)
    return found


def shares_of(
    granted: Mapping[int, Mapping[str, Fraction]], year: int, otherwise: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    """Return who pays what share of a year's money: as granted for it, or else as always."""
    by_source = granted.get(year)
    if by_source is None:
        return otherwise
    whole = sum(by_source.values())
    return {source: amount / whole for source, amount in by_source.items()}


def still_granted(
    brief: Brief, project: Project, reports: Sequence[StatusReport], now: int, spent: Mapping[int, int]
) -> dict[int, dict[str, Fraction]] | None:
    """Return year -> source -> what has to be paid yet as granted; None where that is not fixed.

    Args:
        brief: What the plan was made for.
        project: One with reports.
        reports: Those in force.
        now: The fiscal year in which the last one takes effect.
        spent: Fiscal year -> what has been paid. What was granted for earlier years and not spent is lost to
            works that have begun, and waits for others.
    """
    granted = grants(brief, project)
    if not granted or not reports or reports[-1].status not in _UNDER_WAY | NOT_BEGUN:
        return None
    left: dict[int, dict[str, Fraction]] = {}
    for year, by_source in granted.items():
        whole = sum(by_source.values())
        waits = reports[-1].status in NOT_BEGUN
        rest = max(Fraction(0), whole - spent.get(year, 0)) if year == now or waits else whole
        if (year >= now or waits) and rest:
            left[year] = {source: amount * rest / whole for source, amount in by_source.items()}
    return left
