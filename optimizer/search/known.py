"""Plans that are known beside the one a search ends with, and what they say about its proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from optimizer.format.instance import Placement
from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.search.cp_sat import Outcome, worth


def baseline_plan(program: Program, columns: Columns) -> list[int] | None:
    """The instance's baseline as values of the program's variables, None without one; see `placed_plan`."""
    return placed_plan(program, columns, columns.instance.baseline)


def placed_plan(
    program: Program, columns: Columns, placements: Mapping[str, Placement] | None
) -> list[int] | None:
    """A plan as values of the program's variables.

    Returns:
        None for None, and where it breaks a rule with each project's usage as its mode has it.
    """
    if placements is None:
        return None
    values = [0] * len(columns.all)
    for name, placed in placements.items():
        for column in columns.of(columns.number(name)):
            if column.start == placed.start and columns.mode_of(column).id == placed.mode:
                values[column.variable] = 1
                break
        else:
            return None
    values = program.completed(values)
    return None if any(program.broken(values)) else values


def held_against(
    outcome: Outcome,
    plans: Iterable[list[int]],
    program: Program,
    objective: dict[int, int],
    *,
    maximise: bool,
) -> Outcome:
    """An outcome without what a known plan refutes, and with that plan where it is the better one.

    Args:
        outcome: what a search of the program ended with.
        plans: values of the program's variables; one that breaks a row, say an earlier tier's, says nothing.
        program: the rows.
        objective: the scaled aim.
        maximise: its direction.
    """
    sign = 1 if maximise else -1
    if outcome.values is not None and outcome.disproven_by(
        worth(objective, outcome.values), maximise=maximise
    ):
        outcome = replace(outcome, proven=False, bound=None)
    for plan in plans:
        known = worth(objective, plan)
        refuted = outcome.disproven_by(known, maximise=maximise)
        better = outcome.values is None or sign * known > sign * worth(objective, outcome.values)
        if not (refuted or better) or any(program.broken(plan)):
            continue
        if refuted:
            outcome = replace(outcome, proven=False, bound=None)
        if better:
            outcome = replace(outcome, values=plan)
    return outcome
