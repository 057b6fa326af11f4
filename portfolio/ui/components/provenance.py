"""How a plan was made: data, solver, aims and what each came to."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.components.blocks import figures
from portfolio.wording import proofs
from portfolio.wording.i18n import Wording


def show(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the plan's stamp, folded away."""
    with st.expander(say("provenance.title")):
        rows = proofs.aim_rows(plan, portfolio, say)
        if rows:
            figures(rows, proofs.heads(say))
        st.caption(proofs.stamp(plan, say))
        st.caption(say("provenance.assumptions"))
