"""What needs no search: an aim that cannot be better than in the plan in hand, whatever the rows say."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.search.cp_sat import Outcome, worth
from optimizer.search.task import Task


def settled(task: Task) -> Outcome | None:
    """The plan in hand, if the aim is as good in it as every project's best column and all bounds allow."""
    if task.hint is None:
        return None
    best = at_best(task.program, task.columns, task.objective, maximise=task.maximise)
    return Outcome(True, task.hint, best) if worth(task.objective, task.hint) == best else None


def at_best(program: Program, columns: Columns, objective: Mapping[int, int], *, maximise: bool) -> int:
    """What no plan is better than: each project in its best column, each other variable at its better end."""
    sign = -1 if maximise else 1
    own = {column.variable for column in columns.all}
    best = 0
    for p, project in enumerate(columns.instance.projects):
        worths = [sign * objective.get(column.variable, 0) for column in columns.of(p)]
        best += min(worths if project.mandatory and worths else [0, *worths])
    for variable, coefficient in objective.items():
        if variable not in own:
            end = program.lower[variable] if sign * coefficient > 0 else program.upper[variable]
            best += sign * coefficient * end
    return sign * best
