"""Rules about what projects use: limits with carry-over, flexibility and amounts fixed by a person."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from optimizer.format.windows import carry_chain
from optimizer.model.columns import Columns, Deviation
from optimizer.model.program import Program, Sum


def carry_over(program: Program, columns: Columns) -> None:
    """A share of the room a window leaves unused, rounded down, goes to the next window of its chain.

    No more of it than that window receives at most, where it says so.

    Where all room is kept and nothing is soft, it is a running total and needs no variable.
    """
    for resource in columns.instance.resources:
        share = Fraction(resource.carry_over.share) if resource.carry_over is not None else Fraction(0)
        chain = carry_chain(resource.limits) if share else []
        received = Sum()
        for k, following in pairwise(chain):
            limit = resource.limits[k]
            used = columns.usage(resource.id, limit.first, limit.last)
            room = received.plus(used, -1)
            room.constant += limit.maximum or 0
            room = room.plus(columns.raised.get((resource.id, k), Sum()))
            if limit.soft or not limit.binding:
                room = Sum([program.positive_part(room)], [1])
            received = room if share == 1 else Sum([program.floor_of_share(share, room)], [1])
            most = resource.limits[following].receives
            if most is not None:
                received = Sum([program.no_more_than(most, received)], [1])
            columns.carried_in[resource.id, following] = received


def limits(program: Program, columns: Columns) -> None:
    """Inside its window, usage stays within a hard limit; room carried in raises the maximum."""
    for resource in columns.instance.resources:
        for k, limit in enumerate(resource.limits):
            if limit.soft or not limit.binding or (limit.maximum is None and limit.minimum is None):
                continue
            used = columns.usage(resource.id, limit.first, limit.last)
            room = columns.carried_in.get((resource.id, k), Sum())
            room = room.plus(columns.raised.get((resource.id, k), Sum()))
            missing = columns.lowered.get((resource.id, k), Sum())
            if room.variables or room.constant or missing.variables:
                if limit.maximum is not None:
                    program.require(used.plus(room, -1), high=limit.maximum)
                if limit.minimum is not None:
                    program.require(used.plus(missing), low=limit.minimum)
            else:
                program.require(used, low=limit.minimum, high=limit.maximum)


def flexibility(program: Program, columns: Columns) -> None:
    """Usage moves between periods by at most its share of the chosen mode's, the total kept."""
    moved: dict[tuple[int, str], list[Deviation]] = {}
    for deviation in columns.deviations:
        moved.setdefault((deviation.project, deviation.resource), []).append(deviation)
        allowance = Sum([v for v, _ in deviation.allowances], [most for _, most in deviation.allowances])
        move = Sum([deviation.variable], [1])
        program.require(allowance.plus(move, -1), low=0)
        program.require(allowance.plus(move), low=0)
    for (project, resource), deviations in moved.items():
        balance = Sum([d.variable for d in deviations], [1] * len(deviations))
        beyond = Sum()
        for column in columns.of(project):
            beyond.add(column.variable, columns.beyond(column, resource))
        if beyond.variables:
            # What moves across the horizon's end is not counted there, so the rest need not balance.
            program.require(beyond.plus(balance, -1), low=0)
            program.require(beyond.plus(balance), low=0)
        else:
            program.require(balance, low=0, high=0)


def allocations(program: Program, columns: Columns) -> None:
    """What a person allocated to a project is what it uses; a positive amount selects it."""
    for allocation in columns.instance.allocations:
        project = columns.number(allocation.project)
        if allocation.amount:
            program.require(columns.selected(project), low=1)
        chosen = columns.instance.projects[project]
        if chosen.flexibility or any(mode.band(allocation.resource) for mode in chosen.modes):
            used = columns.project_usage(project, allocation.resource, allocation.first, allocation.last)
            program.require(used, low=allocation.amount, high=allocation.amount)
