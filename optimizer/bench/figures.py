"""Figures of a run: how good the plan in hand was all the while, and medians over runs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from itertools import pairwise

from optimizer.format.result import Incumbent


def primal_gap(value: float, best: float) -> float:
    """How far a plan is from the best one known: 0 where it is as good, 1 where nothing is known of it.

    |best - value| / max(|best|, |value|), and 1 where one of them is above 0 and the other below.
    """
    if value == best:
        return 0.0
    if value * best < 0:
        return 1.0
    return abs(best - value) / max(abs(best), abs(value))


def primal_integral(incumbents: Iterable[Incumbent], best: float, seconds: float) -> float:
    """What waiting people care for: the primal gap of the plan in hand, added up over time, in seconds.

    As T. Berthold defines it, "Measuring the impact of primal heuristics", Operations Research Letters 41,
    2013: before the first plan the gap is 1, afterwards that of the last one. So a solver that has nothing
    for all of the time comes to `seconds`, and one that has the best plan at once to 0. Of the first tier.

    Args:
        incumbents: plans in the order in which they were found, with their seconds.
        best: value of the best plan that anybody knows.
        seconds: how long is counted, also where a solver was done before.
    """
    found = [one for one in incumbents if one.tier == 0 and one.seconds < seconds]
    times = [0.0, *(float(one.seconds) for one in found), seconds]
    gaps = [1.0, *(primal_gap(float(one.value), best) for one in found)]
    return sum(gap * (end - begin) for gap, (begin, end) in zip(gaps, pairwise(times), strict=True))


def median(values: Sequence[float | int | None]) -> float | None:
    """The median of what is known, None where nothing is."""
    known = [float(value) for value in values if value is not None]
    return statistics.median(known) if known else None


def growth(sizes: Sequence[float], figures: Sequence[float | None]) -> float | None:
    """By which power of the size a figure grows: the slope of a straight line through both logarithms.

    1 is linear, 2 quadratic. None where fewer than two sizes have a figure above 0.
    """
    pairs = [
        (size, figure)
        for size, figure in zip(sizes, figures, strict=True)
        if size > 0 and figure is not None and figure > 0
    ]
    if len({size for size, _ in pairs}) < 2:
        return None
    logarithms = [(math.log(size), math.log(figure)) for size, figure in pairs]
    return statistics.linear_regression(*zip(*logarithms, strict=True)).slope
