"""The form that reports how far a target, a deliverable or an indicator is, with its date and source."""

from __future__ import annotations

from functools import partial

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Form
from portfolio.domain.history import Conflict
from portfolio.domain.promises import Reading
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.validating import validated
from portfolio.planning.records.people import local_user
from portfolio.planning.records.readings import report_reading
from portfolio.ui.components import inputs, undoing
from portfolio.ui.components.frame import View
from portfolio.wording import faults
from portfolio.wording.columns import column_label
from portfolio.wording.promises import promise_name
from portfolio.wording.times import moment

_ASKED = ("value", "as_of", "by", "note")


def draw(view: View) -> None:
    """Draw the form; what is reported is added to what was reported before."""
    say, portfolio = view.say, view.portfolio
    ids = [item.id for item in portfolio.programme.targets]
    ids += [item.id for item in portfolio.deliverables]
    ids += [item.id for item in portfolio.indicators]
    if not ids:
        return
    undoing.said(view)
    with st.form("reading", border=True):
        target = st.selectbox(
            column_label("readings", "target", say),
            ids,
            format_func=partial(promise_name, portfolio=portfolio, say=say),
            key="reading target",
        )
        told = {
            name: str(st.text_input(column_label("readings", name, say), key=f"reading {name}"))
            for name in _ASKED
        }
        asked = st.form_submit_button(say("targets.report"), icon=":material/check:")
    if asked:
        inputs.fault(_reported(view, {"target": target or "", **told}))


def _reported(view: View, told: dict[str, str]) -> str | None:
    """Record what was typed; return what is wrong with it."""
    say = view.say
    filled = {name: value.strip() for name, value in told.items() if value.strip()}
    try:
        reading = validated(Reading, typed(Reading, filled), Form.READING)
        seen = len(view.portfolio.readings_of(reading.target))
        report_reading(view.office.workspace, reading, actor=local_user(), seen=seen)
    except BadInput as error:
        return faults.lines(error.faults, say)
    except Conflict as conflict:
        return say("assume.conflict", by=conflict.theirs.by, at=moment(conflict.theirs.at, say))
    undoing.say_saved(say("targets.reported"), view)
    return st.rerun()
