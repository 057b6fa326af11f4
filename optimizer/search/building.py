"""A plan put together project by project where prices say it pays.

A project goes in with all that it needs, at the start and in the mode that is worth most of what still fits.
The first rounds take only columns that are worth more than they cost, so that no project takes dearly what
another could use well; later rounds are less choosy, and the last takes what fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from optimizer.search.arrays import Arrays
from optimizer.search.budget import Budget
from optimizer.search.pricing import Priced
from optimizer.search.worth import Flags, Floats

# What a column is worth beyond its price, as a share of its value, at least, in every round of building.
_CHOOSY: Final = (0.05, 0.0, -0.05, -0.1, -0.2)
# How often one looks at the clock, in projects, and what putting one in takes in CP-SAT's units of work.
_LOOK: Final = 500
WORK: Final = 1e-5


@dataclass(slots=True)
class Builder:
    """A plan in the making: the column of every project, -1 without one, and the room that is left.

    Attributes:
        score: what all that is selected is worth.
        missing: projects that must be selected and are not.
    """

    arrays: Arrays
    priced: Priced
    budget: Budget
    chosen: list[int] = field(init=False)
    room: list[int] = field(init=False)
    score: float = 0.0
    missing: set[int] = field(init=False)
    begin: list[int] = field(init=False)
    rows: list[int] = field(init=False)
    amounts: list[int] = field(init=False)
    value: list[float] = field(init=False)
    start: list[int] = field(init=False)
    end: list[int] = field(init=False)
    required: list[bool] = field(init=False)
    ways: list[list[int]] = field(init=False)  # of every project its columns, what is worth most first
    needs: list[list[tuple[int, int]]] = field(init=False)  # what a project needs, and the lag
    needed: list[list[tuple[int, int]]] = field(init=False)  # what needs it, and the lag
    floors: list[int] = field(init=False)  # rows that ask for something to be used
    _ceiling: list[bool] = field(init=False)
    _chains_of: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        arrays = self.arrays
        count = len(arrays.first) - 1
        self.chosen = [-1] * count
        self.room = arrays.capacity.tolist()
        # Lists, since numpy takes longer for a handful of numbers than Python does.
        self.begin, self.rows, self.amounts = (
            arrays.begin.tolist(),
            arrays.rows.tolist(),
            arrays.amounts.tolist(),
        )
        self.value, self.start, self.end = arrays.value.tolist(), arrays.start.tolist(), arrays.end.tolist()
        self.required = arrays.required.tolist()
        self.missing = set(np.flatnonzero(arrays.required).tolist())
        self.needs, self.needed = [[] for _ in range(count)], [[] for _ in range(count)]
        for before, after, lag in arrays.links:
            self.needs[after].append((before, lag))
            self.needed[before].append((after, lag))
        self._ceiling = arrays.ceiling.tolist()
        self.floors = np.flatnonzero(~arrays.ceiling).tolist()
        self._chains_of = {}
        for number, chain in enumerate(arrays.chains):
            for row in chain.rows:
                self._chains_of.setdefault(row, []).append(number)
        self.prefer(self.priced)

    def prefer(self, priced: Priced) -> None:
        """Have columns tried in the order that prices say."""
        self.priced = priced
        first = self.arrays.first.tolist()
        order = np.lexsort((-priced.reduced, self.arrays.project)).tolist()
        self.ways = [order[first[p] : first[p + 1]] for p in range(len(self.chosen))]

    def gains(self) -> Floats:
        """By project, what its best column is worth beyond its price."""
        best = np.full(len(self.chosen), -np.inf)
        np.maximum.at(best, self.arrays.project, self.priced.reduced)
        return best

    def run(self) -> bool:
        """Put everything in that fits and pays; whether all that is required is in."""
        ways = np.diff(self.arrays.first)
        required = self.arrays.required
        # Of what is required, those with the fewest ways to be built are the hardest to place.
        order = np.lexsort((-self.gains(), np.where(required, ways, 0), ~required)).tolist()
        values = np.abs(self.arrays.value)
        for choosy in _CHOOSY:
            self._fill(order, self.priced.reduced >= choosy * values)
        self._fill(order, None)
        return self.is_whole()

    def _fill(self, order: Iterable[int], choice: Flags | None) -> None:
        good = None if choice is None else choice.tolist()
        ways = self.ways
        if good is not None:
            required = self.required
            self.ways = [way if required[p] else [c for c in way if good[c]] for p, way in enumerate(ways)]
        for position, p in enumerate(order):
            if position % _LOOK == 0 and self.budget.is_spent():
                break
            if self.chosen[p] < 0:
                self.put_with_needs(p)
        self.ways = ways
        self.budget.spend(WORK * len(self.chosen))

    def is_whole(self) -> bool:
        """Whether all is there that must be."""
        return not self.missing and all(self.room[row] >= 0 for row in self.floors)

    def short(self) -> tuple[int, int]:
        """What is missing: so many projects, and so much use."""
        return len(self.missing), sum(-min(0, self.room[row]) for row in self.floors)

    def put_with_needs(self, p: int) -> list[int]:
        """Put a project in after all that it needs; nothing of it where that does not fit or pay.

        Returns:
            Those that are in now and were not before.
        """
        before, put = self.score, []
        for q in self.absent(p):
            if not self.put(q):
                break
            put.append(q)
        else:
            if self.score >= before or self.required[p]:
                return put
        for q in put[::-1]:
            self.take(q)
        return []

    def absent(self, p: int) -> list[int]:
        """What a project needs and is not there, each after what it needs itself, the project last."""
        if all(self.chosen[before] >= 0 for before, _ in self.needs[p]):
            return [p]
        found: dict[int, None] = {}
        waiting = [(p, False)]
        while waiting:
            q, is_ready = waiting.pop()
            if is_ready:
                found[q] = None
            elif self.chosen[q] < 0 and q not in found:
                waiting.append((q, True))
                waiting.extend((before, False) for before, _ in self.needs[q])
        return list(found)

    def reach(self, p: int) -> tuple[int, int] | None:
        """The earliest start and the latest end that others leave to a project, None if one is missing."""
        earliest, latest = -1, 1 << 60
        for before, lag in self.needs[p]:
            column = self.chosen[before]
            if column < 0:
                return None
            earliest = max(earliest, self.end[column] + lag)
        for after, lag in self.needed[p]:
            column = self.chosen[after]
            if column >= 0:
                latest = min(latest, self.start[column] - lag)
        return earliest, latest

    def put(self, p: int) -> bool:
        """Put one project in where it is worth most of what fits."""
        reach = self.reach(p)
        if reach is None:
            return False
        return any(self.put_column(p, column, reach) for column in self.ways[p])

    def put_column(self, p: int, column: int, reach: tuple[int, int]) -> bool:
        """Put one project in as one column says, if that fits."""
        if self.start[column] < reach[0] or self.end[column] > reach[1] or not self.fits(column):
            return False
        self.move(column, 1)
        if self._chains_of and not self._carries(column):
            self.move(column, -1)
            return False
        self.chosen[p] = column
        self.score += self.value[column]
        if self.required[p]:
            self.missing.discard(p)
        return True

    def fits(self, column: int) -> bool:
        """Whether there is room for a column, but for what is carried over."""
        rows, amounts, room, ceiling = self.rows, self.amounts, self.room, self._ceiling
        for k in range(self.begin[column], self.begin[column + 1]):
            row = rows[k]
            if amounts[k] > room[row] and ceiling[row]:
                return False
        return True

    def take(self, p: int) -> None:
        """Take one project out."""
        column = self.chosen[p]
        self.move(column, -1)
        self.chosen[p] = -1
        self.score -= self.value[column]
        if self.required[p]:
            self.missing.add(p)

    def put_back(self, p: int, column: int) -> None:
        """Put a project in where it was."""
        self.move(column, 1)
        self.chosen[p] = column
        self.score += self.value[column]
        if self.required[p]:
            self.missing.discard(p)

    def move(self, column: int, sign: int) -> None:
        """Count a column's use, or that it is no more."""
        rows, amounts, room = self.rows, self.amounts, self.room
        for k in range(self.begin[column], self.begin[column + 1]):
            room[rows[k]] -= sign * amounts[k]

    def _carries(self, column: int) -> bool:
        """Whether every window that a column touches has room with what is carried over into it."""
        touched = {
            chain
            for k in range(self.begin[column], self.begin[column + 1])
            for chain in self._chains_of.get(self.rows[k], ())
        }
        capacity = self.arrays.capacity
        for number in touched:
            chain = self.arrays.chains[number]
            carried = 0
            for row, maximum in zip(chain.rows, chain.maxima, strict=True):
                left = maximum + carried - (int(capacity[row]) - self.room[row])
                if left < 0:
                    return False
                carried = left * chain.share.numerator // chain.share.denominator
        return True

    def take_with_all_that_need(self, p: int) -> dict[int, int]:
        """Take a project out and everything that needs it; their columns."""
        taken: dict[int, int] = {}
        waiting = [p]
        while waiting:
            q = waiting.pop()
            if self.chosen[q] >= 0:
                taken[q] = self.chosen[q]
                self.take(q)
                waiting.extend(after for after, _ in self.needed[q])
        return taken

    def begin_with(self, columns: Iterable[int]) -> None:
        """Begin with a plan that is known, as far as it fits."""
        for p in range(len(self.chosen)):
            if self.chosen[p] >= 0:
                self.take(p)
        wanted = {int(self.arrays.project[column]): column for column in columns}
        last, reduced, stuck = self._too_much(wanted), self.priced.reduced, 0
        waiting = sorted(wanted, key=lambda p: (p in last, not self.required[p], -reduced[wanted[p]]))
        while waiting and stuck < len(waiting):
            later = []
            for p in waiting:
                reach = self.reach(p)
                if reach is None or not self.put_column(p, wanted[p], reach):
                    later.append(p)
            stuck = len(later) if len(later) == len(waiting) else 0
            waiting = later

    def _too_much(self, wanted: dict[int, int]) -> set[int]:
        """What to leave out where not all fits any more: what is worth least for what it uses there."""
        left = self.arrays.capacity.tolist()
        for column in wanted.values():
            for k in range(self.begin[column], self.begin[column + 1]):
                left[self.rows[k]] -= self.amounts[k]
        over = {row for row, room in enumerate(left) if room < 0 and self._ceiling[row]}
        shares: dict[int, float] = {}
        for p, column in wanted.items() if over else ():
            for k in range(self.begin[column], self.begin[column + 1]):
                if self.rows[k] in over:
                    share = self.amounts[k] / max(1, -left[self.rows[k]])
                    shares[p] = shares.get(p, 0.0) + share
        found: set[int] = set()
        for p in sorted(shares, key=lambda p: self.value[wanted[p]] / max(shares[p], 1e-300)):
            entries = range(self.begin[wanted[p]], self.begin[wanted[p] + 1])
            if any(self.rows[k] in over and left[self.rows[k]] < 0 for k in entries):
                found.add(p)
                for k in entries:
                    left[self.rows[k]] += self.amounts[k]
        return found
