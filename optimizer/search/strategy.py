"""Which search a tier's program calls for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from optimizer.search.cores import CoreSearch, is_budgeting
from optimizer.search.cp_sat import Outcome, search, worth
from optimizer.search.kernel import KernelSearch, is_large
from optimizer.search.known import held_against
from optimizer.search.mixed_integer import rounded
from optimizer.search.settled import settled
from optimizer.search.task import Task

# What looking for any plan may take: a third of all, and no more work than this.
_FIRST_SHARE: Final = 1 / 3
_FIRST_WORK: Final = 10.0


def as_a_whole(task: Task) -> Outcome:
    """CP-SAT on the whole program."""
    return search(
        task.program,
        task.objective,
        maximise=task.maximise,
        hint=task.hint,
        budget=task.budget,
        on_solution=task.on_solution,
        gap=task.gap,
    )


def _any_plan(task: Task) -> Outcome:
    """Look for any plan: without its aim a large program is often searched in a moment.

    On 456 projects with pinned amounts it took a second; a search for the best plan had none in a minute.
    """
    first = search(
        task.program,
        {},
        maximise=task.maximise,
        hint=task.hint,
        budget=task.budget.part(_FIRST_SHARE, most_work=_FIRST_WORK),
        on_solution=lambda _value, _bound: None,
        linearization=1,
    )
    if first.values is not None:
        task.on_solution(worth(task.objective, first.values), None)
    return first


def rounded_first(task: Task) -> Outcome:
    """The relaxation rounded, where that is better than the plan in hand, and CP-SAT from there on."""
    found = rounded(task.program, task.objective, task.budget.part(_FIRST_SHARE), maximise=task.maximise)
    if found is None:
        return as_a_whole(task)
    sign = -1 if task.maximise else 1
    value = worth(task.objective, found)
    if task.hint is None or sign * value < sign * worth(task.objective, task.hint):
        task.on_solution(value, None)
        task = replace(task, hint=found)
    # Which may lose sight of what it began with.
    return held_against(as_a_whole(task), [found], task.program, task.objective, maximise=task.maximise)


def best_known(task: Task) -> Outcome:
    """By cores where all is yes or no, by kernels where the program is large, else as a whole.

    Where the aim is about money that bands leave open, the relaxation is rounded first. Where the plan in
    hand is as good as can be, there is nothing to search.
    """
    if (found := settled(task)) is not None:
        return found
    if not task.objective:
        return as_a_whole(task)
    amounts = any(variable >= len(task.columns.all) for variable in task.objective)
    if task.columns.moved and amounts and not is_large(task.columns):
        return rounded_first(task)
    if is_budgeting(task.program, task.columns):
        parts: type[KernelSearch] = CoreSearch
    elif is_large(task.columns):
        parts = KernelSearch
    else:
        return as_a_whole(task)
    if parts is KernelSearch and task.hint is None:
        first = _any_plan(task)
        if first.proven and first.values is None:
            return first
        task = replace(task, hint=first.values)
    return parts(task).run() or as_a_whole(task)
