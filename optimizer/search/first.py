"""A first plan and a bound of a large instance from its arrays, before any program is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from optimizer.checker.recount import plan_of, tier_value
from optimizer.checker.rules import plan_faults
from optimizer.format.instance import Instance, Placement
from optimizer.format.result import Claim, ClaimedProject
from optimizer.model.columns import possible_starts
from optimizer.search import kernel
from optimizer.search.arrays import Arrays, arrays_of, can_be_priced, is_linear
from optimizer.search.budget import Budget
from optimizer.search.building import Builder
from optimizer.search.pricing import Pricing
from optimizer.search.worth import Integers

# Steps with prices before the first plan is built, and before the one that is worked on.
_STEPS: Final = (40, 120)


@dataclass(frozen=True, slots=True)
class First:
    """What prices say of the first tier.

    Attributes:
        placements: a plan that the checker passed, None if none was found.
        value: what it is worth, as a person would be told.
        bound: no plan is worth more, where the tier is maximised, or less; None if none was proven.
    """

    placements: dict[str, Placement] | None
    value: float | None
    bound: Fraction | None


def is_priced(instance: Instance) -> bool:
    """Whether an instance is large, and such that prices say all of its first tier."""
    return (
        bool(instance.objective)
        and _columns(instance) > kernel.LARGE
        and is_linear(instance, instance.objective[0])
        and can_be_priced(instance)
    )


def _columns(instance: Instance) -> int:
    return sum(len(possible_starts(instance, p, mode)) for p in instance.projects for mode in p.modes)


def first_plan(instance: Instance, budget: Budget, tell: Callable[[First], None]) -> First | None:
    """The best plan and bound that prices lead to.

    Args:
        instance: one that is priced.
        budget: what may be spent.
        tell: called with every plan that is better than those before it.

    Returns:
        None if nothing was found.
    """
    best: First | None = None
    for found in _found(instance, budget):
        bounds = [one.bound for one in (best, found) if one is not None and one.bound is not None]
        is_maximised = instance.objective[0].maximised
        bound = (min if is_maximised else max)(bounds) if bounds else None
        is_better = found.value is not None and (
            best is None
            or best.value is None
            or (found.value > best.value if is_maximised else found.value < best.value)
        )
        plan = found if is_better or best is None else best
        best = First(plan.placements, plan.value, bound)
        if is_better:
            tell(best)
    return best


def _found(instance: Instance, budget: Budget) -> Iterator[First]:
    """A plan in a moment, and a better one after more prices and some exchange."""
    sign = 1 if instance.objective[0].maximised else -1
    arrays = arrays_of(instance, instance.objective[0])
    if arrays is None:
        return
    pricing = Pricing(arrays, budget)
    for steps in _STEPS:
        if budget.is_spent():
            return
        priced = pricing.run(steps)
        if priced is None:
            return
        bound = None if priced.bound is None else sign * priced.bound
        whole: list[Builder] = []
        for by_rate in (True, False):
            builder = Builder(arrays, priced, budget)
            if builder.run(by_rate=by_rate):
                whole.append(builder)
        if not whole:
            yield First(None, None, bound)
            continue
        best = max(whole, key=lambda builder: builder.score)
        if steps == _STEPS[-1]:
            best.improve()
        yield _checked(arrays, best.chosen, bound)


def _checked(arrays: Arrays, chosen: Integers, bound: Fraction | None) -> First:
    """A plan as the checker sees it, which has the last word."""
    instance = arrays.instance
    placements = {}
    for column in chosen[chosen >= 0].tolist():
        project = instance.projects[arrays.project[column]]
        mode = project.modes[arrays.mode[column]].id
        placements[project.id] = Placement(mode=mode, start=int(arrays.start[column]))
    claim = Claim(
        status="feasible",
        projects={
            name: ClaimedProject(mode=placed.mode, start=placed.start) for name, placed in placements.items()
        },
    )
    if plan_faults(instance, claim):
        return First(None, None, bound)
    return First(placements, float(tier_value(plan_of(instance, claim), instance.objective[0])), bound)


def only(instance: Instance, placements: dict[str, Placement]) -> Instance:
    """The instance with nothing but one plan left to choose, which takes a moment to build."""
    projects = []
    for project in instance.projects:
        placed = placements.get(project.id)
        modes = [mode for mode in project.modes if placed is not None and mode.id == placed.mode]
        if placed is not None:
            modes = [
                mode.model_copy(update={"first_start": placed.start, "last_start": placed.start})
                for mode in modes
            ]
        projects.append(project.model_copy(update={"modes": modes}))
    return instance.model_copy(update={"projects": projects})
