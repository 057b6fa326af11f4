"""A part of a large problem as plain numbers: some columns to choose among, all else as in a plan.

It is small enough to be handed to another process as JSON, and says all that its search needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from pydantic import BaseModel

from optimizer.search.arrays import Arrays, entries_of
from optimizer.search.worth import Integers

# Values are whole numbers of which the largest has so many steps; all together stay below the other.
STEPS: Final = 1e6
_MOST_TOGETHER: Final = 2.0**50


class Row(BaseModel):
    """What some columns take up together is at most `capacity`."""

    columns: list[int]
    amounts: list[int]
    capacity: int


class Handing(BaseModel):
    """Rows of which each hands a share of its room on to the next."""

    rows: list[Row]
    numerator: int
    denominator: int


class Part(BaseModel):
    """Columns by their place here, in the order of their projects, which have numbers of their own.

    Attributes:
        must: projects of which a column is chosen, whatever it is worth.
        links: before, after and lag.
        hint: columns that are chosen together in a plan.
    """

    project: list[int]
    start: list[int]
    end: list[int]
    value: list[int]
    must: list[int]
    rows: list[Row]
    chains: list[Handing]
    links: list[tuple[int, int, int]]
    hint: list[int]


class Relaxed(BaseModel):
    """What the relaxation of a part says.

    Attributes:
        prices: of every row of the part, what a unit of it costs.
        links: of precedence, its place among the part's links, the period, and what it costs that the later
            has begun by then and the earlier is not complete.
        chosen: of every column, how much of it is chosen.
    """

    prices: list[float]
    links: list[tuple[int, int, float]]
    chosen: list[float]


@dataclass(frozen=True, slots=True)
class Cut:
    """A part and where it was cut from.

    Attributes:
        columns: the part's columns by number in the whole; `rows` and `links` likewise.
        scale: by what values were multiplied.
    """

    part: Part
    columns: Integers
    rows: list[int]
    links: list[int]
    scale: float


def part_of(arrays: Arrays, chosen: Sequence[int], columns: Integers, *, steps: float = STEPS) -> Cut:
    """What is to be searched where only some columns are open.

    Args:
        arrays: the whole.
        chosen: a plan, by project; projects without an open column stay as they are in it.
        columns: what is open, ascending.
        steps: how fine values are.
    """
    now = np.array(chosen, np.int64)
    is_free = np.zeros(len(now), np.bool_)
    is_free[arrays.project[columns]] = True
    columns, must = _left_open(arrays, now, columns, is_free)
    free = np.flatnonzero(is_free)
    place = np.full(len(now), -1, np.int64)
    place[free] = np.arange(len(free))
    fixed = now[~is_free]
    taken, _ = entries_of(arrays, fixed[fixed >= 0])
    used = np.zeros(len(arrays.capacity), np.int64)
    np.add.at(used, arrays.rows[taken], arrays.amounts[taken])
    capacity = arrays.capacity - used
    entries, of = entries_of(arrays, columns)
    order = np.argsort(arrays.rows[entries], kind="stable")
    rows, of, amounts = arrays.rows[entries][order], of[order], arrays.amounts[entries][order]
    ends = np.searchsorted(rows, np.arange(len(capacity) + 1))

    def row(number: int, most: int) -> Row:
        a, b = int(ends[number]), int(ends[number + 1])
        return Row(columns=of[a:b].tolist(), amounts=amounts[a:b].tolist(), capacity=most)

    touched = np.unique(rows)
    # What cannot be exceeded whatever is chosen is left out.
    most = np.zeros(len(capacity), np.int64)
    np.add.at(most, rows, np.maximum(amounts, 0))
    kept = [int(r) for r in touched if most[r] > capacity[r]]
    value = arrays.value[columns]
    largest, together = float(np.abs(value).max(initial=0.0)), float(np.abs(value).sum())
    scale = min(steps / largest, _MOST_TOGETHER / together) if largest else 1.0
    links = [
        number for number, (before, after, _) in enumerate(arrays.links) if is_free[before] and is_free[after]
    ]
    chosen_here = np.flatnonzero(now[arrays.project[columns]] == columns)
    part = Part(
        project=place[arrays.project[columns]].tolist(),
        start=arrays.start[columns].tolist(),
        end=arrays.end[columns].tolist(),
        value=np.rint(value * scale).astype(np.int64).tolist(),
        must=place[np.flatnonzero((arrays.required | must) & is_free)].tolist(),
        rows=[row(r, int(capacity[r])) for r in kept],
        chains=[
            Handing(
                rows=[
                    row(r, maximum - int(used[r]))
                    for r, maximum in zip(chain.rows, chain.maxima, strict=True)
                ],
                numerator=chain.share.numerator,
                denominator=chain.share.denominator,
            )
            for chain in arrays.chains
        ],
        links=[
            (int(place[before]), int(place[after]), lag)
            for before, after, lag in (arrays.links[number] for number in links)
        ],
        hint=chosen_here.tolist(),
    )
    return Cut(part, columns, kept, links, scale)


def _left_open(
    arrays: Arrays, now: Integers, columns: Integers, is_free: np.typing.NDArray[np.bool_]
) -> tuple[Integers, np.typing.NDArray[np.bool_]]:
    """The open columns that go with what stays, and the projects that what stays needs."""
    earliest = np.full(len(now), -1, np.int64)
    latest = np.full(len(now), 1 << 60, np.int64)
    must = np.zeros(len(now), np.bool_)
    for before, after, lag in arrays.links:
        if is_free[before] and not is_free[after] and now[after] >= 0:
            latest[before] = min(latest[before], int(arrays.start[now[after]]) - lag)
            must[before] = True
        if is_free[after] and not is_free[before]:
            end = int(arrays.end[now[before]]) + lag if now[before] >= 0 else 1 << 60
            earliest[after] = max(earliest[after], end)
    owner = arrays.project[columns]
    open_ = (arrays.start[columns] >= earliest[owner]) & (arrays.end[columns] <= latest[owner])
    return columns[open_], must
