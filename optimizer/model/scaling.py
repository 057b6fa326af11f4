"""From exact fractions to the integers CP-SAT searches with, keeping account of what rounding may cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from optimizer.model.objective import Aim
from optimizer.model.program import Program

# Doubles, in which CP-SAT reports bounds, hold integers exactly up to 2^53.
_EXACT_TOTAL = 2**50
# Larger totals slow the search down; here 100,000 rounded products are off by at most 1e-9 of the total.
_ROUNDED_TOTAL = 2**46


@dataclass(frozen=True, slots=True)
class Scaled:
    """An aim times `scale`, rounded to integers; without its constant.

    Attributes:
        slack: the most by which the rounded aim, divided by `scale`, can differ from the aim; 0 if exact.
    """

    products: dict[int, int]
    scale: Fraction
    constant: Fraction
    slack: Fraction

    def value(self, scaled: int) -> Fraction:
        """The aim's value for a value of the scaled one."""
        return scaled / self.scale + self.constant

    def bound(self, scaled: int, *, maximise: bool) -> Fraction:
        """The aim's bound for a bound of the scaled one, widened by what rounding may hide."""
        return self.value(scaled) + (self.slack if maximise else -self.slack)


@dataclass(frozen=True, slots=True)
class GapLimit:
    """The relative gap at which a plan is good enough: that of the aim as it is reported, constant included.

    Attributes:
        share: |value - bound| / max(1, |value|), at most.
        known: a bound of the scaled aim that holds whatever a search of a part of the program proves.
    """

    share: Fraction
    goal: Scaled
    maximise: bool
    known: int | None = None

    def reached(self, value: int, bound: int | None) -> bool:
        """Whether the gap between a value and a bound of the scaled aim is small enough for sure."""
        bounds = [b for b in (bound, self.known) if b is not None]
        if not bounds:
            return False
        tightest = min(bounds) if self.maximise else max(bounds)
        reported = self.goal.value(value)
        distance = abs(reported - self.goal.bound(tightest, maximise=self.maximise)) + self.goal.slack
        return distance <= self.share * max(Fraction(1), abs(reported) - self.goal.slack)


def scaled(aim: Aim, program: Program) -> Scaled:
    """Scale an aim by the least factor that makes it integer, or round it if its total gets too large."""
    # Over one denominator all of it is arithmetic of integers, which is much faster than that of fractions.
    common = math.lcm(*{c.denominator for c in aim.products.values()})
    numerators = {v: c.numerator * (common // c.denominator) for v, c in aim.products.items()}
    reach = {v: max(abs(program.lower[v]), abs(program.upper[v])) for v in numerators}
    total = sum(abs(n) * reach[v] for v, n in numerators.items())
    if total <= _EXACT_TOTAL:
        return Scaled(numerators, Fraction(common), aim.constant, Fraction(0))
    products = {v: _rounded(n * _ROUNDED_TOTAL, total) for v, n in numerators.items()}
    error = sum(abs(products[v] * total - n * _ROUNDED_TOTAL) * reach[v] for v, n in numerators.items())
    scale = Fraction(_ROUNDED_TOTAL * common, total)
    return Scaled(products, scale, aim.constant, Fraction(error, total) / scale)


def _rounded(number: int, by: int) -> int:
    """A quotient as the nearest integer, halves to the even one."""
    below, rest = divmod(number, by)
    return below + (2 * rest > by or (2 * rest == by and below % 2))
