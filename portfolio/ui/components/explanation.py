"""No plan: why, in numbers and a sentence, and a way back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from portfolio.domain.plan import Explanation, Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.ui import money
from portfolio.ui.changes import Changes, FloorRule, Kind, Slot, changes_of
from portfolio.ui.components.blocks import Tone, answer, heading
from portfolio.ui.frames import capacity_name, pool_name
from portfolio.ui.i18n import Wording


def show(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Say that there is no plan, whether that is proven, and what stands in the way."""
    if plan.status is PlanStatus.UNKNOWN:
        answer(say("none.unknown", seconds=round(plan.provenance.wall_seconds)), Tone.WATCH)
        return
    answer(say("none.infeasible"), Tone.BAD)
    heading(say("none.why"))
    st.markdown("\n".join(f"- {sentence(part, portfolio, say)}" for part in plan.explanation))
    kinds = {part.kind for part in plan.explanation}
    if kinds & {"no_start", "together", "undecided"}:
        return
    if "ceiling" in kinds:
        st.caption(say("none.how_read"))
    if len(kinds) > 1:
        st.caption(say("none.either"))


def ways_out(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Return what one click can change about what is in the way: a label, and the changes."""
    kinds = {part.kind for part in plan.explanation}
    if "no_start" in kinds:
        return _freeing(plan, scenario, say)
    if "together" in kinds:
        return _loosening_all(plan, scenario, say)
    found: list[tuple[str, Changes]] = []
    for kind, label in _BUTTONS.items():
        parts = [part for part in plan.explanation if part.kind == kind]
        changes = _loosening(parts, scenario)
        if changes and kind == "floor":
            (reached,) = changes.values()
            amount = money.amount(int(reached or 0), say.language)
            found.append((say("none.soften"), {Slot(Kind.FLOOR_RULE): str(FloorRule.SOFT)}))
            found.append((say(label, amount=amount), changes))
        elif changes:
            found.append((say(label), changes))
    return found


_BUTTONS = {
    "ceiling": "none.raise",
    "floor": "none.lower_floor",
    "moves": "none.allow_moves",
    "allocation": "none.unallocate",
}
"""Kinds of reasons that a change of the scenario can take away -> what the button says."""


def _loosening(parts: Sequence[Explanation], scenario: Scenario) -> Changes | None:
    """Return the changes that take all of these reasons away; None where there are none, or one is locked."""
    changes: Changes = {}
    for part in parts:
        # With one of them locked, loosening the others alone need not be enough: that takes solving again.
        match part:
            case Explanation(kind="ceiling", payer=str(payer), year=int(year)) if not scenario.is_locked(
                payer, year
            ):
                changes[Slot(Kind.CEILING, payer, year)] = part.needed
            case Explanation(kind="floor", needed=int(asked), allowed=int(reached)) if (
                not scenario.floor_is_locked
            ):
                changes[Slot(Kind.FLOOR)] = min(asked, reached)
            case Explanation(kind="moves"):
                changes[Slot(Kind.MOVES)] = part.needed
            case Explanation(kind="allocation", project=str(project), payer=str(payer)):
                changes[Slot(Kind.ALLOCATION, project, part.year, payer)] = None
            case _:
                return None
    return changes or None


def _loosening_all(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Offer to loosen several kinds at once, where what is named is enough and a scenario can change it."""
    whole, *parts = plan.explanation
    changes = _loosening(parts, scenario) if whole.detail == "all" else None
    return [(say("none.raise_all"), changes)] if changes else []


def _freeing(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Offer to take away what a person has changed about projects that have no start."""
    found: list[tuple[str, Changes]] = []
    stuck = [
        part.project for part in plan.explanation if part.kind == "no_start" and part.project is not None
    ]
    own = changes_of(scenario)
    for label, kinds in ((say("none.unpin"), {Kind.START, Kind.MODE}), (say("none.undelay"), {Kind.DELAY})):
        taken: Changes = dict.fromkeys(s for s in own if s.kind in kinds and s.subject in stuck)
        if taken:
            found.append((label, taken))
    return found


def sentence(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    """Return one reason in words; of its two amounts the larger one is what is asked for."""
    told = [_reason(part, portfolio, say)]
    if part.unavoidable:
        key = "none.unavoidable_all" if part.unavoidable == part.needed else "none.unavoidable"
        told.append(say(key, amount=money.amount(part.unavoidable, say.language)))
    if not part.proven:
        told.append(say("none.not_proven"))
    return say("sentence.separator").join(told)


def _reason(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    counts: dict[str, object] = {"more": part.needed, "less": part.allowed}
    names = [say.full_name(portfolio.project(name)) for name in part.projects]
    match part.kind:
        case "capacity":
            capacity = capacity_name(part.detail or "", portfolio, say)
            return say("none.capacity", capacity=capacity, quarter=part.quarter, **counts)
        case "moves":
            return say("none.moves", **counts)
        case "prerequisite":
            before, after = names
            return say("none.prerequisite", before=before, after=after)
        case "alternatives":
            key = "none.alternatives_exactly" if part.needed == part.allowed else "none.alternatives"
            return say(key, projects=say.listed(names), less=part.needed, more=part.allowed)
        case "together" | "undecided":
            return say(f"none.{part.kind}_{part.detail}" if part.detail else f"none.{part.kind}")
        case "no_start":
            project = say.full_name(portfolio.project(part.project or ""))
            return say(f"none.no_start.{part.detail}", project=project)
        case _:
            return say(f"none.{part.kind}", **_amounts(part, portfolio, say))


def _amounts(part: Explanation, portfolio: Portfolio, say: Wording) -> dict[str, object]:
    """Return what a sentence about money may name."""
    amounts = [value for value in (part.needed, part.allowed) if value is not None]
    more, less = max(amounts), min(amounts)
    return {
        "year": part.year,
        "payer": None if part.payer is None else pool_name(part.payer, portfolio, say),
        "project": None if part.project is None else say.full_name(portfolio.project(part.project)),
        "more": money.amount(more, say.language),
        "less": money.amount(less, say.language),
        "missing": money.amount(more - less, say.language),
    }
