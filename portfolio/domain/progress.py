"""How far something measured has come: what was reported last against where it began and is to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.programme import TargetComparison
from portfolio.domain.promises import Indicator, Reading, ReadingKind


class Standing(StrEnum):
    """Where something that is measured stands. Only what is under way or met has come a share of a way."""

    MET_AT_BASELINE = "met_at_baseline"
    IN_WORDS = "in_words"
    NO_TARGET = "no_target"
    NO_BASELINE = "no_baseline"
    BASELINE_IS_BOUND = "baseline_is_bound"
    NO_THRESHOLD = "no_threshold"
    NO_REPORT = "no_report"
    UNDER_WAY = "under_way"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come.

    Attributes:
        standing: Where it stands.
        share: Of the way from where it began to where it is to be, below 0 where it went the other way; None
            where there is no such way, so that no bar can be drawn.
        is_met: Whether what was reported last meets its target; None: nothing was, or nobody can say.
    """

    standing: Standing
    share: Fraction | None = None
    is_met: bool | None = None


def meets(
    value: Decimal, comparison: TargetComparison, quantity: Decimal, upper: Decimal | None = None
) -> bool | None:
    """Tell whether a result meets what was promised; None: no threshold was said.

    Whoever promises exactly six and has seven has kept the promise.
    """
    match comparison:
        case TargetComparison.AT_MOST:
            return value <= quantity
        case TargetComparison.LESS_THAN:
            return value < quantity
        case TargetComparison.MORE_THAN:
            return value > quantity
        case TargetComparison.AT_LEAST | TargetComparison.EXACTLY:
            return value >= quantity
        case TargetComparison.RANGE:
            return quantity <= value and (upper is None or value <= upper)
        case _:
            return None


def last_reported(readings: Iterable[Reading], years: FiscalYear) -> Reading | None:
    """Return what was reported last of a whole, not of one place; of the same date what was written last."""
    reported = [one for one in readings if one.kind is ReadingKind.REPORTED and one.area is None]
    return max(enumerate(reported), key=lambda pair: (pair[1].until(years), pair[0]), default=(0, None))[1]


def progress_of(indicator: Indicator, readings: Sequence[Reading], years: FiscalYear) -> Progress:
    """Return how far an indicator has come towards the last of its milestones.

    Args:
        indicator: Which.
        readings: All that was reported of it.
        years: What fiscal years are.
    """
    last = last_reported(readings, years)
    goal = indicator.last
    if goal is None:
        return Progress(Standing.NO_TARGET)
    if goal.quantity is None:
        return Progress(Standing.IN_WORDS)
    held = goal.comparison, goal.quantity, goal.upper
    is_met = None if last is None else meets(last.value, *held)
    baseline = indicator.baseline
    if baseline is None:
        return Progress(Standing.NO_BASELINE, None, is_met)
    if indicator.baseline_comparison is not None:
        return Progress(Standing.BASELINE_IS_BOUND, None, is_met)
    if meets(baseline, *held):
        return Progress(Standing.MET_AT_BASELINE, None, is_met)
    way = goal.quantity - baseline
    if last is None or not way:
        return Progress(Standing.NO_REPORT if last is None else Standing.NO_THRESHOLD)
    share = Fraction(last.value - baseline) / Fraction(way)
    return Progress(Standing.MET if is_met else Standing.UNDER_WAY, share, is_met)


def counted(value: Decimal, comparison: TargetComparison, quantity: Decimal) -> Progress:
    """Return how far something has come that is counted from nothing, as what is built or delivered is."""
    is_met = meets(value, comparison, quantity)
    if is_met is None or not quantity:
        return Progress(Standing.NO_THRESHOLD, None, is_met)
    return Progress(
        Standing.MET if is_met else Standing.UNDER_WAY, Fraction(value) / Fraction(quantity), is_met
    )
