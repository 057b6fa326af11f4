"""Limits made soft, and what even the plan with the least excess still passes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from optimizer.format.instance import Resource, Term, Tier
from optimizer.format.result import LimitResult, Result
from portfolio.domain.brief import Brief
from portfolio.domain.explanation import (
    CeilingExceeded,
    Explanation,
    FloorMissed,
    MaximumExceeded,
    MovesExceeded,
    SitesExceeded,
)
from portfolio.domain.rule_names import RuleName
from portfolio.planning.plan.committed import unavoidable
from portfolio.planning.plan.compiled import (
    CapacityLimit,
    CeilingLimit,
    Compiled,
    FloorLimit,
    LimitOf,
    MaximumLimit,
    MovesLimit,
)
from portfolio.planning.plan.compiling import compile_brief


def softened(
    brief: Brief, rules: Collection[RuleName], keep: Callable[[LimitOf], bool] = lambda _limit: False
) -> Compiled:
    """Return the brief compiled with soft limits for these rules, asking for the least excess.

    Args:
        brief: What to compile.
        rules: Those that are limits: ceilings, capacities, floor, maximum, or moves.
        keep: Tells of one of their limits whether it stays hard.
    """
    compiled = compile_brief(brief)

    def loosened(resource: Resource) -> Resource:
        limits = [
            limit.model_copy(update={"soft": True}) if may_break(resource.id, place) else limit
            for place, limit in enumerate(resource.limits)
        ]
        return resource.model_copy(update={"limits": limits})

    def may_break(resource: str, place: int) -> bool:
        limit = compiled.limits.get((resource, place))
        return limit is not None and limit.rule in rules and not keep(limit)

    resources = [loosened(resource) for resource in compiled.instance.resources]
    instance = compiled.instance.model_copy(update={"resources": resources})
    return replace(compiled, instance=instance).asking(least_excess(compiled, rules))


def least_excess(compiled: Compiled, rules: Collection[RuleName]) -> Tier:
    """Return the aim to break the soft limits of these rules as little as can be."""
    return Tier(terms=[Term(term="violation", resource=name) for name in compiled.resources_of(rules)])


def excesses(brief: Brief, compiled: Compiled, result: Result) -> list[Explanation]:
    """Return what the best plan of a loosened instance still breaks; nothing when it has no plan."""
    proven = result.status == "optimal"
    return [
        _excess(brief, limit, outcome, proven=proven)
        for limit, outcome in compiled.outcomes(result)
        # A floor that may be missed is in nobody's way.
        if outcome.violation and not (limit.rule is RuleName.FLOOR and brief.floor_is_soft)
    ]


def _excess(brief: Brief, limit: LimitOf, outcome: LimitResult, *, proven: bool) -> Explanation:
    used, maximum = outcome.used, outcome.maximum or 0
    match limit:
        case CeilingLimit(payer, year):
            allowed, fixed = maximum + outcome.carried_in, unavoidable(brief, payer, year)
            reserve = brief.funds.reserve(payer, brief.gross.get(payer, {}).get(year, 0))
            return CeilingExceeded(
                payer=payer,
                year=year,
                needed=used,
                allowed=allowed,
                unavoidable=fixed,
                proven=proven,
                reserve=reserve,
                enough=brief.funds.gross(payer, used) if reserve else None,
            )
        case FloorLimit():
            return FloorMissed(needed=outcome.minimum or 0, allowed=used, proven=proven)
        case MaximumLimit():
            return MaximumExceeded(needed=used, allowed=maximum, proven=proven)
        case CapacityLimit(name, quarter):
            return SitesExceeded(detail=name, quarter=quarter, needed=used, allowed=maximum, proven=proven)
        case MovesLimit():
            moved, allowed = len(brief.baseline or ()) - used, brief.most_moves or 0
            return MovesExceeded(needed=moved, allowed=allowed, proven=proven)
