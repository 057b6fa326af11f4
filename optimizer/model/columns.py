"""The columns of the model: x[project, mode, start] is 1 if the project starts in that mode in that period.

Only columns that could be chosen exist: inside release, deadline, horizon and pin, and with the usage that
the allocations of a project without flexibility ask for. Rules ask by intent (`started_by`, `usage`)
and never look a column up by its number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from optimizer.format.instance import Allocation, Instance, Mode, Payments, Project
from optimizer.format.windows import decided_windows
from optimizer.model.moving import Curve, Moved, Place, added_up
from optimizer.model.paying import Paid, paid_by_elapsed
from optimizer.model.program import Program, Sum
from optimizer.model.serving import Served, served_by
from optimizer.model.using import Using


@dataclass(frozen=True, slots=True)
class Column:
    """One way to have one project: the mode, the start, and the program's 0-1 variable for it."""

    project: int
    mode: int
    start: int
    end: int  # the first period after the last one, start + duration
    variable: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a project's usage of a resource in a period may move from its chosen mode's."""

    project: int
    resource: str
    period: int
    variable: int
    allowances: tuple[tuple[int, int], ...]  # (variable of a column, the most it allows)


class Columns:
    """Every column and deviation of an instance, answering by what is asked of them."""

    def __init__(self, instance: Instance, program: Program, *, decided: int | None = None) -> None:
        """Open the columns and all that is decided beside them.

        Args:
            instance: what may be chosen.
            program: has their variables afterwards.
            decided: of explanations, the periods over which money moves; others are added to them, where it
                is as the curves have it. And modes with equal bands are moved each by itself, since they may
                be changed so.
        """
        self._periods = instance.periods if decided is None else decided
        apart = decided is not None
        self.instance = instance
        self.all: list[Column] = []
        self._of: list[list[Column]] = [[] for _ in instance.projects]
        self._starting: list[dict[int, list[Column]]] = [{} for _ in instance.projects]
        self._by_mode: dict[tuple[int, int], dict[int, int]] = {}
        # By resource and (project, mode): what is used in the first k elapsed periods.
        self._totals: dict[str, dict[tuple[int, int], list[int]]] = {}
        self._index = {project.id: p for p, project in enumerate(instance.projects)}
        self._usages: dict[tuple[str, int, int], Sum] = {}
        self._parts = {resource.id: resource.parts for resource in instance.resources}
        self._already = {resource.id: resource.already for resource in instance.resources}
        self.deviations: list[Deviation] = []
        self.served = Served()
        self.moved: list[Moved] = []
        self.paid: list[Paid] = []
        self._bands: dict[tuple[int, int, str], Moved] = {}
        self._using = Using(self._totals, self._by_mode, self._bands, instance.periods)
        # What a project has used of a resource by the end of a window, where that is decided.
        self._decided: dict[str, dict[int, list[dict[int, Sum]]]] = {}
        # Room that limit k of a resource receives, at most; the rule carry_over fills it.
        self.carried_in: dict[tuple[str, int], Sum] = {}
        # By how much limit k of a resource is loosened; only explanations do that, before any rule is posted.
        self.raised: dict[tuple[str, int], Sum] = {}
        self.lowered: dict[tuple[str, int], Sum] = {}
        self.allowed: dict[int, Sum] = {}  # the same of match k
        # The same of the most and the least of a band, by where it stands.
        self.most_raised: dict[Place, Sum] = {}
        self.least_lowered: dict[Place, Sum] = {}
        allocations: dict[str, list[Allocation]] = {}
        for allocation in instance.allocations:
            allocations.setdefault(allocation.project, []).append(allocation)
        for p, project in enumerate(instance.projects):
            for m, mode in enumerate(project.modes):
                for resource, usage in mode.usage.items():
                    by_mode = self._totals.setdefault(resource, {})
                    by_mode[p, m] = list(accumulate(usage, initial=0))
                fixed = [
                    allocation
                    for allocation in allocations.get(project.id, [])
                    if not project.flexibility and mode.band(allocation.resource) is None
                ]
                for start in possible_starts(instance, project, mode):
                    if not fixed or self._obeys(p, m, start, fixed):
                        self._open(program, p, m, start, start + mode.duration)
        for p, project in enumerate(instance.projects):
            if project.flexibility:
                self._loosen(program, p, Fraction(project.flexibility))
            self._move(program, p, apart=apart)
        self._loose: dict[str, dict[int, list[Deviation]]] = {}
        for deviation in self.deviations:
            by_period = self._loose.setdefault(deviation.resource, {})
            by_period.setdefault(deviation.period, []).append(deviation)
        self._flexible = {(deviation.project, deviation.resource) for deviation in self.deviations}
        for payer in instance.resources:
            if payer.pays is not None:
                for p in range(len(instance.projects)):
                    self._pay(program, p, payer.id, payer.pays)
        self.served = served_by(instance, program, self.usage)

    def _move(self, program: Program, p: int, *, apart: bool) -> None:
        """What the bands of a project leave open; modes with equal bands are moved together."""
        found: list[Moved] = []
        together: dict[Place, list[int]] = {}
        for column in self._of[p]:
            mode = self.mode_of(column)
            for b, band in enumerate(mode.bands):
                if mode.band(next(iter(band.resources))) is None:
                    continue
                place = p, column.mode, b
                moved = next(
                    (one for one in found if one.band == band and (one.place == place or not apart)), None
                )
                if moved is None:
                    moved = Moved(place, band, self._windows(band.resources[0]), self._periods)
                    found.append(moved)
                totals = {
                    name: self._totals[name][p, column.mode] for name in band.resources if name in mode.usage
                }
                if place not in together:
                    together[place] = added_up(totals.values())
                moved.curves.append(Curve(column.variable, column.start, totals, together[place]))
                for name in band.resources:
                    self._bands[p, column.mode, name] = moved
        for moved in found:
            moved.open(program)
            for name in moved.band.resources:
                self._decide(name, p, moved.windows, moved.used[name])
        self.moved += found

    def _windows(self, resource: str) -> list[tuple[int, int]]:
        """The windows over which the use of a resource is decided."""
        declared = next(r.windows for r in self.instance.resources if r.id == resource)
        windows = decided_windows([(w.first, w.last) for w in declared], self._periods)
        added = (self._periods, self.instance.periods - 1)
        return [*windows, added] if added[0] <= added[1] else windows

    def _decide(self, resource: str, p: int, windows: list[tuple[int, int]], used: list[Sum]) -> None:
        by_end = {last: amount for (_, last), amount in zip(windows, used, strict=True)}
        self._decided.setdefault(resource, {}).setdefault(p, []).append(by_end)

    def _pay(self, program: Program, p: int, by: str, pays: Payments) -> None:
        """What a project pays for its use of another resource: as fixed as that, or decided with it."""
        project = self.instance.projects[p]
        terms = project.terms.get(by, pays)
        if not self._is_loose(p, pays.resource):
            for m in sorted({column.mode for column in self._of[p]}):
                mode = project.modes[m]
                flow = paid_by_elapsed(mode, pays.resource, terms, self.instance.periods)
                self._totals.setdefault(by, {})[p, m] = list(accumulate(flow, initial=0))
            return
        paid = Paid(p, pays.resource, terms, self._windows(pays.resource))
        used = [self.project_usage(p, pays.resource, 0, last) for _, last in paid.windows]
        most = 0
        for column in self._of[p]:
            mode = self.mode_of(column)
            shared = _is_shared(mode, pays.resource)
            if shared:
                moved = self._bands[p, column.mode, pays.resource]
                most = max([most, *(moved.whole(curve) for curve in moved.curves)])
            paid.add(column.variable, column.start, mode, shared=shared)
        paid.open(program, used, most)
        self._decide(by, p, paid.windows, paid.amounts)
        self.paid.append(paid)

    def _is_loose(self, p: int, resource: str) -> bool:
        """Whether the use of a resource by a project is more than its columns say."""
        return (p, resource) in self._flexible or any(
            (p, column.mode, resource) in self._bands for column in self._of[p]
        )

    def _open(self, program: Program, p: int, m: int, start: int, end: int) -> None:
        column = Column(p, m, start, end, program.variable(0, 1))
        self.all.append(column)
        self._of[p].append(column)
        self._starting[p].setdefault(start, []).append(column)
        self._by_mode.setdefault((p, m), {})[start] = column.variable

    def _obeys(self, p: int, m: int, start: int, allocations: Iterable[Allocation]) -> bool:
        """Whether a column without flexibility uses exactly what was allocated."""
        return all(
            self._spent(p, m, start, resource=a.resource, first=a.first, last=a.last) == a.amount
            for a in allocations
        )

    def _spent(self, p: int, m: int, start: int, *, resource: str, first: int, last: int) -> int:
        """What a column uses of a resource in periods first..last."""
        totals = self._totals.get(resource, {}).get((p, m))
        if totals is None:
            return 0
        end = len(totals) - 1
        return totals[min(max(last + 1 - start, 0), end)] - totals[min(max(first - start, 0), end)]

    def _loosen(self, program: Program, p: int, flexibility: Fraction) -> None:
        """One deviation a resource and period in which some column of the project may move its usage."""
        allowed: dict[tuple[str, int], list[tuple[int, int]]] = {}
        project = self.instance.projects[p]
        ongoing = {resource.id for resource in self.instance.resources if resource.ongoing}
        for column in self._of[p]:
            mode = project.modes[column.mode]
            for resource, usage in mode.usage.items():
                if mode.band(resource) is not None or resource in ongoing:
                    continue
                for k, amount in enumerate(usage):
                    most = math.floor(flexibility * amount)
                    if most and column.start + k < self.instance.periods:
                        key = resource, column.start + k
                        allowed.setdefault(key, []).append((column.variable, most))
        for (resource, period), allowances in sorted(allowed.items()):
            most = max(amount for _, amount in allowances)
            variable = program.variable(-most, most)
            self.deviations.append(Deviation(p, resource, period, variable, tuple(allowances)))

    def moved_of(self, column: Column) -> list[Moved]:
        """The bands that leave something open in a column."""
        found = {
            id(moved): moved
            for (p, m, _), moved in self._bands.items()
            if (p, m) == (column.project, column.mode)
        }
        return list(found.values())

    def whole(self, column: Column, resource: str, inside: int) -> int:
        """What a column uses of a resource in all, before and after the horizon too.

        Where others may take its place, that follows from what was decided to be used inside.
        """
        mode = self.mode_of(column)
        usage = mode.usage.get(resource, [])
        before = mode.used_before.get(resource, 0)
        before += sum(mode.used_already.get(resource, []))
        if _is_shared(mode, resource):
            return before + inside + sum(usage[max(0, self.instance.periods - column.start) :])
        return before + sum(usage)

    def moves(self, resource: str, project: int, mode: int) -> bool:
        """Whether a band leaves the use of a resource open in this mode of a project."""
        return (project, mode, resource) in self._bands

    def number(self, project: str) -> int:
        """The position of a project in the instance."""
        return self._index[project]

    def mode_of(self, column: Column) -> Mode:
        """The mode a column stands for."""
        return self.instance.projects[column.project].modes[column.mode]

    def of(self, project: int) -> list[Column]:
        """Every column of a project."""
        return self._of[project]

    def selected(self, project: int) -> Sum:
        """1 if the project is selected."""
        return _sum_of(self._of[project])

    def starts_in(self, project: int, period: int) -> Sum:
        """1 if the project starts in the period."""
        return _sum_of(self._starting[project].get(period, []))

    def start_periods(self, project: int) -> list[int]:
        """The periods in which the project may start, ascending."""
        return sorted(self._starting[project])

    def started_by(self, project: int, period: int) -> Sum:
        """1 if the project starts in the period or before."""
        return _sum_of(column for column in self._of[project] if column.start <= period)

    def completed_before(self, project: int, period: int) -> Sum:
        """1 if the project's last period lies before the period."""
        return _sum_of(column for column in self._of[project] if column.end <= period)

    def usage(self, resource: str, first: int, last: int) -> Sum:
        """What is used of a resource in periods first..last: already, and by all projects together."""
        key = resource, first, last
        if key not in self._usages:
            used = Sum()
            for part, sign in self._parts[resource].items():
                used = used.plus(self._usage(part, first, last), sign)
            self._usages[key] = used.merged()
        return self._usages[key]

    def _usage(self, resource: str, first: int, last: int) -> Sum:
        used = Sum(constant=sum(self._already[resource][first : last + 1]))
        for amount in self.served.within(resource, first, last):
            used.include(amount)
        used.include(self._using.within(resource, first, last))
        for deviation in self._moves(resource, first, last):
            used.add(deviation.variable)
        for decided in self._decided.get(resource, {}).values():
            for by_end in decided:
                _include_between(used, by_end, first, last)
        return used

    def _moves(self, resource: str, first: int, last: int) -> Iterator[Deviation]:
        by_period = self._loose.get(resource, {})
        for period in range(first, last + 1):
            yield from by_period.get(period, [])

    def project_usage(self, project: int, resource: str, first: int, last: int) -> Sum:
        """What one project uses of a resource in periods first..last."""
        used = Sum()
        for part, sign in self._parts[resource].items():
            if part != resource:
                used.include(self.project_usage(project, part, first, last), sign)
        for column in self._of[project]:
            if (project, column.mode, resource) not in self._bands:
                used.add(
                    column.variable,
                    self._spent(
                        project, column.mode, column.start, resource=resource, first=first, last=last
                    ),
                )
        for deviation in self._moves(resource, first, last):
            if deviation.project == project:
                used.add(deviation.variable)
        for by_end in self._decided.get(resource, {}).get(project, []):
            _include_between(used, by_end, first, last)
        return used.merged()

    def beyond(self, column: Column, resource: str) -> int:
        """How far the usage a column has after the horizon may move: what can leave or enter the horizon."""
        flexibility = Fraction(self.instance.projects[column.project].flexibility)
        usage = self.mode_of(column).usage.get(resource, [])
        hidden = usage[max(0, self.instance.periods - column.start) :]
        return sum(math.floor(flexibility * amount) for amount in hidden)


def _is_shared(mode: Mode, resource: str) -> bool:
    """Whether how much is used of the resource is open, and not only when."""
    band = mode.band(resource)
    return band is not None and len(band.resources) > 1


def _include_between(used: Sum, by_end: dict[int, Sum], first: int, last: int) -> None:
    """Add what is used in periods first..last, which are whole windows."""
    used.include(by_end[last])
    if first:
        used.include(by_end[first - 1], -1)


def _sum_of(columns: Iterable[Column]) -> Sum:
    variables = [column.variable for column in columns]
    return Sum(variables, [1] * len(variables))


def possible_starts(instance: Instance, project: Project, mode: Mode) -> range:
    """The periods in which a mode may start: inside release, its own window, deadline, horizon and pin."""
    earliest, latest = max(project.release, mode.first_start or 0), instance.periods - 1
    if not instance.may_outlast_horizon:
        latest = instance.periods - occupied(instance, mode)
    if mode.last_start is not None:
        latest = min(latest, mode.last_start)
    if project.deadline is not None:
        latest = min(latest, project.deadline + 1 - mode.duration)
    if project.pin is not None:
        if project.pin.mode not in {None, mode.id}:
            return range(0)
        if project.pin.start is not None:
            earliest, latest = max(earliest, project.pin.start), min(latest, project.pin.start)
    return range(earliest, latest + 1)


def occupied(instance: Instance, mode: Mode) -> int:
    """How many periods from its start a mode lasts and uses something; zeros at the end use nothing.

    Use that goes on after the horizon keeps no mode inside it.
    """
    ongoing = {resource.id for resource in instance.resources if resource.ongoing}
    inside = (usage for name, usage in mode.usage.items() if name not in ongoing)
    used = (k + 1 for usage in inside for k, amount in enumerate(usage) if amount)
    return max(mode.duration, max(used, default=0))
