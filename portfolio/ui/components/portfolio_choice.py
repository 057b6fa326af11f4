"""The choice of the portfolio, on every page where there is more than one to look at."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.ui import session
from portfolio.ui.components import language
from portfolio.wording.i18n import Wording


def draw(say: Wording) -> None:
    """Draw the choice; where the store or the files have faults, the page tells of them, and nothing here."""
    held = session.chosen_name()
    try:
        names = session.names_to_open()
    except BadInput:
        return
    if names == [held]:
        return
    with st.container(key="portfolio-choice"):
        st.selectbox(
            say("app.portfolio"),
            names if held in names else [held, *names],
            key=session.KEY,
            label_visibility="collapsed",
            on_change=open_another,
            persist_state="session",
        )


def open_another() -> None:
    """Begin anew with another portfolio: no scenario, filter or typed value of one fits the other."""
    kept = (language.KEY, session.KEY)
    for name in [name for name in st.session_state if name not in kept]:
        del st.session_state[name]
    st.query_params.clear()
