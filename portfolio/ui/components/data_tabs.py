"""The tabs of the data page: rows of the source, findings, targets against the plan, the data date."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from portfolio.domain.calendar import Quarter
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.workspace import local_user, set_data_date
from portfolio.ui import source_rows, targets
from portfolio.ui.components import findings, inputs, keeping
from portfolio.ui.components.blocks import download, figures, heading
from portfolio.ui.components.frame import View
from portfolio.ui.i18n import Wording
from portfolio.ui.times import moment

_HEIGHT = 640


def source(portfolio: Portfolio, say: Wording) -> None:
    """Draw the rows of the source, each with its place in its document."""
    table = source_rows.table(portfolio, say)
    heading(say("data.source"), say("data.source_note", n=len(table)))
    st.dataframe(
        table,
        hide_index=True,
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
    heading(say("data.targets"), say("promise.note"))
    titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
    rows = []
    for row in held:
        place = say("finding.place", document=titles[row.target.source.document],
                    place=row.target.source.place, quote=row.target.source.quote)  # fmt: skip
        cells = [say.either(row.target, "name"), row.promised, row.planned or "—", row.verdict, place]
        rows.append(cells)
    heads = [say(f"promise.{part}") for part in ("name", "promised", "planned", "verdict")]
    table = pd.DataFrame(rows, columns=[*heads, say("data.place")])
    styles = ["" if row.kept or row.kept is None else "bad" for row in held]
    decided = [row for row in held if row.planned is not None]
    _listed(table.iloc[: len(decided)], styles)
    heading(say("target.others"), say("target.others_note"))
    _listed(table.iloc[len(decided) :].drop(columns=[heads[2], heads[3]]), styles[len(decided) :])
    download(table, "targets.csv", say)


def _listed(table: pd.DataFrame, styles: list[str]) -> None:
    rows = [
        (cells[0], list(cells[1:]), f"{style} told")
        for cells, style in zip(table.to_numpy().tolist(), styles, strict=False)
    ]
    figures(rows, list(table.columns))


def data_date(view: View) -> None:
    """Draw the quarter up to which everything is history, and what changes it."""
    say, portfolio = view.say, view.portfolio
    heading(say("data_date.title"))
    st.caption(say("data_date.note"))
    with st.form(f"data date {view.version}", border=True):
        left, right = st.columns([1, 2], gap="large")
        with left:
            options = inputs.quarters_of(portfolio.calendar)
            held = None if portfolio.data_date is None else str(portfolio.data_date)
            chosen = st.selectbox(
                say("data_date.quarter"),
                options,
                index=None if held is None else options.index(held),
                placeholder=say("data_date.none"),
                key=f"data date quarter {view.version}",
            )
        with right:
            reason = str(st.text_input(say("assume.reason"), key=f"data date why {view.version}"))
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
    quarter = None if chosen is None else Quarter.parse(chosen)
    try:
        set_data_date(
            view.office.workspace, quarter, actor=local_user(), reason=reason.strip(), opened=view.version
        )
    except BadInput:
        calendar = view.portfolio.calendar
        return say("data_date.fault", first=calendar.first, last=calendar.last)
    except Conflict as conflict:
        return say("assume.conflict", by=conflict.theirs.by, at=moment(conflict.theirs.at, say))
    keeping.say_next(say("data_date.set"))
    return st.rerun()
