"""Ways out of an impossible scenario: minimal, of different kinds, priced, each solved again and checked.

Every way out is a scenario of its own: the impossible one with a few more changes. What a person has locked
stays as it is. Minimal means: no part of it can be smaller while the others stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain.brief import brief_of
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.dropping import drop
from portfolio.planning.answers.relaxations import (
    Candidate,
    Question,
    Step,
    WayKind,
    let_slip,
    lower_floor,
    raise_ceilings,
)
from portfolio.planning.answers.searches import carry_over, lengthen_schedule, undo
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Solve

__all__ = ["Step", "WayKind", "WayOut", "ways_out"]

KINDS: dict[WayKind, Callable[[Question], Candidate | None]] = {
    WayKind.CEILINGS: raise_ceilings,
    WayKind.FLOOR: lower_floor,
    WayKind.SLIP: let_slip,
    WayKind.CARRY_OVER: carry_over,
    WayKind.SCHEDULE: lengthen_schedule,
    WayKind.DROP: drop,
    WayKind.UNDO: undo,
}


@dataclass(frozen=True, slots=True)
class WayOut:
    """A scenario that is possible, and what it changes on the impossible one.

    Attributes:
        price: How much is given up: 10k CNY for ceilings, floor and drops (less what stays spent); quarters
            for slips; the largest share in percent for carry-over; years for the schedule; how many changes
            are undone.
        minimal: Whether it is proven that no part of it can be smaller while the others stay.
        plan: The plan of the scenario, checked.
    """

    kind: WayKind
    steps: tuple[Step, ...]
    price: int
    minimal: bool
    scenario: Scenario
    plan: Plan


def ways_out(
    portfolio: Portfolio,
    scenario: Scenario,
    *,
    solve: Solve,
    baseline: Plan | None = None,
    time_limit: float = 30.0,
    seed: int = 1,
    on_found: Callable[[tuple[WayOut, ...]], None] | None = None,
    on_undecided: Callable[[WayKind], None] | None = None,
) -> tuple[WayOut, ...]:
    """Return minimal ways out of a scenario that has no plan, cheapest of each kind.

    Args:
        portfolio: What is planned.
        scenario: Proven to have no plan.
        solve: Whoever solves.
        baseline: As the impossible plan was asked for with.
        time_limit: Seconds for each solve.
        seed: For the solver.
        on_found: Called with those found so far, every time there is another one.
        on_undecided: Called with each kind of which the time ran out before it was known whether it helps.

    Returns:
        One for each kind that helps; where it is empty and no kind was undecided, none alone does.
    """
    brief = brief_of(portfolio, scenario, baseline.decisions if baseline else None)
    found: list[WayOut] = []
    for kind, seek in KINDS.items():
        question = Question(portfolio, scenario, baseline, brief, solve, time_limit, seed)
        candidate = seek(question)
        way = None if candidate is None else _planned(question, kind, candidate)
        if way is not None:
            found.append(way)
            if on_found is not None:
                on_found(tuple(found))
        elif question.unanswered and on_undecided is not None:
            on_undecided(kind)
    return tuple(found)


def _planned(question: Question, kind: WayKind, candidate: Candidate) -> WayOut | None:
    """Return a candidate with its plan; None where it changes nothing or no plan was found in time."""
    if candidate.scenario == question.scenario:
        return None
    plan = make_plan(
        question.portfolio,
        candidate.scenario,
        baseline=question.baseline,
        time_limit=question.time_limit,
        seed=question.seed,
        solve=question.solve,
    )
    if plan.status is PlanStatus.UNKNOWN:
        question.unanswered.append(candidate.scenario.name)
    if not plan.status.has_plan:
        return None
    return WayOut(kind, candidate.steps, candidate.price, candidate.minimal, candidate.scenario, plan)
