"""Making a plan: compile, solve, put it into the source's words, check it, explain what has none."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.format.result import Incumbent
from optimizer.search.budget import Budget, Clock
from portfolio import settings
from portfolio.domain.brief import brief_of
from portfolio.domain.errors import BadInput, Fault, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.explanation import Explanation
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.assembling import assembled
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.explaining import explain_infeasible
from portfolio.planning.plan.solving import Counted, Solve, in_process, progress_of
from portfolio.planning.plan.ties import with_ties_broken


class UncheckedPlan(Exception):  # noqa: N818 - says what it is
    """The independent checker found the solver's plan wanting; a defect, and the plan is not shown."""


def make_plan(
    portfolio: Portfolio,
    scenario: Scenario,
    *,
    baseline: Plan | None = None,
    address: str | None = None,
    time_limit: float = settings.TIME_LIMIT_SECONDS,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    solve: Solve = in_process,
    spent: float = 0.0,
    clock: Clock = time.monotonic,
) -> Plan:
    """Compute the plan of a scenario and check it.

    Args:
        portfolio: What is to be planned.
        scenario: Changes on it.
        baseline: A plan whose decisions are kept where that costs nothing.
        address: Name or folder the plan notes as its portfolio; the portfolio's name if absent.
        time_limit: Seconds for everything: building, solving, checking, and explaining what has no plan. What
            was not found out by then is left open, and said to be.
        seed: For the solver's random choices. What is proven optimal with its ties broken is the same plan
            for every seed; what is cut off by the time limit may differ from one time to the next.
        on_progress: Called with every better plan found.
        solve: Whoever solves.
        spent: Seconds of the limit that are gone already, with loading for example.
        clock: What the time limit is counted by.

    Raises:
        BadInput: The scenario does not fit the portfolio.
        UncheckedPlan: The plan breaks a rule.
    """
    counted = Counted(solve, clock)
    budget = Budget(max(0.0, time_limit - spent), clock=counted.clock)
    faults = scenario.faults_against(portfolio, Titled(Form.SCENARIO, scenario.name))
    if scenario.most_moves is not None and baseline is None:
        most = str(scenario.most_moves)
        faults.append(Fault(Form.SCENARIO, Expected.BASELINE_TO_DEPART_FROM, None, "most_moves", most))
    if faults:
        raise BadInput(faults)
    brief = brief_of(portfolio, scenario, None if baseline is None else baseline.decisions)
    compiled = compile_brief(brief)
    instance = with_ties_broken(compiled.instance)

    def report(incumbent: Incumbent) -> None:
        progress = progress_of(incumbent, instance, has_baseline=baseline is not None)
        if on_progress is not None and progress is not None:
            on_progress(progress)

    # To put a plan into the source's words and to check it takes about as long as it took to get here. With
    # nothing left the solver is asked all the same: it says so in its own words, or knows the answer already.
    left = max(0.0, time_limit - spent - 2 * budget.elapsed())
    result = counted(instance, time_limit=left, seed=seed, on_progress=report)
    explanation: tuple[Explanation, ...] = ()
    if result.status == "infeasible":
        explanation = explain_infeasible(brief, counted, budget, seed=seed)
    plan = assembled(
        brief,
        result,
        modes=compiled.modes,
        explanation=explanation,
        data_hash=portfolio.data_hash,
        address=address or portfolio.name,
        time_limit=time_limit,
    )
    broken = violations(portfolio, plan)
    if broken:
        raise UncheckedPlan("; ".join(f"{v.rule} at {v.path}: {v.found}, not {v.expected}" for v in broken))
    return plan
