"""The search of a large first tier on its arrays: exchange, then parts of it by CP-SAT in processes aside.

What the relaxation leaves undecided is searched first, where there is one in time. Then two kinds of
parts take turns, and the one that gained more a second goes on: a kernel, which is the columns of smallest
reduced cost and those of the plan, and neighbourhoods of some dozens of projects, several side by side. A
kernel of all columns that may be in a better plan, searched to its end, is a proof.

Sources of the ideas: Berthold, "RENS: the optimal rounding", 2014; Angelelli, Mansini and Speranza, "Kernel
search: a general heuristic for the multi-dimensional knapsack problem", 2010; Shaw, "Using constraint
programming and local search methods", 1998.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from optimizer.search.arrays import Arrays
from optimizer.search.aside import Aside, Team, Word
from optimizer.search.budget import Budget
from optimizer.search.building import Builder
from optimizer.search.drawing import kernel, neighbourhood
from optimizer.search.exchange import Exchange
from optimizer.search.part import STEPS, Cut, Relaxed, part_of
from optimizer.search.pricing import Priced, Pricing
from optimizer.search.worth import Integers

# Exchange goes on in slices of so many rounds a project, at least so many, while one gains such a share.
_ROUNDS_A_PROJECT: Final = 0.4
_LEAST_ROUNDS: Final = 2_000
_WORTH_IT: Final = 3e-4
# Columns of the first kernel; the next is wider after one that was searched to its end, else narrower.
_KERNEL: Final = 3_000
_WIDER: Final = 1.6
_NARROWER: Final = 0.8
# A kernel without a better plan is given up after so many seconds, or such a share of what was left when it
# began (a busy machine takes as long to begin with it), or of what it had by then.
_PATIENCE: Final = 8.0
_PATIENCE_OF_ALL: Final = 1 / 5
_PATIENCE_SHARE: Final = 0.4
# With limited work instead of time: its share of what is left.
_KERNEL_SHARE: Final = 1 / 3
# More strategies than processors: they find more together than a strategy each does.
_STRATEGIES: Final = 8
# Relaxing more columns takes too long, and so many a moment; of limited work it has a share, and what is so
# nearly whole is decided.
RELAXED: Final = 40_000
_SOON: Final = 10_000
_RELAXED_SHARE: Final = 1 / 3
_WHOLE: Final = 1e-6
# Values of a part that is to prove something are finer than those of others.
_FINE: Final = 1e9
# Of larger problems a kernel sees too little; it is tried there once neighbourhoods find nothing.
_TOO_LARGE: Final = 40_000
# Projects of a neighbourhood at first, at least and at most; work that it may take; how many are one turn.
_NEAR: Final = 70
_LEAST_NEAR: Final = 10
_MOST_NEAR: Final = 400
_NEAR_WORK: Final = 2.0
_TURN: Final = 48
# Seconds between two plans that are told of, and two looks at whether to stop.
_TELL: Final = 0.25
_POLL: Final = 0.05


@dataclass(slots=True)
class LargeSearch:
    """One search for the best plan by a linear aim, from a plan that is there.

    Attributes:
        bound: no plan is worth more; None if none is proven.
        tell: called with the plan and its worth whenever there is a better one.
        gap: asked whether a plan's worth is good enough for a bound.
    """

    builder: Builder
    pricing: Pricing
    priced: Priced
    budget: Budget
    bound: Fraction | None
    tell: Callable[[], None]
    is_enough: Callable[[float, Fraction | None], bool]
    failures: list[str] = field(default_factory=list)
    _chance: random.Random = field(init=False)
    _told_at: float = -1.0
    _told: float = -np.inf
    _size: float = _NEAR
    _kernel: float = _KERNEL
    _relaxing: tuple[int, Cut] | None = None
    _decided: Integers | None = None
    _is_over: bool = False

    def __post_init__(self) -> None:
        """Draw from the seed."""
        self._chance = random.Random(self.budget.seed)  # noqa: S311 - a search, not a secret

    @property
    def arrays(self) -> Arrays:
        """What is searched."""
        return self.builder.arrays

    def run(self) -> None:
        """Search until the budget is spent or nothing better exists."""
        with Team(max(1, self.budget.workers)) as team:
            self.failures = team.failures
            for member in team.members:
                member.warm_up()
            if len(self.arrays.project) <= RELAXED:
                self._relaxing = self._relax(team)
            # One after the other where it takes a moment, or the same work is to lead to the same plan.
            at_once = len(self.arrays.project) <= _SOON or self.budget.workers == 1
            self._hear_relaxed(team, wait=at_once)
            if self._decided is None:
                self._exchange(team)
            self._hear_relaxed(team, wait=not self._is_too_large)
            turns = {self._search_kernel: np.inf, self._search_near: np.inf}
            if self._is_too_large:
                turns[self._search_kernel] = 0.0
            while not self._is_done() and team.idle():
                self._hear_relaxed(team)
                turn = max(turns, key=turns.__getitem__)
                if self._decided is not None:
                    turn = self._search_rounded
                before, spent = self.builder.score, self._spent()
                turn(team)
                if turn not in turns:
                    continue
                turns[turn] = (self.builder.score - before) / max(self._spent() - spent, 1e-9)
                if not any(turns.values()):
                    # Neither finds anything: each is tried in turn, wider or drawn otherwise.
                    turns = dict.fromkeys(turns, np.inf)
                    turns[turn] = 0.0
        self._tell_if_better(at_once=True)

    @property
    def _is_too_large(self) -> bool:
        return len(self.arrays.project) > _TOO_LARGE

    def _relax(self, team: Team) -> tuple[int, Cut]:
        """Have the whole relaxed, with nothing fixed."""
        everything = np.arange(len(self.arrays.project))
        cut = part_of(self.arrays, self.builder.chosen, everything, steps=_FINE)
        share = 1.0 if self.budget.work is None else _RELAXED_SHARE
        return team.ask(team.idle()[0], cut.part, self.budget.part(share), relaxed=True), cut

    def _listen(self, team: Team, seconds: float) -> Iterator[tuple[Aside, Word | None]]:
        """What is said of parts; prices of the relaxation are taken whenever they come."""
        for member, word in team.heard(seconds):
            if word is None or self._relaxing is None or word.number != self._relaxing[0]:
                yield member, word
                continue
            cut, self._relaxing = self._relaxing[1], None
            if word.relaxed is not None:
                self._take_prices(word.relaxed, cut)

    def _hear_relaxed(self, team: Team, *, wait: bool = False) -> None:
        """Hear whether the relaxation is done, or wait until it is."""
        while self._relaxing is not None and not self._is_done():
            if all(member.busy_with != self._relaxing[0] for member in team.members):
                self._relaxing = None  # its process died
            for _ in self._listen(team, _POLL if wait else 0.0):
                pass
            if not wait:
                return

    def _take_prices(self, relaxed: Relaxed, cut: Cut) -> None:
        prices = np.zeros(len(self.arrays.capacity))
        prices[cut.rows] = np.array(relaxed.prices) / cut.scale
        links = [(cut.links[k], period, price / cut.scale) for k, period, price in relaxed.links]
        priced = self.pricing.priced(prices, links)
        self._decided = cut.columns[np.array(relaxed.chosen) > 1 - _WHOLE]
        self.use(priced)

    def use(self, priced: Priced) -> None:
        """Go by other prices, if these prove more."""
        if priced.bound is None or (self.bound is not None and priced.bound >= self.bound):
            return
        self.bound, self.priced = priced.bound, priced
        self.builder.prefer(priced)

    def _search_rounded(self, team: Team) -> None:
        """Keep what the relaxation has decided, and search the rest."""
        if self._decided is None:
            return
        decided, self._decided = self._decided, None
        builder, arrays = self.builder, self.arrays
        kept = [column for column in builder.chosen if column >= 0]
        score = builder.score
        builder.begin_with(decided.tolist())
        stays = np.array(builder.chosen, np.int64) >= 0
        builder.run()
        fixed = [column for p, column in enumerate(builder.chosen) if column >= 0 and stays[p]]
        cut = part_of(arrays, builder.chosen, np.flatnonzero(~stays[arrays.project]))
        if builder.is_whole() and builder.score > score:
            self._tell_if_better()
        else:
            builder.begin_with(kept)
        self._search_wide(team, cut, fixed)

    def _spent(self) -> float:
        """Seconds, or work where that is what is limited."""
        return self.budget.elapsed() if self.budget.work is None else self.budget.worked()

    def _is_done(self) -> bool:
        return (
            self._is_over
            or self.budget.is_spent()
            or (self.builder.is_whole() and self.is_enough(self.builder.score, self.bound))
        )

    def _exchange(self, team: Team) -> None:
        exchange = Exchange(self.builder, self.budget.seed)
        rounds = max(_LEAST_ROUNDS, round(_ROUNDS_A_PROJECT * len(self.builder.chosen)))
        while not self._is_done():
            gained = exchange.moves() + exchange.run(rounds)
            self._tell_if_better()
            self._hear_relaxed(team)
            if self._decided is not None or gained < _WORTH_IT * abs(self.builder.score):
                return

    def _tell_if_better(self, *, at_once: bool = False) -> None:
        builder = self.builder
        if not builder.is_whole() or builder.score <= self._told:
            return
        if at_once or self.budget.elapsed() - self._told_at > _TELL:
            self._told, self._told_at = builder.score, self.budget.elapsed()
            self.tell()

    def _search_kernel(self, team: Team) -> None:
        """Search the columns of smallest reduced cost, and those of the plan."""
        columns, is_all = kernel(self.builder, self.priced, int(self._kernel))
        cut = part_of(self.arrays, self.builder.chosen, columns, steps=_FINE if is_all else STEPS)
        word = self._search_wide(team, cut, None)
        if word is None or not word.is_proven:
            self._kernel = max(_KERNEL / 4, self._kernel * _NARROWER)
            return
        self._kernel *= _WIDER
        if is_all and word.columns is None:
            self._is_over = True  # there is no plan at all
        elif is_all:
            self._prove(cut.scale)

    def _search_wide(self, team: Team, cut: Cut, around: list[int] | None) -> Word | None:
        """Search one part with all strategies, until it is over or nothing better has been found for long.

        Args:
            team: one of it searches.
            cut: the part.
            around: the columns that stay, where it is not those of the plan; None if it is.

        Returns:
            The last word, None without one.
        """
        workers = 1 if self.budget.workers == 1 else max(_STRATEGIES, self.budget.workers)
        budget = self.budget.part(1.0 if self.budget.work is None else _KERNEL_SHARE)
        member = team.idle()[0]
        number = team.ask(member, cut.part, budget.widened(workers))
        begun = better = self.budget.elapsed()
        last: Word | None = None
        while member.busy_with == number:
            if self._is_done() or (self.budget.seconds is not None and self._is_stuck(begun, better)):
                member.end()
                break
            for _, word in self._listen(team, _POLL):
                if word is None or word.number != number:
                    continue
                if word.columns is not None and self._take(cut, word.columns, around):
                    better = self.budget.elapsed()
                if word.is_last:
                    self.budget.spend(word.work)
                    last = word
        return last

    def _take(self, cut: Cut, found: list[int], around: list[int] | None) -> bool:
        """Take a plan of a part; whether it is better than the one there is."""
        columns = cut.columns[found]
        if around is None:
            return self._merge(cut.columns, columns)
        kept = [column for column in self.builder.chosen if column >= 0]
        score = self.builder.score
        if float(self.arrays.value[columns].sum() + self.arrays.value[around].sum()) <= score:
            return False
        self.builder.begin_with([*around, *columns.tolist()])
        if self.builder.is_whole() and self.builder.score > score:
            self._tell_if_better()
            return True
        self.builder.begin_with(kept)
        return False

    def _prove(self, scale: float) -> None:
        """Take note that no better plan exists, but for what rounding may hide."""
        arrays = self.arrays
        unsure = np.zeros(len(arrays.first) - 1)
        np.maximum.at(unsure, arrays.project, arrays.unsure)
        # Each project's value was rounded by half a step at most, here and in any other plan.
        give = Fraction(len(unsure)) / Fraction(scale) + 2 * Fraction(float(unsure.sum()))
        most = Fraction(self.builder.score) + give
        self.bound = most if self.bound is None else min(self.bound, most)
        self._is_over = True

    def _is_stuck(self, begun: float, better: float) -> bool:
        now = self.budget.elapsed()
        left = (self.budget.seconds or 0.0) - begun
        return now - better > max(_PATIENCE, _PATIENCE_OF_ALL * left, _PATIENCE_SHARE * (better - begun))

    def _search_near(self, team: Team) -> None:
        """Search some neighbourhoods of the plan, one by every process at a time."""
        asked = 0
        open_: dict[int, tuple[Integers, Aside]] = {}
        while not self._is_done() and (asked < _TURN or open_) and (team.idle() or open_):
            for member in team.idle():
                if asked >= _TURN:
                    break
                columns = neighbourhood(self.builder, self.priced, int(self._size), self._chance)
                cut = part_of(self.arrays, self.builder.chosen, columns)
                budget = self.budget.part(most_work=_NEAR_WORK).widened(1, self._chance.randrange(2**31))
                open_[team.ask(member, cut.part, budget)] = cut.columns, member
                asked += 1
            for member, word in self._listen(team, _POLL):
                if word is None:
                    open_ = {number: found for number, found in open_.items() if found[1] is not member}
                elif word.is_last:
                    columns, _ = open_.pop(word.number)
                    self.budget.spend(word.work)
                    if word.columns is not None:
                        self._merge(columns, columns[word.columns])
                    grown = self._size * (1.03 if word.is_proven else 0.95)
                    self._size = min(_MOST_NEAR, max(_LEAST_NEAR, grown))
        for _, member in open_.values():
            member.end()

    def _merge(self, open_: Integers, found: Integers) -> bool:
        """Take what a search found of its columns into the plan; whether it is better for it.

        The plan may have changed meanwhile: then what no longer fits is put in where it does.
        """
        builder, arrays = self.builder, self.arrays
        free = np.unique(arrays.project[open_]).tolist()
        score, short = builder.score, builder.short()
        before = {p: builder.chosen[p] for p in free}
        for p in free:
            if builder.chosen[p] >= 0:
                builder.take(p)
        left = []
        for column in found[np.argsort(arrays.start[found], kind="stable")].tolist():
            p = int(arrays.project[column])
            reach = builder.reach(p)
            if reach is None or not builder.put_column(p, column, reach):
                left.append(p)
        for p in left:
            if builder.chosen[p] < 0:
                for q in builder.put_with_needs(p):
                    before.setdefault(q, -1)
        is_kept = all(
            builder.chosen[p] >= 0 or all(builder.chosen[after] < 0 for after, _ in builder.needed[p])
            for p in free
        )
        if is_kept and (builder.short(), -builder.score) < (short, -score - 1e-9 * abs(score)):
            self._tell_if_better()
            return True
        for p in before:
            if builder.chosen[p] >= 0:
                builder.take(p)
        for p, column in before.items():
            if column >= 0:
                builder.put_back(p, column)
        builder.score = score
        return False
