"""The tabs of the data page: rows of the source, findings, targets against the plan, the data date."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.records.assumptions import set_data_date
from portfolio.planning.records.people import local_user
from portfolio.ui import source_rows
from portfolio.ui.components import findings, inputs, names, undoing
from portfolio.ui.components.blocks import download, figures, heading, words
from portfolio.ui.components.frame import View
from portfolio.wording import faults, money, targets
from portfolio.wording.i18n import Wording
from portfolio.wording.times import moment

_HEIGHT = 640
_DATE_SEEN = "data date seen"


def source(portfolio: Portfolio, say: Wording) -> None:
    """Draw the rows of the source, each with its place in its document."""
    if not portfolio.projects:
        st.info(say("data.no_projects"))
        return
    table = source_rows.table(portfolio, say)
    heading(
        say("data.source"),
        say("data.source_note", n=len(table), unit=money.unit_name(money.of(say), say.language)),
    )
    names.table(
        table,
        [project.id for project in portfolio.projects],
        "source rows",
        height=_HEIGHT,
        placeholder=say("project.not_stated"),
        alt=say("data.source"),
        column_config={
            say("column.place"): st.column_config.TextColumn(pinned=True),
            **{
                head: st.column_config.NumberColumn(format="localized", alignment="right")
                for head in source_rows.numbers(say)
            },
        },
    )
    download(table, "source.csv", say)
    if not portfolio.programme.documents:
        return
    heading(say("data.documents"))
    rows = [
        (say.either(d, "title"), [d.date or say("data.no_date")], "") for d in portfolio.programme.documents
    ]
    figures(rows, [say("data.document"), say("data.date")])


def all_findings(portfolio: Portfolio, say: Wording) -> None:
    """Draw every finding with the places it was read at."""
    heading(say("data.findings"), say.counted("finding.count", len(portfolio.findings)))
    findings.every(portfolio, say)


def targets_against(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the programme's targets against the plan in force."""
    held = targets.held_against(plan, portfolio, say)
    decided = [row for row in held if row.planned is not None]
    others = [row for row in held if row.planned is None]
    heads = [say(f"promise.{part}") for part in ("name", "promised", "planned", "verdict")]
    heads.append(say("data.place"))
    heading(say("data.targets"), say("data.targets_note"))
    rows = [[row.name, row.promised, str(row.planned), row.verdict, row.place] for row in decided]
    words(rows, heads, flagged=[row.is_missed for row in decided])
    if others:
        heading(say("target.others"), say("target.others_note"))
        words([[row.name, row.promised, row.place] for row in others], [heads[0], heads[1], heads[4]])
    table = [[row.name, row.promised, row.planned or "", row.verdict, row.place] for row in held]
    download(pd.DataFrame(table, columns=heads), "targets.csv", say)


def data_date(view: View) -> None:
    """Draw the quarter up to which everything is history, and what changes it."""
    say, portfolio = view.say, view.portfolio
    heading(say("data_date.title"))
    st.caption(say("data_date.note"))
    held = None if portfolio.data_date is None else str(portfolio.data_date)
    if st.session_state.setdefault(_DATE_SEEN, held) != held:
        # The form begins anew with what is in force; that somebody set it must not go unnoticed.
        lines = view.office.workspace.history("portfolio")
        theirs = next(line for line in lines if line.action == "set data date")
        st.warning(
            say("assume.conflict", by=theirs.by, at=moment(theirs.at, say)), icon=":material/call_split:"
        )
        st.session_state[_DATE_SEEN] = held
    with st.form(f"data date {held}", border=True):
        left, right = st.columns([1, 2], gap="large")
        with left:
            options = inputs.quarters_of(portfolio.calendar)
            chosen = st.selectbox(
                say("data_date.quarter"),
                options,
                format_func=partial(inputs.called, say=say),
                index=None if held is None else options.index(held),
                placeholder=say("data_date.none"),
                key=f"data date quarter {held}",
            )
        with right:
            reason = str(st.text_input(say("assume.reason"), key=f"data date why {held}"))
        place = st.container()
        asked = st.form_submit_button(say("assume.change"), icon=":material/check:")
    if asked:
        fault = _set_date(view, chosen, held, reason)
        with place:
            inputs.fault(fault)


def _set_date(view: View, chosen: str | None, held: str | None, reason: str) -> str | None:
    say = view.say
    if chosen == held:
        return say("assume.no_change")
    fault = say("assume.no_reason") if not reason.strip() else inputs.text_fault(reason, say)
    if fault is not None:
        return fault
    quarter = None if chosen is None else view.portfolio.programme.periods.parse(chosen)
    try:
        set_data_date(
            view.office.workspace, quarter, actor=local_user(), reason=reason.strip(), opened=view.version
        )
    except BadInput as error:
        return faults.lines(error.faults, say)
    except Conflict as conflict:
        return say("assume.conflict", by=conflict.theirs.by, at=moment(conflict.theirs.at, say))
    st.session_state[_DATE_SEEN] = chosen
    undoing.say_saved(say("data_date.set"), view)
    return st.rerun()
