"""Import and export: the portfolio as a workbook; a file, looked at before all or nothing of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from portfolio.domain.differences import Difference, differences
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Conflict
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.portfolio_file import fitting, read_upload
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.reading import sheets_in
from portfolio.exchange.sheets.workbook import is_portfolio
from portfolio.exchange.sheets.writing import template_of, workbook_of
from portfolio.planning.records.people import local_user
from portfolio.planning.records.register import (
    add_portfolio,
    checked_name,
    faults_of_import,
    is_known,
    merged,
    remembered_mapping,
    update_portfolio,
)
from portfolio.ui import session
from portfolio.ui.components import faults, inputs, list_columns, portfolio_choice, saying, undoing
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.wording.columns import template_label
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import Wording
from portfolio.wording.imports import field_of, outcome, shown_value, subject_of, whole_words
from portfolio.wording.times import moment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = ["xlsx", "xls", "ods", "csv"]
_MOST_MB = 50
_ROUND, _NAME, _REASON = "import round", "import name", "import reason"
_REFUSED = "import refused"


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that can be taken as it is.

    Attributes:
        portfolio: As the file has it.
        is_new: Whether there is no portfolio of its name yet.
        changes: What differs from what is there.
        told: What somebody should know who trusts what was read.
        mapping: What the reader has said of its columns.
    """

    portfolio: Portfolio
    is_new: bool
    changes: list[Difference]
    told: list[Aside]
    mapping: Mapping | None = None


def draw(view: View) -> None:
    """Draw the downloads, and the way in."""
    _out(view.portfolio, view.say)
    _in(view)


def _out(portfolio: Portfolio, say: Wording) -> None:
    heading(say("exchange.out"), say("exchange.out_note"))
    file = f"{portfolio.name}.xlsx"
    try:
        workbook = workbook_of(portfolio, partial(in_words, say=say), file)
    except BadInput as error:
        faults.show(error.faults, say("exchange.out"), say)
        return
    with st.container(horizontal=True):
        _download(say("exchange.workbook"), workbook, file)
        offer_template(say)


def offer_template(say: Wording) -> None:
    """Offer the workbook to fill in, in the reader's language."""
    file = "template.xlsx"
    _download(
        say("exchange.template"),
        template_of(partial(in_words, say=say), file, partial(template_label, say)),
        file,
    )


def _download(label: str, content: bytes, file: str) -> None:
    st.download_button(
        label, content, file_name=file, mime=_XLSX, icon=":material/download:", on_click="ignore"
    )


def _in(view: View) -> None:
    say = view.say
    heading(say("exchange.in"), say("exchange.in_note"))
    st.session_state.setdefault(_NAME, view.portfolio.name)
    name = str(st.text_input(say("exchange.name"), key=_NAME, max_chars=80)).strip()
    take_in(view, name, is_new=name != view.portfolio.name)


def take_in(view: View, name: str, *, is_new: bool) -> None:
    """Draw the way in of a file: what is wrong with it, or what it changes, and what takes all of it.

    Args:
        view: The page.
        name: The portfolio that it is to be, or to be put into.
        is_new: Whether it has to be a new one.
    """
    say = view.say
    # What was taken is not offered once more: each import begins with a field of its own.
    number = st.session_state.setdefault(_ROUND, 0)
    upload = st.file_uploader(
        say("exchange.file"), type=_KINDS, key=f"import file {number}", max_upload_size=_MOST_MB
    )
    _say_refusal(say)
    if upload is None:
        return
    try:
        read = _looked_at(view, upload.getvalue(), upload.name, name, is_new=is_new)
    except BadInput as error:
        faults.show(error.faults, say("exchange.faults", file=upload.name), say)
        return
    for aside in read.told:
        st.info(in_words(aside, say))
    if read.is_new:
        st.info(say("exchange.is_new", name=name, n=len(read.portfolio.projects)))
    elif not read.changes:
        st.info(say("portfolios.unchanged", name=name))
        return
    else:
        show_changes(read.changes, say)
    st.text_input(say("assume.reason"), key=_REASON)
    st.button(
        say("exchange.take"),
        type="primary",
        icon=":material/check:",
        key="import",
        on_click=_take,
        args=(view, read, upload.name),
    )


def _looked_at(view: View, raw: bytes, file: str, name: str, *, is_new: bool) -> _Read:
    """Read a file and hold it against what is there; nothing is changed.

    Raises:
        BadInput: With every fault of the file, or of the name.
    """
    workspace, told = view.office.workspace, list[Aside]()
    if is_new and is_known(checked_name(name), workspace.store):
        raise BadInput([Fault(Form.PORTFOLIO, Expected.NEW_PORTFOLIO_NAME, None, "name", name)])
    known = None if is_new else view.portfolio
    remembered = None if is_new else remembered_mapping(workspace.store, name)
    said_in = list_columns.encoding(file, remembered, view.say)
    book = sheets_in(raw, file, said_in)
    if is_portfolio(book):
        mapping = None
    else:
        remembered = None if remembered is None else fitting(book, remembered)
        if remembered is not None:
            told.append(Aside(Note.MAPPING_REMEMBERED))
        mapping = list_columns.chosen(book, remembered, said_in, view.say)
    read = read_upload(raw, file, name, known, workspace.now().year, mapping=mapping, tell=told.append)
    if known is None:
        return _Read(read, is_new, [], told, mapping)
    wrong = faults_of_import(workspace, known, read, file)
    if wrong:
        raise BadInput(wrong)
    return _Read(read, is_new, differences(known, merged(known, read)), told, mapping)


def show_changes(changes: list[Difference], say: Wording) -> None:
    """Draw what is there and what will be, a row for each difference."""
    heading(say("exchange.changes"), say("exchange.changes_note", n=len(changes)))
    rows = []
    for change in changes:
        if change.is_added or change.is_removed:
            word = say("exchange.added" if change.is_added else "exchange.removed")
            whole = whole_words(change, say)
            rows.append([subject_of(change, say), word, *(("", whole) if change.is_added else (whole, ""))])
        else:
            values = (shown_value(value, say) for value in (change.before, change.after))
            rows.append([subject_of(change, say), field_of(change, say), *values])
    heads = [say(f"exchange.{head}") for head in ("subject", "field", "before", "after")]
    st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True)


def _take(view: View, read: _Read, file: str) -> None:
    """Take all of it, or say why not."""
    reason, workspace = str(st.session_state[_REASON]).strip(), view.office.workspace
    fault = view.say("exchange.no_reason") if not reason else inputs.text_fault(reason, view.say)
    if fault is not None:
        st.session_state[_REFUSED] = fault
        return
    name, number = read.portfolio.name, st.session_state[_ROUND]
    said = None if read.mapping == Mapping() else read.mapping
    try:
        if read.is_new:
            done = add_portfolio(
                workspace.store,
                read.portfolio,
                actor=local_user(),
                reason=reason,
                at=workspace.now(),
                mapping=said,
            )
        else:
            done = update_portfolio(
                workspace,
                read.portfolio,
                actor=local_user(),
                reason=reason,
                file=file,
                opened=view.version,
                mapping=said,
            )
    except BadInput as error:
        st.session_state[_REFUSED] = error.faults
        return
    except Conflict as conflict:
        theirs = conflict.theirs
        at = moment(theirs.at, view.say)
        st.session_state[_REFUSED] = view.say("exchange.conflict", by=theirs.by, at=at)
        return
    if done.is_new:
        st.session_state[session.KEY] = name
        portfolio_choice.open_another()
        saying.say_next(outcome(done, read.portfolio, view.say))
    else:
        del st.session_state[_REASON]
        undoing.say_saved(view.say("exchange.updated", name=name, version=done.version), view)
    st.session_state[_ROUND] = number + 1


def _say_refusal(say: Wording) -> None:
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, str):
        inputs.fault(refused)
    elif refused is not None:
        faults.show(refused, say("exchange.in"), say)
