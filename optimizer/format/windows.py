"""Windows of periods: which contain which, which form the carry-over chain, which count for the peak."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from optimizer.format.parts import Limit

Window = tuple[int, int]


def innermost(windows: Sequence[Window], among: Sequence[int]) -> list[int]:
    """The positions in `among` whose window contains no other of them, by first period.

    Two equal windows do not contain each other: neither is the larger one.
    """
    # From the latest beginning on, a window contains another exactly if an end seen before is not later.
    positions: dict[Window, list[int]] = {}
    for k in among:
        positions.setdefault(windows[k], []).append(k)
    kept: list[int] = []
    earliest_end: int | None = None
    for window in sorted(positions, key=lambda window: (-window[0], window[1])):
        if earliest_end is None or window[1] < earliest_end:
            kept.extend(positions[window])
            earliest_end = window[1]
    return sorted(kept, key=lambda k: (windows[k], k))


def carry_chain(limits: Sequence[Limit]) -> list[int]:
    """Positions of the limits that hand their unused room on, in order of time."""
    ceilings = [k for k, limit in enumerate(limits) if limit.maximum is not None]
    return innermost([(limit.first, limit.last) for limit in limits], ceilings)


def overlaps(windows: Sequence[Window], chain: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours in the chain that share a period."""
    return [(a, b) for a, b in pairwise(chain) if windows[b][0] <= windows[a][1]]


def peak_windows(limits: Sequence[Limit], periods: int) -> list[Window]:
    """The windows whose largest usage is the peak: those without a minimum, else the single periods."""
    windows = [(limit.first, limit.last) for limit in limits]
    free = [k for k, limit in enumerate(limits) if limit.minimum is None]
    chosen = innermost(windows, free)
    return sorted({windows[k] for k in chosen}) or [(t, t) for t in range(periods)]


def decided_windows(windows: Sequence[Window], periods: int) -> list[Window]:
    """All periods, in the windows that are decided as a whole: those declared, and every other alone."""
    starts = dict(windows)
    found: list[Window] = []
    first = 0
    while first < periods:
        last = starts.get(first, first)
        found.append((first, last))
        first = last + 1
    return found
