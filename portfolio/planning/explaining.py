"""Why a scenario is impossible: by a rule, or by solving again with one kind of rule loosened."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from optimizer.instance import Instance, Resource, Term, Tier
from optimizer.result import Result
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Explanation
from portfolio.domain.requirement import Requirement
from portfolio.planning.compiling import compile_brief
from portfolio.planning.solving import Solve


def explain_infeasible(
    brief: Brief, solve: Solve, *, time_limit: float, seed: int
) -> tuple[Explanation, ...]:
    """Tell why no plan exists.

    First the projects that have no quarter to start in. Else the ceilings are made soft and the least total
    overrun is solved for, and a hard floor likewise: what those plans still break is what is in the way.

    Args:
        brief: A brief that was proven to have no plan.
        solve: Whoever solves.
        time_limit: Seconds for all solves together.
        seed: For the solver.

    Returns:
        At least one explanation; of kind "together" when no single loosening was found to be enough.
    """
    without_start = [
        Explanation(kind="no_start", project=requirement.project, detail=_what_forbids(brief, requirement))
        for requirement in brief.requirements.values()
        if requirement.mandatory and not _has_start(brief, requirement)
    ]
    if without_start:
        return tuple(without_start)

    attempts = []
    if brief.ceilings:
        attempts.append(softened(brief, list(brief.ceilings)))
    if brief.capacities:
        attempts.append(softened(brief, list(brief.capacities)))
    if brief.floor is not None and not brief.floor_is_soft:
        attempts.append(with_soft_floor(brief))
    found: list[Explanation] = []
    for instance in attempts:
        result = solve(instance, time_limit=time_limit / len(attempts), seed=seed)
        found += _overruns(brief, instance, result)
    return tuple(found) or (Explanation(kind="together"),)


def _has_start(brief: Brief, requirement: Requirement) -> bool:
    return any(requirement.starts(mode, brief.calendar.last) for mode in requirement.modes)


def _what_forbids(brief: Brief, requirement: Requirement) -> str:
    """Name the rule without which the project could start: a prerequisite, a pin, or the schedule's end."""
    if not requirement.modes:
        return "prerequisite"
    free = replace(requirement, pinned_start=None, pinned_mode=None)
    return "pin" if _has_start(brief, free) else "schedule_end"


def softened(
    brief: Brief, names: Collection[str], keep: Callable[[str, str], bool] = lambda _name, _limit: False
) -> Instance:
    """Return the instance with soft maximums for these payers or capacities, asking for the least overrun.

    Args:
        brief: What to compile.
        names: Payers or capacities.
        keep: Tells of a payer and one of its years whether that ceiling stays hard.
    """
    instance = compile_brief(brief)

    def loosened(resource: Resource) -> Resource:
        limits = [
            limit
            if limit.maximum is None or keep(resource.id, limit.id or "")
            else limit.model_copy(update={"soft": True})
            for limit in resource.limits
        ]
        return resource.model_copy(update={"limits": limits})

    return instance.model_copy(
        update={
            "resources": [
                loosened(resource) if resource.id in names else resource for resource in instance.resources
            ],
            "objective": [Tier(terms=[Term(term="violation", resource=name) for name in names])],
        }
    )


def with_soft_floor(brief: Brief) -> Instance:
    """Return the instance with a floor that may be missed, asking for the least shortfall."""
    instance = compile_brief(replace(brief, floor_is_soft=True))
    return instance.model_copy(update={"objective": [Tier(terms=[Term(term="violation", resource=TOTAL)])]})


def unavoidable(brief: Brief, payer: str, year: int) -> int:
    """Return what works already under way spend there in whichever mode spends least then, 10k CNY."""
    total = 0
    for requirement in brief.requirements.values():
        if requirement.latest is not None and requirement.mandatory:
            total += min(
                (
                    sum(mode.by_year(start).get(source, {}).get(year, 0) for source in brief.pools[payer])
                    for mode in requirement.modes
                    for start in requirement.starts(mode, brief.calendar.last)
                ),
                default=0,
            )
    return total


def _overruns(brief: Brief, instance: Instance, result: Result) -> list[Explanation]:
    """Return what the best plan of a loosened instance still breaks; nothing when it has no plan."""
    found = []
    for resource in instance.resources:
        used = result.resources.get(resource.id)
        for limit, outcome in zip(resource.limits, used.limits if used else [], strict=False):
            if not (limit.soft and outcome.violation) or (limit.minimum is not None and brief.floor_is_soft):
                continue  # a floor that may be missed is in nobody's way
            if limit.minimum is not None:
                found.append(Explanation(kind="floor", needed=limit.minimum, allowed=outcome.used))
            elif resource.id in brief.capacities:
                found.append(
                    Explanation(
                        kind="capacity",
                        detail=resource.id,
                        quarter=brief.calendar.first.plus(limit.first),
                        needed=outcome.used,
                        allowed=limit.maximum,
                    )
                )
            else:
                found.append(
                    Explanation(
                        kind="ceiling",
                        payer=resource.id,
                        year=brief.calendar.years[limit.first // 4],
                        needed=outcome.used,
                        allowed=(limit.maximum or 0) + outcome.carried_in,
                        unavoidable=unavoidable(brief, resource.id, brief.calendar.years[limit.first // 4]),
                    )
                )
    return found
