"""Limits made soft, and what even the plan with the least excess still passes."""

from __future__ import annotations

from collections.abc import Callable, Collection

from optimizer.format.instance import Instance, Limit, Resource, Term, Tier
from optimizer.format.result import LimitResult, Result
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import QUARTERS_PER_YEAR, Quarter
from portfolio.domain.plan import Explanation
from portfolio.domain.requirement import Mode, Requirement
from portfolio.planning.plan.compiling import compile_brief


def softened(
    brief: Brief, names: Collection[str], keep: Callable[[str, str], bool] = lambda _name, _limit: False
) -> Instance:
    """Return the instance with soft limits for these resources, asking for the least excess.

    Args:
        brief: What to compile.
        names: Payers or capacities, or whatever else has limits.
        keep: Tells of a payer and one of its years whether that ceiling stays hard.
    """
    instance = compile_brief(brief)

    def loosened(resource: Resource) -> Resource:
        limits = [
            limit
            if (limit.maximum is None and limit.minimum is None) or keep(resource.id, limit.id or "")
            else limit.model_copy(update={"soft": True})
            for limit in resource.limits
        ]
        return resource.model_copy(update={"limits": limits})

    return instance.model_copy(
        update={
            "resources": [
                loosened(resource) if resource.id in names else resource for resource in instance.resources
            ],
            "objective": [least_violation(names)],
        }
    )


def least_violation(names: Collection[str]) -> Tier:
    """Return the aim to break the soft limits of these resources as little as can be."""
    return Tier(terms=[Term(term="violation", resource=name) for name in names])


def with_soft_floor(brief: Brief) -> Instance:
    """Return the instance with a floor that may be missed, asking for the least shortfall."""
    return softened(brief, [TOTAL])


def unavoidable(brief: Brief, payer: str, year: int) -> int:
    """Return what works already under way spend there at the very least, 10k CNY.

    Each in whichever mode spends least then, as far as its spending may move to meet what is allocated.
    """
    return sum(
        min(
            (
                sum(_least_spent(need, mode, start, source, year) for source in brief.payers[payer])
                for mode in need.modes
                for start in need.starts(mode, brief.calendar.last)
            ),
            default=0,
        )
        for need in brief.requirements.values()
        if need.latest is not None and need.mandatory
    )


def _least_spent(need: Requirement, mode: Mode, start: Quarter, source: str, year: int) -> int:
    allocated = need.allocations.get(source, {}).get(year)
    if allocated is not None:
        return allocated
    along = mode.by_year(start).get(source, {}).get(year, 0)
    return max(0, along - need.room(mode, start).get(source, {}).get(year, 0))


def excesses(brief: Brief, instance: Instance, result: Result) -> list[Explanation]:
    """Return what the best plan of a loosened instance still breaks; nothing when it has no plan."""
    proven = result.status == "optimal"
    return [
        _excess(brief, resource, limit, outcome, proven=proven)
        for resource in instance.resources
        if resource.id in result.resources
        for limit, outcome in zip(resource.limits, result.resources[resource.id].limits, strict=True)
        # A floor that may be missed is in nobody's way.
        if limit.soft and outcome.violation and not (resource.id == TOTAL and brief.floor_is_soft)
    ]


def _excess(
    brief: Brief, resource: Resource, limit: Limit, outcome: LimitResult, *, proven: bool
) -> Explanation:
    if resource.id == TOTAL:
        return Explanation(kind="floor", needed=limit.minimum, allowed=outcome.used, proven=proven)
    if resource.id in brief.capacities:
        return Explanation(
            kind="capacity",
            detail=resource.id,
            quarter=brief.calendar.first.plus(limit.first),
            needed=outcome.used,
            allowed=limit.maximum,
            proven=proven,
        )
    if resource.id not in brief.payers:
        moved = len(brief.baseline or ()) - outcome.used
        return Explanation(kind="moves", needed=moved, allowed=brief.most_moves, proven=proven)
    year = brief.calendar.years[limit.first // QUARTERS_PER_YEAR]
    return Explanation(
        kind="ceiling",
        payer=resource.id,
        year=year,
        needed=outcome.used,
        allowed=(limit.maximum or 0) + outcome.carried_in,
        unavoidable=unavoidable(brief, resource.id, year),
        proven=proven,
    )
