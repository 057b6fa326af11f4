"""Rules about money that may move: bands around curves, shares between sources, payments, and matches."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from optimizer.format.parts import Bounds, Match
from optimizer.model.columns import Columns
from optimizer.model.moving import Moved, Remainder
from optimizer.model.program import Program, Sum


def bands(program: Program, columns: Columns) -> None:
    """By the end of every window so much is used as the moved curve allows; in it, no more than the most."""
    for moved in columns.moved:
        if not moved.band.moves:
            continue
        for k in range(len(moved.windows)):
            if moved.decided[k]:
                keep_within(program, moved, k, moved.band.late, moved.band.early)
            if not moved.is_history(k) and moved.windows[k][1] < moved.periods:
                _in_window(program, columns, moved, k)
        for remainder in moved.remainders:
            _once_complete(program, moved, remainder)


def keep_within(program: Program, moved: Moved, k: int, late: int, early: int) -> None:
    """By the end of window k no less is used than so much later, and no more than so much earlier."""
    least = moved.per_curve(lambda curve: moved.least(curve, k, late))
    most = moved.per_curve(lambda curve: moved.most(curve, k, early))
    program.require(moved.together[k].plus(least, -1), low=0)
    program.require(most.plus(moved.together[k], -1), low=0)


def _in_window(program: Program, columns: Columns, moved: Moved, k: int) -> None:
    """What window k uses itself: nothing is taken back, the minimum where the curve has it, the maximum."""
    used = moved.in_window(k, moved.together)
    if moved.decided[k] or (k and moved.decided[k - 1]):
        needed = moved.per_curve(partial(moved.needed, k=k))
        lowered = columns.least_lowered.get(moved.place)
        if lowered is not None:
            needed = _lowered(program, moved, used, needed, lowered)
        program.require(used.plus(needed, -1), low=0)
    if moved.band.maximum is not None:
        raised = columns.most_raised.get(moved.place, Sum())
        program.require(used.plus(raised, -1), high=moved.band.maximum)


def _lowered(program: Program, moved: Moved, used: Sum, needed: Sum, lowered: Sum) -> Sum:
    """What a window needs where the minimum is lowered: that one, or else what it needed before."""
    whole = Sum([program.variable(0, 1)], [-1], 1)  # whether what it needed before holds
    minimum = moved.per_curve(lambda _curve: moved.band.minimum)
    spare = Sum().plus(whole, moved.band.minimum)
    program.require(used.plus(lowered).plus(spare).plus(minimum, -1), low=0)
    most = max(needed.coefficients, default=0)
    return needed.plus(Sum(constant=most), -1).plus(whole, most)


def _once_complete(program: Program, moved: Moved, remainder: Remainder) -> None:
    """The remainder counts in a window by the end of which all is used, and there in full."""
    whole = moved.per_curve(moved.whole)
    open_ = Sum([remainder.complete], [-1], 1)
    largest = max(moved.whole(curve) for curve in moved.curves)
    program.require(moved.together[remainder.window].plus(whole, -1).plus(open_, largest), low=0)
    if remainder.amount.variables != [remainder.complete]:
        own = moved.per_curve(moved.rest)
        most = max(moved.rest(curve) for curve in moved.curves)
        program.require(own.plus(remainder.amount, -1), low=0)
        program.require(Sum([remainder.complete], [most]).plus(remainder.amount, -1), low=0)
        program.require(remainder.amount.plus(own, -1).plus(open_, most), low=0)


def shares(program: Program, columns: Columns) -> None:
    """Of what several resources use together, each has its share, and none takes anything back."""
    for moved in columns.moved:
        if len(moved.band.resources) == 1:
            continue
        for name in moved.band.resources:
            for k in range(len(moved.windows)):
                program.require(moved.in_window(k, moved.used[name]), low=0)
            least, most = Sum(), Sum()
            for curve in moved.curves:
                bounds = moved.share_bounds(curve, name, moved.band.shares.get(name, Bounds()))
                least.add(curve.variable, bounds[0])
                most.add(curve.variable, bounds[1])
            program.require(moved.used[name][-1].plus(least, -1), low=0)
            program.require(most.plus(moved.used[name][-1], -1), low=0)


def payments(program: Program, columns: Columns) -> None:
    """What is paid by the end of a window is what is due by then, rounded half up; so is what serves it."""
    for twice, base in columns.served.rounded:
        program.require(twice, low=0, high=base - 1)
    for paid in columns.paid:
        for twice, unit in paid.rounded:
            program.require(twice, low=-unit, high=unit - 1)
        for part in paid.parts:
            # The product of a total and a yes or no, exactly.
            product = Sum([part.product], [1])
            program.require(part.total.plus(product, -1), low=0)
            program.require(Sum().plus(part.counts, part.most).plus(product, -1), low=0)
            short = product.plus(part.total, -1).plus(part.counts, -part.most)
            program.require(short, low=-part.most)


def matches(program: Program, columns: Columns) -> None:
    """Use of a resource is at most a ratio of that of another, rounded down, and what needs no match."""
    for k, match in enumerate(columns.instance.matches):
        used, against = of_match(columns, match)
        whole, part = divmod(Fraction(match.ratio), 1)
        room = Sum(constant=match.allowance).plus(against, int(whole))
        if part:
            room = room.plus(Sum([program.floor_of_share(part, against)], [1]))
        room = room.plus(columns.allowed.get(k, Sum()))
        program.require(room.plus(used, -1), low=0)


def of_match(columns: Columns, match: Match) -> tuple[Sum, Sum]:
    """What is matched and what it is matched by; what is used already is no project's."""
    last = columns.instance.periods - 1 if match.last is None else match.last
    if match.project is None:
        both = [columns.usage(name, match.first, last) for name in (match.resource, match.against)]
        used, against = (Sum(one.variables, one.coefficients) for one in both)
        return used, against
    p = columns.number(match.project)
    used, against = (
        columns.project_usage(p, name, match.first, last) for name in (match.resource, match.against)
    )
    return used, against
