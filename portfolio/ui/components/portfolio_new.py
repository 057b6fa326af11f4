"""A new portfolio, made on the page under a name of its own: from the workbook to fill in, or empty."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.calendar import PeriodKind
from portfolio.domain.errors import BadInput
from portfolio.domain.money import CNY, SCALES, Money
from portfolio.planning.records.people import local_user
from portfolio.planning.records.register import add_portfolio, checked_name, empty_portfolio
from portfolio.planning.records.workspace import Workspace
from portfolio.ui import session
from portfolio.ui.components import exchange, portfolio_choice
from portfolio.ui.components.frame import View
from portfolio.wording import faults, money
from portfolio.wording.i18n import Wording

_HOW, _NAME, _TITLE = "new portfolio how", "new portfolio name", "new portfolio title"
_FIRST, _LAST = "new portfolio first year", "new portfolio last year"
_CURRENCY, _UNIT, _DECIMALS = "new portfolio currency", "new portfolio unit", "new portfolio decimals"
_PERIOD = "new portfolio period"
_REFUSED = "new portfolio refused"
_WAYS = ("empty", "template")
_YEARS = 5
_EARLIEST, _LATEST, _MOST_DECIMALS = 1900, 2200, 4


def draw(view: View) -> None:
    """Draw both ways to make one, closed until somebody wants it."""
    say = view.say
    with st.expander(say("portfolios.new")):
        how = st.radio(
            say("portfolios.how"),
            _WAYS,
            format_func=lambda way: say(f"portfolios.how.{way}"),
            key=_HOW,
            horizontal=True,
            persist_state="session",
        )
        st.caption(say(f"portfolios.note.{how}"))
        name = str(st.text_input(say("portfolios.name"), key=_NAME, max_chars=80, persist_state="session"))
        if how == "template":
            exchange.offer_template(say)
            exchange.take_in(view, name.strip(), is_new=True)
        else:
            _empty(view.office.workspace, say)


def _empty(workspace: Workspace, say: Wording) -> None:
    """Draw what is asked of an empty one: what it is called, its years, its periods and its money."""
    st.text_input(say("portfolios.title"), key=_TITLE, max_chars=200, persist_state="session")
    this_year = workspace.now().year
    years, amounts = st.columns(3), st.columns(3)
    for place, key, label, value in (
        (years[0], _FIRST, "first_year", this_year),
        (years[1], _LAST, "last_year", this_year + _YEARS - 1),
    ):
        st.session_state.setdefault(key, value)
        place.number_input(
            say(f"column.programme.horizon.{label}"),
            _EARLIEST,
            _LATEST,
            key=key,
            step=1,
            persist_state="session",
        )
    years[2].selectbox(
        say("column.programme.period"),
        [str(kind) for kind in PeriodKind],
        format_func=lambda kind: say(f"portfolios.period.{kind}"),
        key=_PERIOD,
        persist_state="session",
    )
    st.session_state.setdefault(_CURRENCY, CNY)
    currency = str(
        amounts[0].text_input(
            say("column.programme.money.currency"), key=_CURRENCY, max_chars=3, persist_state="session"
        )
    )
    st.session_state.setdefault(_UNIT, Money().unit)
    amounts[1].selectbox(
        say("column.programme.money.unit"),
        list(SCALES),
        format_func=lambda unit: _unit_name(currency, unit, say),
        key=_UNIT,
        persist_state="session",
    )
    amounts[2].number_input(
        say("column.programme.money.decimals"), 0, _MOST_DECIMALS, key=_DECIMALS, persist_state="session"
    )
    st.button(say("portfolios.create"), key="new portfolio", on_click=_create, args=(workspace,))
    refused = st.session_state.pop(_REFUSED, None)
    if refused is not None:
        st.error(faults.lines(refused, say))


def _unit_name(currency: str, unit: int, say: Wording) -> str:
    """Return what amounts would be in; of a currency that is none yet, the first one that there was."""
    code = currency.strip().upper()
    is_code = len(code) == len(CNY) and code.isascii() and code.isalpha()
    return money.unit_name(Money(currency=code if is_code else CNY, unit=unit), say.language)


def _create(workspace: Workspace) -> None:
    """Make it and look at it; what is wrong is told at the form."""
    typed, now = st.session_state, workspace.now()
    name = typed[_NAME].strip()
    title = typed[_TITLE].strip() or name
    of_money = {
        "currency": typed[_CURRENCY].strip().upper(),
        "unit": typed[_UNIT],
        "decimals": typed[_DECIMALS],
    }
    try:
        known = {"money": of_money, "period": typed[_PERIOD]}
        made = empty_portfolio(checked_name(name), title, typed[_FIRST], typed[_LAST], known)
        add_portfolio(workspace.store, made, actor=local_user(), reason="", at=now)
    except BadInput as error:
        typed[_REFUSED] = error.faults
        return
    typed[session.KEY] = name
    portfolio_choice.open_another()
