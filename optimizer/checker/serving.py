"""What serves the use of others, counted again from the contract. Part of the checker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext

from optimizer.format.instance import Resource

_DIGITS = 60  # more than any product of an amount and a factor has


def serving(resource: Resource, used: Mapping[str, Sequence[int]]) -> list[int]:
    """What is used of it by period, the whole of a window in its first one.

    Args:
        resource: that serves.
        used: of those it serves, by period of the horizon.
    """
    periods = len(next(iter(used.values())))
    amounts = [0] * periods
    for now, window in enumerate(resource.windows):
        for service in resource.serves:
            for past, earlier in enumerate(resource.windows):
                if service.after <= now - past < service.after + service.times:
                    owed = sum(used[service.resource][t] for t in range(earlier.first, earlier.last + 1))
                    amounts[window.first] += _half_up(service.factor, owed)
    return amounts


def _half_up(factor: Decimal, amount: int) -> int:
    with localcontext(prec=_DIGITS):
        return int((factor * amount + Decimal("0.5")).to_integral_value(ROUND_FLOOR))
