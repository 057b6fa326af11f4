"""Other solvers on the same program, to be held against: the plain full model, without any help of ours."""

from __future__ import annotations

from typing import Final

from optimizer.bench.greedy import greedy
from optimizer.bench.highs import highs
from optimizer.bench.peer import Peer, Solve, Solved
from optimizer.bench.scip import scip
from optimizer.format.instance import Instance
from optimizer.search.budget import Budget
from optimizer.search.strategy import as_a_whole
from optimizer.search.task import Engine
from optimizer.search.tiers import TierSolver


def _by(engine: Engine, name: str) -> Solve:
    """Solve every tier of an instance by an engine, one after the other."""

    def solve(instance: Instance, budget: Budget) -> Solved:
        solver = TierSolver(instance, budget, engine=engine, solver=name)
        result = solver.run()
        return Solved(result, solver.building)

    return solve


def _by_rule(instance: Instance, budget: Budget) -> Solved:
    return Solved(greedy(instance, budget), None)


PEERS: Final[dict[str, Peer]] = {
    peer.name: peer
    for peer in (
        Peer("cp-sat", _by(as_a_whole, "CP-SAT, whole model")),
        Peer("highs", _by(highs, "and HiGHS"), package="highspy"),
        Peer("scip", _by(scip, "SCIP")),
        Peer("greedy", _by_rule),
    )
}
