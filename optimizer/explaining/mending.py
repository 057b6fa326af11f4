"""Relaxations put to the test: applied to a copy of the instance, solved, checked, and made smallest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimizer.checker.rules import check
from optimizer.explaining.slack import Move
from optimizer.format.instance import Instance
from optimizer.format.result import Status
from optimizer.search.budget import Budget
from optimizer.search.tiers import TierSolver


@dataclass(frozen=True, slots=True)
class Mended:
    """Moves that give the instance a plan; `minimal` if it is proven that no move can be smaller."""

    moves: list[Move]
    minimal: bool


def status_with(instance: Instance, moves: Sequence[Move], budget: Budget) -> Status:
    """Whether the instance has a plan once the moves are made.

    Raises:
        RuntimeError: the checker refuses the solver's plan; one of the two is wrong.
    """
    if budget.is_spent():
        return "unknown"
    changed = _changed(instance, moves)
    result = TierSolver(changed, budget.part()).run()
    violations = check(changed, result)
    if violations:
        raise RuntimeError(f"the checker refuses a plan: {violations[0]}")
    return "feasible" if result.status == "optimal" else result.status


def _changed(instance: Instance, moves: Sequence[Move]) -> Instance:
    """A copy with the moves made and nothing to optimise: whether there is a plan does not depend on aims."""
    data: dict[str, Any] = instance.model_dump(mode="json") | {"objective": []}
    for move in moves:
        *way, last = move.slack.location
        target: Any = data
        for step in way:
            target = target[step]
        target[last] = move.slack.after(move.steps)
    return Instance.parse(data)


def mended(instance: Instance, moves: Sequence[Move], budget: Budget) -> Mended | None:
    """Verify that moves give a plan, and shrink each as long as they still do.

    Returns:
        None if they do not, or time did not suffice to tell.
    """
    if status_with(instance, moves, budget) != "feasible":
        return None
    kept = list(moves)
    shrunk, proven = True, False
    while shrunk:
        shrunk, proven = False, True
        for k in range(len(kept)):
            steps, sure = _fewest(instance, kept, k, budget)
            # What was proven of the moves before this one was proven with this one as it stood.
            shrunk = shrunk or (k > 0 and steps < kept[k].steps)
            proven = proven and sure
            kept[k] = replace(kept[k], steps=steps)
        kept = [move for move in kept if move.steps]
        shrunk = shrunk and proven
    return Mended(kept, proven)


def _fewest(instance: Instance, moves: Sequence[Move], k: int, budget: Budget) -> tuple[int, bool]:
    """How few steps of one move suffice while the others stay, and whether one step less is proven not to."""
    enough, too_few = moves[k].steps, -1
    trial = enough - 1
    while too_few < enough - 1:
        others = [move for n, move in enumerate(moves) if n != k]
        shorter = [replace(moves[k], steps=trial)] if trial else []
        status = status_with(instance, [*others, *shorter], budget)
        if status == "unknown":
            return enough, False
        if status == "infeasible":
            too_few = trial
        else:
            enough = trial
        trial = (enough + too_few) // 2
    return enough, True
