"""An instance as arrays: every column, what it is worth and what it takes up of every row, in linear time.

The program's lists serve every rule and every solver, and take seconds for a hundred thousand columns. What
prices can be put on is said here again for numpy, straight from the instance: linear aims, ceilings with
carry-over, minimums, groups, precedence, amounts that were fixed. Whatever else an instance has makes it
decline, and the program alone is searched. Nothing that is found here counts before it was checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from optimizer.format.instance import Instance, Limit, Tier
from optimizer.format.windows import carry_chain
from optimizer.model.columns import possible_starts
from optimizer.model.program import SAFE
from optimizer.search.worth import WORTH, Entries, Flags, Flat, Floats, Integers

# Instances with more columns are searched by their arrays, where these say all.
LARGE: Final = 5_000
# What adding up doubles may lose of the sum of their sizes; far more than it does.
LOST: Final = 1e-11


@dataclass(slots=True)
class Chain:
    """Windows of which each hands a share of its room on to the next: their rows and maxima."""

    rows: list[int]
    maxima: list[int]  # less what is used already
    share: Fraction


@dataclass(slots=True)
class Rows:
    """Upper bounds on sums of columns: take-up of row r is at most capacity[r]."""

    capacity: list[int] = field(default_factory=list)
    ceiling: list[bool] = field(default_factory=list)  # whether a plan may only ever get nearer to it
    # By resource: windows of periods, the sign with which they count, and their row.
    windows: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    # By project: rows of groups with the sign.
    groups: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    chains: list[Chain] = field(default_factory=list)

    def add(self, capacity: int, *, ceiling: bool) -> int:
        """A new row."""
        self.capacity.append(capacity)
        self.ceiling.append(ceiling)
        return len(self.capacity) - 1


@dataclass(frozen=True, slots=True)
class Arrays:
    """Columns in the order of projects, and what they take up as a matrix by columns.

    Attributes:
        value: what a column adds to the aim, which is maximised; `unsure` is by how much it may be off.
        first: of every project the number of its first column, and at the end how many there are.
        begin: of every column where its entries begin in `rows` and `amounts`.
        required: projects that every plan has.
        links: before, after and lag of every precedence, by numbers of projects.
    """

    instance: Instance
    project: Integers
    mode: Integers
    start: Integers
    end: Integers
    value: Floats
    unsure: Floats
    first: Integers
    begin: Integers
    rows: Integers
    amounts: Integers
    capacity: Integers
    ceiling: Flags
    chains: list[Chain]
    required: Flags
    links: list[tuple[int, int, int]]


def entries_of(arrays: Arrays, columns: Integers) -> tuple[Integers, Integers]:
    """Where the entries of some columns stand, and of each the place of its column among those handed in."""
    counts = arrays.begin[columns + 1] - arrays.begin[columns]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(arrays.begin[columns], counts) + within, np.repeat(np.arange(len(columns)), counts)


def can_be_priced(instance: Instance) -> bool:
    """Whether columns alone say what a plan of the instance uses, so that prices can be put on it."""
    chained = (r for r in instance.resources if r.carry_over is not None and r.carry_over.share)
    return not (
        instance.matches
        or any(resource.serves for resource in instance.resources)
        or any(project.flexibility for project in instance.projects)
        or any(
            band.moves or len(band.resources) > 1
            for project in instance.projects
            for mode in project.modes
            for band in mode.bands
        )
        or any(
            limit.soft or not limit.binding or limit.receives is not None
            for r in chained
            for limit in (r.limits[k] for k in carry_chain(r.limits))
        )
    )


def is_linear(instance: Instance, tier: Tier) -> bool:
    """Whether a tier's value is a sum over columns and nothing else."""
    spent = any(resource.already for resource in instance.resources)
    return bool(tier.terms) and all(
        term.term in WORTH and not (term.term == "usage" and spent) for term in tier.terms
    )


def arrays_of(instance: Instance, tier: Tier) -> Arrays | None:
    """The columns by a linear tier, None where something required has none or doubles cannot hold it."""
    number = {project.id: p for p, project in enumerate(instance.projects)}
    links = [(number[link.before], number[link.after], link.lag) for link in instance.precedence]
    required = _required(instance, number, links)
    places = [
        (p, m, start)
        for p, project in enumerate(instance.projects)
        for m, mode in enumerate(project.modes)
        for start in possible_starts(instance, project, mode)
    ]
    project, mode, start = np.array(places, np.int64).reshape(-1, 3).T
    flat = Flat(instance, project, mode, start)
    kept = _allocated(instance, flat, number)
    project, mode, start = project[kept], mode[kept], start[kept]
    counts = np.bincount(project, minlength=len(instance.projects))
    if not len(project) or bool((required & (counts == 0)).any()):
        return None
    flat = Flat(instance, project, mode, start)
    end = start + flat.durations[flat.of]
    rows = _rows(instance)
    begin, row, amount = _matrix(instance, flat, rows)
    value, size = np.zeros(len(project)), np.zeros(len(project))
    for term in tier.terms:
        worth = WORTH[term.term](flat, term, end)
        sign = 1 if term.maximised else -1  # a tier of min-terms alone is maximised negative
        value += sign * float(term.weight) * worth[0]
        size += float(term.weight) * worth[1]
    if not bool(np.isfinite(size).all()) or not _is_handed_on(rows.chains, row, amount):
        return None
    return Arrays(
        instance=instance,
        project=project,
        mode=mode,
        start=start,
        end=end,
        value=value,
        unsure=LOST * size,
        first=np.concatenate([[0], np.cumsum(counts)]),
        begin=begin,
        rows=row,
        amounts=amount,
        capacity=np.array(rows.capacity, np.int64),
        ceiling=np.array(rows.ceiling, np.bool_),
        chains=rows.chains,
        required=required,
        links=links,
    )


def _is_handed_on(chains: list[Chain], rows: Integers, amounts: Integers) -> bool:
    """Whether no solver is short of numbers for what is handed on."""
    return all(
        chain.share.denominator
        * (int(amounts[np.isin(rows, chain.rows)].sum()) + sum(map(abs, chain.maxima)))
        < SAFE
        for chain in chains
    )


def _required(instance: Instance, number: dict[str, int], links: list[tuple[int, int, int]]) -> Flags:
    """Projects that every plan has: mandatory, allocated something, or before one of these."""
    required = np.array([project.mandatory for project in instance.projects], np.bool_)
    for allocation in instance.allocations:
        required[number[allocation.project]] |= allocation.amount > 0
    before: dict[int, list[int]] = {}
    for earlier, later, _ in links:
        before.setdefault(later, []).append(earlier)
    waiting = np.flatnonzero(required).tolist()
    while waiting:
        for earlier in before.get(waiting.pop(), []):
            if not required[earlier]:
                required[earlier] = True
                waiting.append(earlier)
    return required


def _allocated(instance: Instance, flat: Flat, number: dict[str, int]) -> Flags:
    """Columns that use exactly what was fixed for their projects."""
    kept = np.ones(len(flat.project), np.bool_)
    by_resource = {r.id: r for r in instance.resources}
    uses: dict[str, Entries] = {}
    slices = np.concatenate([[0], np.cumsum(np.bincount(flat.project, minlength=len(instance.projects)))])
    for allocation in instance.allocations:
        if allocation.resource not in uses:
            column, period, amount = flat.usage(by_resource[allocation.resource])
            order = np.argsort(column, kind="stable")
            uses[allocation.resource] = column[order], period[order], amount[order]
        column, period, amount = uses[allocation.resource]
        p = number[allocation.project]
        low, high = int(slices[p]), int(slices[p + 1])
        begin, end = np.searchsorted(column, [low, high])
        inside = (period[begin:end] >= allocation.first) & (period[begin:end] <= allocation.last)
        used = np.zeros(high - low, np.int64)
        np.add.at(used, column[begin:end][inside] - low, amount[begin:end][inside])
        kept[low:high] &= used == allocation.amount
    return kept


def _rows(instance: Instance) -> Rows:
    """Every bound that binds: limits, what chains of carry-over come to at most, and groups."""
    rows = Rows()
    for resource in instance.resources:
        already = [
            [sign * amount for amount in r.already]
            for r in instance.resources
            if r.already and (sign := resource.parts.get(r.id))
        ]

        def spent(first: int, last: int, already: list[list[int]] = already) -> int:
            return sum(sum(amounts[first : last + 1]) for amounts in already)

        windows = rows.windows.setdefault(resource.id, [])
        share = Fraction(resource.carry_over.share) if resource.carry_over is not None else Fraction(0)
        chain = carry_chain(resource.limits) if share else []
        for k, limit in enumerate(resource.limits):
            if limit.soft or not limit.binding:
                continue
            before = spent(limit.first, limit.last)
            if limit.maximum is not None and k not in chain:
                row = rows.add(limit.maximum - before, ceiling=True)
                windows.append((limit.first, limit.last, 1, row))
            if limit.minimum is not None:
                row = rows.add(before - limit.minimum, ceiling=False)
                windows.append((limit.first, limit.last, -1, row))
        if chain:
            _chain(rows, windows, [resource.limits[k] for k in chain], share, spent)
    for group in instance.groups:
        for bound, sign in ((group.at_most, 1), (group.at_least or None, -1)):
            if bound is not None:
                row = rows.add(sign * bound, ceiling=sign > 0)
                for name in group.projects:
                    rows.groups.setdefault(name, []).append((sign, row))
    return rows


def _chain(
    rows: Rows,
    windows: list[tuple[int, int, int, int]],
    limits: list[Limit],
    share: Fraction,
    spent: Callable[[int, int], int],
) -> None:
    """What every window of a chain, and all up to it, can have at most.

    Each is at most its maximum and what was carried in, which is at most a share of the room before; and no
    room is used twice, so that all windows so far have at most all of their maxima.
    """
    chain = Chain([], [], share)
    carried = together = 0
    for limit in limits:
        maximum = (limit.maximum or 0) - spent(limit.first, limit.last)
        row = rows.add(maximum + carried, ceiling=True)
        windows.append((limit.first, limit.last, 1, row))
        chain.rows.append(row)
        chain.maxima.append(maximum)
        carried = int(share * max(0, maximum + carried))
        together += maximum
        if len(chain.rows) > 1:
            all_of_them = rows.add(together, ceiling=True)
            windows += [(w.first, w.last, 1, all_of_them) for w in limits[: len(chain.rows)]]
    rows.chains.append(chain)


def _matrix(instance: Instance, flat: Flat, rows: Rows) -> tuple[Integers, Integers, Integers]:
    """What columns take up, by column: where each begins, rows and amounts."""
    columns, numbers, amounts = [], [], []
    for resource in instance.resources:
        windows = rows.windows[resource.id]
        if not windows:
            continue
        column, period, amount = flat.usage(resource)
        by_period = [
            [(sign, row) for first, last, sign, row in windows if first <= t <= last]
            for t in range(instance.periods)
        ]
        # Periods lie in few windows each: one step a window that the busiest of them lies in.
        for depth in range(max(map(len, by_period))):
            sign = np.array([found[depth][0] if depth < len(found) else 0 for found in by_period], np.int64)
            row = np.array([found[depth][1] if depth < len(found) else 0 for found in by_period], np.int64)
            inside = sign[period] != 0
            columns.append(column[inside])
            numbers.append(row[period][inside])
            amounts.append((amount * sign[period])[inside])
    first = np.concatenate([[0], np.cumsum(np.bincount(flat.project, minlength=len(instance.projects)))])
    for p, project in enumerate(instance.projects):
        for weight, group in rows.groups.get(project.id, []):
            mine = np.arange(first[p], first[p + 1])
            columns.append(mine)
            numbers.append(np.full(len(mine), group, np.int64))
            amounts.append(np.full(len(mine), weight, np.int64))
    if not columns:
        nothing = np.zeros(0, np.int64)
        return np.zeros(len(flat.project) + 1, np.int64), nothing, nothing
    key = np.concatenate(columns) * len(rows.capacity) + np.concatenate(numbers)
    order = np.argsort(key, kind="stable")
    key = key[order]
    new = np.flatnonzero(np.diff(key, prepend=-1))
    total = np.add.reduceat(np.concatenate(amounts)[order], new) if len(new) else key
    column, row = np.divmod(key[new], len(rows.capacity))
    begin = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(flat.project)))])
    return begin, row, total
