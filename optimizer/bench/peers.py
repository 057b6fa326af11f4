"""Other solvers on the same program, to be held against: the plain full model, without any help of ours."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from ortools.math_opt.python import mathopt

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import NOTHING_KNOWN, Outcome, towards, worth
from optimizer.search.mixed_integer import mixed_integer_model
from optimizer.search.strategy import as_a_whole, best_known
from optimizer.search.task import Engine, Task
from optimizer.search.tiers import TierSolver

# HiGHS would stop at 1e-4 of its own accord, which is not optimal.
_GAP: Final = 1e-9


def highs(task: Task) -> Outcome:
    """HiGHS as a mixed-integer solver; it takes no hint, and MathOpt lets it use one thread only."""
    model, variables = mixed_integer_model(task.program)
    objective = mathopt.fast_sum([c * variables[v] for v, c in task.objective.items()])
    parameters = mathopt.SolveParameters(relative_gap_tolerance=_GAP)
    if (seconds := task.budget.left()) is not None:
        parameters.time_limit = datetime.timedelta(seconds=seconds)
    if (gap := task.gap) is not None:
        # HiGHS stops at either: together they are the gap that is reported, |v - b| / max(1, |v|).
        objective += float(gap.goal.constant * gap.goal.scale)
        parameters.relative_gap_tolerance = max(_GAP, float(gap.share))
        parameters.absolute_gap_tolerance = float(gap.share * gap.goal.scale)
    model.maximize(objective) if task.maximise else model.minimize(objective)
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    reason = answer.termination.reason
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return Outcome(True, None, None)
    if not answer.has_primal_feasible_solution():
        return NOTHING_KNOWN
    found = answer.variable_values(variables)
    values = [round(value) for value in found]
    value = worth(task.objective, values)
    bound = towards(answer.termination.objective_bounds.dual_bound - model.objective.offset, task.maximise)
    if bound is not None and abs(bound - value) <= _GAP * max(1, abs(value)):
        bound = value  # as near as doubles tell
    task.on_solution(value, bound)
    return Outcome(bound == value, values, bound)


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver by name."""

    name: str
    engine: Engine

    def solve(self, instance: Instance, time_limit: float, workers: int, seed: int) -> Result:
        """Solve every tier of an instance, as `optimizer.solve` does."""
        budget = Budget(time_limit, workers=workers, seed=seed)
        return TierSolver(instance, budget, engine=self.engine, solver=self.name).run()


OURS: Final = Peer("optimizer", best_known)
PEERS: Final[dict[str, Peer]] = {
    peer.name: peer for peer in (Peer("cp-sat", as_a_whole), Peer("highs", highs))
}
