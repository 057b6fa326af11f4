"""Fields for the bounds between which a source's share of a project is chosen."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.sharing import bounds_of_text
from portfolio.ui.components.frame import View
from portfolio.wording.payers import payer_name


def share_bounds(project: str, view: View) -> tuple[Slot, str | None, str | None]:
    """Draw whose share it is and its two bounds; return the slot, its value, and what is wrong with it."""
    say, portfolio = view.say, view.portfolio
    source = st.selectbox(
        say("column.payer"),
        portfolio.sources,
        format_func=lambda source: payer_name(source, portfolio, say),
        key="change source",
        persist_state="session",
    )
    columns = st.columns(2)
    typed = []
    for side, usual, column in zip(("at_least", "at_most"), ("0", "100"), columns, strict=True):
        with column:
            label = say(f"what_if.share.{side}")
            text = st.text_input(label, value=usual, key=f"change share {side}", persist_state="session")
            typed.append(str(text).strip().removesuffix("%").strip())
    slot = Slot(ChangeKind.SHARE, project, source=source)
    try:
        value = bounds_of_text("-".join(typed)).as_text
    except ValueError:
        return slot, None, say("what_if.share_fault")
    return slot, value, None
