"""What the programme says of itself, as a form: names, years, money, envelope; a change needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st
from babel.dates import format_date

from portfolio.domain.calendar import NamedAfter
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.planning.records.people import local_user
from portfolio.planning.records.programme import FIELDS, edit_programme, values_of, with_values
from portfolio.ui.components import inputs, undoing
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.wording import faults
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Wording
from portfolio.wording.times import moment

_OPENED = "programme opened"
_AMOUNTS = {"envelope.minimum", "envelope.maximum"}
SECTIONS = {
    "names": FIELDS[:6],
    "years": FIELDS[6:11],
    "money": FIELDS[11:14],
    "envelope": FIELDS[14:],
}
_UNITS = (1, 1_000, 10_000, 1_000_000, 100_000_000, 1_000_000_000)


def draw(view: View) -> None:
    """Draw the fields, what they would make of the years, and what saves them."""
    say = view.say
    held: tuple[int, Programme] | None = st.session_state.get(_OPENED)
    if held is None:
        held = st.session_state[_OPENED] = (view.version, view.portfolio.programme)
    opened, programme = held
    begun, typed = values_of(programme), dict[str, Any]()
    fault: str | None = None
    for section, paths in SECTIONS.items():
        heading(say(f"programme.{section}"), say(f"programme.{section}_note"))
        columns = st.columns(3)
        for number, path in enumerate(paths):
            with columns[number % 3]:
                typed[path], wrong = _field(path, begun[path], f"programme {opened} {path}", view)
                inputs.fault(wrong)
                fault = fault or wrong
        if section == "years":
            _examples(view.portfolio, {path: typed[path] for path in paths}, say)
    changed = {path: value for path, value in typed.items() if value != begun[path]}
    reason = str(st.text_input(say("assume.reason"), key=f"programme why {opened}", persist_state="session"))
    if st.button(say("assume.change"), icon=":material/check:", type="primary", key="save programme"):
        _save(view, changed, reason, opened, fault)
    if opened != view.version and not changed:
        _forget()
        st.rerun()


def _field(path: str, value: Any, key: str, view: View) -> tuple[Any, str | None]:
    """Draw the field of a value; return what stands there and what is wrong with it."""
    say, label = view.say, column_label("programme", path, view.say)
    match path:
        case "horizon.first_year" | "horizon.last_year" | "money.decimals":
            return st.number_input(label, value=value, step=1, key=key, persist_state="session"), None
        case "fiscal_year.first_month":
            return _choice(label, list(range(1, 13)), value, key, lambda month: _month(month, say)), None
        case "fiscal_year.named":
            names = [each.value for each in NamedAfter]
            return _choice(label, names, value, key, lambda named: say(f"programme.named.{named}")), None
        case "money.unit":
            return _choice(label, list(_UNITS), value, key, lambda unit: f"{unit:,}"), None
        case "envelope.source.document":
            documents = [None, *(document.id for document in view.portfolio.programme.documents)]
            return _choice(label, documents, value, key, lambda one: one or say("field.blank")), None
        case _ if path in _AMOUNTS:
            if key not in st.session_state and value is not None:
                st.session_state[key] = inputs.in_unit(value, say)
            amount = inputs.amount(label, key, say)
            return (None, None) if amount is None else inputs.amount_of(amount, say)
        case _:
            text = str(st.text_input(label, value=value or "", key=key, persist_state="session"))
            return text.strip() or None, inputs.text_fault(text, say)


def _choice(label: str, options: list[Any], value: Any, key: str, called: Callable[[Any], str]) -> Any:
    at = options.index(value) if value in options else 0
    return st.selectbox(label, options, index=at, format_func=called, key=key, persist_state="session")


def _month(month: int, say: Wording) -> str:
    return format_date(date(2024, month, 1), "LLLL", locale=str(say.language))


def _examples(portfolio: Portfolio, typed: dict[str, Any], say: Wording) -> None:
    """Draw what the years and quarters would be called, or what is wrong with them."""
    try:
        wanted = with_values(portfolio, typed)
    except BadInput as error:
        for fault in error.faults[:3]:
            inputs.fault(faults.line(fault, say))
        return
    called, horizon = say.of(wanted), wanted.programme.horizon
    year = called.fiscal_year
    first, last = year.first_day_of(horizon.first_year), year.first_day_of(horizon.first_year + 1)
    st.caption(
        say(
            "programme.example",
            named=called.year(horizon.first_year),
            first=format_date(first, "long", locale=str(say.language)),
            after=format_date(last, "long", locale=str(say.language)),
            quarter=called.quarter(wanted.programme.periods.first(horizon.first_year)),
            last=called.year(horizon.last_year),
        )
    )


def _save(view: View, changed: dict[str, Any], reason: str, opened: int, fault: str | None) -> None:
    say = view.say
    if fault is None and not changed:
        fault = say("assume.no_change")
    if fault is None:
        fault = say("assume.no_reason") if not reason.strip() else inputs.text_fault(reason, say)
    if fault is not None:
        inputs.fault(fault)
        return
    try:
        done = edit_programme(
            view.office.workspace, changed, actor=local_user(), reason=reason.strip(), opened=opened
        )
    except BadInput as error:
        for each in error.faults:
            inputs.fault(faults.line(each, say))
    except Conflict as conflict:
        by, at = conflict.theirs.by, moment(conflict.theirs.at, say)
        st.error(say("assume.conflict", by=by, at=at), icon=":material/call_split:")
        st.button(say("assume.take_theirs"), icon=":material/download_done:", on_click=_forget)
    else:
        _forget()
        undoing.say_saved(say("programme.saved", version=done.version), view)
        st.rerun()


def _forget() -> None:
    """Begin the form anew, from what is in force."""
    st.session_state.pop(_OPENED, None)
