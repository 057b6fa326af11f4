"""The fields of a change of the conditions on a payer's money."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.changes import ChangeKind, Slot, Value
from portfolio.domain.source_changes import LIFTED, TO_ALL
from portfolio.ui.address import payers_of
from portfolio.ui.components.frame import View
from portfolio.wording.payers import payer_name

OF_GROUPS_TOO = {ChangeKind.RESERVE, ChangeKind.LAPSE}
"""Kinds that may be said of a group of sources as well."""
_RANGES = {ChangeKind.RESERVE: (0, 99), ChangeKind.LAPSE: (0, 50)}


def filled(kind: ChangeKind, view: View) -> tuple[Slot, Value, str | None]:
    """Draw the fields; return the slot, its value, and what is wrong with it."""
    say, portfolio = view.say, view.portfolio
    payer = st.selectbox(
        say("column.payer"),
        payers_of(portfolio) if kind in OF_GROUPS_TOO else list(portfolio.sources),
        format_func=lambda payer: payer_name(payer, portfolio, say),
        key=f"change {kind} payer",
        persist_state="session",
    )
    slot = Slot(kind, payer)
    if kind is ChangeKind.ELIGIBLE:
        st.caption(say("what_if.eligible"))
        return slot, TO_ALL, None
    if kind is not ChangeKind.RESERVE and st.checkbox(
        say(f"what_if.{kind}.lifted"), key=f"change {kind} lifted", persist_state="session"
    ):
        return slot, LIFTED, None
    years = portfolio.calendar.years
    low, high = _RANGES.get(kind, (years[0], years[-1]))
    number = st.number_input(
        say(f"what_if.{kind}"),
        value=None,
        step=1,
        key=f"change {kind}",
        persist_state="session",
        placeholder=say("field.blank"),
    )
    fits = number is not None and low <= number <= high
    return slot, number, None if fits else say("field.range_fault", low=low, high=high)
