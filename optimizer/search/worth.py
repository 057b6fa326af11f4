"""Modes of all projects in one row, with what they have by elapsed period; what a column is worth by term."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from optimizer.format.instance import Instance, Mode, Project, Resource, Term
from optimizer.model.paying import paid_by_elapsed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entries = tuple[Integers, Integers, NDArray[Any]]  # column, period and amount, whole or not


class Flat:
    """Modes of all projects in one row, and sums over what they have by elapsed period."""

    def __init__(self, instance: Instance, project: Integers, mode: Integers, start: Integers) -> None:
        self.instance, self.project, self.start = instance, project, start
        self.modes: list[tuple[Project, Mode]] = [(p, mode) for p in instance.projects for mode in p.modes]
        offsets = np.cumsum([0, *(len(p.modes) for p in instance.projects)])
        self.of: Integers = offsets[project] + mode
        self.durations = np.array([mode.duration for _, mode in self.modes], np.int64)
        # Columns of a mode are neighbours.
        self.counts = np.bincount(self.of, minlength=len(self.modes))
        self.firsts = np.concatenate([[0], np.cumsum(self.counts)])[:-1]

    def spread(
        self, entries: list[tuple[int, int, int]] | list[tuple[int, int, float]], kind: type
    ) -> Entries:
        """Of (mode, elapsed period, amount) column, period and amount, inside the horizon."""
        if not entries:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, kind)
        of, elapsed, amounts = zip(*entries, strict=True)
        mode = np.array(of, np.int64)
        counts = self.counts[mode]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        column = np.repeat(self.firsts[mode], counts) + within
        period = self.start[column] + np.repeat(np.array(elapsed, np.int64), counts)
        inside = period < self.instance.periods
        return column[inside], period[inside], np.repeat(np.array(amounts, kind), counts)[inside]

    def usage(self, resource: Resource) -> Entries:
        """Column, period and amount of what is used of a resource, parts and payments included."""
        return self.spread(list(self._elapsed(resource)), np.int64)

    def _elapsed(self, resource: Resource) -> Iterator[tuple[int, int, int]]:
        parts = [(r, sign) for r in self.instance.resources if (sign := resource.parts.get(r.id))]
        for part, sign in parts:
            for m, (project, mode) in enumerate(self.modes):
                if part.pays is None:
                    flow = mode.usage.get(part.id, [])
                else:
                    terms = project.terms.get(part.id, part.pays)
                    flow = paid_by_elapsed(mode, part.pays.resource, terms, self.instance.periods)
                yield from ((m, k, sign * amount) for k, amount in enumerate(flow) if amount)


# What a column is worth by a term, and the size of what was added up for it.
_Worth = Callable[[Flat, Term, Integers], tuple[Floats, Floats]]


def _benefit(flat: Flat, _term: Term, _end: Integers) -> tuple[Floats, Floats]:
    gains = [
        (m, k, float(gain))
        for m, (_, mode) in enumerate(flat.modes)
        for k, gain in enumerate(mode.benefit)
        if gain
    ]
    column, period, gain = flat.spread(gains, float)
    factors = (1.0 + float(flat.instance.discount_rate)) ** -np.arange(flat.instance.periods, dtype=float)
    return _added(flat, column, gain * factors[period])


def _usage(flat: Flat, term: Term, _end: Integers) -> tuple[Floats, Floats]:
    resource = next(r for r in flat.instance.resources if r.id == term.resource)
    column, _, amount = flat.usage(resource)
    return _added(flat, column, amount.astype(float))


def _added(flat: Flat, column: Integers, parts: Floats) -> tuple[Floats, Floats]:
    count = len(flat.project)
    sizes = np.abs(parts)
    return (
        np.bincount(column, parts, minlength=count).astype(float),
        np.bincount(column, sizes, minlength=count).astype(float),
    )


def _selected(flat: Flat, _term: Term, _end: Integers) -> tuple[Floats, Floats]:
    worth = np.array([float(p.weight) for p in flat.instance.projects])[flat.project]
    return worth, worth


def _tardiness(flat: Flat, _term: Term, end: Integers) -> tuple[Floats, Floats]:
    projects = flat.instance.projects
    due = np.array([p.due if p.due is not None else math.inf for p in projects], float)
    late = np.maximum(0, end - 1 - due[flat.project])
    late *= np.array([float(p.tardiness_weight) for p in projects])[flat.project]
    return late, late


def _earliness(flat: Flat, _term: Term, end: Integers) -> tuple[Floats, Floats]:
    projects = flat.instance.projects
    due = np.array([p.due_from if p.due_from is not None else -1 for p in projects], float)
    early = np.maximum(0, due[flat.project] - (end - 1))
    early *= np.array([float(p.tardiness_weight) for p in projects])[flat.project]
    return early, early


WORTH: Final[dict[str, _Worth]] = {
    "benefit": _benefit,
    "selected": _selected,
    "usage": _usage,
    "tardiness": _tardiness,
    "earliness": _earliness,
}
