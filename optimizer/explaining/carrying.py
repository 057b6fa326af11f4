"""Raising the share of unused room that is carried over, in hundredths.

A share multiplies what a plan decides, so it is no slack of a linear program. But more of it never hurts:
all shares at one tell whether shares can help at all, and `mended` takes back what is not needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from optimizer.explaining.slack import Move, Slack
from optimizer.format.instance import Instance, Resource
from optimizer.format.numbers import plain
from optimizer.model.program import Sum

_STEP = Decimal("0.01")


def all_carried(instance: Instance) -> Iterator[Move]:
    """Every share that may be raised, raised to one."""
    for r, resource in enumerate(instance.resources):
        if resource.carry_over is None or _is_locked(resource):
            continue
        share = resource.carry_over.share
        most = math.ceil((1 - share) / _STEP)
        if most:
            location = ("resources", r, "carry_over", "share")
            slack = Slack(location, plain(share), partial(_raised, share), most, Sum())
            yield Move(slack, most)


def _raised(share: Decimal, steps: int) -> int | float:
    return plain(min(Decimal(1), share + steps * _STEP))


def _is_locked(resource: Resource) -> bool:
    """Whether more room would reach a limit that is not to be relaxed."""
    return any(limit.locked and limit.binding and limit.maximum is not None for limit in resource.limits)
