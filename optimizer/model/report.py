"""From the values of the program's variables to what a planner reads: dates, usage, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from optimizer.format.instance import Instance, Payments, Resource, Terms
from optimizer.format.result import LimitResult, ResourceResult, Scheduled
from optimizer.format.windows import carry_chain
from optimizer.model.columns import Column, Columns
from optimizer.model.moving import Moved
from optimizer.model.paying import paid_before, paid_for
from optimizer.model.serving import served


def scheduled(columns: Columns, values: Sequence[int]) -> dict[str, Scheduled]:
    """Every selected project with its dates and usage, in the instance's order."""
    instance = columns.instance
    moves: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for deviation in columns.deviations:
        move = deviation.period, values[deviation.variable]
        moves.setdefault((deviation.project, deviation.resource), []).append(move)
    plan: dict[str, Scheduled] = {}
    for p, project in enumerate(instance.projects):
        column = next((column for column in columns.of(p) if values[column.variable]), None)
        if column is None:
            continue
        usage = {resource.id: _usage(columns, column, resource.id) for resource in instance.resources}
        for resource_id, amounts in usage.items():
            for period, distance in moves.get((p, resource_id), []):
                amounts[period] += distance
        for moved in columns.moved_of(column):
            usage |= _spread(moved, column, values)
        beyond: dict[str, int] = {}
        for resource in instance.resources:
            if resource.pays is not None:
                terms = project.terms.get(resource.id, resource.pays)
                used = usage[resource.pays.resource]
                flow, owed = _payments(columns, column, resource.pays, terms, used)
                usage[resource.id] = flow
                beyond |= {resource.id: owed} if owed else {}
        for resource in instance.resources:
            if resource.sum_of:
                usage[resource.id] = _added_up(resource.parts, usage)
        mode = columns.mode_of(column)
        plan[project.id] = Scheduled(
            mode=mode.id, start=column.start, finish=column.end - 1, usage=usage, beyond=beyond
        )
    return plan


def _spread(moved: Moved, column: Column, values: Sequence[int]) -> dict[str, list[int]]:
    """What was decided by window, by period: in each window as the curve is in it.

    Where it is nothing there, evenly over the periods in which the project may use something.
    """
    curve = next(curve for curve in moved.curves if curve.variable == column.variable)
    usage = {}
    for name in moved.band.resources:
        amounts = usage[name] = [0] * (moved.horizon + 1)
        before = 0
        for (first, last), used in zip(moved.windows, moved.used[name], strict=True):
            until = used.value(values)
            if until != before:
                open_ = range(column.start, curve.last_use + moved.band.late + 1)
                shapes = (
                    [curve.within(t, name) for t in range(first, last + 1)],
                    [curve.within(t) for t in range(first, last + 1)],
                    [int(t in open_) for t in range(first, last + 1)],
                )
                weights = next(shape for shape in shapes if any(shape))
                amounts[first : last + 1] = _in_proportion(until - before, weights)
            before = until
    return usage


def _in_proportion(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in whole numbers as weights are, rounded down cumulatively."""
    parts = [amount * weight // sum(weights) for weight in accumulate(weights, initial=0)]
    return [later - earlier for earlier, later in pairwise(parts)]


def _payments(
    columns: Columns, column: Column, pays: Payments, terms: Terms, used: Sequence[int]
) -> tuple[list[int], int]:
    """What is paid by period for what is used by period, and what is owed after the last one."""
    mode = columns.mode_of(column)
    total = columns.whole(column, pays.resource, sum(used))
    known = [*mode.used_already.get(pays.resource, []), *[0] * len(used)]
    counted = [decided + already for decided, already in zip(used[column.start :], known, strict=False)]
    flow = [0] * column.start + paid_for(counted, mode, pays.resource, terms, total)
    return flow, total - paid_before(mode, pays.resource, terms) - sum(flow)


def _usage(columns: Columns, column: Column, resource: str) -> list[int]:
    """A column's usage by period of the horizon."""
    periods = columns.instance.periods
    usage = columns.mode_of(column).usage.get(resource, [])[: max(0, periods - column.start)]
    return ([0] * column.start + usage + [0] * periods)[:periods]


def limits_met(columns: Columns, plan: dict[str, Scheduled]) -> dict[str, ResourceResult]:
    """Every limit as the plan meets it."""
    met: dict[str, ResourceResult] = {}
    already = used_already(columns.instance)
    by_periods = {
        name: [sum(amounts) for amounts in zip(spent, *(p.usage[name] for p in plan.values()), strict=True)]
        for name, spent in already.items()
    }
    debts = {r.id: served(columns.instance, r, by_periods) for r in columns.instance.resources}
    for resource in columns.instance.resources:
        owed = _added_up(resource.parts, debts)
        by_period = [sum(amounts) for amounts in zip(by_periods[resource.id], owed, strict=True)]
        used = [sum(by_period[limit.first : limit.last + 1]) for limit in resource.limits]
        met[resource.id] = ResourceResult(limits=_limit_results(resource, used))
    return met


def used_already(instance: Instance) -> dict[str, list[int]]:
    """What is used of every resource whatever is decided, by period of the horizon."""
    padded = {r.id: (r.already + [0] * instance.periods)[: instance.periods] for r in instance.resources}
    return {resource.id: _added_up(resource.parts, padded) for resource in instance.resources}


def _added_up(parts: Mapping[str, int], usage: Mapping[str, list[int]]) -> list[int]:
    """What resources use together by period, each added or taken off."""
    amounts = [[sign * amount for amount in usage[name]] for name, sign in parts.items()]
    return [sum(of_period) for of_period in zip(*amounts, strict=True)]


def _limit_results(resource: Resource, used: Sequence[int]) -> list[LimitResult]:
    share = Fraction(resource.carry_over.share) if resource.carry_over is not None else Fraction(0)
    carried = [0] * len(used)
    chain = carry_chain(resource.limits) if share else []
    for k, following in pairwise(chain):
        room = (resource.limits[k].maximum or 0) + carried[k] - used[k]
        carried[following] = math.floor(share * max(0, room))
        if (most := resource.limits[following].receives) is not None:
            carried[following] = min(carried[following], most)
    results = []
    for k, limit in enumerate(resource.limits):
        maximum = limit.maximum if limit.binding else None
        minimum = limit.minimum if limit.binding else None
        over = max(0, used[k] - maximum - carried[k]) if maximum is not None else 0
        short = max(0, minimum - used[k]) if minimum is not None else 0
        results.append(
            LimitResult(
                first=limit.first,
                last=limit.last,
                used=used[k],
                carried_in=carried[k],
                maximum=limit.maximum,
                minimum=limit.minimum,
                violation=over + short,
            )
        )
    return results
