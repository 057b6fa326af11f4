"""No plan: why, in numbers and a sentence, and a way back."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Explanation, Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import money
from portfolio.ui.address import Ceilings
from portfolio.ui.components.blocks import Tone, answer, heading
from portfolio.ui.frames import pool_name
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


def ceilings_needed(plan: Plan) -> Ceilings:
    """Return the ceilings that are in the way, raised to what even the plan with the least overrun needs."""
    needed: Ceilings = {}
    for part in plan.explanation:
        if part.kind == "ceiling" and part.payer is not None and part.year is not None:
            needed.setdefault(part.payer, {})[part.year] = part.needed
    return needed


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
    if part.kind == "no_start":
        return say(f"none.no_start.{part.detail}", **values)
    return say(f"none.{part.kind}", **values)
