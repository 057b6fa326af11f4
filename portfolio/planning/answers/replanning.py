"""Re-planning with least upheaval: what a plan gains for each project that may leave the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.planning.answers.comparing import Comparison, compare
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody

_MOST_POINTS = 40
"""Points of a curve that are worth their solves; longer curves are thinned out."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the cost-stability curve.

    Attributes:
        moves: How many projects may depart from the baseline.
        plan: The best plan with so many moves, checked.
        comparison: What it changes against the baseline.
        values: Its value under each aim but the last (which is to move as little as possible).
        behind: Aim by aim, how much worse than the best plan with any number of moves; 0 is as good.
    """

    by_aim: ClassVar[tuple[str, ...]] = (
        "values",
        "behind",
    )

    moves: int
    plan: Plan
    comparison: Comparison
    values: tuple[float, ...]
    behind: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The cost-stability curve: its points are exact where their plans are proven optimal.

    Attributes:
        least_moves: Fewest moves with which there is a plan at all, since what changed forces them; None when
            it is not known to be the fewest.
        points: From the fewest moves to the fewest with which the plan is as good as it gets.
        step: How many numbers of moves lie between two that were tried; 1 where none was left out.
    """

    least_moves: int | None
    points: tuple[Point, ...]
    step: int = 1


@dataclass(frozen=True, slots=True)
class Replan:
    """A case planned again close to its baseline.

    Attributes:
        baseline: The plan whose decisions are kept.
        curve: What each move away from it gains.
        chosen: The point that was asked for; None if none was.
    """

    baseline: Plan
    curve: Curve
    chosen: Point | None = None


def replan(
    case: Case,
    *,
    solve: Solve,
    choose: Callable[[Replanning], Point] | None = None,
    keep: Keep[Replan] = kept_by_nobody,
) -> Replan:
    """Return the cost-stability curve of a case, and a point of it.

    Args:
        case: What is wanted now, and the baseline whose decisions are to be kept; its time limit is for each
            plan.
        solve: Whoever solves.
        choose: Picks a point.
        keep: Takes the curve so far, every time there is another point.

    Raises:
        BadInput: There is no baseline; the scenario has no plan, whatever moves; or none that is asked for.
    """
    replanning = Replanning(case, solve=solve)
    baseline = replanning.baseline
    curve = replanning.curve(lambda curve: keep(Replan(baseline, curve)))
    return Replan(baseline, curve, None if choose is None else choose(replanning))


def kept_baseline(case: Case) -> Plan:
    """Return the plan to keep close to.

    Raises:
        BadInput: None was approved.
    """
    if case.baseline is None:
        raise BadInput([Fault(Form.REPLAN, Expected.APPROVED_BASELINE_FIRST)])
    return case.baseline.item


class Replanning:
    """A case against its baseline: the best plan for each number of projects that may move.

    Attributes:
        baseline: The plan whose decisions are kept.
    """

    def __init__(self, case: Case, *, solve: Solve) -> None:
        """Find the best plan with any number of moves, and the fewest with which there is a plan.

        Raises:
            BadInput: There is no baseline, or the scenario has no plan, whatever moves.
        """
        self.baseline = kept_baseline(case)
        self._case, self._solve = case, solve
        self._plans: dict[int | None, Plan] = {}
        self._points: dict[int, Point] = {}
        self._best = self._at(None)
        if not self._best.status.has_plan:
            status = self._best.status
            raise BadInput([Fault(Form.REPLAN, Expected.SCENARIO_WITH_PLAN, None, "status", status)])
        # The baseline's decisions on what has no works any more are nobody's to keep.
        kept = self._best.kept_close_to or {}
        self._needed = sum(self._best.decisions.get(name) != placed for name, placed in kept.items())
        self._least, self._is_least_proven = self._fewest()

    def curve(self, keep: Keep[Curve] = kept_by_nobody, most_points: int = _MOST_POINTS) -> Curve:
        """Return the curve, a point for each number of moves that brings something; thinned out where long.

        Args:
            keep: Takes the curve so far, every time there is another point.
            most_points: Between the fewest moves and the best plan, about so many numbers are tried.
        """
        step = max(1, -(-(self._needed - self._least) // most_points))
        least = self._least if self._is_least_proven else None
        points: list[Point] = []
        for moves in [*range(self._least, self._needed, step), self._needed]:
            point = self._point(moves)
            if point is None:
                continue
            if not points or point.values != points[-1].values:
                points.append(point)
                keep(Curve(least, tuple(points), step))
            if not any(point.behind):
                break
        return Curve(least, tuple(points), step)

    def fewest(self) -> Point:
        """Return the best plan with the fewest moves with which there is one."""
        return self.with_moves(self._least)

    def with_moves(self, moves: int) -> Point:
        """Return the best plan with at most so many moves.

        Raises:
            BadInput: So few moves are not enough.
        """
        point = None if moves < self._least else self._point(min(moves, self._needed))
        if point is None:
            least, asked = {"least": self._least}, str(moves)
            raise BadInput([Fault(Form.REPLAN, Expected.MOVES_AT_LEAST, None, "moves", asked, values=least)])
        return point

    def within(self, amount: float, aim: int | None = None) -> Point:
        """Return the plan with the fewest moves that is at most so much behind the best one.

        Args:
            amount: In the unit of the aim. The aims before it must be as good as in the best plan.
            aim: Number of the aim, from 0; by default the first in which the fewest moves fall behind.
        """
        low, high = self._least, self._needed
        first = self._point(low) or self._best_point()
        judged = next((n for n, lag in enumerate(first.behind) if lag), 0) if aim is None else aim

        def is_near(point: Point | None) -> bool:
            return (
                point is not None and not any(point.behind[:judged]) and abs(point.behind[judged]) <= amount
            )

        # With more moves no plan gets worse, so the first that is near can be found by halving.
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if is_near(self._point(middle)) else (middle + 1, high)
        return self._point(high) or self._best_point()

    def _at(self, moves: int | None) -> Plan:
        if moves not in self._plans:
            self._plans[moves] = make_plan(self._case.changed(most_moves=moves), solve=self._solve)
        return self._plans[moves]

    def _fewest(self) -> tuple[int, bool]:
        """Return the fewest moves with which there is a plan, and whether fewer are proven impossible."""
        low, high, proven = 0, self._needed, True  # there is a plan at high
        while low < high:
            middle = (low + high) // 2
            plan = self._at(middle)
            if plan.status.has_plan:
                high = middle
            else:
                proven = proven and plan.status is PlanStatus.INFEASIBLE
                low = middle + 1
        return high, proven

    def _point(self, moves: int) -> Point | None:
        plan = self._at(moves)
        if plan.status.has_plan and moves not in self._points:
            self._points[moves] = _point(moves, plan, self._best, self.baseline)
        return self._points.get(moves)

    def _best_point(self) -> Point:
        return _point(self._needed, self._best, self._best, self.baseline)


def _point(moves: int, plan: Plan, best: Plan, baseline: Plan) -> Point:
    aims = list(zip(plan.provenance.objective, best.provenance.objective, strict=True))[:-1]
    return Point(
        moves=moves,
        plan=plan,
        comparison=compare(baseline, plan),
        values=tuple(here.value or 0.0 for here, _ in aims),
        behind=tuple((here.value or 0.0) - (there.value or 0.0) for here, there in aims),
    )
