"""CP-SAT on a part of a large problem."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final

from ortools.sat.python import cp_model
from pydantic import BaseModel

from optimizer.search.budget import Budget
from optimizer.search.cp_sat import run, towards, watched
from optimizer.search.part import Handing, Part

# Parts are led by relaxations as little as other searches of large programs.
_LINEARIZATION: Final = 1


class Found(BaseModel):
    """What a search of a part ended with.

    Attributes:
        columns: those of the best plan, None if there is none.
        bound: no choice is worth more, None if that is not known.
        is_proven: whether there is no better choice, or none at all.
        work: what it took in CP-SAT's units.
    """

    columns: list[int] | None
    bound: int | None
    is_proven: bool
    work: float


def search_part(part: Part, budget: Budget, tell: Callable[[list[int]], None]) -> Found:
    """Search a part.

    Args:
        part: what to choose among.
        budget: what may be spent.
        tell: called with the columns of every better plan, from a thread of the solver.

    Raises:
        RuntimeError: CP-SAT refuses the model.
    """
    model, variables = _model(part)
    incumbents = watched(tell, variables)
    solver, status = run(model, budget, linearization=_LINEARIZATION, incumbents=incumbents)
    work = budget.worked()
    if status == cp_model.INFEASIBLE:
        return Found(columns=None, bound=None, is_proven=True, work=work)
    if status == cp_model.UNKNOWN:
        return Found(columns=None, bound=None, is_proven=False, work=work)
    columns = [k for k, variable in enumerate(variables) if solver.value(variable)]
    bound = towards(solver.best_objective_bound, maximise=True)
    return Found(columns=columns, bound=bound, is_proven=status == cp_model.OPTIMAL, work=work)


def _model(part: Part) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in part.project]
    of = {p: list(found) for p, found in groupby(range(len(variables)), key=part.project.__getitem__)}
    must = set(part.must)
    for p, columns in of.items():
        chosen = [variables[k] for k in columns]
        model.add_exactly_one(chosen) if p in must else model.add_at_most_one(chosen)
    if must - of.keys():
        # What must be has no column left.
        model.add_bool_or([])

    for row in part.rows:
        used = cp_model.LinearExpr.weighted_sum([variables[k] for k in row.columns], row.amounts)
        model.add_linear_constraint(used, cp_model.INT_MIN, row.capacity)
    for chain in part.chains:
        _hand_on(model, variables, chain)
    for before, after, lag in part.links:
        _link(model, variables, part, (of.get(before, []), of.get(after, [])), lag)
    model.maximize(cp_model.LinearExpr.weighted_sum(variables, part.value))
    chosen_before = set(part.hint)
    for k, variable in enumerate(variables):
        model.add_hint(variable, k in chosen_before)
    return model, variables


def _hand_on(model: cp_model.CpModel, variables: list[cp_model.IntVar], chain: Handing) -> None:
    """A share of the room of each row is room of the next, in whole numbers."""
    share, whole = chain.numerator, chain.denominator
    carried = model.new_constant(0)
    most = 0
    for row in chain.rows:
        # What is used, less what was carried in.
        taken = [*(variables[k] for k in row.columns), carried]
        amounts = [*row.amounts, -1]
        model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum(taken, amounts), cp_model.INT_MIN, row.capacity
        )
        most = max(0, row.capacity + most) * share // whole
        carried = model.new_int_var(0, most, "")
        model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum([*taken, carried], [*(share * a for a in amounts), whole]),
            cp_model.INT_MIN,
            share * row.capacity,
        )


def _link(
    model: cp_model.CpModel,
    variables: list[cp_model.IntVar],
    part: Part,
    ends: tuple[list[int], list[int]],
    lag: int,
) -> None:
    """The later has begun by a period only if the earlier was complete by then."""
    before, after = ends
    for period in sorted({part.start[k] for k in after}):
        begun = [variables[k] for k in after if part.start[k] <= period]
        complete = [variables[k] for k in before if part.end[k] + lag <= period]
        model.add(sum(begun) <= sum(complete))
