"""Usage that a band leaves open: what a project has used of its resources by the end of every window.

Modes of a project with equal bands are moved together. All is counted in cumulative sums, so that a limit
over many windows has few products a project, and in whole steps, so that there is nothing to round.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.format.parts import Band, Bounds
from optimizer.model.program import Program, Sum

Window = tuple[int, int]
Place = tuple[int, int, int]  # of a band: its project, its mode, and which of the mode's it is


@dataclass(frozen=True, slots=True)
class Curve:
    """What a column uses by its mode, cumulatively, resource by resource of a band.

    Attributes:
        variable: of the column.
        start: its first period.
        totals: by resource, what is used in the first k elapsed periods.
        together: the same of all of them.
    """

    variable: int
    start: int
    totals: dict[str, list[int]]
    together: list[int]

    def until(self, period: int, resource: str | None = None) -> int:
        """What is used by the end of a period: of one resource, or of all together."""
        totals = self.together if resource is None else self.totals.get(resource, [0])
        return totals[min(max(0, period + 1 - self.start), len(totals) - 1)]

    def within(self, period: int, resource: str | None = None) -> int:
        """What is used in a period: of one resource, or of all together."""
        return self.until(period, resource) - self.until(period - 1, resource)

    @property
    def last_use(self) -> int:
        """The last period in which the curve has anything."""
        return self.start + bisect_left(self.together, self.together[-1]) - 1


def added_up(totals: Iterable[list[int]]) -> list[int]:
    """What several resources use together in the first k elapsed periods, from the same of each."""
    kept = list(totals)
    length = max((len(one) for one in kept), default=1)
    return [sum(one[min(k, len(one) - 1)] for one in kept) for k in range(length)]


@dataclass(frozen=True, slots=True)
class Remainder:
    """What makes no whole step, used once `complete` says that by the end of the window all is."""

    window: int
    complete: int
    amount: Sum


@dataclass(slots=True)
class Moved:
    """The usage of one project that one band leaves open.

    Attributes:
        place: where the band stands in the instance; the first such place, of modes with equal bands.
        windows: that are decided as a whole, in order, over the whole horizon.
        periods: over which they are decided; by their end so much is used as the curve has.
        together: by window, what all resources of the band have used by its end.
        used: the same of each resource.
        decided: by window, whether the band leaves anything open about what all have used by its end.
    """

    place: Place
    band: Band
    windows: list[Window]
    periods: int
    curves: list[Curve] = field(default_factory=list)
    modes: set[int] = field(default_factory=set)
    together: list[Sum] = field(default_factory=list)
    used: dict[str, list[Sum]] = field(default_factory=dict)
    decided: list[bool] = field(default_factory=list)
    remainders: list[Remainder] = field(default_factory=list)

    @property
    def project(self) -> int:
        """The project that the usage is of."""
        return self.place[0]

    @property
    def horizon(self) -> int:
        """The last period."""
        return self.windows[-1][1]

    def per_curve(self, amount: Callable[[Curve], int]) -> Sum:
        """An amount of the curve that is chosen."""
        total = Sum()
        for curve in self.curves:
            total.add(curve.variable, amount(curve))
        return total

    def until(self, curve: Curve, k: int, resource: str | None = None) -> int:
        """What a curve has used by the end of window k; before the first it is nothing."""
        if k < 0:
            return 0
        return curve.until(self.windows[k][1], resource)

    def is_history(self, k: int) -> bool:
        """Whether window k is as the curve has it."""
        return self.windows[k][0] < self.band.first

    def begun(self, curve: Curve, resource: str | None = None) -> int:
        """What the windows that are history have used."""
        return self.until(curve, bisect_left(self.windows, (self.band.first, 0)) - 1, resource)

    def down(self, curve: Curve, amount: int | Fraction, resource: str | None = None) -> int:
        """The largest sum of whole steps, or the total, that is not above an amount."""
        inside = self.whole(curve)
        if amount >= inside:
            return inside
        begun = self.begun(curve, resource)
        return begun + (math.floor(amount) - begun) // self.band.step * self.band.step

    def up(self, curve: Curve, amount: int | Fraction, resource: str | None = None) -> int:
        """The smallest sum of whole steps, or the total, that is not below an amount."""
        begun = self.begun(curve, resource)
        steps = -((begun - math.ceil(amount)) // self.band.step)
        return min(self.whole(curve), begun + steps * self.band.step)

    def least(self, curve: Curve, k: int, late: int) -> int:
        """What must have been used by the end of window k where money runs late by so many periods."""
        if self._is_fixed(k):
            return self.until(curve, k)
        return self.down(curve, curve.until(self.windows[k][1] - late))

    def most(self, curve: Curve, k: int, early: int) -> int:
        """What may have been used by the end of window k where money runs early by so many periods."""
        last = self.windows[k][1]
        if self._is_fixed(k) or last < curve.start:
            return self.until(curve, k)
        return self.up(curve, curve.until(min(last + early, self.horizon)))

    def _is_fixed(self, k: int) -> bool:
        return not self.band.moves or self.is_history(k) or self.windows[k][1] >= self.periods - 1

    def in_window(self, k: int, used: Sequence[Sum]) -> Sum:
        """What is used inside window k, of a list of cumulative sums."""
        return used[k].plus(used[k - 1], -1).merged() if k else used[0]

    def needed(self, curve: Curve, k: int) -> int:
        """What the band's minimum asks of window k: no more than what the curve has there in whole steps."""
        curved = self.until(curve, k) - self.until(curve, k - 1)
        return min(self.band.minimum, curved - curved % self.band.step)

    def share_bounds(self, curve: Curve, resource: str, share: Bounds) -> tuple[int, int]:
        """The least and the most that one of several resources has used in the end; history stands."""
        inside, begun = self.whole(curve), self.begun(curve, resource)
        least = self.down(curve, Fraction(share.least) * inside, resource)
        most = self.up(curve, Fraction(share.most) * inside, resource)
        return min(least, inside - self.begun(curve) + begun), max(most, begun)

    def open(self, program: Program) -> None:
        """Make the variables; every curve is known by now."""
        late, early = self.band.late, self.band.early
        self.decided = [
            any(self.least(curve, k, late) < self.most(curve, k, early) for curve in self.curves)
            for k in range(len(self.windows))
        ]
        self.together = [self._joint(program, k) for k in range(len(self.windows))]
        first, *others = self.band.resources
        for name in others:
            self.used[name] = [self._single(program, k, name) for k in range(len(self.windows))]
        # What the others leave of the sum is the first one's: it has the remainder, if there is one.
        left = list(self.together)
        for name in others:
            left = [total.plus(used, -1) for total, used in zip(left, self.used[name], strict=True)]
        self.used[first] = [total.merged() for total in left]

    def _joint(self, program: Program, k: int) -> Sum:
        """What all have used by the end of window k: what history has, whole steps, and the remainder."""
        if self.decided[k]:
            steps = self._steps(
                program, lambda curve: self.down(curve, self.until(curve, k)) - self.begun(curve)
            )
            return self.per_curve(self.begun).plus(steps).plus(self._remainder(program, k)).merged()
        return self.per_curve(lambda curve: self.until(curve, k))

    def _single(self, program: Program, k: int, name: str) -> Sum:
        """What one of several has used by the end of window k, in whole steps."""
        if self.is_history(k):
            return self.per_curve(lambda curve: self.until(curve, k, name))
        begun = self.per_curve(lambda curve: self.begun(curve, name))
        steps = self._steps(
            program,
            lambda curve: self.down(curve, self.until(curve, k, name), name) - self.begun(curve, name),
        )
        return begun.plus(steps).merged()

    def _steps(self, program: Program, by_curve: Callable[[Curve], int]) -> Sum:
        """An amount in whole steps: presumably the curve's, rounded down."""
        step = self.band.step
        most = max((self.whole(curve) - self.begun(curve)) // step for curve in self.curves)
        amount = self.per_curve(by_curve)
        return Sum([program.variable(0, most, presumed=lambda values: amount.value(values) // step)], [step])

    def _remainder(self, program: Program, k: int) -> Sum:
        """What makes no whole step, once all is used by the end of window k."""
        rests = {self.rest(curve) for curve in self.curves}
        if rests == {0}:
            return Sum()
        done = self.per_curve(lambda curve: int(self.until(curve, k) == self.whole(curve)))
        complete = program.variable(0, 1, presumed=done.value)
        if len(rests) == 1:
            amount = Sum([complete], list(rests))
        else:
            # Which remainder it is depends on the curve.
            own = self.per_curve(
                lambda curve: self.rest(curve) * int(self.until(curve, k) == self.whole(curve))
            )
            amount = Sum([program.variable(0, max(rests), presumed=own.value)], [1])
        self.remainders.append(Remainder(k, complete, amount))
        return amount

    def whole(self, curve: Curve) -> int:
        """What a curve uses in all, inside the horizon."""
        return self.until(curve, len(self.windows) - 1)

    def rest(self, curve: Curve) -> int:
        """What of that, after history, makes no whole step."""
        return (self.whole(curve) - self.begun(curve)) % self.band.step
