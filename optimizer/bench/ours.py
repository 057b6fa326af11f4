"""This package as one of the solvers: as its command runs it, loading no more beforehand than that does."""

from __future__ import annotations

from typing import Final

from optimizer.bench.peer import Peer, Solved
from optimizer.format.instance import Instance
from optimizer.search.budget import Budget
from optimizer.search.options import SolveOptions
from optimizer.solve import solve_with


def _solve(instance: Instance, budget: Budget) -> Solved:
    options = SolveOptions(budget.left(), workers=budget.workers, seed=budget.seed)
    return Solved(solve_with(instance, options), None)


OURS: Final = Peer("optimizer", _solve)
