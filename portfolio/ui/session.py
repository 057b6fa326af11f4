"""What all pages of a server share: the office of each portfolio; and which one this reader looks at."""

from __future__ import annotations

import streamlit as st

from portfolio import settings
from portfolio.bootstrap import app_office
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.planning.records.portfolios import bundled_names, kept_names
from portfolio.planning.runs.office import Office
from portfolio.ui import address

KEY = "portfolio"
"""Under which the session and the address hold the portfolio's name."""


def office() -> Office:
    """Return the office of the portfolio that this reader looks at.

    Raises:
        BadInput: There is none of this name, or its files or the store have faults.
    """
    name = chosen_name()
    if name == settings.app_portfolio():
        return _office(name, settings.store_url())
    names = names_to_open()
    if name not in names:
        known = {"names": tuple(names)}
        raise BadInput([Fault(Form.LINK, Expected.ONE_OF, None, KEY, name, values=known)])
    return _office(name, settings.store_url())


def chosen_name() -> str:
    """Return the name of the portfolio this reader looks at: as chosen, as linked to, or the app's own."""
    if not st.session_state.get(KEY):
        st.session_state[KEY] = address.value(KEY) or settings.app_portfolio()
    return str(st.session_state[KEY])


def names_to_open() -> list[str]:
    """Return the portfolios that can be chosen, the app's own first; a link opens no other folder.

    Raises:
        BadInput: The app's own portfolio or the store has faults.
    """
    own = settings.app_portfolio()
    store = _office(own, settings.store_url()).workspace.store
    return list(dict.fromkeys([own, *bundled_names(), *kept_names(store)]))


def parameters() -> dict[str, str | list[str] | None]:
    """Return what the address should say about it: nothing of the portfolio the app opens on."""
    name = chosen_name()
    return {KEY: None if name == settings.app_portfolio() else name}


@st.cache_resource(show_spinner=False)
def _office(portfolio: str, store: str) -> Office:  # noqa: ARG001 - in another store it is another office
    return app_office(portfolio)
