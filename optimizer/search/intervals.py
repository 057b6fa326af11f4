"""A second view of the same instance for the shortest makespan: start times and intervals instead of columns.

With long horizons and scarce crews, columns are many and their relaxation is weak, while intervals on
cumulative resources propagate strongly: instances of twenty projects take a tenth of a second instead of a
minute. What intervals cannot express is left out, so the view is a relaxation: its bound holds for the whole
problem, and its plan counts only if it obeys every row of the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ortools.sat.python import cp_model

from optimizer.format.instance import Resource
from optimizer.format.rules import RuleName
from optimizer.model.columns import Column, Columns
from optimizer.model.program import Program, Row
from optimizer.model.scaling import GapLimit
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import run


@dataclass(frozen=True, slots=True)
class Shortest:
    """What the view says about the makespan.

    Attributes:
        infeasible: no plan exists at all.
        bound: no plan is shorter; None if the search was too short to say.
        values: the program's variables in a plan that obeys every row, None without one.
    """

    infeasible: bool
    bound: int | None
    values: list[int] | None


@dataclass(slots=True)
class _Timeline:
    """The variables of the view: a start a project, a 0-1 variable a mode, and the makespan."""

    model: cp_model.CpModel
    starts: list[cp_model.IntVar]
    modes: list[dict[int, cp_model.IntVar]]
    options: list[dict[int, list[Column]]]  # a project's columns by mode
    makespan: cp_model.IntVar


def shortest(program: Program, columns: Columns, budget: Budget, gap: GapLimit | None = None) -> Shortest:
    """Minimise the makespan over the view.

    Args:
        program: every rule posted; not changed.
        columns: the program's columns.
        budget: what may be spent.
        gap: what is good enough of the makespan, None to go on until it is proven.
    """
    line = _timeline(columns)
    _post_precedence(line, columns)
    for row in program.rows:
        _post_whatever_the_start(line, columns, row)
    for resource in columns.instance.resources:
        _post_cumulative(line, columns, resource)
    line.model.minimize(line.makespan)
    solver, status = run(line.model, budget, gap=gap)
    if status == cp_model.INFEASIBLE:
        return Shortest(True, None, None)
    bound = max(0, round(solver.best_objective_bound)) if status != cp_model.UNKNOWN else None
    values = None
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        values = _values(program, columns, line, solver)
    return Shortest(False, bound, values)


def _by_mode(columns: Columns, project: int) -> dict[int, list[Column]]:
    found: dict[int, list[Column]] = {}
    for column in columns.of(project):
        found.setdefault(column.mode, []).append(column)
    return found


def _timeline(columns: Columns) -> _Timeline:
    """Starts and modes inside what the columns allow; a project without columns has no mode."""
    model = cp_model.CpModel()
    longest = max((column.end for column in columns.all), default=0)
    line = _Timeline(model, [], [], [], model.new_int_var(0, longest, ""))
    for p in range(len(columns.instance.projects)):
        by_mode = _by_mode(columns, p)
        every = sorted({column.start for column in columns.of(p)}) or [0]
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(every), "")
        modes = {}
        for mode, options in by_mode.items():
            chosen = modes[mode] = model.new_bool_var("")
            allowed = cp_model.Domain.from_values([column.start for column in options])
            model.add_linear_expression_in_domain(start, allowed).only_enforce_if(chosen)
            duration = options[0].end - options[0].start
            model.add(line.makespan >= start + duration).only_enforce_if(chosen)
        line.starts.append(start)
        line.modes.append(modes)
        line.options.append(by_mode)
    return line


def _post_precedence(line: _Timeline, columns: Columns) -> None:
    """In whatever modes the two are, the later one starts after the earlier one and the lag."""
    for link in columns.instance.precedence:
        before, after = columns.number(link.before), columns.number(link.after)
        durations = {m: mode.duration for m, mode in enumerate(columns.instance.projects[before].modes)}
        for chosen in line.modes[after].values():
            line.model.add(sum(line.modes[before].values()) >= 1).only_enforce_if(chosen)
            for mode, earlier in line.modes[before].items():
                ready = line.starts[before] + durations[mode] + link.lag
                line.model.add(line.starts[after] >= ready).only_enforce_if(chosen, earlier)


def _post_whatever_the_start(line: _Timeline, columns: Columns, row: Row) -> None:
    """A row over columns holds for the modes, each with the coefficient of its kindest start."""
    if row.rule == RuleName.PRECEDENCE or any(v >= len(columns.all) for v in row.sum.variables):
        return
    given = dict(zip(row.sum.variables, row.sum.coefficients, strict=True))
    touched = {columns.all[v].project for v in row.sum.variables}
    least, most = [], []
    for p in touched:
        for mode, options in line.options[p].items():
            coefficients = [given.get(column.variable, 0) for column in options]
            least.append((line.modes[p][mode], min(coefficients)))
            most.append((line.modes[p][mode], max(coefficients)))
    if row.high is not None:
        line.model.add(sum(c * x for x, c in least if c) + row.sum.constant <= row.high)
    if row.low is not None:
        line.model.add(sum(c * x for x, c in most if c) + row.sum.constant >= row.low)


def _post_cumulative(line: _Timeline, columns: Columns, resource: Resource) -> None:
    """Projects that use a resource evenly never need more than its ceilings of single periods."""
    ceilings = _ceilings(columns, resource)
    if not ceilings:
        return
    intervals, demands = [], []
    for p, project in enumerate(columns.instance.projects):
        for m, chosen in line.modes[p].items():
            usage = project.modes[m].usage.get(resource.id, [])
            fixed = not project.flexibility and not columns.moves(resource.id, p, m)
            if usage and len(set(usage)) == 1 and fixed:
                interval = line.model.new_optional_fixed_size_interval_var(
                    line.starts[p], len(usage), chosen, ""
                )
                intervals.append(interval)
                demands.append(usage[0])
    capacity = sum(demands)  # as good as no ceiling, for the periods without one
    if len(ceilings) == columns.instance.periods and not columns.instance.may_outlast_horizon:
        capacity = min(capacity, max(ceilings.values()))
    blocked = [max(0, capacity - ceilings.get(t, capacity)) for t in range(columns.instance.periods)]
    begin = 0
    for amount, run_of in groupby(blocked):
        length = len(list(run_of))
        if amount:
            intervals.append(line.model.new_fixed_size_interval_var(begin, length, ""))
            demands.append(amount)
        begin += length
    line.model.add_cumulative(intervals, demands, capacity)


def _ceilings(columns: Columns, resource: Resource) -> dict[int, int]:
    """The hard ceiling of every period that has one of its own and receives no room.

    Of what is used already none is known here: the rows have it.
    """
    ceilings: dict[int, int] = {}
    if resource.already:
        return ceilings
    for k, limit in enumerate(resource.limits):
        alone = limit.first == limit.last and (resource.id, k) not in columns.carried_in
        if alone and limit.maximum is not None and not limit.soft and limit.binding:
            ceilings[limit.first] = min(limit.maximum, ceilings.get(limit.first, limit.maximum))
    return {} if any(ceiling < 0 for ceiling in ceilings.values()) else ceilings


def _values(
    program: Program, columns: Columns, line: _Timeline, solver: cp_model.CpSolver
) -> list[int] | None:
    """The plan as values of the program's variables, if it obeys every row."""
    values: Sequence[int] = [
        int(
            column.mode in line.modes[column.project]
            and solver.value(line.modes[column.project][column.mode]) == 1
            and solver.value(line.starts[column.project]) == column.start
        )
        for column in columns.all
    ]
    full = program.completed(values)
    return None if any(True for _ in program.broken(full)) else full
