"""Why two plans treat a project differently, where a reason can be shown; never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.plan import CeilingUse, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.spending import ceiling_uses, spending_of
from portfolio.planning.comparing import Comparison, Moved


class Cause(StrEnum):
    """What makes the difference.

    `SCENARIO`: the scenarios ask for different things of this project. `REPORTED`: its status was reported,
    and the plans were made from different data. `CEILING`: with its earlier dates and all else as it is now,
    a ceiling would be passed. `ROOM`: no rule forces it; it makes room, or takes what others left.
    """

    SCENARIO = "scenario"
    REPORTED = "reported"
    CEILING = "ceiling"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        over: By how much the ceiling would be passed, 10k CNY.
    """

    cause: Cause
    payer: str | None = None
    year: int | None = None
    over: int | None = None


def reasons(
    portfolio: Portfolio, before: Plan, after: Plan, comparison: Comparison
) -> dict[str, list[Reason]]:
    """Return the reasons for every project that moved, at least one each."""
    return {
        moved.project: _of(portfolio, before, after, moved) or [Reason(Cause.ROOM)]
        for moved in comparison.moved
    }


def _of(portfolio: Portfolio, before: Plan, after: Plan, moved: Moved) -> list[Reason]:
    found = []
    if before.scenario.project(moved.project) != after.scenario.project(moved.project):
        found.append(Reason(Cause.SCENARIO))
    changed = before.provenance.data_hash != after.provenance.data_hash
    if changed and portfolio.reports_of(moved.project):
        found.append(Reason(Cause.REPORTED))
    found += (
        Reason(Cause.CEILING, use.payer, use.year, -use.slack)
        for use in _with_earlier_dates(portfolio, after, moved)
        if use.slack < 0
    )
    return found


def _with_earlier_dates(portfolio: Portfolio, after: Plan, moved: Moved) -> tuple[CeilingUse, ...]:
    """Return the ceilings with this project as before and all others as they are now, carry-over included."""
    projects = [moved.before if planned.id == moved.project else planned for planned in after.projects]
    ceilings: dict[str, dict[int, int]] = {}
    for use in after.ceilings:
        ceilings.setdefault(use.payer, {})[use.year] = use.maximum
    spending = spending_of(projects, portfolio.sources)
    return ceiling_uses(spending, portfolio.pools, ceilings, after.scenario.carry_over)
