"""Rules about which projects are selected and in which order they come."""

from __future__ import annotations

from optimizer.model.columns import Columns
from optimizer.model.program import Program, Sum


def choice(program: Program, columns: Columns) -> None:
    """A project is built at most once, a mandatory one exactly once."""
    for p, project in enumerate(columns.instance.projects):
        program.require(columns.selected(p), low=1 if project.mandatory else 0, high=1)


def precedence(program: Program, columns: Columns) -> None:
    """A project starts only when the one before it is selected and has been complete for the lag.

    One row a period in which the later project may start; summed over the periods they are weaker, so the
    relaxation is tighter this way.
    """
    for link in columns.instance.precedence:
        before, after = columns.number(link.before), columns.number(link.after)
        for period in columns.start_periods(after):
            ready = columns.completed_before(before, period - link.lag)
            program.require(ready.plus(columns.started_by(after, period), -1), low=0)


def groups(program: Program, columns: Columns) -> None:
    """Of a group, at least and at most so many projects are selected."""
    for group in columns.instance.groups:
        selected = Sum()
        for project in group.projects:
            selected = selected.plus(columns.selected(columns.number(project)))
        program.require(selected, low=group.at_least, high=group.at_most)
