"""HiGHS on the whole program: good plans where much is decided beside columns, but no proof.

Money that moves makes a program of few columns and many amounts. Its relaxation is nearly a plan, which
branch and bound rounds at once, while CP-SAT comes down by single units: with 38 projects, five sources and
five years and a band on each, HiGHS took 0.3 s of CPU to the peak for which CP-SAT needed 1.7 s. What it
finds is held against every row, so its arithmetic in doubles is trusted with nothing.
"""

from __future__ import annotations

import datetime
from typing import Final

from ortools.math_opt.python import mathopt

from optimizer.model.program import Program, Sum
from optimizer.search.budget import Budget

# Nearly all is done at the root; without a limit of time this one is what ends it.
_NODES: Final = 50
# An aim of whole numbers is not to be had any nearer.
_LESS_THAN_ONE: Final = 0.999


def rounded(
    program: Program, objective: dict[int, int], budget: Budget, *, maximise: bool
) -> list[int] | None:
    """A plan that is good by an aim, or None if none was found that keeps every row.

    Args:
        program: the rows.
        objective: integer coefficients by variable.
        budget: its seconds are the limit.
        maximise: the direction.
    """
    seconds = budget.left()
    if seconds == 0:
        return None
    parameters = mathopt.SolveParameters(
        absolute_gap_tolerance=_LESS_THAN_ONE, relative_gap_tolerance=0.0, node_limit=_NODES
    )
    if seconds is not None:
        parameters.time_limit = datetime.timedelta(seconds=seconds)
    model, variables = mixed_integer_model(program)
    aim = mathopt.fast_sum([c * variables[v] for v, c in objective.items()])
    model.maximize(aim) if maximise else model.minimize(aim)
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if not answer.has_primal_feasible_solution():
        return None
    values = [round(value) for value in answer.variable_values(variables)]
    return None if any(True for _ in program.broken(values)) else values


def mixed_integer_model(program: Program) -> tuple[mathopt.Model, list[mathopt.Variable]]:
    """The program with target = max(0, sum) written out by a 0-1 variable."""
    model = mathopt.Model()
    variables = [
        model.add_integer_variable(lb=low, ub=high)
        for low, high in zip(program.lower, program.upper, strict=True)
    ]

    def linear(expression: Sum) -> mathopt.LinearExpression:
        pairs = zip(expression.coefficients, expression.variables, strict=True)
        return mathopt.fast_sum([c * variables[v] for c, v in pairs]) + expression.constant

    for row in program.rows:
        if row.low is not None:
            model.add_linear_constraint(linear(row.sum) >= row.low)
        if row.high is not None:
            model.add_linear_constraint(linear(row.sum) <= row.high)
    for part in program.positive_parts:
        least, most = program.bounds(part.sum)
        positive = model.add_binary_variable()
        target = variables[part.target]
        model.add_linear_constraint(target >= linear(part.sum))
        model.add_linear_constraint(target <= linear(part.sum) - min(0, least) * (1 - positive))
        model.add_linear_constraint(target <= max(0, most) * positive)
    return model, variables
