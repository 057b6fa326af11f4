"""Prices on what columns take up: a bound for the whole problem within seconds, whatever its size.

Any prices give a bound, by Lagrangian relaxation: what all that is available costs, and every project's best
column at these prices. Projects are not quite alone: where one needs another, it is given one such and they
are decided together, exactly, from the last to the first. Other precedence is left out, which only weakens
the bound. Prices are found by subgradient steps in doubles; the bound is added up again in integers.

Sources of the ideas: Held, Wolfe and Crowder, "Validation of subgradient optimization", 1974; Camerini,
Fratta and Maffioli, "On improving relaxation methods by modified gradient techniques", 1975.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from optimizer.search.arrays import Arrays
from optimizer.search.budget import Budget
from optimizer.search.worth import Flags, Floats, Integers

# Steps with prices: the bound of 10,000 projects is within a third of a percent of its limit by then.
_STEPS: Final = 120
_PATIENCE: Final = 8
# What one price of a million entries costs in CP-SAT's units of work.
_WORK: Final = 0.02
# Sums in integers stay below.
_LARGEST: Final = 2.0**60


@dataclass(frozen=True, slots=True)
class Priced:
    """The best prices found.

    Attributes:
        bound: no plan is worth more; None if none was proven.
        prices: what a unit of every row costs.
        reduced: what every column is worth less what it costs.
    """

    bound: Fraction | None
    prices: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True)
class _Level:
    """Projects that are equally far from what all else needs, and where their columns stand."""

    projects: Integers
    columns: Integers  # by project and start
    cells: Integers  # of each column: its cell in a table of projects by starts
    child: Integers  # place of a project of this level, for every column of the one it needs
    needed: Integers  # that column
    earliest: Integers  # the start from which on it is late enough for it
    required: Flags
    roots: Integers  # places of those that need nothing
    is_single: bool  # whether no cell has two columns


class Forest:
    """Every project with the one project that it is decided after."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        count = len(arrays.first) - 1
        self.width = arrays.instance.periods + 2
        parent = np.full(count, -1, np.int64)
        lag = np.zeros(count, np.int64)
        for before, after, apart in arrays.links:
            if parent[after] < 0:
                parent[after], lag[after] = before, apart
        depth = self._depths(parent)
        self.levels = [self._level(parent, lag, depth == d) for d in range(int(depth.max(initial=0)), -1, -1)]

    @staticmethod
    def _depths(parent: Integers) -> Integers:
        depth = np.zeros(len(parent), np.int64)
        above = parent.copy()
        while bool((above >= 0).any()):
            depth += above >= 0
            above = np.where(above >= 0, parent[above], -1)
        return depth

    def _level(self, parent: Integers, lag: Integers, chosen: Flags) -> _Level:
        arrays = self.arrays
        projects = np.flatnonzero(chosen)
        place = np.full(len(chosen), -1, np.int64)
        place[projects] = np.arange(len(projects))
        columns = np.flatnonzero(chosen[arrays.project])
        cells = place[arrays.project[columns]] * self.width + arrays.start[columns]
        order = np.argsort(cells, kind="stable")
        child, needed = [], []
        for p in projects.tolist():
            if parent[p] >= 0:
                mine = np.arange(arrays.first[parent[p]], arrays.first[parent[p] + 1])
                needed.append(mine)
                child.append(np.full(len(mine), place[p], np.int64))
        nothing = [np.zeros(0, np.int64)]
        kid, col = np.concatenate(child or nothing), np.concatenate(needed or nothing)
        earliest = np.clip(arrays.end[col] + lag[projects[kid]], 0, self.width - 1)
        return _Level(
            projects=projects,
            columns=columns[order],
            cells=cells[order],
            child=kid,
            needed=col,
            earliest=earliest,
            required=arrays.required[projects],
            roots=np.flatnonzero(parent[projects] < 0),
            is_single=bool((np.diff(cells[order]) != 0).all()),
        )

    def best(self, reduced: Floats | Integers) -> tuple[float | int, Flags] | None:
        """The best choice of columns that keeps to the forest, and its sum, in the numbers handed in.

        Returns:
            None if what is required cannot be.
        """
        gains = reduced.copy()
        never = np.zeros(len(gains), np.bool_)
        total: float | int = 0
        seen: list[tuple[NDArray[np.int64], Flags]] = []
        for level in self.levels:
            open_ = ~never[level.columns]
            columns, cells = level.columns[open_], level.cells[open_]
            size = len(level.projects) * self.width
            if not level.is_single:
                # The best column of every cell: the last written is the largest.
                order = np.lexsort((gains[columns], cells))
                columns, cells = columns[order], cells[order]
                last = np.flatnonzero(np.diff(cells, append=-1))
                columns, cells = columns[last], cells[last]
            which = np.full(size, -1, np.int64)
            which[cells] = columns
            filled = which >= 0
            worth = np.where(filled, gains[which], 0)
            choice, value, none = self._from(level, which, worth, filled)
            seen.append((choice, none))
            if bool(none[level.roots, 0].any()):
                return None
            total += value[level.roots, 0].sum().item()
            np.add.at(gains, level.needed, value[level.child, level.earliest])
            never[level.needed[none[level.child, level.earliest]]] = True
        return total, self._chosen(seen)

    def _from(
        self, level: _Level, which: Integers, worth: Floats | Integers, filled: Flags
    ) -> tuple[Integers, Floats | Integers, Flags]:
        """By project and period: the best column from there on, its gain, and whether there is none."""
        shape = len(level.projects), self.width
        least = worth.min(initial=0) - 1
        table = np.where(filled, worth, least).reshape(shape)[:, ::-1]
        ahead = np.maximum.accumulate(table, axis=1)
        is_new = np.ones(shape, np.bool_)
        is_new[:, 1:] = table[:, 1:] > ahead[:, :-1]
        where = np.maximum.accumulate(np.where(is_new, np.arange(self.width), 0), axis=1)
        choice = np.take_along_axis(which.reshape(shape)[:, ::-1], where, axis=1)[:, ::-1]
        value = ahead[:, ::-1]
        absent = choice < 0
        required = level.required[:, None]
        left_out = ~required & (absent | (value <= 0))
        return (
            np.where(left_out, -1, choice),
            np.where(left_out | absent, 0, value),
            required & absent,
        )

    def _chosen(self, seen: list[tuple[Integers, Flags]]) -> Flags:
        """The columns of the best choice, from the first projects to the last."""
        chosen = np.zeros(len(self.arrays.project), np.bool_)
        for level, (choice, _) in zip(self.levels[::-1], seen[::-1], strict=True):
            found = choice[level.roots, 0]
            taken = chosen[level.needed]
            after = choice[level.child[taken], level.earliest[taken]]
            found = np.concatenate([found, after])
            chosen[found[found >= 0]] = True
        return chosen


@dataclass(slots=True)
class Pricing:
    """One search for prices."""

    arrays: Arrays
    budget: Budget
    forest: Forest = field(init=False)
    _entry_column: Integers = field(init=False)

    def __post_init__(self) -> None:
        """Lay the columns out once."""
        self.forest = Forest(self.arrays)
        counts = np.diff(self.arrays.begin)
        self._entry_column = np.repeat(np.arange(len(counts)), counts)

    def run(self, steps: int = _STEPS) -> Priced | None:
        """Look for prices until steps or budget are spent.

        Returns:
            None if what is required cannot be, by the columns alone.
        """
        arrays = self.arrays
        capacity = arrays.capacity.astype(float)
        # Rows count by what they offer, so that all prices are of a size.
        size = np.maximum(np.abs(capacity), 1.0)
        prices = np.zeros(len(capacity))
        best, kept = np.inf, prices
        stride, since = 1.0, 0
        direction = np.zeros(len(capacity))
        work = _WORK * max(len(arrays.rows), len(arrays.project)) / 1e6
        for _ in range(steps):
            found = self.forest.best(self._reduced(prices))
            self.budget.spend(work)
            if found is None:
                return None
            bound = found[0] + float(prices @ capacity)
            since += 1
            if bound < best:
                if bound < best - 1e-4 * abs(best) or best == np.inf:
                    since = 0
                best, kept = bound, prices
            elif since >= _PATIENCE:
                stride, since, prices = stride / 2, 0, kept
                direction[:] = 0
                continue
            if self.budget.is_spent():
                break
            over = (self._used(found[1]) - capacity) / size
            direction = over + 0.5 * direction
            length = float(direction @ direction)
            if not length:
                break
            # As if a twentieth of the bound were still to be had.
            prices = np.maximum(0.0, prices + stride * 0.05 * abs(bound) * direction / length / size)
        return Priced(self._proven(kept), kept, self._reduced(kept))

    def _paid(self, prices: NDArray[np.float64]) -> Floats:
        paid = self.arrays.amounts * prices[self.arrays.rows]
        return np.bincount(self._entry_column, paid, minlength=len(self.arrays.project)).astype(float)

    def _reduced(self, prices: Floats) -> Floats:
        return self.arrays.value - self._paid(prices)

    def _used(self, chosen: Flags) -> Floats:
        inside = chosen[self._entry_column]
        rows, amounts = self.arrays.rows[inside], self.arrays.amounts[inside]
        return np.bincount(rows, amounts, minlength=len(self.arrays.capacity)).astype(float)

    def _proven(self, prices: Floats) -> Fraction | None:
        """The bound of prices, added up in integers; None where these would grow too large."""
        arrays = self.arrays
        paid = np.bincount(
            self._entry_column,
            np.abs(arrays.amounts * prices[arrays.rows]),
            minlength=len(arrays.project),
        )
        sizes = np.abs(arrays.value) + arrays.unsure + paid
        # A plan has one column a project at most, and the forest adds no more than one of each.
        most = np.zeros(len(arrays.first) - 1)
        np.maximum.at(most, arrays.project, sizes)
        largest = float(most.sum()) + 1.0
        if not np.isfinite(largest):
            return None
        scale = 2 ** int(np.floor(np.log2(_LARGEST / largest))) if largest < _LARGEST else 0
        if not scale:
            return None
        whole = np.rint(prices * scale).astype(np.int64)
        values = np.ceil((arrays.value + arrays.unsure) * scale).astype(np.int64) + 1
        spent = np.zeros(len(values), np.int64)
        np.add.at(spent, self._entry_column, arrays.amounts * whole[arrays.rows])
        found = self.forest.best(values - spent)
        if found is None:
            return None
        available = sum(
            price * room for price, room in zip(whole.tolist(), arrays.capacity.tolist(), strict=True)
        )
        return Fraction(int(found[0]) + available, scale)
