"""Re-planning with least upheaval: what a plan gains for each project that may leave the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.comparing import Comparison, compare
from portfolio.planning.plans import make_plan
from portfolio.planning.solving import Solve


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
    """

    least_moves: int | None
    points: tuple[Point, ...]

    def within(self, amount: float) -> Point:
        """Return the point with the fewest moves that is at most so much behind.

        The amount is in the unit of the first aim in which a point differs from the best: the aims before it
        must be as good as in the best plan.
        """
        for point in self.points:
            worse = next((abs(value) for value in point.behind if value), 0.0)
            if worse <= amount:
                return point
        return self.points[-1]


def cost_stability(
    portfolio: Portfolio,
    scenario: Scenario,
    baseline: Plan,
    *,
    solve: Solve,
    most_points: int = 12,
    time_limit: float = 30.0,
    on_found: Callable[[Curve], None] | None = None,
) -> Curve:
    """Return the curve of a scenario against a baseline.

    Args:
        portfolio: As it is now: statuses, actuals and assumptions included.
        scenario: What is wanted now.
        baseline: The plan whose decisions are to be kept.
        solve: Whoever solves.
        most_points: Points between the fewest moves and the best plan are thinned out to about so many.
        time_limit: Seconds for each solve.
        on_found: Called with the curve so far, every time there is another point.

    Raises:
        BadInput: The scenario has no plan, whatever moves.
    """

    def at(moves: int | None) -> Plan:
        asked = scenario.changed(most_moves=moves)
        return make_plan(portfolio, asked, baseline=baseline, time_limit=time_limit, solve=solve)

    best = at(None)
    if not best.status.has_plan:
        raise BadInput([Fault("replan", "a scenario that has a plan", None, "status", best.status)])
    # The baseline's decisions on what has no works any more are nobody's to keep.
    kept = best.kept_close_to or {}
    needed = sum(best.decisions.get(name) != decision for name, decision in kept.items())

    low, proven = _fewest(at, needed)
    step = max(1, -(-(needed - low) // most_points))
    points: list[Point] = []
    for moves in [*range(low, needed, step), needed]:
        plan = at(moves)
        if plan.status.has_plan:
            point = _point(moves, plan, best, baseline)
            if not points or point.values != points[-1].values:
                points.append(point)
                if on_found is not None:
                    on_found(Curve(low if proven else None, tuple(points)))
            if not any(point.behind):
                break
    return Curve(low if proven else None, tuple(points))


def _fewest(at: Callable[[int | None], Plan], enough: int) -> tuple[int, bool]:
    """Return the fewest moves with which there is a plan, and whether fewer are proven impossible."""
    low, high, proven = 0, enough, True  # there is a plan at high
    while low < high:
        middle = (low + high) // 2
        plan = at(middle)
        if plan.status.has_plan:
            high = middle
        else:
            proven = proven and plan.status is PlanStatus.INFEASIBLE
            low = middle + 1
    return high, proven


def _point(moves: int, plan: Plan, best: Plan, baseline: Plan) -> Point:
    aims = list(zip(plan.provenance.objective, best.provenance.objective, strict=True))[:-1]
    return Point(
        moves=moves,
        plan=plan,
        comparison=compare(baseline, plan),
        values=tuple(here.value or 0.0 for here, _ in aims),
        behind=tuple((here.value or 0.0) - (there.value or 0.0) for here, there in aims),
    )
