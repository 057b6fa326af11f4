"""The first tier of a large instance, searched on its arrays, before any program is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from optimizer.checker.recount import plan_of, tier_value
from optimizer.checker.rules import plan_faults
from optimizer.format.instance import Instance, Placement
from optimizer.format.result import Claim, ClaimedProject
from optimizer.model.columns import possible_starts
from optimizer.search import arrays as limits
from optimizer.search.arrays import Arrays, arrays_of, can_be_priced, is_linear
from optimizer.search.budget import Budget
from optimizer.search.building import Builder
from optimizer.search.exchange import Exchange
from optimizer.search.large import RELAXED, LargeSearch
from optimizer.search.pricing import Priced, Pricing

# Steps with prices before a plan is built, and after it where none others come; rounds before it is told of.
_STEPS: Final = 80
_MORE_STEPS: Final = 100
_ROUNDS: Final = 3_000
# Telling of a plan at the end takes so many seconds a column, for which time is kept.
_TELLING: Final = 1e-5
_MOST_TELLING: Final = 0.2
# A plan whose bound is as near is the best.
_PROVEN: Final = Fraction(1, 10**7)


@dataclass(frozen=True, slots=True)
class First:
    """What is known of the first tier.

    Attributes:
        placements: a plan that the checker passed, None if none was found.
        value: what it is worth, as a person would be told.
        bound: no plan is worth more, where the tier is maximised, or less; None if none was proven.
        failures: what befell the search, in words.
    """

    placements: dict[str, Placement] | None
    value: float | None
    bound: Fraction | None
    failures: tuple[str, ...] = ()


def is_priced(instance: Instance) -> bool:
    """Whether an instance is large, and such that arrays say all of its first tier."""
    return (
        bool(instance.objective)
        and _columns(instance) > limits.LARGE
        and is_linear(instance, instance.objective[0])
        and can_be_priced(instance)
    )


def _columns(instance: Instance) -> int:
    return sum(len(possible_starts(instance, p, mode)) for p in instance.projects for mode in p.modes)


def first_plan(
    instance: Instance,
    budget: Budget,
    tell: Callable[[First], None],
    start: Mapping[str, Placement] | None = None,
) -> First | None:
    """The best plan and bound of the first tier.

    Args:
        instance: one that is priced.
        budget: what may be spent; of its time a little is kept for telling of the plan.
        tell: called with every plan that is better than those before it.
        start: a plan to begin with, as far as it still fits; None for the instance's baseline, if it has one.

    Returns:
        None if nothing was found.
    """
    arrays = arrays_of(instance, instance.objective[0])
    if arrays is None:
        return None
    left = budget.left()
    if left:
        telling = min(_MOST_TELLING * left, _TELLING * len(arrays.project))
        budget = budget.part((left - telling) / left)
    pricing = Pricing(arrays, budget)
    priced = pricing.run(_STEPS)
    if priced is None:
        return None
    known = _columns_of(arrays, start if start is not None else instance.baseline or {})
    return _Found(arrays, pricing, priced, budget, tell, known).run()


def _columns_of(arrays: Arrays, placements: Mapping[str, Placement]) -> list[int]:
    """The columns of a plan that may be of another instance."""
    found = []
    for p, project in enumerate(arrays.instance.projects):
        placed = placements.get(project.id)
        for column in range(arrays.first[p], arrays.first[p + 1]) if placed is not None else ():
            mode = project.modes[arrays.mode[column]].id
            if placed is not None and (mode, arrays.start[column]) == (placed.mode, placed.start):
                found.append(column)
    return found


@dataclass(slots=True)
class _Found:
    """A search on arrays, and what is told of it."""

    arrays: Arrays
    pricing: Pricing
    priced: Priced
    budget: Budget
    tell: Callable[[First], None]
    known: list[int]
    builder: Builder = field(init=False)
    search: LargeSearch = field(init=False)
    sign: int = field(init=False)

    def run(self) -> First:
        self.sign = 1 if self.arrays.instance.objective[0].maximised else -1
        self.builder = Builder(self.arrays, self.priced, self.budget)
        self.search = LargeSearch(
            self.builder,
            self.pricing,
            self.priced,
            self.budget,
            self.priced.bound,
            self._told,
            self._is_enough,
        )
        self.builder.run()
        if self.known:
            self._begin_with_known()
        exchange = Exchange(self.builder, self.budget.seed)
        exchange.moves()
        exchange.run(_ROUNDS)
        if self.builder.is_whole():
            self._told()
        if len(self.arrays.project) > RELAXED:
            # No relaxation will bring better prices.
            priced = self.pricing.run(_MORE_STEPS)
            if priced is not None:
                self.search.use(priced)
        if not self.budget.is_spent():
            self.search.run()
        if not self.builder.is_whole():
            return First(None, None, self._bound(), tuple(self.search.failures))
        return _checked(self.arrays, self.builder.chosen, self._bound(), tuple(self.search.failures))

    def _begin_with_known(self) -> None:
        """Begin with the plan that is known, and what fits beside it, if that is the better one."""
        builder = self.builder
        built = [column for column in builder.chosen if column >= 0]
        score, is_whole = builder.score, builder.is_whole()
        builder.begin_with(self.known)
        builder.run()
        if (builder.is_whole(), builder.score) < (is_whole, score):
            builder.begin_with(built)

    def _bound(self) -> Fraction | None:
        bound, score = self.search.bound, self.builder.score
        if bound is None or (
            self.builder.is_whole() and bound < score - float(_PROVEN) * max(1.0, abs(score))
        ):
            return None  # what a plan beats is no bound
        return self.sign * bound

    def _told(self) -> None:
        # Added up afresh, since what was added and taken away is off by a little.
        chosen = [column for column in self.builder.chosen if column >= 0]
        value = self.sign * float(self.arrays.value[chosen].sum())
        self.tell(First(None, value, self._bound()))

    def _is_enough(self, score: float, bound: Fraction | None) -> bool:
        if bound is None:
            return False
        share = Fraction(self.budget.gap or 0) + _PROVEN
        return bound - Fraction(score) <= share * max(Fraction(1), abs(Fraction(score)))


def _checked(arrays: Arrays, chosen: list[int], bound: Fraction | None, failures: tuple[str, ...]) -> First:
    """A plan as the checker sees it, which has the last word."""
    instance = arrays.instance
    placements = {}
    for column in (column for column in chosen if column >= 0):
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
        return First(None, None, bound, failures)
    value = float(tier_value(plan_of(instance, claim), instance.objective[0]))
    return First(placements, value, bound, failures)


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
