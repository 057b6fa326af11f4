"""Which search a tier's program calls for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.search.cores import CoreSearch, is_budgeting
from optimizer.search.cp_sat import Effort, OnSolution, Outcome, search
from optimizer.search.kernel import LARGE, KernelSearch


@dataclass(frozen=True, slots=True)
class Task:
    """One tier to search: optimise an integer aim over a program.

    Attributes:
        objective: the aim's coefficients by variable; empty to look for any plan.
        hint: the best plan known, every variable's value, or None.
    """

    program: Program
    columns: Columns
    objective: dict[int, int]
    maximise: bool
    hint: list[int] | None
    effort: Effort
    on_solution: OnSolution


Engine = Callable[[Task], Outcome]


def as_a_whole(task: Task) -> Outcome:
    """CP-SAT on the whole program."""
    return search(
        task.program,
        task.objective,
        maximise=task.maximise,
        hint=task.hint,
        effort=task.effort,
        on_solution=task.on_solution,
    )


def best_known(task: Task) -> Outcome:
    """By cores where all is yes or no, by kernels where the program is large, else as a whole."""
    if not task.objective:
        return as_a_whole(task)
    if is_budgeting(task.program, task.columns):
        parts: type[KernelSearch] = CoreSearch
    elif len(task.columns.all) > LARGE:
        parts = KernelSearch
    else:
        return as_a_whole(task)
    begun = time.monotonic()
    searching = parts(
        task.program,
        task.columns,
        task.objective,
        task.maximise,
        task.effort,
        task.on_solution,
        values=task.hint,
    )
    return searching.run() or as_a_whole(
        replace(task, effort=task.effort.less(time.monotonic() - begun, searching.work))
    )
