"""A plan that is there made better by exchange: one project comes in, others make room, what is out is tried.

Each round takes a project that prices would like to see in, or elsewhere, and makes room for it by taking out
what stands in its way in the rows that are full; then all that is out, and a few others, are put in again
where they fit. What is worse is undone.

Source of the idea: Schrimpf and others, "Record breaking optimization results using the ruin and recreate
principle", 2000.
"""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from optimizer.search.arrays import entries_of
from optimizer.search.building import WORK, Builder

# So many projects make room for one at most, and so many others are tried with them.
_MOST_OUT: Final = 12
_OTHERS: Final = 5
# How often a project that stands in the way is looked for before it is said that none does.
_TRIES: Final = 30
# No run has more rounds a project, since so few exchanges are possible.
_MOST_A_PROJECT: Final = 20
# Moving all projects that can do better where they are is over after a few passes.
_PASSES: Final = 10
# Rounds between two looks at who uses what, and at the budget.
_LOOK: Final = 200
# A project without a gain by prices is wanted as if it had this share of its value.
_LEAST_WANTED: Final = 0.02


@dataclass(slots=True)
class Exchange:
    """Rounds of exchange on one plan."""

    builder: Builder
    seed: int
    rounds: int = 0
    _chance: random.Random = field(init=False)
    _wanted: list[float] = field(init=False)
    _gains: list[float] = field(init=False)
    _users: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Ask prices which projects are wanted."""
        self._chance = random.Random(self.seed)  # noqa: S311 - a search, not a secret
        self.prices_changed()

    def prices_changed(self) -> None:
        """Want what the prices of now would have."""
        builder = self.builder
        gains = np.maximum(builder.gains(), 0.0)
        gains[~np.isfinite(gains)] = 0.0
        most = np.zeros(len(gains))
        np.maximum.at(most, builder.arrays.project, builder.arrays.value)
        self._wanted = np.cumsum(np.sqrt(gains + _LEAST_WANTED * most) + 1e-9).tolist()
        self._gains = gains.tolist()

    def moves(self) -> float:
        """Move single projects to a column that is worth more, while one has room; what that gained."""
        builder = self.builder
        arrays, before = builder.arrays, builder.score
        column = np.repeat(np.arange(len(arrays.project)), np.diff(arrays.begin))
        places = arrays.project[column] * len(arrays.capacity) + arrays.rows
        for _ in range(_PASSES):
            if builder.budget.is_spent():
                break
            chosen = np.array(builder.chosen, np.int64)
            on = chosen[chosen >= 0]
            entries, _ = entries_of(arrays, on)
            # What is used by the project itself is room for it too.
            room = np.array(builder.room, np.int64)[arrays.rows]
            if len(entries):
                found = np.minimum(np.searchsorted(places[entries], places), len(entries) - 1)
                is_own = places[entries][found] == places
                room[is_own] += arrays.amounts[entries][found][is_own]
            over = (arrays.amounts > room) & arrays.ceiling[arrays.rows]
            fits = np.ones(len(arrays.project), np.bool_)
            fits[column[over]] = False
            now = np.where(chosen >= 0, arrays.value[chosen], 0.0)
            gain = arrays.value - now[arrays.project]
            good = np.flatnonzero(fits & (gain > 1e-9 * np.abs(arrays.value)))
            builder.budget.spend(WORK * len(chosen))
            if not self._moved(good[np.argsort(-gain[good], kind="stable")].tolist()):
                break
        return builder.score - before

    def _moved(self, columns: list[int]) -> bool:
        """Make the moves that are still possible, one a project at most; whether any was made."""
        builder = self.builder
        done: set[int] = set()
        for column in columns:
            p = int(builder.arrays.project[column])
            if p in done:
                continue
            short, was = builder.short(), builder.chosen[p]
            if was >= 0:
                builder.take(p)
            reach = builder.reach(p)
            if reach is not None and builder.put_column(p, column, reach):
                if builder.short() <= short:
                    done.add(p)
                    continue
                builder.take(p)
            if was >= 0:
                builder.put_back(p, was)
        return bool(done)

    def run(self, rounds: int) -> float:
        """Go on for so many rounds, fewer with few projects, while there is a budget; what that gained."""
        builder, before = self.builder, self.builder.score
        rounds = min(rounds, _MOST_A_PROJECT * len(builder.chosen))
        look = max(_LOOK, len(builder.chosen) // 50)
        for k in range(rounds):
            if k % look == 0:
                if builder.budget.is_spent():
                    break
                self._note_users()
            if builder.budget.should_stop is not None and k % _LOOK == 0 and builder.budget.is_spent():
                break
            self._round()
            self.rounds += 1
            builder.budget.spend(WORK * _MOST_OUT)
        return builder.score - before

    def _note_users(self) -> None:
        """Who uses each row now; it may be a little out of date until the next look."""
        arrays = self.builder.arrays
        chosen = np.array(self.builder.chosen, np.int64)
        columns = chosen[chosen >= 0]
        entries, of = entries_of(arrays, columns)
        rows = arrays.rows[entries]
        order = np.argsort(rows, kind="stable")
        users = arrays.project[columns][of][order]
        ends = np.searchsorted(rows[order], np.arange(len(arrays.capacity) + 1))
        self._users = [users[a:b].tolist() for a, b in pairwise(ends.tolist())]

    def _round(self) -> None:
        builder, chance = self.builder, self._chance
        score, short = builder.score, builder.short()
        if builder.missing and chance.random() < 1 / 2:
            p = chance.choice(sorted(builder.missing))
        else:
            p = min(bisect(self._wanted, chance.random() * self._wanted[-1]), len(builder.chosen) - 1)
        ways = builder.ways[p]
        if not ways:
            return
        # The first is worth most; those after it are tried the less often, the further down they are.
        column = ways[min(int(chance.expovariate(0.7)), len(ways) - 1)]
        before = builder.take_with_all_that_need(p)
        for q in builder.absent(p):
            before.setdefault(q, -1)
            if q != p:
                builder.put(q)
        self._make_room(p, column, before)
        reach = builder.reach(p)
        if reach is not None:
            builder.put_column(p, column, reach)
        self._put_again(before)
        if (builder.short(), -builder.score) > (short, -score):
            self._undo(before)
            builder.score = score

    def _make_room(self, p: int, column: int, before: dict[int, int]) -> None:
        builder, chance = self.builder, self._chance
        for _ in range(_MOST_OUT):
            full = [
                builder.rows[k]
                for k in range(builder.begin[column], builder.begin[column + 1])
                if builder.amounts[k] > builder.room[builder.rows[k]] and builder.amounts[k] > 0
            ]
            if not full:
                return
            other = self._in_the_way(chance.choice(full), p)
            if other is None:
                return
            for q, was in builder.take_with_all_that_need(other).items():
                before.setdefault(q, was)

    def _in_the_way(self, row: int, p: int) -> int | None:
        builder, users = self.builder, self._users[row]
        for _ in range(_TRIES if users else 0):
            q = users[int(self._chance.random() * len(users))]
            column = builder.chosen[q]
            if column < 0 or q == p:
                continue
            if row in builder.rows[builder.begin[column] : builder.begin[column + 1]]:
                return q
        return None

    def _put_again(self, before: dict[int, int]) -> None:
        builder, chance = self.builder, self._chance
        count = len(builder.chosen)
        out = [q for q in before if builder.chosen[q] < 0]
        for _ in range(_OTHERS):
            q = int(chance.random() * count)
            if builder.chosen[q] < 0 and q not in before:
                out.append(q)
        if chance.random() < 1 / 2:
            gains = self._gains
            out.sort(key=lambda q: -gains[q])
        else:
            chance.shuffle(out)
        for q in out:
            if builder.chosen[q] < 0:
                for put in builder.put_with_needs(q):
                    before.setdefault(put, -1)

    def _undo(self, before: dict[int, int]) -> None:
        builder = self.builder
        for q in before:
            if builder.chosen[q] >= 0:
                builder.take(q)
        for q, column in before.items():
            if column >= 0:
                builder.put_back(q, column)
