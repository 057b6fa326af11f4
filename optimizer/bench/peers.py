"""Other solvers on the same program, to be held against: the plain full model, without any help of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, NamedTuple

from optimizer.bench.greedy import greedy
from optimizer.bench.highs import highs
from optimizer.bench.scip import scip
from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget
from optimizer.search.strategy import as_a_whole, best_known
from optimizer.search.task import Engine
from optimizer.search.tiers import TierSolver


class Solved(NamedTuple):
    """A result, and how many seconds of it went into building the program."""

    result: Result
    building: float | None


Solve = Callable[[Instance, Budget], Solved]


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver by name, and the package it needs beyond those of the product."""

    name: str
    solve: Solve
    package: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can run here."""
        return self.package is None or find_spec(self.package) is not None


def _by(engine: Engine, name: str) -> Solve:
    """Solve every tier of an instance by an engine, as `optimizer.solve` does by the best known."""

    def solve(instance: Instance, budget: Budget) -> Solved:
        solver = TierSolver(instance, budget, engine=engine, solver=name)
        result = solver.run()
        return Solved(result, solver.building)

    return solve


def _by_rule(instance: Instance, budget: Budget) -> Solved:
    return Solved(greedy(instance, budget), None)


OURS: Final = Peer("optimizer", _by(best_known, "CP-SAT"))
PEERS: Final[dict[str, Peer]] = {
    peer.name: peer
    for peer in (
        Peer("cp-sat", _by(as_a_whole, "CP-SAT, whole model")),
        Peer("highs", _by(highs, "and HiGHS"), package="highspy"),
        Peer("scip", _by(scip, "SCIP")),
        Peer("greedy", _by_rule),
    )
}
