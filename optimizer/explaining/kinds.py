"""What can give way, one class a kind: each takes a rule out of an instance and posts it with slack.

A kind is `taken_out` of the instance, so that the columns it forbids exist, and then `posted`: for every
value that stood in the way, by how many steps a plan passes it. Minimised, these steps are the smallest
relaxation; held at zero they are the rule again, which is how contradictions are found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Final, Protocol

from optimizer.explaining.moving import MOVING_KINDS
from optimizer.explaining.slack import Slack
from optimizer.format.explanation import Kind
from optimizer.format.instance import MOST_PERIODS, Instance, Limit, Mode, Resource
from optimizer.format.numbers import LARGEST_AMOUNT
from optimizer.model.columns import Column, Columns, occupied
from optimizer.model.program import Program, Sum

# A longer horizon that would make more columns than this is not tried.
_MOST_COLUMNS: Final = 500_000


class Loosening(Protocol):
    """One kind of relaxation."""

    name: Kind

    def taken_out(self, instance: Instance) -> Instance:
        """The instance without the rule, as far as its columns are concerned."""
        ...

    def posted(self, instance: Instance, program: Program, columns: Columns, /) -> Iterator[Slack]:
        """Post the rule of the untouched instance with slack."""
        ...


def _without(instance: Instance, **nothing: object) -> Instance:
    """The instance with some values of every project replaced."""
    projects = [project.model_copy(update=nothing) for project in instance.projects]
    return instance.model_copy(update={"projects": projects})


def _up(value: int, steps: int) -> int:
    return value + steps


def _down(value: int, steps: int) -> int:
    return value - steps


def _to(value: bool | None, _steps: int) -> bool | None:
    return value


def _counted(columns: Sequence[Column], steps: Sequence[int]) -> Sum:
    """The steps of the column that is chosen."""
    counted = Sum()
    for column, n in zip(columns, steps, strict=True):
        counted.add(column.variable, n)
    return counted


def _at_most(program: Program, columns: Columns, used: Sum) -> int:
    """The most that usage can come to with one column a project, above what is used already."""
    largest: dict[int, int] = {}
    moved = 0
    for c, v in zip(used.coefficients, used.variables, strict=True):
        if v < len(columns.all):
            p = columns.all[v].project
            largest[p] = max(largest.get(p, 0), c)
        else:
            moved += c * (program.upper[v] if c > 0 else program.lower[v])
    return used.constant + moved + sum(largest.values())


class RaiseMaximum:
    """Hard maxima give way upwards; room that is carried over starts from the raised maximum."""

    name: Kind = "raise_maximum"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing: the rules themselves know of raised limits."""
        return instance

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a hard maximum."""
        for r, resource in enumerate(instance.resources):
            for k, limit in enumerate(resource.limits):
                if limit.maximum is None or limit.soft or not limit.binding:
                    continue
                most = min(_useful(program, columns, resource, limit), LARGEST_AMOUNT) - limit.maximum
                if most > 0:
                    raised = columns.raised[resource.id, k] = Sum([program.variable(0, most)], [1])
                    location = ("resources", r, "limits", k, "maximum")
                    yield Slack(
                        location,
                        limit.maximum,
                        partial(_up, limit.maximum),
                        most,
                        raised,
                        locked=limit.locked,
                    )


def _useful(program: Program, columns: Columns, resource: Resource, limit: Limit) -> int:
    """No maximum above this helps: all that can be used in its window, or what lets the next use all."""
    share = Fraction(0) if resource.carry_over is None else Fraction(resource.carry_over.share)
    if not share:
        return _at_most(program, columns, columns.usage(resource.id, limit.first, limit.last))
    whole = columns.usage(resource.id, 0, columns.instance.periods - 1)
    return math.ceil(_at_most(program, columns, whole) / share)


class LowerMinimum:
    """Hard minima give way downwards: to nothing at most, or to what came back already."""

    name: Kind = "lower_minimum"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing: the rules themselves know of lowered limits."""
        return instance

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a hard minimum."""
        for r, resource in enumerate(instance.resources):
            for k, limit in enumerate(resource.limits):
                if limit.minimum is None or limit.soft or not limit.binding:
                    continue
                most = limit.minimum - min(0, columns.usage(resource.id, limit.first, limit.last).constant)
                if most > 0:
                    lowered = columns.lowered[resource.id, k] = Sum([program.variable(0, most)], [1])
                    location = ("resources", r, "limits", k, "minimum")
                    after = partial(_down, limit.minimum)
                    yield Slack(location, limit.minimum, after, most, lowered, locked=limit.locked)


class ExtendDeadline:
    """Projects finish after their deadline, each period at a price of one."""

    name: Kind = "extend_deadline"

    def taken_out(self, instance: Instance) -> Instance:
        """No deadlines."""
        return _without(instance, deadline=None)

    def posted(self, instance: Instance, _program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a deadline: the periods by which the chosen column passes it."""
        for p, project in enumerate(instance.projects):
            if project.deadline is not None:
                late = [max(0, column.end - 1 - project.deadline) for column in columns.of(p)]
                yield from _if_any(
                    ("projects", p, "deadline"), project.deadline, columns.of(p), late, later=True
                )


class AdvanceRelease:
    """Projects start before they are released, each period at a price of one."""

    name: Kind = "advance_release"

    def taken_out(self, instance: Instance) -> Instance:
        """No releases."""
        return _without(instance, release=0)

    def posted(self, instance: Instance, _program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a release: the periods by which the chosen column precedes it."""
        for p, project in enumerate(instance.projects):
            early = [max(0, project.release - column.start) for column in columns.of(p)]
            yield from _if_any(("projects", p, "release"), project.release, columns.of(p), early, later=False)


def _if_any(
    location: tuple[str, int, str], date: int, columns: Sequence[Column], steps: Sequence[int], *, later: bool
) -> Iterator[Slack]:
    """A slack of a date, if some column passes it."""
    most = max(steps, default=0)
    if most:
        yield Slack(location, date, partial(_up if later else _down, date), most, _counted(columns, steps))


class DropMandatory:
    """Mandatory projects become optional, each at the price of its weight."""

    name: Kind = "drop_mandatory"

    def taken_out(self, instance: Instance) -> Instance:
        """Nothing is mandatory."""
        return _without(instance, mandatory=False)

    def posted(self, instance: Instance, _program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a mandatory project: whether it is left out."""
        for p, project in enumerate(instance.projects):
            if project.mandatory:
                dropped = Sum(constant=1).plus(columns.selected(p), -1)
                location = ("projects", p, "mandatory")
                yield Slack(location, True, partial(_to, False), 1, dropped, Fraction(project.weight))


class LoosenPin:
    """Pinned modes and starts become free, each at a price of one."""

    name: Kind = "loosen_pin"

    def taken_out(self, instance: Instance) -> Instance:
        """No pins."""
        return _without(instance, pin=None)

    def posted(self, instance: Instance, _program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a pinned mode or start: whether the chosen column is another."""
        for p, project in enumerate(instance.projects):
            if project.pin is None:
                continue
            other = {
                "mode": [int(columns.mode_of(c).id != project.pin.mode) for c in columns.of(p)],
                "start": [int(c.start != project.pin.start) for c in columns.of(p)],
            }
            for key, before in (("mode", project.pin.mode), ("start", project.pin.start)):
                if before is not None and any(other[key]):
                    freed = _counted(columns.of(p), other[key])
                    yield Slack(("projects", p, "pin", key), before, partial(_to, None), 1, freed)


class ExtendHorizon:
    """More periods, which no limit bounds, each at a price of one."""

    name: Kind = "extend_horizon"

    def taken_out(self, instance: Instance) -> Instance:
        """As many periods as could be of use."""
        return instance.model_copy(update={"periods": instance.periods + _further(instance)})

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack: the periods beyond the horizon that the chosen columns need."""
        most = columns.instance.periods - instance.periods
        if not most:
            return
        needed = []
        for p, project in enumerate(instance.projects):
            beyond = [
                max(0, _periods_needed(instance, column, project.modes[column.mode]) - instance.periods)
                for column in columns.of(p)
            ]
            needed.append(_counted(columns.of(p), beyond))
        steps = Sum([program.at_least_all(needed)], [1])
        yield Slack(("periods",), instance.periods, partial(_up, instance.periods), most, steps)


def _periods_needed(instance: Instance, column: Column, mode: Mode) -> int:
    """The shortest horizon that has room for a column."""
    return column.start + (1 if instance.may_outlast_horizon else occupied(instance, mode))


def _further(instance: Instance) -> int:
    """Periods that suffice to do everything after the horizon, one after the other where it must be."""
    after: dict[str, list[tuple[str, int]]] = {}
    waits = {project.id: 0 for project in instance.projects}
    for link in instance.precedence:
        after.setdefault(link.before, []).append((link.after, link.lag))
        waits[link.after] += 1
    projects = {project.id: project for project in instance.projects}
    begins = {}
    for project in instance.projects:
        pinned = 0 if project.pin is None else project.pin.start or 0
        earliest = [mode.first_start or 0 for mode in project.modes]
        begins[project.id] = max([instance.periods, project.release, pinned, *earliest])
    end = instance.periods
    ready = [name for name, count in waits.items() if not count]
    while ready:
        name = ready.pop()
        lengths = [occupied(instance, mode) for mode in projects[name].modes]
        complete = begins[name] + max(lengths, default=0)
        end = max(end, complete)
        for follower, lag in after.get(name, []):
            begins[follower] = max(begins[follower], complete + lag)
            waits[follower] -= 1
            if not waits[follower]:
                ready.append(follower)
    modes = sum(len(project.modes) for project in instance.projects)
    most = min(MOST_PERIODS, _MOST_COLUMNS // max(1, modes))
    return max(0, min(end, most) - instance.periods)


class LoosenGroup:
    """Groups ask for fewer projects, or allow more; each at a price of one."""

    name: Kind = "loosen_group"

    def taken_out(self, instance: Instance) -> Instance:
        """No groups."""
        return instance.model_copy(update={"groups": []})

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """Up to two slacks a group."""
        for k, group in enumerate(instance.groups):
            selected = Sum()
            for project in group.projects:
                selected = selected.plus(columns.selected(columns.number(project)))
            if group.at_least:
                missing = Sum(constant=group.at_least).plus(selected, -1)
                steps = Sum([program.at_least_all([missing])], [1])
                location: tuple[str, int, str] = ("groups", k, "at_least")
                yield Slack(location, group.at_least, partial(_down, group.at_least), group.at_least, steps)
            if group.at_most is not None and group.at_most < len(group.projects):
                surplus = selected.plus(Sum(constant=-group.at_most))
                steps = Sum([program.at_least_all([surplus])], [1])
                most = len(group.projects) - group.at_most
                yield Slack(("groups", k, "at_most"), group.at_most, partial(_up, group.at_most), most, steps)


class ChangeAllocation:
    """Amounts that a person fixed become what a plan can use, each unit of difference at a price of one."""

    name: Kind = "change_allocation"

    def taken_out(self, instance: Instance) -> Instance:
        """No allocations."""
        return instance.model_copy(update={"allocations": []})

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """Two slacks an allocation: what is used less, and what is used more."""
        for k, fixed in enumerate(instance.allocations):
            p = columns.number(fixed.project)
            used = columns.project_usage(p, fixed.resource, fixed.first, fixed.last)
            location = ("allocations", k, "amount")
            missing = Sum(constant=fixed.amount).plus(used, -1)
            if fixed.amount:
                less = Sum([program.at_least_all([missing])], [1])
                yield Slack(location, fixed.amount, partial(_down, fixed.amount), fixed.amount, less)
            most = min(LARGEST_AMOUNT, _at_most(program, columns, used)) - fixed.amount
            if most > 0:
                more = Sum([program.at_least_all([used.plus(Sum(constant=-fixed.amount))])], [1])
                yield Slack(location, fixed.amount, partial(_up, fixed.amount), most, more)


class ShortenLag:
    """Projects start sooner after those before them, each period at a price of one."""

    name: Kind = "shorten_lag"

    def taken_out(self, instance: Instance) -> Instance:
        """No precedence."""
        return instance.model_copy(update={"precedence": []})

    def posted(self, instance: Instance, program: Program, columns: Columns) -> Iterator[Slack]:
        """One slack a link, and a locked one for what no lag changes: that the earlier one is selected."""
        for k, link in enumerate(instance.precedence):
            before, after = columns.number(link.before), columns.number(link.after)
            chosen = columns.selected(after)
            alone = Sum([program.at_least_all([chosen.plus(columns.selected(before), -1)])], [1])
            yield Slack(("precedence", k), None, partial(_to, None), 1, alone, locked=True)
            ends = [column.end for column in columns.of(before)]
            starts = [column.start for column in columns.of(after)]
            most = max(ends, default=0) + link.lag - min(starts, default=0)
            if most <= 0:
                continue
            # Where the later project is not selected, the missing periods count for nothing.
            missing = _counted(columns.of(before), ends).plus(_counted(columns.of(after), starts), -1)
            missing = missing.plus(chosen, most + min(starts, default=0))
            missing.constant += link.lag - most - min(starts, default=0)
            steps = Sum([program.at_least_all([missing])], [1])
            yield Slack(("precedence", k, "lag"), link.lag, partial(_down, link.lag), most, steps)


KINDS: Final[tuple[Loosening, ...]] = (
    RaiseMaximum(),
    LowerMinimum(),
    ExtendDeadline(),
    AdvanceRelease(),
    DropMandatory(),
    LoosenPin(),
    ExtendHorizon(),
    LoosenGroup(),
    ChangeAllocation(),
    ShortenLag(),
    *MOVING_KINDS,
)
