"""What one click can change about what is in the way of a plan: the words of each button, and its changes."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.changes import ChangeKind, Changes, FloorRule, Slot, changes_of
from portfolio.domain.explanation import (
    AllocationInTheWay,
    CeilingExceeded,
    Explanation,
    FloorMissed,
    MaximumExceeded,
    MovesExceeded,
    NoStart,
    Together,
)
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def loosenings(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Return what one click can change about what is in the way: a label, and the changes."""
    kinds = {type(part) for part in plan.explanation}
    if NoStart in kinds:
        return _freeing(plan, scenario, say)
    if Together in kinds:
        return _loosening_all(plan, scenario, say)
    found: list[tuple[str, Changes]] = []
    for kind, label in _BUTTONS.items():
        parts = [part for part in plan.explanation if isinstance(part, kind)]
        changes = _loosening(parts, scenario)
        if changes and kind is FloorMissed:
            (reached,) = changes.values()
            amount = money.amount(int(reached or 0), say)
            found.append((say("none.soften"), {Slot(ChangeKind.FLOOR_RULE): str(FloorRule.SOFT)}))
            found.append((say(label, amount=amount), changes))
        elif changes and kind is MaximumExceeded:
            (needed,) = changes.values()
            found.append((say(label, amount=money.amount(int(needed or 0), say)), changes))
        elif changes:
            found.append((say(label), changes))
    return found


_BUTTONS = {
    CeilingExceeded: "none.raise",
    FloorMissed: "none.lower_floor",
    MaximumExceeded: "none.raise_maximum",
    MovesExceeded: "none.allow_moves",
    AllocationInTheWay: "none.unallocate",
}
"""Kinds of reasons that a change of the scenario can take away -> what the button says."""


def _loosening(parts: Sequence[Explanation], scenario: Scenario) -> Changes | None:
    """Return the changes that take all of these reasons away; None where there are none, or one is locked."""
    changes: Changes = {}
    for part in parts:
        # With one of them locked, loosening the others alone need not be enough: that takes solving again.
        match part:
            case CeilingExceeded(payer=payer, year=year) if not scenario.is_locked(payer, year):
                changes[Slot(ChangeKind.CEILING, payer, year)] = part.enough or part.needed
            case FloorMissed(allowed=reached) if not scenario.floor_is_locked:
                changes[Slot(ChangeKind.FLOOR)] = reached
            case MaximumExceeded(needed=needed) if not scenario.maximum_is_locked:
                changes[Slot(ChangeKind.MAXIMUM)] = needed
            case MovesExceeded(needed=needed):
                changes[Slot(ChangeKind.MOVES)] = needed
            case AllocationInTheWay(project=project, payer=payer, year=year):
                changes[Slot(ChangeKind.ALLOCATION, project, year, payer)] = None
            case _:
                return None
    return changes or None


def _loosening_all(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Offer to loosen several kinds at once, where what is named is enough and a scenario can change it."""
    whole, *parts = plan.explanation
    changes = _loosening(parts, scenario) if whole == Together(detail="all") else None
    return [(say("none.raise_all"), changes)] if changes else []


def _freeing(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Offer to take away what a person has changed about projects that have no start."""
    found: list[tuple[str, Changes]] = []
    stuck = [part.project for part in plan.explanation if isinstance(part, NoStart)]
    own = changes_of(scenario)
    for label, kinds in (
        (say("none.unpin"), {ChangeKind.START, ChangeKind.MODE}),
        (say("none.undelay"), {ChangeKind.DELAY}),
    ):
        taken: Changes = dict.fromkeys(s for s in own if s.kind in kinds and s.subject in stuck)
        if taken:
            found.append((label, taken))
    return found
