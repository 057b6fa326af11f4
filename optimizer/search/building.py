"""A plan put together project by project where prices say it pays, then taken apart in places and mended.

A project goes in with all that it needs, at the start and in the mode that is worth most of what still fits,
in the order of what they are worth for what they take up at the prices. Then a few projects and those that
need them are taken out and put in again in another order, over and over; what is better is kept.

Source of the idea: Schrimpf and others, "Record breaking optimization results using the ruin and recreate
principle", 2000.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from optimizer.search.arrays import Arrays
from optimizer.search.budget import Budget
from optimizer.search.pricing import Priced
from optimizer.search.worth import Flags, Integers

# How many projects are taken out at a time, and how often a project is, on average.
_TAKEN_OUT: Final = 12
_ROUNDS_A_PROJECT: Final = 0.25
_WORK: Final = 2e-5  # of putting one project in, in CP-SAT's units


@dataclass(slots=True)
class Builder:
    """A plan in the making: the column of every project, -1 without one, and the room that is left.

    Attributes:
        score: what all that is selected is worth.
    """

    arrays: Arrays
    priced: Priced
    budget: Budget
    chosen: Integers = field(init=False)
    room: Integers = field(init=False)
    score: float = 0.0
    _first: list[int] = field(init=False)
    _begin: list[int] = field(init=False)
    _needs: list[list[tuple[int, int]]] = field(init=False)  # what a project needs, and the lag
    _needed: list[list[tuple[int, int]]] = field(init=False)  # what needs it, and the lag
    _ceiling: Flags = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        arrays = self.arrays
        count = len(arrays.first) - 1
        self.chosen = np.full(count, -1, np.int64)
        self.room = arrays.capacity.copy()
        self._first, self._begin = arrays.first.tolist(), arrays.begin.tolist()
        self._needs, self._needed = [[] for _ in range(count)], [[] for _ in range(count)]
        for before, after, lag in arrays.links:
            self._needs[after].append((before, lag))
            self._needed[before].append((after, lag))
        self._ceiling = arrays.ceiling[arrays.rows]

    def order(self, *, by_rate: bool) -> Integers:
        """Projects by what they are worth for what they take up, or beyond it; what must be comes first."""
        arrays, reduced = self.arrays, self.priced.reduced
        count = len(self.chosen)
        paid = arrays.value - reduced
        rate = np.where(
            arrays.value > 0, arrays.value / np.maximum(paid, 1e-9 * np.abs(arrays.value) + 1e-12), -1
        )
        best = np.full(count, -np.inf)
        np.maximum.at(best, arrays.project, rate if by_rate else reduced)
        ways = np.diff(arrays.first)
        # Of what is required, those with the fewest ways to be built are the hardest to place.
        return np.lexsort((-best, np.where(arrays.required, ways, 0), ~arrays.required))

    def run(self, *, by_rate: bool) -> bool:
        """Put everything in that fits and pays; whether all that is required is in."""
        for p in self.order(by_rate=by_rate).tolist():
            if self.chosen[p] < 0:
                self.put_with_needs(p)
        self.budget.spend(_WORK * len(self.chosen))
        return bool((self.chosen[self.arrays.required] >= 0).all())

    def put_with_needs(self, p: int) -> bool:
        """Put a project in after all that it needs; nothing of it where that does not fit or pay."""
        before, put = self.score, []
        for q in self._missing(p):
            if not self.put(q):
                break
            put.append(q)
        else:
            if self.score >= before or self.arrays.required[p]:
                return True
        for q in put[::-1]:
            self.take(q)
        return False

    def _missing(self, p: int) -> list[int]:
        """What a project needs and is not there, each after what it needs itself, the project last."""
        found: dict[int, None] = {}
        waiting = [(p, False)]
        while waiting:
            q, is_ready = waiting.pop()
            if is_ready:
                found[q] = None
            elif self.chosen[q] < 0 and q not in found:
                waiting.append((q, True))
                waiting.extend((before, False) for before, _ in self._needs[q])
        return list(found)

    def put(self, p: int) -> bool:
        """Put one project in where it is worth most, less what it costs where that says something."""
        arrays = self.arrays
        low, high = self._first[p], self._first[p + 1]
        if low == high:
            return False
        fits = np.ones(high - low, np.bool_)
        for before, lag in self._needs[p]:
            if self.chosen[before] < 0:
                return False
            fits &= arrays.start[low:high] >= arrays.end[self.chosen[before]] + lag
        for after, lag in self._needed[p]:
            if self.chosen[after] >= 0:
                fits &= arrays.end[low:high] + lag <= arrays.start[self.chosen[after]]
        begin, end = self._begin[low], self._begin[high]
        rows, amounts = arrays.rows[begin:end], arrays.amounts[begin:end]
        over = (amounts > self.room[rows]) & self._ceiling[begin:end]
        if over.any():
            entries = np.flatnonzero(over) + begin
            fits[np.searchsorted(arrays.begin[low : high + 1], entries, side="right") - 1] = False
        for column in (
            low + np.flatnonzero(fits)[np.argsort(-self.priced.reduced[low:high][fits], kind="stable")]
        ).tolist():
            self._move(column, 1)
            if self._carries():
                self.chosen[p] = column
                self.score += float(arrays.value[column])
                return True
            self._move(column, -1)
        return False

    def take(self, p: int) -> None:
        """Take one project out."""
        column = int(self.chosen[p])
        self._move(column, -1)
        self.chosen[p] = -1
        self.score -= float(self.arrays.value[column])

    def _move(self, column: int, sign: int) -> None:
        begin, end = self._begin[column], self._begin[column + 1]
        self.room[self.arrays.rows[begin:end]] -= sign * self.arrays.amounts[begin:end]

    def _carries(self) -> bool:
        """Whether every window has room with what is carried over into it."""
        for chain in self.arrays.chains:
            carried = 0
            for row, maximum in zip(chain.rows, chain.maxima, strict=True):
                used = int(self.arrays.capacity[row] - self.room[row])
                left = maximum + carried - used
                if left < 0:
                    return False
                carried = left * chain.share.numerator // chain.share.denominator
        return True

    def improve(self) -> None:
        """Take a few projects out and put them in again in other orders, keeping what is better."""
        chance = random.Random(self.budget.seed)  # noqa: S311 - a search, not a secret
        count = len(self.chosen)
        arrays = self.arrays
        out = np.flatnonzero(self.chosen < 0)
        for _ in range(int(_ROUNDS_A_PROJECT * count)):
            if self.budget.is_spent():
                return
            kept: dict[int, int] = {}
            score = self.score
            out = out[self.chosen[out] < 0]
            wanted = chance.sample(out.tolist(), min(3, len(out)))
            start = chance.randrange(count)
            there = [p for p in self._near(start, chance) if self.chosen[p] >= 0]
            for p in there:
                kept.update(self._take_with_all_that_need(p))
            again = list(kept) + [p for p in wanted if p not in kept]
            chance.shuffle(again)
            put: set[int] = set()
            for p in again:
                if self.chosen[p] < 0:
                    put.update(q for q in self._missing(p))
                    self.put_with_needs(p)
            self.budget.spend(_WORK * len(again))
            missing = any(arrays.required[p] and self.chosen[p] < 0 for p in kept)
            if missing or self.score < score:
                for p in (q for q in put | set(kept) if self.chosen[q] >= 0):
                    self.take(p)
                for p, column in kept.items():
                    self._move(column, 1)
                    self.chosen[p] = column
                    self.score += float(arrays.value[column])
                self.score = score

    def _near(self, start: int, chance: random.Random) -> list[int]:
        return [(start + chance.randrange(50)) % len(self.chosen) for _ in range(_TAKEN_OUT)]

    def _take_with_all_that_need(self, p: int) -> dict[int, int]:
        """Take a project out and everything that needs it; their columns."""
        taken: dict[int, int] = {}
        waiting = [p]
        while waiting:
            q = waiting.pop()
            if self.chosen[q] >= 0:
                taken[q] = int(self.chosen[q])
                self.take(q)
                waiting.extend(after for after, _ in self._needed[q])
        return taken
