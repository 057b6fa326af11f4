"""Prices on what columns take up: a bound for the whole problem within seconds, whatever its size.

Any prices give a bound, by Lagrangian relaxation: what all that is available costs, and every project's best
column at these prices. Projects are not quite alone: where one needs another, it is given one such and they
are decided together, exactly, from the last to the first. Other precedence is left out, which only weakens
the bound. Prices are found by subgradient steps in doubles; the bound is added up again in integers.

Sources of the ideas: Held, Wolfe and Crowder, "Validation of subgradient optimization", 1974; Camerini,
Fratta and Maffioli, "On improving relaxation methods by modified gradient techniques", 1975.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from optimizer.search.arrays import Arrays, entries_of
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
    """One search for prices, which can be gone on with."""

    arrays: Arrays
    budget: Budget
    forest: Forest = field(init=False)
    kept: Floats = field(init=False)  # the best prices so far, and the bound they prove, in doubles
    least: float = np.inf
    _entry_column: Integers = field(init=False)
    _amounts: Floats = field(init=False)
    _empty: Flags = field(init=False)
    _prices: Floats = field(init=False)
    _direction: Floats = field(init=False)
    _stride: float = 1.0
    _since: int = 0

    def __post_init__(self) -> None:
        """Lay the columns out once."""
        self.forest = Forest(self.arrays)
        counts = np.diff(self.arrays.begin)
        self._entry_column = np.repeat(np.arange(len(counts)), counts)
        self._amounts = self.arrays.amounts.astype(float)
        self._empty = counts == 0
        self.begin_with(np.zeros(len(self.arrays.capacity)))

    def begin_with(self, prices: Floats) -> None:
        """Go on from prices that are known."""
        self._prices = self.kept = prices
        self._direction = np.zeros(len(prices))
        self.least, self._stride, self._since = np.inf, 1.0, 0

    def run(self, steps: int = _STEPS) -> Priced | None:
        """Look for prices until steps or budget are spent.

        Returns:
            None if what is required cannot be, by the columns alone.
        """
        arrays = self.arrays
        capacity = arrays.capacity.astype(float)
        # Rows count by what they offer, so that all prices are of a size.
        size = np.maximum(np.abs(capacity), 1.0)
        work = _WORK * max(len(arrays.rows), len(arrays.project)) / 1e6
        for _ in range(steps):
            found = self.forest.best(self._reduced(self._prices))
            self.budget.spend(work)
            if found is None:
                return None
            bound = found[0] + float(self._prices @ capacity)
            self._since += 1
            if bound < self.least:
                if bound < self.least - 1e-4 * abs(self.least) or self.least == np.inf:
                    self._since = 0
                self.least, self.kept = bound, self._prices
            elif self._since >= _PATIENCE:
                self._stride, self._since, self._prices = self._stride / 2, 0, self.kept
                self._direction = np.zeros(len(capacity))
                continue
            if self.budget.is_spent():
                break
            over = (self._used(found[1]) - capacity) / size
            self._direction = over + 0.5 * self._direction
            length = float(self._direction @ self._direction)
            if not length:
                break
            # As if a twentieth of the bound were still to be had.
            stride = self._stride * 0.05 * abs(bound)
            self._prices = np.maximum(0.0, self._prices + stride * self._direction / length / size)
        return self.priced(self.kept)

    def priced(self, prices: Floats, links: Sequence[tuple[int, int, float]] = ()) -> Priced:
        """What prices say, whoever found them.

        Args:
            prices: of every row.
            links: of precedence its number, a period, and what it costs to have begun the later by then while
                the earlier is not complete.
        """
        reduced = self._reduced(prices) + self._along(links, np.zeros(len(self._empty)))
        return Priced(self._proven(prices, links), prices, reduced)

    def _along(self, links: Sequence[tuple[int, int, float]], gain: NDArray[Any]) -> NDArray[Any]:
        """Add what columns gain and lose by prices of precedence."""
        arrays = self.arrays
        for number, period, price in links:
            before, after, lag = arrays.links[number]
            a, b = arrays.first[after], arrays.first[after + 1]
            gain[a:b][arrays.start[a:b] <= period] -= price
            a, b = arrays.first[before], arrays.first[before + 1]
            gain[a:b][arrays.end[a:b] + lag <= period] += price
        return gain

    def _paid(self, prices: NDArray[np.float64]) -> Floats:
        """What every column costs."""
        paid = np.zeros(len(self._empty))
        if len(self._amounts):
            # A column that takes up nothing would be handed what the next one costs.
            begin = np.minimum(self.arrays.begin[:-1], len(self._amounts) - 1)
            paid = np.add.reduceat(self._amounts * prices[self.arrays.rows], begin)
            paid[self._empty] = 0.0
        return paid

    def _reduced(self, prices: Floats) -> Floats:
        return self.arrays.value - self._paid(prices)

    def _used(self, chosen: Flags) -> Floats:
        entries, _ = entries_of(self.arrays, np.flatnonzero(chosen))
        rows, amounts = self.arrays.rows[entries], self._amounts[entries]
        return np.bincount(rows, amounts, minlength=len(self.arrays.capacity)).astype(float)

    def _proven(self, prices: Floats, links: Sequence[tuple[int, int, float]]) -> Fraction | None:
        """The bound of prices, added up in integers; None where these would grow too large."""
        arrays = self.arrays
        paid = np.bincount(
            self._entry_column,
            np.abs(arrays.amounts * prices[arrays.rows]),
            minlength=len(arrays.project),
        )
        sizes = np.abs(arrays.value) + arrays.unsure + paid
        sizes += np.abs(self._along(links, np.zeros(len(paid)))) + sum(price for *_, price in links)
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
        along = [(number, period, round(price * scale)) for number, period, price in links]
        found = self.forest.best(self._along(along, values - spent))
        if found is None:
            return None
        available = sum(
            price * room for price, room in zip(whole.tolist(), arrays.capacity.tolist(), strict=True)
        )
        return Fraction(int(found[0]) + available, scale)
