"""What is said of curves of ceilings, of splits over the years and of single moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claim import Cases, Claim, Telling, changed

from portfolio.domain.plan import PlanStatus
from portfolio.planning.answers.moves import Move, MoveKind, Moves
from portfolio.planning.answers.spread import Split, Spread
from portfolio.planning.answers.staircase import Staircase, Step
from portfolio.wording import single_moves, spreads, staircases
from portfolio.wording.i18n import Wording

# Curves


def _curve(cases: Cases, **fields: Any) -> Staircase:
    """Return a curve of three steps: 0 to 9 worst, 10 to 19, 20 and more best; the ceiling is 15."""
    plan = cases.squeezed
    steps = (
        Step(20, None, (1.0, 2.0), plan, True),
        Step(10, 19, (3.0, 2.0), plan, True),
        Step(0, 9, (5.0, 2.0), plan, True),
    )
    return replace(Staircase("public", 2019, 15, 2, steps), **fields)


def _standing(**fields: Any) -> Telling:
    return lambda cases, say: staircases.standing(_curve(cases, **fields), cases.portfolio, say)


def _with_steps(*numbers: int, **fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        curve = _curve(cases)
        some = replace(curve, steps=tuple(curve.steps[number] for number in numbers), **fields)
        objective = cases.squeezed.provenance.objective
        staircases.notes(objective, some, cases.portfolio, say)
        return staircases.rows(some, say), staircases.standing(some, cases.portfolio, say)

    return telling


def _unproven(cases: Cases, say: Wording) -> object:
    curve = _curve(cases)
    steps = (*curve.steps[:2], replace(curve.steps[2], proven=False))
    return staircases.standing(replace(curve, steps=steps), cases.portfolio, say)


OF_CURVES = {
    "stair.no_ceiling": Claim(_standing(present=None), _standing()),
    "stair.free_down": Claim(_standing(present=None), _standing()),
    "stair.spare": Claim(_standing(), _standing(present=10)),
    "stair.no_spare": Claim(_standing(present=10), _standing()),
    "stair.below": Claim(_standing(), _standing(present=5)),
    "stair.impossible": Claim(_with_steps(0, 1, impossible=9), _standing()),
    "stair.nothing_more": Claim(_standing(present=30), _standing()),
    "stair.above": Claim(_standing(), _with_steps(0, 2, present=5)),
    "stair.above_at_the_latest": Claim(_with_steps(0, 2, present=5), _standing()),
    "stair.none_above": Claim(_with_steps(1, 2), _standing()),
    "stair.not_found": Claim(_with_steps(0, 1), _standing()),
    "stair.not_proven": Claim(_unproven, _standing()),
    "stair.not_looked_at": Claim(_with_steps(0, 2), _with_steps(0, 1, 2)),
    "stair.left_open": Claim(_with_steps(0, 2), _with_steps(0, 1, 2)),
    "stair.looked_up_to": Claim(_with_steps(1, 2), _with_steps(0, 1, 2)),
}

# Splits


def _split(cases: Cases, moved: int, *, change: float = -5.0, proven: bool = True) -> Split:
    plan = cases.squeezed
    rest = (0.0,) * (len(plan.provenance.objective) - 1)
    return Split({2019: 10, 2020: 10}, moved, (change, *rest), plan.scenario, plan, proven)


def _spread(
    *moved: int, is_whole: bool = True, change: float = -5.0, proven: bool = True, **fields: Any
) -> Telling:
    def telling(cases: Cases, say: Wording) -> list[str]:
        splits = tuple(_split(cases, amount, change=change, proven=proven) for amount in moved)
        spread = Spread("public", {2019: 10, 2020: 10}, False, 5, 3, cases.squeezed, splits)
        return spreads.standing(replace(spread, **fields), cases.portfolio, say, is_whole=is_whole)

    return telling


def _from_nothing(cases: Cases, say: Wording) -> object:
    none = changed(cases.squeezed, status=PlanStatus.INFEASIBLE)
    spread = Spread("public", {2019: 10, 2020: 10}, False, 5, 3, none, (_split(cases, 4), _split(cases, 5)))
    return spreads.standing(spread, cases.portfolio, say)


OF_SPLITS = {
    "spread.of_plan": Claim(_spread(0, 2, of_plan=True), _spread(0, 2)),
    "spread.none": Claim(_spread(exhausted=True), _spread()),
    "spread.no_second": Claim(_spread(3, exhausted=True), _spread(3)),
    "spread.not_found": Claim(_spread(3), _spread(3, 4)),
    "spread.not_yet": Claim(_spread(3, is_whole=False), _spread(3)),
    "spread.is_best": Claim(_spread(0, 3), _spread(2, 3)),
    "spread.moved": Claim(_spread(2, 3), _spread(0, 3)),
    "spread.apart": Claim(_spread(2, 3), _spread(2)),
    "spread.not_proven": Claim(_spread(2, 3, proven=False), _spread(2, 3)),
    "spread.possible": Claim(_from_nothing, _spread(2, 3)),
    "spread.same": Claim(_spread(2, 3, change=0.0), _spread(2, 3)),
}

# Single moves


def _moves(*gains: float, asked: int | None = None, proven: bool = True) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        plan = cases.squeezed
        rest = (0.0,) * (len(plan.provenance.objective) - 1)
        found = tuple(
            Move(
                project="a1-07",
                kind=MoveKind.OUT,
                start=None,
                scenario=plan.scenario,
                plan=plan,
                objective=(-gain, *rest),
                first_aim=0 if gain else None,
                better=gain > 0 if gain else None,
                proven=proven,
            )
            for gain in gains
        )
        moves = Moves(plan, found, len(found) if asked is None else asked)
        lines = [single_moves.line(move, cases.portfolio, say) for move in found]
        return single_moves.standing(moves, cases.portfolio, say), lines

    return telling


OF_MOVES = {
    "single.gaining": Claim(_moves(3.0, -2.0), _moves(-2.0)),
    "single.none_gains": Claim(_moves(-2.0, 0.0), _moves(-2.0, asked=2)),
    "single.none_found": Claim(_moves(-2.0, asked=2), _moves(-2.0)),
    "single.no_change": Claim(_moves(0.0), _moves(0.0, proven=False)),
    "single.no_change_found": Claim(_moves(0.0, proven=False), _moves(0.0)),
}

CLAIMS: dict[str, Claim] = {**OF_CURVES, **OF_SPLITS, **OF_MOVES}
