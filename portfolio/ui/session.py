"""What all pages of a server share: the office of the portfolio that the app opens."""

from __future__ import annotations

import streamlit as st

from portfolio import settings
from portfolio.bootstrap import app_office
from portfolio.planning.runs.office import Office


def office() -> Office:
    """Return the office of the portfolio that the app opens.

    Raises:
        BadInput: The portfolio's files or the store have faults.
    """
    return _office(settings.app_portfolio(), settings.store_url())


@st.cache_resource(show_spinner=False)
def _office(portfolio: str, store: str) -> Office:  # noqa: ARG001 - in another store it is another office
    return app_office(portfolio)
