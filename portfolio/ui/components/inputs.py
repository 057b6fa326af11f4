"""Fields that several forms have: a quarter, an amount of money, a text that others will read."""

from __future__ import annotations

from functools import partial

import streamlit as st

from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.status import plain_text
from portfolio.wording import money
from portfolio.wording.i18n import Wording

LONGEST = 2000
"""Characters a note may have."""


def quarters_of(calendar: Calendar, last: Period | None = None) -> list[str]:
    """Return every quarter of the schedule as text, or up to a last one after it."""
    return [str(calendar.first.plus(n)) for n in range(calendar.first.until(last or calendar.last) + 1)]


def called(quarter: str, say: Wording) -> str:
    """Return what a period, as text, is called on pages."""
    return say.quarter(say.periods.parse(quarter))


def quarter(
    label: str,
    calendar: Calendar,
    key: str,
    say: Wording,
    *,
    blank: str | None = None,
    last: Period | None = None,
) -> Period | None:
    """Draw the choice of a quarter of the schedule.

    Args:
        label: What it is.
        calendar: The schedule.
        key: In the session's state, where the value may be set beforehand.
        say: The reader's language.
        blank: What stands there while none is chosen; None if one always is.
        last: The last one to choose from; None for that of the schedule.
    """
    chosen = st.selectbox(
        label,
        quarters_of(calendar, last),
        format_func=partial(called, say=say),
        index=0 if blank is None else None,
        key=key,
        placeholder=blank or "",
        persist_state="session",
    )
    return None if chosen is None else calendar.periods.parse(chosen)


def amount(label: str, key: str, say: Wording, *, help_text: str | None = None) -> float | int | None:
    """Draw a field for an amount in the unit of tables; `amount_of` reads it, and blank is not 0.

    What was typed outlasts other pages and, in the other unit, another language.
    """
    decimals = money.table_decimals(say)
    typed_in = st.session_state.setdefault(f"{key} typed in", say.language)
    if typed_in is not say.language:
        st.session_state[f"{key} typed in"] = say.language
        st.session_state[key] = money.retyped(st.session_state.get(key), typed_in, say)
    typed: float | int | None = st.number_input(
        say("field.in_unit", label=label, unit=money.short_unit(say)),
        value=None,
        step=10**-decimals if decimals else 1,
        format=f"%.{decimals}f" if decimals else "%d",
        key=key,
        help=help_text,
        placeholder=say("field.blank"),
        persist_state="session",
    )
    return typed


def amount_of(typed: float | int | None, say: Wording) -> tuple[int | None, str | None]:
    """Return an amount in the smallest kept unit, and what is wrong with it in words."""
    if typed is None:
        return None, say("field.amount_missing")
    try:
        return money.from_table_unit(typed, say), None
    except ValueError:
        return None, say("field.amount_fault", value=f"{typed:,}", step=money.step(say))


def in_unit(value: int, say: Wording) -> float | int:
    """Return an amount as the field for it shows it."""
    return money.table_number(value, say)


def text_fault(text: str, say: Wording) -> str | None:
    """Return what is wrong with a text that others will read: markup, or too long."""
    if len(text) > LONGEST:
        return say("field.too_long", n=LONGEST)
    try:
        plain_text(text)
    except ValueError:
        return say("field.markup")
    return None


def fault(message: str | None) -> None:
    """Draw the message that belongs to the field above it, if there is one."""
    if message is not None:
        st.error(message, icon=":material/error:")
