"""No plan: why, in numbers and a sentence, and a way back."""

from __future__ import annotations

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
    st.caption(say("none.how_read"))


def ways_out(plan: Plan, scenario: Scenario, say: Wording) -> list[tuple[str, Changes]]:
    """Return what one click can change so that there is a plan: a label, and the changes."""
    found: list[tuple[str, Changes]] = []
    ceilings: Changes = {
        Slot(Kind.CEILING, part.payer, part.year): part.needed
        for part in plan.explanation
        if part.kind == "ceiling" and part.payer is not None
    }
    # With one of them locked, raising the others alone need not be enough: that takes solving again.
    if ceilings and not any(scenario.is_locked(slot.subject, slot.year or 0) for slot in ceilings):
        found.append((say("none.raise"), ceilings))
    for part in plan.explanation:
        if scenario.floor_is_locked:
            break
        if part.kind == "floor" and part.allowed is not None and part.needed is not None:
            reached = min(part.allowed, part.needed)
            amount = money.amount(reached, say.language)
            found.append((say("none.soften"), {Slot(Kind.FLOOR_RULE): str(FloorRule.SOFT)}))
            found.append((say("none.lower_floor", amount=amount), {Slot(Kind.FLOOR): reached}))
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
    amounts = [value for value in (part.needed, part.allowed) if value is not None]
    values: dict[str, object] = {"year": part.year}
    if amounts:
        values |= {
            "more": money.amount(max(amounts), say.language),
            "less": money.amount(min(amounts), say.language),
            "missing": money.amount(max(amounts) - min(amounts), say.language),
        }
    if part.payer is not None:
        values["payer"] = pool_name(part.payer, portfolio, say)
    if part.project is not None:
        values["project"] = say.full_name(portfolio.project(part.project))
    if part.kind == "capacity":
        needed: dict[str, object] = {"more": part.needed, "less": part.allowed}
        capacity = capacity_name(part.detail or "", portfolio, say)
        return say("none.capacity", capacity=capacity, quarter=part.quarter, **needed)
    if part.kind == "no_start":
        return say(f"none.no_start.{part.detail}", **values)
    told = say(f"none.{part.kind}", **values)
    if part.unavoidable:
        key = "none.unavoidable_all" if part.unavoidable == part.needed else "none.unavoidable"
        told = say("sentence.separator").join(
            [told, say(key, amount=money.amount(part.unavoidable, say.language))]
        )
    return told
