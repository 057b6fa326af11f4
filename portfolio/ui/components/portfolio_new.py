"""A new portfolio, made on the page: empty, under a name of its own, and opened at once."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.planning.records.people import local_user
from portfolio.planning.records.register import add_portfolio, checked_name, empty_portfolio
from portfolio.planning.records.workspace import Workspace
from portfolio.ui import session
from portfolio.ui.components import portfolio_choice
from portfolio.wording import faults
from portfolio.wording.i18n import Wording

_NAME, _TITLE = "new portfolio name", "new portfolio title"
_REFUSED = "new portfolio refused"


def draw(workspace: Workspace, say: Wording) -> None:
    """Draw the form, closed until somebody wants it."""
    with st.expander(say("portfolios.new")):
        st.caption(say("portfolios.new_note"))
        st.text_input(say("portfolios.name"), key=_NAME, max_chars=80)
        st.text_input(say("portfolios.title"), key=_TITLE, max_chars=200)
        st.button(say("portfolios.create"), key="new portfolio", on_click=_create, args=(workspace,))
        refused = st.session_state.pop(_REFUSED, None)
        if refused is not None:
            st.error(faults.lines(refused, say))


def _create(workspace: Workspace) -> None:
    """Make it and look at it; what is wrong with its name is told at the form."""
    now, name = workspace.now(), st.session_state[_NAME].strip()
    title = st.session_state[_TITLE].strip() or name
    try:
        made = empty_portfolio(checked_name(name), title, now.year)
        add_portfolio(workspace.store, made, actor=local_user(), reason="", at=now)
    except BadInput as error:
        st.session_state[_REFUSED] = error.faults
        return
    st.session_state[session.KEY] = name
    portfolio_choice.open_another()
