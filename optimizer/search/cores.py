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
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import numpy as np

from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.search.kernel import LEAST_PART, KernelSearch
from optimizer.search.relaxation import Relaxed

_WHOLE_SHARE: Final = 1 / 4
_CORE_SHARE: Final = 1 / 20
# Cores are small, and relaxations tell most about them.
_LINEARIZATION: Final = 2
# What is left of the time for cores, once a last search of the whole has its share.
_CORES_SHARE: Final = 0.8
# So few columns that may be in a better plan can be searched to the end, after some cores for a good plan.
_PROVABLE: Final = 120
_CORES_BEFORE_PROOF: Final = 3
# Columns of a core; more while cores are searched to their end, fewer while they are not.
_FIRST_SIZE: Final = 40
_LEAST_SIZE: Final = 20
_GROWTH: Final = 2
# Of so many cores one is around what the relaxation prefers, and not around the best plan and hinted by it.
_AFRESH: Final = 2
_AFRESH_SIZES: Final = (35, 60)
# Without a limit: seconds for the whole, seconds a core, and how many cores before the whole is finished.
_UNLIMITED: Final = (10.0, 4.0, 15)


def is_budgeting(program: Program, columns: Columns) -> bool:
    """Whether every decision is to have a project or not: one column each and no other variable."""
    alone = len(columns.all) == len(program.lower)
    return alone and all(len(columns.of(p)) <= 1 for p in range(len(columns.instance.projects)))


class CoreSearch(KernelSearch):
    """One search of a budgeting program; bounds are those of the whole program only."""

    def _explore(self, relaxed: Relaxed) -> None:
        """Core after core; before them the whole for a while, where it is small enough to be proven."""
        if len(self.columns.all) <= _PROVABLE and not self.budget.is_spent():
            budget = self.budget.part(_WHOLE_SHARE, least=LEAST_PART, unlimited=_UNLIMITED[0])
            self._search_all(relaxed, budget)
        chance = random.Random(self.budget.seed)  # noqa: S311 - a search, not a secret
        size, rounds = _FIRST_SIZE, 0
        while not self._is_good_enough() and not self._cores_are_over(relaxed, rounds):
            if self.budget.is_spent():
                return
            parts = [self._part(relaxed, size, rounds + k, chance) for k in range(self.budget.workers)]
            seeds = [chance.randrange(2**31) for _ in parts]
            whole = self.budget.part(_CORE_SHARE, least=LEAST_PART, unlimited=_UNLIMITED[1])
            searched = partial(self._searched, linearization=_LINEARIZATION)
            with ThreadPoolExecutor(len(parts)) as pool:
                outcomes = list(pool.map(searched, whole.side_by_side(seeds), *zip(*parts, strict=True)))
            for outcome, (_, hint) in zip(outcomes, parts, strict=True):
                self._keep(outcome)
                if hint is not None:
                    size = max(_LEAST_SIZE, size + (_GROWTH if outcome.proven else -_GROWTH))
            rounds += len(parts)

    def _part(
        self, relaxed: Relaxed, size: int, position: int, chance: random.Random
    ) -> tuple[dict[int, int], list[int] | None]:
        """What is fixed around a core, and the hint: around the best plan, or afresh and without one."""
        if self.values is not None and position % _AFRESH:
            values = self.values
            return {v: values[v] for v in self._drawn(relaxed, size, chance)}, values
        away = self._nearest(relaxed, chance.randint(*_AFRESH_SIZES) if position else _FIRST_SIZE)
        return {v: int(relaxed.preferred[v]) for v in away}, None

    def _cores_are_over(self, relaxed: Relaxed, rounds: int) -> bool:
        if rounds >= _CORES_BEFORE_PROOF and self._open(relaxed) <= _PROVABLE:
            return True
        spent = self.budget.share_spent()
        return rounds >= _UNLIMITED[2] if spent is None else spent > _CORES_SHARE

    def _nearest(self, relaxed: Relaxed, size: int) -> list[int]:
        """The columns outside the core of least reduced costs; what is fractional is inside."""
        fractional = (relaxed.values > 1e-6) & (relaxed.values < 1 - 1e-6)
        order = np.argsort(np.where(fractional, -1.0, relaxed.costs), kind="stable")
        return [int(v) for v in order[size:]]

    def _drawn(self, relaxed: Relaxed, size: int, chance: random.Random) -> list[int]:
        """The columns outside a core that is drawn: the less a reduced cost the likelier is a column inside.

        How much less is drawn too. Adding noise of this kind to logarithms of weights draws by weight.
        """
        costs = relaxed.costs
        reach = float(np.sort(costs)[min(len(costs) - 1, round(size * chance.uniform(0.5, 2.0)))])
        noise = [-math.log(-math.log(chance.uniform(1e-12, 1 - 1e-12))) for _ in range(len(costs))]
        order = np.argsort(costs / max(reach, 1e-9) - np.array(noise), kind="stable")
        return [int(v) for v in order[size:]]
