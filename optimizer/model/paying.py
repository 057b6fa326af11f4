"""What is paid for the use of a resource: an advance, a share as the works go on, and what was retained.

Of a use U by then, of a total N, so much is due: advance x N from the start on, progress x U, and retention
x N once the works have been finished for so long. Paid is that sum rounded half up, so that in the end N is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from optimizer.format.numbers import SHORT_UNIT
from optimizer.format.parts import Mode, Terms
from optimizer.model.program import Program, Sum


def _units(terms: Terms) -> tuple[int, int, int]:
    """Advance, progress and retention as whole units of a short share."""
    return (
        int(terms.advance * SHORT_UNIT),
        int(terms.progress * SHORT_UNIT),
        int(terms.retention * SHORT_UNIT),
    )


def _rounded(units: int) -> int:
    """Amounts times units, back to an amount, half up."""
    return (2 * units + SHORT_UNIT) // (2 * SHORT_UNIT)


def paid_before(mode: Mode, resource: str, terms: Terms) -> int:
    """What was paid before period 0, for works that had begun by then."""
    if resource not in mode.used_before:
        return 0
    before = mode.used_before[resource]
    advance, progress, _ = _units(terms)
    return _rounded(advance * (before + sum(mode.counted(resource))) + progress * before)


def paid_for(used: Sequence[int], mode: Mode, resource: str, terms: Terms, total: int) -> list[int]:
    """What is paid by elapsed period.

    Args:
        used: by elapsed period, what is already too.
        mode: how long it takes, and what it had used before.
        resource: that is used.
        terms: by which is paid.
        total: what is used in all, before and after these periods too.
    """
    before = mode.used_before.get(resource, 0)
    advance, progress, retention = _units(terms)
    released = max(0, mode.duration - 1 + terms.after)
    due = [
        advance * total + progress * (before + amount) + retention * total * (k >= released)
        for k, amount in enumerate(accumulate(used))
    ]
    paid = [paid_before(mode, resource, terms), *map(_rounded, due)]
    return [later - earlier for earlier, later in pairwise(paid)]


def paid_by_elapsed(mode: Mode, resource: str, terms: Terms, periods: int) -> list[int]:
    """What is paid in each elapsed period, of a use that is as the mode has it; at most so many periods."""
    usage = mode.counted(resource)
    total = mode.used_before.get(resource, 0) + sum(usage)
    length = min(periods, max(len(usage), mode.duration + terms.after))
    return paid_for([*usage, *[0] * length][:length], mode, resource, terms, total) if total else []


@dataclass(frozen=True, slots=True)
class Payer:
    """What the payments of one column follow from.

    Attributes:
        advanced: the period from which on the advance is paid; -1 where works had begun before period 0.
        released: the period from which on what was retained is paid.
        before: what was used before period 0, and `paid_before` what was paid by then.
        already: by the end of each window, what is counted beside what is decided.
        total: what is used in all, as far as that is no decision.
        shared: whether the rest of it is: what the project uses inside the horizon.
    """

    variable: int
    advanced: int
    released: int
    before: int
    paid_before: int
    already: tuple[int, ...]
    total: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The total of a project, once some columns say that it counts: product = total x counts."""

    product: int
    total: Sum
    counts: Sum
    most: int


@dataclass(slots=True)
class Paid:
    """What a project pays for a use that is decided.

    Attributes:
        terms: by which it pays.
        windows: over which the use is decided.
        amounts: by window, what has been paid by its end.
        rounded: twice what is due then less twice what is paid, in units, beside the unit: half up.
        parts: of what is due, where the total is decided too.
    """

    project: int
    resource: str
    terms: Terms
    windows: list[tuple[int, int]]
    payers: list[Payer] = field(default_factory=list)
    amounts: list[Sum] = field(default_factory=list)
    rounded: list[tuple[Sum, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, variable: int, start: int, mode: Mode, *, shared: bool) -> None:
        """Add a column."""
        usage = mode.usage.get(self.resource, [])
        fixed = usage[max(0, self.windows[-1][1] + 1 - start) :] if shared else usage
        before = mode.used_before.get(self.resource, 0)
        released = start + max(0, mode.duration - 1 + self.terms.after)
        earlier = paid_before(mode, self.resource, self.terms)
        begun = -1 if self.resource in mode.used_before else start
        known = mode.used_already.get(self.resource, [])
        already = tuple(sum(known[: max(0, last + 1 - start)]) for _, last in self.windows)
        total = before + sum(fixed) + sum(known)
        self.payers.append(Payer(variable, begun, released, before, earlier, already, total, shared))

    def open(self, program: Program, used: list[Sum], most: int) -> None:
        """Make the variables; every payer is known by now.

        Args:
            program: has them afterwards.
            used: by window, what the project has used by its end.
            most: no more than that is used inside the horizon where the total is decided.
        """
        if self.terms.progress == 1:
            for window, amount in enumerate(used):
                self.amounts.append(amount.plus(self._already(window)))
            return
        advance, progress, retention, unit = self._in_lowest_terms()
        # Of whatever column, as a total that is decided stands beside those that are not.
        most = max(most, *(each.total for each in self.payers))
        largest = max(each.total + most * each.shared for each in self.payers)
        earlier = self._per_payer(lambda each: each.paid_before)
        for window, ((_, last), amount) in enumerate(zip(self.windows, used, strict=True)):
            known = self._per_payer(lambda each: each.before).plus(self._already(window))
            due = Sum().plus(amount.plus(known), progress)
            for share, begins in ((advance, _advanced), (retention, _released)):
                counted = [each for each in self.payers if share and begins(each) <= last]
                for each in counted:
                    due.add(each.variable, share * each.total)
                shared = Sum()
                for each in counted:
                    shared.add(each.variable, int(each.shared))
                if shared.variables:
                    due.add(self._part(program, used[-1], shared, most), share)
            due = due.merged()
            self.amounts.append(Sum([self._paid(program, due, earlier, unit, largest)], [1]))
            paid = self.amounts[-1].plus(earlier)
            self.rounded.append((Sum().plus(due, 2).plus(paid, -2 * unit), unit))

    def _in_lowest_terms(self) -> tuple[int, int, int, int]:
        """Advance, progress, retention and one, in the largest units that divide them all."""
        shares = (*_units(self.terms), SHORT_UNIT)
        common = math.gcd(*shares)
        advance, progress, retention, unit = (share // common for share in shares)
        return advance, progress, retention, unit

    def _per_payer(self, amount: Callable[[Payer], int]) -> Sum:
        total = Sum()
        for each in self.payers:
            total.add(each.variable, amount(each))
        return total

    def _already(self, window: int) -> Sum:
        return self._per_payer(lambda each: each.already[window])

    def _part(self, program: Program, total: Sum, counts: Sum, most: int) -> int:
        def product(values: Sequence[int]) -> int:
            return total.value(values) * counts.value(values)

        variable = program.variable(0, most, product)
        self.parts.append(Part(variable, total, counts, most))
        return variable

    def _paid(self, program: Program, due: Sum, earlier: Sum, unit: int, largest: int) -> int:
        def paid(values: Sequence[int]) -> int:
            return (2 * due.value(values) + unit) // (2 * unit) - earlier.value(values)

        return program.variable(0, largest, paid)


def _advanced(payer: Payer) -> int:
    return payer.advanced


def _released(payer: Payer) -> int:
    return payer.released
