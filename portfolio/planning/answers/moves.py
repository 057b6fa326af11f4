"""Single moves: each project carried out or left out after all, a year earlier or later, by solving again.

Each move is a plan of its own, with everything else free to follow: what it changes of each aim is exact
where both plans are proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import isclose
from typing import ClassVar

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import ObjectiveOutcome, Plan, PlannedProject, PlanStatus
from portfolio.domain.requirement import Requirement
from portfolio.domain.scenario import Pin, ProjectChange, Scenario
from portfolio.planning.answers.why import a_year_earlier
from portfolio.planning.answers.worth import aim_differences
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody


class MoveKind(StrEnum):
    """What is done with a project."""

    IN = "in"
    OUT = "out"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Move:
    """One project treated otherwise, and what that does to the plan.

    Attributes:
        start: The start that was asked for: a year earlier or later, or as much of it as may be; None where
            it is carried out or left out.
        scenario: With this move alone.
        plan: Its plan, checked; it may be a proven impossibility.
        objective: Aim by aim, the value with the move minus the value without; None where that is unknown.
        first_aim: Number, from 0, of the first aim that changes; None where none does, or there is no plan.
        better: Whether that aim gets better; None likewise.
        proven: Whether both plans are proven, so that the differences are exact.
    """

    by_aim: ClassVar[tuple[str, ...]] = ("objective",)

    project: str
    kind: MoveKind
    start: Period | None
    scenario: Scenario
    plan: Plan
    objective: tuple[float | None, ...]
    first_aim: int | None
    better: bool | None
    proven: bool


@dataclass(frozen=True)
class Moves:
    """Every move that makes sense in a plan, as far as they were tried.

    Attributes:
        plan: The plan in question.
        found: In the order in which they were tried.
        asked: How many there are.
    """

    plan: Plan
    found: tuple[Move, ...] = ()
    asked: int = 0

    @cached_property
    def ranked(self) -> tuple[Move, ...]:
        """The moves from the best to the worst: by what they gain in the first aim, then the next.

        After them come those of which no plan was found in time, and those that have none.
        """
        return tuple(sorted(self.found, key=self._rank))

    def _rank(self, move: Move) -> tuple[int, list[float]]:
        if not move.plan.status.has_plan:
            return (2 if move.plan.status is PlanStatus.INFEASIBLE else 1), []
        return 0, [-gain for gain in gains(self.plan, move.objective)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A move that makes sense."""

    project: str
    kind: MoveKind
    start: Period | None
    change: ProjectChange


def single_moves(case: Case, plan: Plan, *, solve: Solve, keep: Keep[Moves] = kept_by_nobody) -> Moves:
    """Try every single move that makes sense in a plan, one after the other.

    Args:
        case: What the plan was made from; its time limit is for each move.
        plan: A plan, not a proven impossibility.
        solve: Whoever solves.
        keep: Takes what was found so far, every time there is more.

    Raises:
        BadInput: There is no plan to move anything in.
    """
    if not plan.status.has_plan:
        raise BadInput([Fault(Form.MOVES, Expected.SCENARIO_WITH_PLAN, None, "status", plan.status)])
    asked = list(_sensible(case, plan))
    moves = Moves(plan, asked=len(asked))
    for each in asked:
        moves = replace(moves, found=(*moves.found, _made(case, plan, each, solve)))
        keep(moves)
    return moves


def gains(plan: Plan, differences: tuple[float | None, ...]) -> list[float]:
    """Return aim by aim how much better it gets, negative for worse; what is unknown counts as no change."""
    return [
        0.0 if change is None or _is_same(change) else change if _is_maximised(outcome) else -change
        for change, outcome in zip(differences, plan.provenance.objective, strict=False)
    ]


def _made(case: Case, plan: Plan, asked: _Asked, solve: Solve) -> Move:
    changes = {**case.scenario.projects, asked.project: asked.change}
    moved = case.changed(projects=changes)
    other = make_plan(moved, solve=solve)
    objective = aim_differences(plan, other)
    gained = gains(plan, objective) if other.status.has_plan else []
    first = next((number for number, gain in enumerate(gained) if gain), None)
    return Move(
        project=asked.project,
        kind=asked.kind,
        start=asked.start,
        scenario=moved.scenario,
        plan=other,
        objective=objective,
        first_aim=first,
        better=None if first is None else gained[first] > 0,
        proven=plan.status is PlanStatus.OPTIMAL
        and other.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE},
    )


def _sensible(case: Case, plan: Plan) -> Iterator[_Asked]:
    """Yield the moves that make sense, project by project in the order of the list."""
    brief, portfolio = case.brief(), case.portfolio
    for planned in plan.projects:
        if not portfolio.status_of(portfolio.project(planned.id)).has_works:
            continue
        change = case.scenario.project(planned.id)
        carried_out = change.model_copy(update={"mandated": True, "excluded": False})
        requirement = brief.requirements.get(planned.id)
        if requirement is None or not planned.opens:
            yield _Asked(planned.id, MoveKind.IN, None, carried_out)
            continue
        left_out = ProjectChange(cost=change.cost, delay_quarters=change.delay_quarters, excluded=True)
        yield _Asked(planned.id, MoveKind.OUT, None, left_out)
        for kind, start in (
            (MoveKind.EARLIER, a_year_earlier(brief, requirement, planned)),
            (MoveKind.LATER, _a_year_later(brief, requirement, planned)),
        ):
            if start is not None:
                pin = (change.pin or Pin()).model_copy(update={"start": start})
                yield _Asked(planned.id, kind, start, carried_out.model_copy(update={"pin": pin}))


def _a_year_later(brief: Brief, requirement: Requirement, planned: PlannedProject) -> Period | None:
    """Return the start to ask for: a year later, or as much as may be; None where it may not at all."""
    if planned.start is None or requirement.latest is not None:
        return None
    free, end = replace(requirement, pinned_start=None), brief.calendar.last
    starts = [start for mode in free.modes for start in free.starts(mode, end) if start > planned.start]
    if not starts:
        return None
    return min(max(starts), planned.start.plus(planned.start.periods.per_year))


def _is_same(change: float) -> bool:
    return isclose(change, 0.0, abs_tol=1e-9)


def _is_maximised(outcome: ObjectiveOutcome) -> bool:
    return any(term.is_maximised for term in outcome.terms)
