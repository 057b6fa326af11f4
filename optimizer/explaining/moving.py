"""What gives way of bands, shares and matches, as the kinds of `optimizer.explaining.kinds` do.

A bound that follows from a setting by more than a product is posted once a step: the row of so many steps
counts unless more are taken. So it is exact, and its slack is still a sum of yes and no.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Final

from optimizer.explaining.slack import Location, Slack
from optimizer.format.explanation import Kind
from optimizer.format.instance import Band, Bounds, Instance
from optimizer.format.numbers import LARGEST_AMOUNT, plain
from optimizer.model.columns import Columns
from optimizer.model.moving import Curve, Moved
from optimizer.model.program import Program, Sum
from optimizer.model.rules.moving import of_match

_HUNDREDTH = Decimal("0.01")


def _more(before: int, unit: int, steps: int) -> int:
    return before + steps * unit


def _less(before: int, unit: int, steps: int) -> int:
    return before - steps * unit


def _share(before: Decimal, sign: int, steps: int) -> int | float:
    return plain(min(Decimal(1), max(Decimal(0), before + sign * steps * _HUNDREDTH)))


def _with_bands(instance: Instance, change: Callable[[Band], Band]) -> Instance:
    """The instance with every band changed."""
    projects = []
    for project in instance.projects:
        modes = [
            mode.model_copy(update={"bands": [change(band) for band in mode.bands]}) for mode in project.modes
        ]
        projects.append(project.model_copy(update={"modes": modes}))
    return instance.model_copy(update={"projects": projects})


def _bands(instance: Instance, columns: Columns) -> Iterator[tuple[Moved, Band, Location]]:
    """Everything a band leaves open, with the band as the instance has it, and where that stands."""
    for moved in columns.moved:
        p, m, b = moved.place
        band = instance.projects[p].modes[m].bands[b]
        yield moved, band, ("projects", p, "modes", m, "bands", b)


def _unless_more(
    program: Program, used: list[Sum], bounds: Callable[[int, int], Sum], levels: int, *, at_least: bool
) -> Sum:
    """Post that amounts keep to bounds that give way level by level.

    Args:
        program: has the rows afterwards.
        used: the amounts.
        bounds: of amount k at a level.
        levels: how many there are beside level 0.
        at_least: whether they bound from below.

    Returns:
        The level that is taken.
    """
    beyond = [program.variable(0, 1) for _ in range(levels)]  # whether more than so many levels are taken
    for fewer, more in pairwise(beyond):
        program.require(Sum([fewer, more], [1, -1]), low=0)
    for k, amount in enumerate(used):
        levelled = [bounds(k, level) for level in range(levels + 1)]
        for level, bound in enumerate(levelled):
            row = amount.plus(bound, -1)
            if level < levels:
                if bound == levelled[level + 1]:
                    continue  # the row of the next level says more
                give = max(bound.coefficients, default=0) if at_least else -program.bounds(amount)[1]
                row.add(beyond[level], give)
            program.require(row, low=0 if at_least else None, high=None if at_least else 0)
    return Sum(beyond, [1] * levels)


def _useful(count: int, bounds: Callable[[int, int], Sum], most: int) -> int:
    """How many levels there are before nothing more gives way."""
    last = [bounds(k, most) for k in range(count)]
    level = most
    while level and all(bounds(k, level - 1) == last[k] for k in range(count)):
        level -= 1
    return level


class WidenBand:
    """Money runs earlier or later than a band says, each period at a price of one."""

    name: Kind = "widen_band"

    def taken_out(self, instance: Instance) -> Instance:
        """Bands that move at all have no edges."""
        edges = {"early": instance.periods, "late": instance.periods}
        return _with_bands(instance, lambda band: band.model_copy(update=edges) if band.moves else band)

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """Up to two slacks a band."""
        for moved, band, place in _bands(instance, columns):
            if not band.moves:
                continue
            windows = [k for k, decided in enumerate(moved.decided) if decided]
            used = [moved.together[k] for k in windows]
            for key, edge in (("late", moved.least), ("early", moved.most)):
                before: int = getattr(band, key)
                bounds = _Edge(moved, windows, edge, before)
                levels = _useful(len(windows), bounds, columns.instance.periods)
                steps = _unless_more(program, used, bounds, levels, at_least=key == "late")
                if levels:
                    yield Slack((*place, key), before, partial(_more, before, 1), levels, steps)


@dataclass(frozen=True, slots=True)
class _Edge:
    """What the curve that is chosen allows by the end of a window, if the band is so much wider."""

    moved: Moved
    windows: list[int]
    allowed: Callable[[Curve, int, int], int]
    before: int

    def __call__(self, n: int, level: int) -> Sum:
        return self.moved.per_curve(lambda curve: self.allowed(curve, self.windows[n], self.before + level))


class RaiseMost:
    """Windows get more than the most of a band, in its whole steps; each unit at a price of one."""

    name: Kind = "raise_most"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing: the rules themselves know of raised mosts."""
        return instance

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a band with a most."""
        for moved, band, place in _bands(instance, columns):
            if not band.moves or band.maximum is None:
                continue
            missing = max(moved.whole(curve) for curve in moved.curves) - band.maximum
            most = math.ceil(missing / band.step)
            if most > 0:
                steps = Sum([program.variable(0, most)], [1])
                columns.most_raised[moved.place] = Sum(steps.variables, [band.step])
                after = partial(_more, band.maximum, band.step)
                yield Slack((*place, "maximum"), band.maximum, after, most, steps, Fraction(band.step))


class LowerLeast:
    """Windows get less than the least of a band, in its whole steps; each unit at a price of one."""

    name: Kind = "lower_least"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing: the rules themselves know of lowered leasts."""
        return instance

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a band with a least."""
        for moved, band, place in _bands(instance, columns):
            if not band.moves or not band.minimum:
                continue
            most = band.minimum // band.step
            steps = Sum([program.variable(0, most)], [1])
            columns.least_lowered[moved.place] = Sum(steps.variables, [band.step])
            after = partial(_less, band.minimum, band.step)
            yield Slack((*place, "minimum"), band.minimum, after, most, steps, Fraction(band.step))


class WidenShare:
    """Sources have less than their least share or more than their most, each hundredth at a price of one."""

    name: Kind = "widen_share"

    def taken_out(self, instance: Instance) -> Instance:
        """No shares."""
        return _with_bands(instance, lambda band: band.model_copy(update={"shares": {}}))

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """Up to two slacks a share."""
        for moved, band, place in _bands(instance, columns):
            for name, share in band.shares.items():
                used = [moved.used[name][-1]]
                for side, key in enumerate(("least", "most")):
                    before: Decimal = getattr(share, key)
                    bounds = partial(_shared, moved, name, share, side)
                    levels = _useful(1, bounds, math.ceil((before if side == 0 else 1 - before) / _HUNDREDTH))
                    steps = _unless_more(program, used, bounds, levels, at_least=side == 0)
                    if levels:
                        after = partial(_share, before, 1 if side else -1)
                        yield Slack((*place, "shares", name, key), plain(before), after, levels, steps)


def _shared(moved: Moved, name: str, share: Bounds, side: int, _n: int, level: int) -> Sum:
    """What one of several uses at least or at most, if its share is so many hundredths wider."""
    wider = Bounds.model_construct(
        least=max(Decimal(0), share.least - level * _HUNDREDTH),
        most=min(Decimal(1), share.most + level * _HUNDREDTH),
    )
    return moved.per_curve(lambda curve: moved.share_bounds(curve, name, wider)[side])


class AllowUnmatched:
    """More needs no match, each unit at a price of one."""

    name: Kind = "allow_unmatched"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing: the rule itself knows of what else needs no match."""
        return instance

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a match."""
        for k, match in enumerate(instance.matches):
            used, _ = of_match(columns, match)
            most = min(program.bounds(used)[1], LARGEST_AMOUNT) - match.allowance
            if most > 0:
                columns.allowed[k] = Sum([program.variable(0, most)], [1])
                after = partial(_more, match.allowance, 1)
                yield Slack(("matches", k, "allowance"), match.allowance, after, most, columns.allowed[k])


MOVING_KINDS: Final = (WidenBand(), RaiseMost(), LowerLeast(), WidenShare(), AllowUnmatched())
