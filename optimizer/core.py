"""Capital budgeting, one column a project: search cores of few columns, exactly, one after the other.

Where every project is a yes or no, a plan close to the best differs from the relaxation in few columns
of small reduced cost, but nobody knows which. Searches of the whole hardly move after their first second;
searches of forty columns do, each is over in a few seconds, and many of them fit into a minute.

Sources of the ideas: Pisinger, "Core problems in knapsack algorithms", 1999; Puchinger, Raidl and Pferschy,
"The multidimensional knapsack problem: structure and algorithms", 2010.
"""

from __future__ import annotations

import math
import random
from typing import Final

import numpy as np

from optimizer.columns import Columns
from optimizer.kernel import KernelSearch
from optimizer.program import Program
from optimizer.relaxation import Relaxed

# The whole comes first: small programs are proven in seconds, and the others get a plan to improve.
_WHOLE_SHARE: Final = 1 / 12
_CORE_SHARE: Final = 1 / 20
# What is left of the time for cores, once a last search of the whole has its share.
_CORES_SHARE: Final = 0.8
# So few columns that may be in a better plan can be searched to the end, after some cores for a good plan.
_PROVABLE: Final = 120
_CORES_BEFORE_PROOF: Final = 3
# Columns of a core; more while cores are searched to their end, fewer while they are not.
_FIRST_SIZE: Final = 40
_LEAST_SIZE: Final = 20
_GROWTH: Final = 2
# Without a limit: seconds for the whole, seconds a core, and how many cores before the whole is finished.
_UNLIMITED: Final = (10.0, 4.0, 15)


def is_budgeting(program: Program, columns: Columns) -> bool:
    """Whether every decision is to have a project or not: one column each and no other variable."""
    alone = len(columns.all) == len(program.lower)
    return alone and all(len(columns.of(p)) <= 1 for p in range(len(columns.instance.projects)))


class CoreSearch(KernelSearch):
    """One search of a budgeting program; bounds are those of the whole program only."""

    def _explore(self, relaxed: Relaxed) -> None:
        """The whole for a while, then core after core."""
        effort = self._slice(_WHOLE_SHARE, _UNLIMITED[0])
        if effort is not None:
            self._search_all(relaxed, effort)
        chance = random.Random(self.effort.seed)  # noqa: S311 - a search, not a secret
        size, rounds = _FIRST_SIZE, 0
        while self._value > self.bound and not self._cores_are_over(relaxed, rounds):
            effort = self._slice(_CORE_SHARE, _UNLIMITED[1])
            if effort is None:
                return
            around = self.values if rounds else None
            outcome = self._search(effort, self._core(relaxed, size, chance, around))
            size = max(_LEAST_SIZE, size + (_GROWTH if outcome.proven else -_GROWTH))
            rounds += 1

    def _cores_are_over(self, relaxed: Relaxed, rounds: int) -> bool:
        if rounds >= _CORES_BEFORE_PROOF and self._open(relaxed) <= _PROVABLE:
            return True
        if self.effort.seconds is not None:
            return self._spent_seconds() > _CORES_SHARE * self.effort.seconds
        if self.effort.work is not None:
            return self.work > _CORES_SHARE * self.effort.work
        return rounds >= _UNLIMITED[2]

    def _core(
        self, relaxed: Relaxed, size: int, chance: random.Random, around: list[int] | None
    ) -> dict[int, int]:
        """The columns outside a core, as in a plan, or first as the relaxation prefers them.

        The first core has the columns of least reduced cost; the others are drawn, the likelier the less
        their reduced cost, and how much less is drawn too.
        """
        costs = relaxed.costs
        if around is None:
            fractional = (relaxed.values > 1e-6) & (relaxed.values < 1 - 1e-6)
            order = np.argsort(np.where(fractional, -1.0, costs), kind="stable")
            outside = order[size:].tolist()
            return {v: int(relaxed.preferred[v]) for v in outside}
        reach = float(np.sort(costs)[min(len(costs) - 1, round(size * chance.uniform(0.5, 2.0)))])
        # Adding noise of this kind to logarithms of weights draws without replacement by weight.
        noise = [-math.log(-math.log(chance.uniform(1e-12, 1 - 1e-12))) for _ in range(len(costs))]
        order = np.argsort(costs / max(reach, 1e-9) - np.array(noise), kind="stable")
        return {v: around[v] for v in order[size:].tolist()}
