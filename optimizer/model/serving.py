"""What serves the use of another resource: a share of what each window used, in windows after it.

Each window's share is rounded for itself, half up, and is then the same in every window that serves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.format.instance import Instance, Resource, Service
from optimizer.model.program import SAFE, Program, Sum, digit_groups


@dataclass(slots=True)
class Served:
    """What is used of resources that serve others.

    Attributes:
        amounts: by resource, the first and the last period of each window and what is used in it.
        rounded: products less what is left of them after dividing by the base: at least 0 and below the base.
    """

    amounts: dict[str, list[tuple[int, int, Sum]]] = field(default_factory=dict)
    rounded: list[tuple[Sum, int]] = field(default_factory=list)

    def within(self, resource: str, first: int, last: int) -> Iterator[Sum]:
        """Yield what is used in each window that lies in these periods."""
        for begins, ends, amount in self.amounts.get(resource, []):
            if first <= begins and ends <= last:
                yield amount


def served_by(instance: Instance, program: Program, usage: Callable[[str, int, int], Sum]) -> Served:
    """Make the variables of what serves other resources.

    Args:
        instance: what it has of such resources.
        program: has them afterwards; the rows that define them are left to be posted.
        usage: what is used of a resource from one period to another.
    """
    found = Served()
    shares: dict[tuple[str, Fraction, int, int], Sum] = {}
    for resource in instance.resources:
        windows = [(window.first, window.last) for window in resource.windows]
        amounts = [Sum() for _ in windows]
        for service in resource.serves:
            for k, (first, last) in enumerate(windows):
                key = service.resource, Fraction(service.factor), first, last
                if key not in shares:
                    used = usage(service.resource, first, last)
                    shares[key] = _rounded(program, found, Fraction(service.factor), used)
                for later in amounts[k + service.after : k + service.after + service.times]:
                    later.include(shares[key])
        if resource.serves:
            pairs = zip(windows, amounts, strict=True)
            found.amounts[resource.id] = [(first, last, amount) for (first, last), amount in pairs]
    return found


def served(instance: Instance, resource: Resource, used: Mapping[str, Sequence[int]]) -> list[int]:
    """What is used by period of what serves others; what a window uses stands in its first period.

    Args:
        instance: how many periods there are.
        resource: that serves.
        used: what is used of every other one, by period.
    """
    amounts = [0] * instance.periods
    for service in resource.serves:
        for k, window in enumerate(resource.windows):
            due = _share_of(service, sum(used[service.resource][window.first : window.last + 1]))
            for later in resource.windows[k + service.after : k + service.after + service.times]:
                amounts[later.first] += due
    return amounts


def _share_of(service: Service, amount: int) -> int:
    numerator, denominator = Fraction(service.factor).as_integer_ratio()
    return (2 * numerator * amount + denominator) // (2 * denominator)


def _rounded(program: Program, found: Served, share: Fraction, used: Sum) -> Sum:
    """An amount that is share x used, rounded half up.

    Where products could overflow, the share is worked off in groups of decimal digits, the last first, as
    floor((n + z) / b) = floor((n + floor(z)) / b) for every integer n; the half belongs to the first group.
    """
    if not used.variables:
        numerator, denominator = share.as_integer_ratio()
        return Sum(constant=(2 * numerator * used.constant + denominator) // (2 * denominator))
    largest = max(map(abs, program.bounds(used))) + 1
    steps = [(share.numerator, share.denominator)]
    if 4 * share.denominator * largest >= SAFE:
        steps = digit_groups(share, 8 * largest)
    carried = Sum()
    for n, (digits, base) in enumerate(steps):
        half = int(n == len(steps) - 1)
        # Twice all of it, so that half of an odd base is whole.
        product = Sum(constant=half * base).plus(used, 2 * digits).plus(carried, 2)
        carried = _quotient(program, found, product, 2 * base)
    return carried


def _quotient(program: Program, found: Served, product: Sum, base: int) -> Sum:
    def quotient(values: Sequence[int]) -> int:
        return product.value(values) // base

    low, high = program.bounds(product)
    variable = program.variable(low // base, high // base, quotient)
    found.rounded.append((product.plus(Sum([variable], [1]), -base), base))
    return Sum([variable], [1])
