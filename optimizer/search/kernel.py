"""Large searches: bound by the relaxation, round it, improve by neighbourhoods, prove if it gets small.

A column whose reduced cost exceeds the distance between bound and best plan is in no better plan. What is
left after dropping those columns is the whole problem, and only a search of all of it can raise the bound;
until then the bound is the relaxation's, never that of a part.

Sources of the ideas: rounding by a search of what the relaxation leaves fractional, Berthold, "RENS: the
optimal rounding", 2014; neighbourhoods, Shaw, "Using constraint programming and local search methods", 1998.
"""

from __future__ import annotations

import math
import random
import threading
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from optimizer.model.columns import Columns
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import Outcome, search, worth
from optimizer.search.relaxation import Relaxed, relax
from optimizer.search.task import Task

# Programs with fewer columns are searched as a whole; the figures below were measured on 1,000 projects with
# 25 start periods and 205 limits, on two processors.
LARGE: Final = 5_000
# A search sees the columns of smallest reduced cost, about this many a project: fewer lose good plans.
_COLUMNS_A_PROJECT: Final = 8
# Rounding gets a quarter of the time and a neighbourhood a fifteenth of what is left, at least a second
# (of time and of work).
_ROUNDING_SHARE: Final = 0.25
_NEIGHBOURHOOD_SHARE: Final = 1 / 15
LEAST_PART: Final = 1.0
# Without a limit: seconds for rounding, seconds a neighbourhood, and how many before all is searched.
_UNLIMITED: Final = (20.0, 5.0, 20)
# Large programs are relaxed beforehand; their parts were measured at CP-SAT's default.
_LINEARIZATION: Final = 1
# A neighbourhood frees this share of the projects.
_FREED: Final = 0.3
# CP-SAT's strategies get in each other's way on small searches; two suffice for a neighbourhood.
_NEIGHBOURHOOD_WORKERS: Final = 2


def is_large(columns: Columns) -> bool:
    """Whether there is too much to be searched as a whole."""
    return len(columns.all) > LARGE


@dataclass(slots=True)
class KernelSearch:
    """One large search; a minimisation inside, whatever the direction outside."""

    task: Task
    columns: Columns = field(init=False)
    budget: Budget = field(init=False)
    values: list[int] | None = field(init=False)
    bound: int = 0
    infeasible: bool = False
    _told: float = math.inf
    _telling: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Begin with the best plan known."""
        self.columns, self.budget, self.values = self.task.columns, self.task.budget, self.task.hint

    def run(self) -> Outcome | None:
        """Search until the plan is proven best or the budget is spent.

        Returns:
            None if the relaxation could not be solved in half the time; nothing is known then.
        """
        costs = {v: self._sign * c for v, c in self.task.objective.items()}
        relaxed = relax(self.task.program, costs, self.budget.part(1 / 2))
        if relaxed is None:
            return None
        self.bound = math.ceil(relaxed.bound)
        if self.task.bound is not None:
            self.bound = max(self.bound, self._sign * self.task.bound)
        self._explore(relaxed)
        if not self.budget.is_spent() and not self._is_good_enough():
            self._search_all(relaxed, self.budget.part())
        if self._value < self.bound:
            # What a plan beats is no bound.
            return Outcome(False, self.values, None)
        proven = self.infeasible or self._value <= self.bound
        return Outcome(proven, self.values, self._sign * self.bound)

    def _explore(self, relaxed: Relaxed) -> None:
        """Find good plans: round the relaxation, then search neighbourhoods."""
        count = min(len(self.columns.all), _COLUMNS_A_PROJECT * len(self.columns.instance.projects)) - 1
        promising = float(np.partition(relaxed.costs[: len(self.columns.all)], count)[count])
        if not self.budget.is_spent():
            budget = self.budget.part(_ROUNDING_SHARE, least=LEAST_PART, unlimited=_UNLIMITED[0])
            self._search(budget, self._rounding(relaxed, promising))
        if self.values is not None:
            self._improve(relaxed, promising)

    @property
    def _sign(self) -> int:
        return -1 if self.task.maximise else 1

    @property
    def _value(self) -> float:
        """What the best plan is worth, as a minimisation."""
        if self.values is None:
            return math.inf
        return self._sign * worth(self.task.objective, self.values)

    def _is_good_enough(self) -> bool:
        """Whether the gap is what is asked for, nothing at all if nothing is."""
        if self.values is None:
            return False
        gap, value = self.task.gap, worth(self.task.objective, self.values)
        reached = gap is not None and gap.reached(value, self._sign * self.bound)
        return reached or self._value <= self.bound

    def _improve(self, relaxed: Relaxed, promising: float) -> None:
        """Search neighbourhoods of the best plan until little time is left or few columns matter."""
        chance = random.Random(self.budget.seed)  # noqa: S311 - a search, not a secret
        everyone = range(len(self.columns.instance.projects))
        rounds = 0
        while not self._is_good_enough() and self._open(relaxed) > LARGE:
            is_over = self.budget.share_spent() is None and rounds == _UNLIMITED[2]
            if is_over or self.budget.is_spent():
                return
            freed = set(chance.sample(everyone, max(1, round(_FREED * len(everyone)))))
            fixed = self._around(relaxed, freed, promising)
            budget = self.budget.part(
                _NEIGHBOURHOOD_SHARE,
                least=LEAST_PART,
                unlimited=_UNLIMITED[1],
                workers=_NEIGHBOURHOOD_WORKERS,
            )
            self._search(budget, fixed)
            rounds += 1

    def _search(self, budget: Budget, fixed: dict[int, int]) -> Outcome:
        """Search a part and keep what is better."""
        outcome = self._searched(budget, fixed, self.values)
        self._keep(outcome)
        return outcome

    def _searched(
        self,
        budget: Budget,
        fixed: dict[int, int],
        hint: list[int] | None,
        linearization: int = _LINEARIZATION,
    ) -> Outcome:
        """Search a part, telling of what is better; several may run at once."""

        def improved(value: int, _bound: int | None) -> None:
            with self._telling:
                if self._sign * value < min(self._told, self._value):
                    self._told = self._sign * value
                    self.task.on_solution(value, self._sign * self.bound)

        return search(
            self.task.program,
            self.task.objective,
            maximise=self.task.maximise,
            hint=hint,
            budget=budget,
            on_solution=improved,
            # A part is searched no further once its plan is good enough for the whole.
            gap=self.task.gap and replace(self.task.gap, known=self._sign * self.bound),
            linearization=linearization,
            fixed=fixed,
        )

    def _keep(self, outcome: Outcome) -> None:
        """Keep the plan of a search if it is better."""
        values = outcome.values
        if values is not None and self._sign * worth(self.task.objective, values) < self._value:
            self.values = values

    def _search_all(self, relaxed: Relaxed, budget: Budget) -> None:
        """Search every column that may be in a better plan; what this proves holds for the whole problem."""
        far = np.flatnonzero(relaxed.costs[: len(self.columns.all)] > self._value - relaxed.bound)
        fixed = {v: int(relaxed.preferred[v]) for v in far.tolist()}
        if self.values is not None:
            # The best plan may use such a column itself; it stays a plan of what is searched.
            fixed = {v: end for v, end in fixed.items() if self.values[v] == end}
        outcome = self._search(budget, fixed)
        if self.values is None:
            self.infeasible = outcome.proven
        elif outcome.bound is not None:
            # No plan outside is better than the best one, so the bound of what is inside holds up to it.
            self.bound = max(self.bound, min(self._sign * outcome.bound, int(self._value)))

    def _open(self, relaxed: Relaxed) -> int:
        """How many columns may be in a better plan."""
        return int((relaxed.costs[: len(self.columns.all)] <= self._value - relaxed.bound).sum())

    def _rounding(self, relaxed: Relaxed, promising: float) -> dict[int, int]:
        """Projects the relaxation has decided stay as they are; the others keep their promising columns."""
        decided = {c.project for c in self.columns.all if relaxed.values[c.variable] > 1 - 1e-6}
        fixed: dict[int, int] = {}
        for column in self.columns.all:
            value = relaxed.values[column.variable]
            if column.project in decided:
                fixed[column.variable] = round(float(value))
            elif value < 1e-6 and relaxed.costs[column.variable] > promising:
                fixed[column.variable] = 0
        return fixed

    def _around(self, relaxed: Relaxed, freed: set[int], promising: float) -> dict[int, int]:
        """Projects that are not freed stay as in the best plan; the others keep their promising columns."""
        values = self.values or []
        return {
            column.variable: values[column.variable]
            for column in self.columns.all
            if column.project not in freed
            or (relaxed.costs[column.variable] > promising and not values[column.variable])
        }
