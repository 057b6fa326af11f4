"""SCIP as a mixed-integer solver, which OR-Tools brings along."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Final

from ortools.math_opt.python import mathopt

from optimizer.bench.matrix import unit_of
from optimizer.search.cp_sat import NOTHING_KNOWN, Outcome, towards, worth
from optimizer.search.mixed_integer import mixed_integer_model
from optimizer.search.task import Task

_GAP: Final = 1e-9
# Its log has seven digits of a value; a plan is told of as no better than it is.
_PRINTED: Final = 1e-6


def scip(task: Task) -> Outcome:
    """SCIP on the whole program, in one thread; it takes no hint and tells of its plans in its log only."""
    model, variables = mixed_integer_model(task.program)
    unit = unit_of(task.objective)
    aim = mathopt.fast_sum([c / unit * variables[v] for v, c in task.objective.items()])
    parameters = mathopt.SolveParameters(relative_gap_tolerance=_GAP, random_seed=task.budget.seed % 2**31)
    constant = 0.0
    if task.gap is not None:
        constant = float(task.gap.goal.constant * task.gap.goal.scale) / unit
        parameters.relative_gap_tolerance = max(_GAP, float(task.gap.share))
        parameters.absolute_gap_tolerance = float(task.gap.share * task.gap.goal.scale) / unit
    if (seconds := task.budget.left()) is not None:
        parameters.time_limit = datetime.timedelta(seconds=seconds)
    aim += constant
    model.maximize(aim) if task.maximise else model.minimize(aim)
    log = _Log(task, constant, unit)
    answer = mathopt.solve(model, mathopt.SolverType.GSCIP, params=parameters, msg_cb=log.read)
    if answer.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return Outcome(True, None, None)
    if not answer.has_primal_feasible_solution():
        return NOTHING_KNOWN
    values = [round(value) for value in answer.variable_values(variables)]
    value = worth(task.objective, values)
    bound = towards((answer.termination.objective_bounds.dual_bound - constant) * unit, task.maximise)
    if bound is not None and abs(bound - value) <= _GAP * max(1, abs(value)):
        bound = value  # as near as doubles tell
    task.on_solution(value, bound)
    return Outcome(bound == value, values, bound)


class _Log:
    """Reads better plans off the table that SCIP prints: a line that a letter begins has a new one."""

    def __init__(self, task: Task, constant: float, unit: float) -> None:
        self._task = task
        self._constant = constant
        self._unit = unit
        self._place: int | None = None
        self._best: float | None = None

    def read(self, lines: Sequence[str]) -> None:
        for line in lines:
            cells = [cell.strip() for cell in line.split("|")]
            if "primalbound" in cells:
                self._place = cells.index("primalbound")
            elif self._place is not None and len(cells) > self._place:
                self._note(cells[self._place])

    def _note(self, cell: str) -> None:
        try:
            value = float(cell)
        except ValueError:
            return  # a dash: there is none yet
        if not math.isfinite(value) or value == self._best:
            return
        self._best = value
        sign = 1 if self._task.maximise else -1
        worse = sign * (value - self._constant) - _PRINTED * abs(value)
        self._task.on_solution(math.floor(worse * self._unit) * sign, None)
