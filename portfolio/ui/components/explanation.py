"""No plan: whether that is proven, and what stands in the way."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.components.blocks import answer, heading
from portfolio.ui.components.names import bullets
from portfolio.wording import explanations
from portfolio.wording.i18n import Wording


def show(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Say that there is no plan, whether that is proven, and what stands in the way."""
    answer(*explanations.verdict(plan, say))
    if plan.status is PlanStatus.UNKNOWN:
        return
    heading(say("none.why"))
    bullets([explanations.sentence(part, portfolio, say) for part in plan.explanation])
    for note in explanations.notes(plan, say):
        st.caption(note)
