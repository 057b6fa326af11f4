"""A mixed-integer program as plain lists, so that rules are posted once and every solver reads the same rows.

CP-SAT searches it, HiGHS bounds it, the tests evaluate it. Variables are numbered from 0. An auxiliary
variable knows how to compute itself from the variables before it: that makes any plan a complete hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from optimizer.format.numbers import floor_share
from optimizer.format.parts import TermName
from optimizer.format.rules import RuleName

# Products of coefficients and variables stay below this, well inside the 63 bits CP-SAT computes with.
SAFE = 2**61
# Variables and rows between two looks at whether to go on: some milliseconds.
_CHECKED_EVERY = 256


@dataclass(slots=True)
class Sum:
    """The integer expression sum(coefficients[k] x variables[k]) + constant."""

    variables: list[int] = field(default_factory=list)
    coefficients: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, variable: int, coefficient: int = 1) -> None:
        """Add one product; zero coefficients leave no trace."""
        if coefficient:
            self.variables.append(variable)
            self.coefficients.append(coefficient)

    def plus(self, other: Sum, factor: int = 1) -> Sum:
        """This expression plus factor times another, as a new one."""
        return Sum(
            self.variables + other.variables,
            self.coefficients + [factor * c for c in other.coefficients],
            self.constant + factor * other.constant,
        )

    def include(self, other: Sum, factor: int = 1) -> None:
        """Add factor times another expression to this one."""
        for c, v in zip(other.coefficients, other.variables, strict=True):
            self.add(v, factor * c)
        self.constant += factor * other.constant

    def merged(self) -> Sum:
        """The same expression with every variable in one product at most."""
        if len(set(self.variables)) == len(self.variables):
            return self
        products: dict[int, int] = {}
        for c, v in zip(self.coefficients, self.variables, strict=True):
            products[v] = products.get(v, 0) + c
        merged = Sum(constant=self.constant)
        for v, c in products.items():
            merged.add(v, c)
        return merged

    def given(self, fixed: Mapping[int, int]) -> Sum:
        """The expression that is left when some variables have fixed values."""
        left = Sum(constant=self.constant)
        for c, v in zip(self.coefficients, self.variables, strict=True):
            if v in fixed:
                left.constant += c * fixed[v]
            else:
                left.add(v, c)
        return left

    def value(self, values: Sequence[int]) -> int:
        """The expression's value where variable v has the value values[v]."""
        pairs = zip(self.coefficients, self.variables, strict=True)
        return sum(c * values[v] for c, v in pairs) + self.constant


# A rule, a term of an aim, or the value of an earlier tier that later ones keep; None for what tests add.
PostedFor = RuleName | TermName | Literal["tier"] | None


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum <= high, where None is no bound; `rule` is what it was posted for."""

    rule: PostedFor
    sum: Sum
    low: int | None
    high: int | None

    def holds(self, values: Sequence[int]) -> bool:
        """Whether the values satisfy the row."""
        value = self.sum.value(values)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class PositivePart:
    """target = max(0, sum), exactly."""

    rule: PostedFor
    target: int
    sum: Sum

    def holds(self, values: Sequence[int]) -> bool:
        """Whether the values satisfy the equation."""
        return values[self.target] == max(0, self.sum.value(values))


Evaluate = Callable[[Sequence[int]], int]
GoOn = Callable[[], None]  # raises where building is to end


def always() -> None:
    """Go on building, whatever it takes."""


class Program:
    """Variables with bounds, rows over them, and the few equations that are no rows."""

    def __init__(self) -> None:
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.rows: list[Row] = []
        self.positive_parts: list[PositivePart] = []
        self.rule: PostedFor = None  # what is being posted; whoever posts sets it
        self._definitions: dict[int, Evaluate] = {}
        self._presumptions: dict[int, Evaluate] = {}
        self._may_go_on: GoOn = always
        self._unchecked = 0

    @contextmanager
    def built_while(self, go_on: GoOn) -> Iterator[None]:
        """Give up building, between two variables or rows, where `go_on` raises something."""
        go_on()
        self._may_go_on = go_on
        try:
            yield
        finally:
            self._may_go_on = always

    def _go_on(self) -> None:
        self._unchecked += 1
        if self._unchecked == _CHECKED_EVERY:
            self._unchecked = 0
            self._may_go_on()

    def variable(
        self, lower: int, upper: int, evaluate: Evaluate | None = None, presumed: Evaluate | None = None
    ) -> int:
        """A new integer variable.

        Args:
            lower: the least it may be.
            upper: the most.
            evaluate: computes it from the variables before it, of which it follows.
            presumed: computes what it is taken to be from the variables before it, where nobody has decided.
        """
        self._go_on()
        self.lower.append(lower)
        self.upper.append(upper)
        variable = len(self.lower) - 1
        if evaluate is not None:
            self._definitions[variable] = evaluate
        if presumed is not None:
            self._presumptions[variable] = presumed
        return variable

    def require(self, expression: Sum, low: int | None = None, high: int | None = None) -> None:
        """Post low <= expression <= high."""
        self._go_on()
        expression = expression.merged()
        self.rows.append(Row(self.rule, expression, low, high))

    def bounds(self, expression: Sum) -> tuple[int, int]:
        """The least and the largest value the variables' bounds allow the expression."""
        low = high = expression.constant
        for c, v in zip(expression.coefficients, expression.variables, strict=True):
            low += c * (self.lower[v] if c > 0 else self.upper[v])
            high += c * (self.upper[v] if c > 0 else self.lower[v])
        return low, high

    def at_least_all(self, expressions: Sequence[Sum], lower: int = 0) -> int:
        """A variable no smaller than `lower` and every expression; minimised, it is their maximum."""
        upper = max([lower, *(self.bounds(expression)[1] for expression in expressions)])

        def largest(values: Sequence[int]) -> int:
            return max([lower, *(expression.value(values) for expression in expressions)])

        target = self.variable(lower, upper, largest)
        for expression in expressions:
            self.require(Sum([target], [1]).plus(expression, -1), low=0)
        return target

    def positive_part(self, expression: Sum) -> int:
        """A variable that equals max(0, expression)."""

        def positive(values: Sequence[int]) -> int:
            return max(0, expression.value(values))

        target = self.variable(0, max(0, self.bounds(expression)[1]), positive)
        self.positive_parts.append(PositivePart(self.rule, target, expression))
        return target

    def floor_of_share(self, share: Fraction, expression: Sum) -> int:
        """A variable no larger than floor(share x expression), where the expression is never negative.

        At most, not equal: more room carried in is never worse, so the largest value is taken where it
        matters. With share = p/q the row is q x target <= p x expression. Where that could overflow, the
        share is worked off in groups of decimal digits from the last to the first, which is exact because
        floor((n + z) / b) = floor((n + floor(z)) / b) for every integer n.
        """
        upper = max(0, self.bounds(expression)[1])
        steps = [(share.numerator, share.denominator)]
        if share.denominator * (upper + 1) >= SAFE:
            steps = digit_groups(share, upper)
        carried: int | None = None
        for digits, base in steps:
            product = Sum(
                list(expression.variables),
                [digits * c for c in expression.coefficients],
                digits * expression.constant,
            )
            if carried is not None:
                product.add(carried)
            product_bound = digits * upper + (self.upper[carried] if carried is not None else 0)
            carried = self._at_most_quotient(product, base, product_bound // base)
        if carried is None:
            raise AssertionError("a share has at least one group of digits")
        return carried

    def _at_most_quotient(self, product: Sum, base: int, upper: int) -> int:
        """A variable no larger than floor(product / base)."""

        def quotient(values: Sequence[int]) -> int:
            return floor_share(Fraction(1, base), product.value(values))

        target = self.variable(0, upper, quotient)
        self.require(product.plus(Sum([target], [1]), -base), low=0)
        return target

    def no_more_than(self, most: int, expression: Sum) -> int:
        """A variable no larger than this number and the expression, which is never negative.

        At most, not equal, as in `floor_of_share`.
        """

        def smaller(values: Sequence[int]) -> int:
            return min(most, expression.value(values))

        target = self.variable(0, min(most, max(0, self.bounds(expression)[1])), smaller)
        self.require(expression.plus(Sum([target], [1]), -1), low=0)
        return target

    def completed(self, values: Sequence[int]) -> list[int]:
        """All variables' values, the defined ones computed afresh in order of definition.

        What no value was handed in for is presumed, and 0 without a presumption.
        """
        full = [*values, *([0] * (len(self.lower) - len(values)))]
        for variable, presumed in self._presumptions.items():
            if variable >= len(values):
                full[variable] = presumed(full)
        for variable, evaluate in self._definitions.items():
            full[variable] = evaluate(full)
        return full

    def broken(self, values: Sequence[int]) -> Iterable[str]:
        """What the values violate, in words; nothing if they are feasible."""
        for variable, value in enumerate(values):
            low, high = self.lower[variable], self.upper[variable]
            if not low <= value <= high:
                yield f"variable {variable} is {value}, outside {low}..{high}"
        posted: list[Row | PositivePart] = [*self.rows, *self.positive_parts]
        for item in posted:
            if not item.holds(values):
                yield f"a row of {item.rule}"


def digit_groups(share: Fraction, largest: int) -> list[tuple[int, int]]:
    """The decimal digits of a share in groups, the last first, each with its base.

    Every base times `largest` stays below `SAFE`. The share is 0.ABC... with a finite number of digits.
    """
    width = 1
    while 10 ** (width + 1) * (largest + 1) < SAFE:
        width += 1
    base = 10**width
    groups: list[tuple[int, int]] = []
    rest = share
    while rest:
        digits, rest = divmod(rest * base, 1)
        groups.append((int(digits), base))
    return groups[::-1]
