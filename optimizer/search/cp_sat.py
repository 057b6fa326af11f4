"""One CP-SAT search over a program: minimise or maximise a scaled aim from a complete hint.

What CP-SAT proves is held against the hint: a proof that a known plan beats is none.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ortools.sat.python import cp_model

from optimizer.model.program import Program, Sum
from optimizer.model.scaling import GapLimit
from optimizer.search.budget import Budget

# How often a caller's wish to stop is asked for, in seconds.
_POLL: Final = 0.05
# Presolving a row that is a part of another, OR-Tools 9.15 adds 64-bit coefficients up in 32 bits, and where
# they pass 2^31 it may drop the condition of a conditional row (google/or-tools#5293): plans get lost, and a
# worse one is "optimal". That befell 27 of 1,200 solves of random instances with large amounts, and none of
# 2,400 without work for the step. Twelve ordinary instances took 12.1 s of CPU without it and 12.5 s with it.
_INCLUSION_WORK: Final = 0

OnSolution = Callable[[int, int | None], None]  # scaled value, scaled bound


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search ended with.

    Attributes:
        proven: no better plan exists (or none at all, if `values` is None).
        values: the program's variables in the best plan found, None without a plan.
        bound: the proven bound of the scaled aim, None if there is none.
    """

    proven: bool
    values: list[int] | None
    bound: int | None

    def disproven_by(self, value: int, *, maximise: bool) -> bool:
        """Whether a plan worth so much cannot exist if this is true."""
        if self.bound is None:
            return self.proven and self.values is None
        return value > self.bound if maximise else value < self.bound

    def within(self, bound: int | None, *, maximise: bool) -> Outcome:
        """This with the tighter of its bound and another that holds too."""
        if bound is None or self.proven:
            return self
        bounds = [bound] if self.bound is None else [bound, self.bound]
        return replace(self, bound=min(bounds) if maximise else max(bounds))


NOTHING_KNOWN: Final = Outcome(False, None, None)


def search(
    program: Program,
    objective: dict[int, int],
    *,
    maximise: bool,
    hint: Sequence[int] | None,
    budget: Budget,
    on_solution: OnSolution,
    gap: GapLimit | None = None,
    linearization: int = 2,
    fixed: Mapping[int, int] | None = None,
) -> Outcome:
    """Search the whole program, or the part of it where some variables are fixed.

    Args:
        program: the rows; not changed.
        objective: integer coefficients by variable; empty to look for any plan.
        maximise: the direction.
        hint: a value for every variable, or None.
        budget: what may be spent; nothing is searched if it is nothing.
        on_solution: called with every improving plan's scaled value and bound.
        gap: what is good enough, None to go on until nothing better exists.
        linearization: how much of the search is led by linear relaxations, 0 to 2.
        fixed: values of variables that are not to be searched; the outcome then speaks of the rest only.

    Raises:
        RuntimeError: CP-SAT refuses the model, which validation should have made impossible.
    """
    asked = _Question(program, objective, maximise, hint, fixed or {}, gap, linearization)
    outcome = asked.put(budget, on_solution)
    if hint is None or not asked.beaten(outcome, hint):
        return outcome
    # Presolving is where the solver has been caught at false proofs, so the second opinion goes without.
    again = asked.put(budget, on_solution, presolve=False)
    if again.values is None or asked.beaten(again, hint):
        return Outcome(False, list(hint), None)
    return again


@dataclass(frozen=True, slots=True)
class _Question:
    """What CP-SAT is asked, possibly more than once; see `search`."""

    program: Program
    objective: dict[int, int]
    maximise: bool
    hint: Sequence[int] | None
    fixed: Mapping[int, int]
    gap: GapLimit | None
    linearization: int

    def put(self, budget: Budget, on_solution: OnSolution, *, presolve: bool = True) -> Outcome:
        """What CP-SAT says; it is not even handed the model, which takes seconds, where nothing is left."""
        if budget.is_spent():
            return NOTHING_KNOWN
        model, variables = cp_sat_model(self.program, self.fixed)
        chosen = [variables[v] for v in self.objective]
        aim = cp_model.LinearExpr.weighted_sum(chosen, list(self.objective.values()))
        if self.objective:
            model.maximize(aim) if self.maximise else model.minimize(aim)
        if self.hint is not None:
            for variable, value in zip(variables, self.hint, strict=True):
                model.add_hint(variable, value)
        solver, status = run(
            model,
            budget,
            gap=self.gap,
            linearization=self.linearization,
            presolve=presolve,
            incumbents=_Incumbents(on_solution, maximise=self.maximise),
        )
        if status == cp_model.INFEASIBLE:
            return Outcome(True, None, None)
        if status == cp_model.UNKNOWN:
            return NOTHING_KNOWN
        values = [solver.value(variable) for variable in variables]
        value = worth(self.objective, values)
        optimal = status == cp_model.OPTIMAL
        bound = value if optimal else towards(solver.best_objective_bound, self.maximise)
        return Outcome(bound == value, values, bound)

    def beaten(self, outcome: Outcome, plan: Sequence[int]) -> bool:
        """Whether a plan, if it is one of what was searched, beats what is claimed to be proven."""
        if not outcome.disproven_by(worth(self.objective, plan), maximise=self.maximise):
            return False
        within = all(plan[v] == value for v, value in self.fixed.items())
        return within and not any(self.program.broken(plan))


def worth(objective: Mapping[int, int], values: Sequence[int]) -> int:
    """What a plan is worth by a scaled aim."""
    return sum(c * values[v] for v, c in objective.items())


def run(
    model: cp_model.CpModel,
    budget: Budget,
    *,
    gap: GapLimit | None = None,
    linearization: int = 2,
    presolve: bool = True,
    incumbents: _Incumbents | None = None,
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Let CP-SAT search a model whose objective is an integer, with what is left; its work is counted.

    Args:
        model: what to search.
        budget: limits, workers and seed.
        gap: what is good enough, None to go on until nothing better exists.
        linearization: how much of the search is led by linear relaxations, 0 to 2.
        presolve: whether the model is simplified first.
        incumbents: told of every improving plan.

    Raises:
        RuntimeError: CP-SAT refuses the model, which validation should have made impossible.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = budget.workers
    solver.parameters.random_seed = budget.seed
    # Portfolios have many projects alike. On three tight district portfolios, looking for symmetry took
    # 4-5 s of CPU with two workers; the defaults took 24-34 s, and 5-7 s with eight.
    solver.parameters.symmetry_level = 4
    # Proving 24 instances (portfolios and every family, 3-8 seeds, two workers) took 126 s of CPU at level 2
    # and 136 s at level 1, CP-SAT's default; 13 were faster and 11 slower.
    solver.parameters.linearization_level = linearization
    solver.parameters.cp_model_presolve = presolve
    solver.parameters.presolve_inclusion_work_limit = _INCLUSION_WORK
    solver.parameters.absolute_gap_limit = 0.5
    if threading.current_thread() is not threading.main_thread():
        # CP-SAT would take an interrupt for itself, end this one search, and let the next interrupt end the
        # process. Whoever waits in the main thread hears of it from Python, and decides.
        solver.parameters.catch_sigint_signal = False
    seconds, work = budget.left(), budget.work_left()
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if work is not None:
        # Every worker has this limit to itself.
        solver.parameters.max_deterministic_time = work / budget.workers
    callback = incumbents or _Incumbents(lambda _value, _bound: None, maximise=False)
    if gap is not None:
        callback.stop_at(gap, solver)
    with _Watch(solver, callback, budget):
        status = solver.solve(model, callback)
    budget.spend(solver.deterministic_time)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
    return solver, status


def cp_sat_model(
    program: Program, fixed: Mapping[int, int]
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The program as CP-SAT has it, variable for variable; fixed ones are constants and leave the rows."""
    model = cp_model.CpModel()
    bounds = enumerate(zip(program.lower, program.upper, strict=True))
    variables = [model.new_int_var(fixed.get(v, low), fixed.get(v, high), "") for v, (low, high) in bounds]

    def linear(expression: Sum) -> tuple[cp_model.LinearExprT, int]:
        if fixed:
            expression = expression.given(fixed)
        chosen = [variables[v] for v in expression.variables]
        return cp_model.LinearExpr.weighted_sum(chosen, expression.coefficients), expression.constant

    for row in program.rows:
        products, constant = linear(row.sum)
        low = cp_model.INT_MIN if row.low is None else row.low - constant
        high = cp_model.INT_MAX if row.high is None else row.high - constant
        model.add_linear_constraint(products, low, high)
    for part in program.positive_parts:
        products, constant = linear(part.sum)
        model.add_max_equality(variables[part.target], [products + constant, 0])
    return model, variables


def towards(bound: float, maximise: bool) -> int | None:
    """The integer a proven bound of an integer aim may be tightened to."""
    if not math.isfinite(bound):
        return None
    # A bound within 1e-6 of an integer is that integer, computed in floating point.
    return math.floor(bound + 1e-6) if maximise else math.ceil(bound - 1e-6)


class _Incumbents(cp_model.CpSolverSolutionCallback):
    """Passes improving plans on."""

    def __init__(self, on_solution: OnSolution, *, maximise: bool) -> None:
        super().__init__()
        self.found = False
        self.failure: BaseException | None = None
        self._on_solution = on_solution
        self._maximise = maximise
        self._value: int | None = None
        self._gap: GapLimit | None = None

    def stop_at(self, gap: GapLimit, solver: cp_model.CpSolver) -> None:
        """Have the search stopped as soon as its best plan is good enough.

        CP-SAT's own limit is of the scaled aim without its constant, which is another gap than the reported.
        """

        def improved(bound: float) -> None:
            if self._value is not None and gap.reached(self._value, towards(bound, self._maximise)):
                solver.stop_search()

        self._gap = gap
        solver.best_bound_callback = improved

    def on_solution_callback(self) -> None:
        """Called by CP-SAT from inside the search, where an exception must not escape."""
        self.found = True
        try:
            self._value = round(self.objective_value)
            bound = towards(self.best_objective_bound, self._maximise)
            self._on_solution(self._value, bound)
            if self._gap is not None and self._gap.reached(self._value, bound):
                self.stop_search()
        except BaseException as error:
            self.failure = error
            self.stop_search()


def watched(tell: Callable[[list[int]], None], variables: Sequence[cp_model.IntVar]) -> _Incumbents:
    """Passes on which variables are 1 in every better plan."""

    def improved(_value: int, _bound: int | None) -> None:
        tell([k for k, variable in enumerate(variables) if incumbents.value(variable)])

    incumbents = _Incumbents(improved, maximise=True)
    return incumbents


class _Watch:
    """Asks while CP-SAT runs whether to stop it, and hands on what a callback raised."""

    def __init__(self, solver: cp_model.CpSolver, callback: _Incumbents, budget: Budget) -> None:
        self._solver = solver
        self._callback = callback
        self._budget = budget
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self._needed = budget.should_stop is not None or budget.enough is not None

    def __enter__(self) -> None:
        if self._needed:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._needed:
            self._thread.join()
        if self._callback.failure is not None:
            raise self._callback.failure

    def _poll(self) -> None:
        try:
            while not self._over.wait(_POLL):
                if self._wanted():
                    self._solver.stop_search()
        except BaseException as error:
            # Raised where the search was asked for, not lost with this thread.
            self._callback.failure = error
            self._solver.stop_search()

    def _wanted(self) -> bool:
        return self._budget.is_called_off() or (self._callback.found and self._budget.is_enough())
