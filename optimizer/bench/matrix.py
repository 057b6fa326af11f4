"""A program as one matrix by rows, for solvers that take arrays; target = max(0, sum) by a 0-1 variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.model.program import Program, Sum

# What solvers take for "no bound".
INFINITE = float("inf")
# The largest coefficient of an aim.
_LARGEST = 1e5


@dataclass(frozen=True, slots=True)
class Matrix:
    """low <= rows x variables <= high, all variables whole; the entries of row r begin at begin[r]."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    begin: NDArray[np.int32]
    column: NDArray[np.int32]
    amount: NDArray[np.float64]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def unit_of(objective: Mapping[int, int]) -> float:
    """What coefficients of an aim are divided by for solvers that count in doubles and want none large."""
    return max(1.0, max(map(abs, objective.values()), default=0) / _LARGEST)


def matrix_of(program: Program) -> Matrix:
    """Every row and equation of a program."""
    lower, upper = list(program.lower), list(program.upper)
    sums: list[Sum] = [row.sum for row in program.rows]
    low = [-INFINITE if row.low is None else row.low - row.sum.constant for row in program.rows]
    high = [INFINITE if row.high is None else row.high - row.sum.constant for row in program.rows]

    def add(row: Sum, least: float, most: float) -> None:
        sums.append(row)
        low.append(least - row.constant)
        high.append(most - row.constant)

    for part in program.positive_parts:
        least, most = program.bounds(part.sum)
        positive = len(lower)
        lower.append(0)
        upper.append(1)
        above = Sum([part.target], [1]).plus(part.sum, -1)
        add(above, 0, INFINITE)
        # Not above the sum where that is positive, and 0 where it is not.
        add(above.plus(Sum([positive], [-min(0, least)])), -INFINITE, -min(0, least))
        add(Sum([part.target, positive], [1, -max(0, most)]), -INFINITE, 0)
    sizes = [len(row.variables) for row in sums]
    return Matrix(
        lower=np.array(lower, float),
        upper=np.array(upper, float),
        low=np.array(low, float),
        high=np.array(high, float),
        begin=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        column=np.array([v for row in sums for v in row.variables], np.int32),
        amount=np.array([c for row in sums for c in row.coefficients], float),
    )
