"""What dates of the source mean for plans, in a form: printed years, years of history, dearer modes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from portfolio.domain.dates import DearerModes, History, PrintedYears
from portfolio.domain.running_costs import Outlook
from portfolio.ui.assumption_edits import Path
from portfolio.ui.components.frame import View
from portfolio.wording.i18n import Wording

_MOST_YEARS_TOLD = 40
"""How far beyond the schedule a person may have running costs told."""


def draw(view: View, key: str) -> tuple[dict[Path, Any], bool]:
    """Draw the fields; return what is chosen otherwise than in force, all of which can be used."""
    say, assumptions = view.say, view.portfolio.assumptions
    typed: dict[Path, Any] = {}
    columns = st.columns(3, gap="large")
    with columns[0]:
        printed = assumptions.printed_years
        now = printed is not None and printed.are_dates
        are_dates = _either("printed_years", now, key, say)
        _reason(printed, say)
        if are_dates != now:
            typed[("printed_years",)] = {"are_dates": are_dates}
    with columns[1]:
        history, horizon = assumptions.history, view.portfolio.programme.horizon
        known = None if history is None else history.last_year
        years = [None, *range(horizon.first_year, horizon.last_year + 1)]
        last_year = st.selectbox(
            say("assume.history"),
            years,
            index=years.index(known),
            format_func=lambda year: say("assume.history.none") if year is None else say.year(year),
            key=f"{key} history",
        )
        _reason(history, say)
        if last_year != known:
            typed[("history",)] = None if last_year is None else {"last_year": last_year}
    with columns[2]:
        dearer = assumptions.dearer_modes
        now = dearer is not None and dearer.only_if_needed
        only_if_needed = _either("dearer_modes", now, key, say)
        _reason(dearer, say)
        if only_if_needed != now:
            typed[("dearer_modes",)] = {"only_if_needed": only_if_needed}
    if assumptions.running_costs:
        typed |= _outlook(view, key)
    return typed, True


def _outlook(view: View, key: str) -> dict[Path, Any]:
    """Draw up to which year running costs are told, where there are any."""
    say, outlook = view.say, view.portfolio.assumptions.outlook
    last, known = view.portfolio.calendar.last_schedule_year, None if outlook is None else outlook.until
    years = [None, *range(last + 1, max(last + _MOST_YEARS_TOLD, known or last) + 1)]
    until = st.selectbox(
        say("assume.outlook"),
        years,
        index=years.index(known) if known in years else 0,
        format_func=lambda year: say("assume.outlook.none") if year is None else say.year(year),
        key=f"{key} outlook",
    )
    _reason(outlook, say)
    return {} if until == known else {("outlook",): None if until is None else {"until": until}}


def _either(name: str, now: bool, key: str, say: Wording) -> bool:
    return bool(
        st.radio(
            say(f"assume.{name}"),
            [True, False],
            index=0 if now else 1,
            format_func=lambda chosen: say(f"assume.{name}.{'yes' if chosen else 'no'}"),
            key=f"{key} {name}",
        )
    )


def _reason(rule: PrintedYears | History | DearerModes | Outlook | None, say: Wording) -> None:
    if rule is not None:
        st.caption(say.either(rule, "reason"))
