"""Making a plan: compile, solve, put it into the source's words, check it, explain what has none."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.format.result import Incumbent, Result
from optimizer.search.budget import Budget, Clock
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import Brief
from portfolio.domain.errors import BadInput, Fault, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.explanation import Explanation
from portfolio.domain.plan import Plan
from portfolio.domain.run import Progress
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.assembling import assembled
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiled import Compiled
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.explaining import explain_infeasible
from portfolio.planning.plan.solving import Counted, Solve, in_process
from portfolio.planning.plan.telling import progress_of
from portfolio.planning.plan.ties import shares_are_open, with_ties_broken, with_usual_shares

_OF_TIME_FOR_DATES = 0.75


class UncheckedPlan(Exception):  # noqa: N818 - says what it is
    """The independent checker found the solver's plan wanting; a defect, and the plan is not shown."""


def make_plan(
    case: Case,
    *,
    solve: Solve = in_process,
    on_progress: Callable[[Progress], None] | None = None,
    spent: float = 0.0,
    clock: Clock = time.monotonic,
) -> Plan:
    """Compute the plan of a case and check it.

    Args:
        case: What is to be planned. What was not found out by the end of its time limit is left open, and
            said to be.
        solve: Whoever solves.
        on_progress: Called with every better plan found.
        spent: Seconds of the limit that are gone already, with loading for example.
        clock: What the time limit is counted by.

    Raises:
        BadInput: The scenario does not fit the portfolio.
        UncheckedPlan: The plan breaks a rule.
    """
    counted = Counted(solve, clock)
    budget = Budget(max(0.0, case.time_limit - spent), clock=counted.clock)
    check_case(case)
    brief = case.brief()
    compiled = compile_brief(brief)
    instance = with_ties_broken(compiled.instance)

    def report(incumbent: Incumbent) -> None:
        progress = progress_of(incumbent, instance, brief, has_baseline=case.baseline is not None)
        if on_progress is not None and progress is not None:
            on_progress(progress)

    # To put a plan into the source's words and to check it takes about as long as it took to get here. With
    # nothing left the solver is asked all the same: it says so in its own words, or knows the answer already.
    left = max(0.0, case.time_limit - spent - 2 * budget.elapsed())
    # Where sources share, some of it is for bringing them back to what is stated for them.
    share = _OF_TIME_FOR_DATES if shares_are_open(instance) else 1
    result = counted(instance, SolveOptions(share * left, seed=case.seed, on_progress=report))
    rest = max(0.0, left - budget.elapsed())
    result = with_usual_shares(compiled.instance, result, counted, SolveOptions(rest, seed=case.seed))
    explanation: tuple[Explanation, ...] = ()
    if result.status == "infeasible":
        explanation = explain_infeasible(brief, counted, budget, seed=case.seed)
    return plan_of(case, brief, compiled, result, explanation)


def plan_of(
    case: Case, brief: Brief, compiled: Compiled, result: Result, explanation: tuple[Explanation, ...] = ()
) -> Plan:
    """Put a result into the source's words and check it.

    Args:
        case: What was planned.
        brief: What it comes to.
        compiled: What the ids of the result stand for.
        result: Whose projects, resources and aims those are; it may have others beside.
        explanation: Why there is no plan.

    Raises:
        UncheckedPlan: The plan breaks a rule.
    """
    portfolio = case.portfolio
    plan = assembled(
        brief,
        result,
        modes=compiled.modes,
        paid=compiled.paid,
        explanation=explanation,
        data_hash=portfolio.data_hash,
        address=case.address or portfolio.name,
        time_limit=case.time_limit,
    )
    broken = violations(portfolio, plan)
    if broken:
        raise UncheckedPlan("; ".join(f"{v.rule} at {v.path}: {v.found}, not {v.expected}" for v in broken))
    return plan


def check_case(case: Case) -> None:
    """Refuse a case of which no plan can be made.

    Raises:
        BadInput: The scenario does not fit the portfolio, or limits moves and there is no baseline.
    """
    scenario = case.scenario
    faults = scenario.faults_against(case.portfolio, Titled(Form.SCENARIO, scenario.name))
    if scenario.most_moves is not None and case.baseline is None:
        most = str(scenario.most_moves)
        faults.append(Fault(Form.SCENARIO, Expected.BASELINE_TO_DEPART_FROM, None, "most_moves", most))
    if faults:
        raise BadInput(faults)
