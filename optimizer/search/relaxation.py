"""The linear relaxation: a bound that holds for the whole problem, and what it says of each column.

The bound is not the LP solver's word. Any dual prices give one by Lagrangian relaxation, so it is computed
here from the prices, and rounding in the solver can only make it weaker, never wrong.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from optimizer.model.program import Program, Sum
from optimizer.search.budget import Budget

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# HiGHS refuses what comes near its infinity, 1e20: a row with larger coefficients is divided by the largest.
_LARGEST: Final = 1e9
# Double arithmetic loses at most this share of the terms it adds up here.
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation of a minimisation says.

    Attributes:
        bound: no plan is worth less.
        values: the relaxed plan, by variable.
        costs: by variable, how much the bound rises for every unit the variable moves off its cheaper end.
        preferred: by variable, the end of its range (lower or upper bound) that the prices prefer.
        prices: by row, how much the bound rises for every unit the row asks more.
    """

    bound: float
    values: Floats
    costs: Floats
    preferred: Integers
    prices: Floats


@dataclass(frozen=True, slots=True)
class Matrix:
    """low <= A x <= high in triplets, sorted by row and column."""

    rows: Integers
    columns: Integers
    coefficients: Floats
    low: Floats
    high: Floats


def relax(program: Program, objective: dict[int, int], budget: Budget) -> Relaxed | None:
    """Solve the relaxation of minimising an objective.

    Args:
        program: the rows; equations that are no rows are replaced by their convex hull.
        objective: integer coefficients by variable.
        budget: its seconds are the limit, building included.

    Returns:
        None if the time did not suffice or there is no relaxed plan.
    """
    matrix = _matrix(program)
    costs = np.zeros(len(program.lower))
    for variable, coefficient in objective.items():
        costs[variable] = coefficient
    # Solvers are tuned for numbers around one.
    size = float(np.abs(costs).max(initial=0.0)) or 1.0
    answer = solved(program.lower, program.upper, matrix, costs / size, budget)
    return None if answer is None else _lagrangian(program, matrix, costs, answer[0] * size, answer[1])


def solved(
    lower: Sequence[int], upper: Sequence[int], matrix: Matrix, costs: Floats, budget: Budget
) -> tuple[Floats, Floats] | None:
    """The prices of rows and the values of variables where costs are least, by HiGHS; None without them."""
    model = mathopt.Model.from_model_proto(_proto(lower, upper, matrix, costs))
    left = budget.left()
    if left == 0:
        return None
    limit = None if left is None else datetime.timedelta(seconds=left)
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=mathopt.SolveParameters(time_limit=limit))
    if (
        answer.termination.reason != mathopt.TerminationReason.OPTIMAL
        or not answer.has_dual_feasible_solution()
    ):
        return None
    prices, values = np.zeros(len(matrix.low)), np.zeros(len(costs))
    for row, price in answer.dual_values().items():
        prices[row.id] = price
    for variable, value in answer.variable_values().items():
        values[variable.id] = value
    return prices, values


def _matrix(program: Program) -> Matrix:
    sums = [(row.sum, row.low, row.high) for row in program.rows]
    for part in program.positive_parts:
        sums.extend(_hull(program, part.target, part.sum))
    lengths = [len(expression.variables) for expression, _, _ in sums]
    rows = np.repeat(np.arange(len(sums)), lengths)
    columns = np.fromiter(chain.from_iterable(s.variables for s, _, _ in sums), np.int64)
    values = np.fromiter(chain.from_iterable(s.coefficients for s, _, _ in sums), np.float64)
    order = np.lexsort((columns, rows))
    low = np.array([-math.inf if low is None else low - s.constant for s, low, _ in sums], float)
    high = np.array([math.inf if high is None else high - s.constant for s, _, high in sums], float)
    sizes = np.ones(len(sums))
    np.maximum.at(sizes, rows, np.abs(values))
    sizes = np.where(sizes > _LARGEST, sizes, 1.0)
    return Matrix(rows[order], columns[order], (values / sizes[rows])[order], low / sizes, high / sizes)


def _hull(program: Program, target: int, expression: Sum) -> list[tuple[Sum, int | None, int | None]]:
    """The convex hull of target = max(0, expression) over the expression's range."""
    least, most = program.bounds(expression)
    above = Sum([target], [1]).plus(expression, -1).merged()
    rows: list[tuple[Sum, int | None, int | None]] = [(above, 0, None)]
    if least < 0 < most:
        # The line through (least, 0) and (most, most), multiplied out.
        line = Sum([target], [most - least]).plus(expression, -most).plus(Sum(constant=most * least))
        rows.append((line.merged(), None, 0))
    return rows


def _proto(lower: Sequence[int], upper: Sequence[int], matrix: Matrix, costs: Floats) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    variables = range(len(lower))
    proto.variables.ids.extend(variables)
    proto.variables.lower_bounds.extend(lower)
    proto.variables.upper_bounds.extend(upper)
    proto.variables.integers.extend([False] * len(variables))
    proto.linear_constraints.ids.extend(range(len(matrix.low)))
    proto.linear_constraints.lower_bounds.extend(matrix.low.tolist())
    proto.linear_constraints.upper_bounds.extend(matrix.high.tolist())
    proto.linear_constraint_matrix.row_ids.extend(matrix.rows.tolist())
    proto.linear_constraint_matrix.column_ids.extend(matrix.columns.tolist())
    proto.linear_constraint_matrix.coefficients.extend(matrix.coefficients.tolist())
    priced = np.flatnonzero(costs)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(costs[priced].tolist())
    return proto


def _lagrangian(program: Program, matrix: Matrix, costs: Floats, prices: Floats, values: Floats) -> Relaxed:
    """The bound that prices prove: what the rows are worth plus every variable at its cheaper end."""
    prices = np.where((prices > 0) & np.isinf(matrix.low), 0.0, prices)
    prices = np.where((prices < 0) & np.isinf(matrix.high), 0.0, prices)
    ends = np.where(prices > 0, matrix.low, matrix.high)
    worth = np.where(prices == 0, 0.0, prices * np.where(np.isinf(ends), 0.0, ends))
    paid = matrix.coefficients * prices[matrix.rows]
    reduced = costs - np.bincount(matrix.columns, paid, minlength=len(costs))
    lower, upper = np.array(program.lower, np.int64), np.array(program.upper, np.int64)
    preferred = np.where(reduced >= 0, lower, upper)
    bound = float(worth.sum() + (reduced * preferred).sum())
    # What a reduced cost may be off by counts as often as its variable can be large.
    added = np.bincount(matrix.columns, np.abs(paid), minlength=len(costs)) + np.abs(costs)
    reach = np.maximum(np.abs(lower), np.abs(upper))
    error = _ROUNDING * float(np.abs(worth).sum() + (added * reach).sum())
    return Relaxed(bound - error, values, np.abs(reduced), preferred, prices)
