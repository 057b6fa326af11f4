"""Lists of the portfolio, each as a table to type into: looked at first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.history import Conflict
from portfolio.exchange.lists import ESTIMATES, FUNDING_RULES, LISTS, SHARES, Column, Row, columns_of, rows_of
from portfolio.planning.records.lists import ListEdit, edit_list, looked_at, subject_of
from portfolio.planning.records.people import local_user
from portfolio.ui.components import exchange, history, inputs, undoing
from portfolio.ui.components.blocks import heading, words
from portfolio.ui.components.frame import View
from portfolio.ui.list_rows import ORIGIN, frame_of, rows_in
from portfolio.wording.faults import expectation, in_words
from portfolio.wording.i18n import Wording
from portfolio.wording.list_items import choice_name, column_name, item_name, item_names, list_name
from portfolio.wording.times import moment

_LIST = "list"
_HEIGHT, _WIDTH_OF_NAMES = 460, 150

Put = Callable[[Sequence[Row]], None]
"""Has other rows stand in the table, within a click."""
Order = Callable[[View, str, Sequence[Row], Put], None]
Tell = Callable[[View, str, ListEdit, Sequence[Row]], None]


def _as_it_is(_view: View, _name: str, _rows: Sequence[Row], _put: Put) -> None:
    """Leave the rows of a list in their order."""


def _nothing_more(_view: View, _name: str, _edit: ListEdit, _rows: Sequence[Row]) -> None:
    """Tell nothing more of an edit than what differs."""


def draw(view: View) -> None:
    """Draw the choice of a list, its table, and what typing into it would change."""
    say = view.say
    heading(say("lists.title"), say("lists.title_note"))
    name = st.selectbox(
        say("lists.which"), LISTS, format_func=partial(list_name, say=say), key=_LIST, persist_state="session"
    )
    st.caption(say(f"lists.note.{name}"))
    table(view, name)


def table(view: View, name: str, *, order: Order = _as_it_is, tell: Tell = _nothing_more) -> None:
    """Draw a list as a table, and what typing into it would change.

    Args:
        view: The page.
        name: The list.
        order: Draws what puts its rows in another order.
        tell: Tells what else an edit of it changes.
    """
    say = view.say
    about = f"{view.portfolio.name} {name}"
    begun, opened = _begun(view, name, about)
    columns = columns_of(name, view.portfolio)
    rows = _grid(view, name, columns, f"{about} {opened}", st.session_state.get(_typed(about), begun))
    order(view, name, rows, partial(_put, about, begun, opened))
    if rows == begun:
        st.session_state.pop(_typed(about), None)
        st.caption(say("lists.unchanged"))
        return
    st.session_state[_typed(about)] = rows
    try:
        edit = looked_at(view.office.workspace, name, rows, opened)
    except BadInput as error:
        _faults(error.faults, name, rows, view)
        _start_again(about, say)
    except Conflict as conflict:
        _conflict(conflict, name, about, view)
    else:
        if edit.changes:
            tell(view, name, edit, rows)
            _offer(view, name, edit, rows, opened)
        else:
            st.caption(say("lists.unchanged"))


def _typed(about: str) -> str:
    return f"list typed {about}"


def _begun(view: View, name: str, about: str) -> tuple[list[Row], int]:
    """Return the rows that were begun from and the version they are of; those in force if none are typed."""
    key = f"list begun {about}"
    held: tuple[list[Row], int] | None = st.session_state.get(key)
    if held is None or (held[1] != view.version and _typed(about) not in st.session_state):
        columns = columns_of(name, view.portfolio)
        # As they are read from the table, so that only what somebody types differs.
        rows = rows_in(frame_of(rows_of(name, view.portfolio), columns), columns)
        held = st.session_state[key] = (rows, view.version)
    return held


def _grid(view: View, name: str, columns: Sequence[Column], about: str, rows: Sequence[Row]) -> list[Row]:
    """Draw the table and return what stands in it.

    While it stands on the page it stays as it began, because the grid counts what is typed from there; when
    the reader comes back to it, it begins with what was typed.
    """
    say = view.say
    key = f"list grid {about} {say.language}"
    shown = f"{key} begun"
    if key not in st.session_state or shown not in st.session_state:
        st.session_state[shown] = frame_of(rows, columns)
    edited = st.data_editor(
        st.session_state[shown],
        key=key,
        num_rows="fixed" if name == ESTIMATES else "dynamic",
        hide_index=False,
        height=_HEIGHT if len(rows) > 10 else "auto",
        alt=list_name(name, say),
        placeholder=say("field.blank"),
        column_config={ORIGIN: None, **{c.path: _configured(c, name, view) for c in columns}},
    )
    return rows_in(edited, columns)


def _label(name: str, path: str, view: View) -> str:
    """Return what a column is called; of shares and their bounds, whose each is."""
    of, _, source = path.partition(".")
    if name != FUNDING_RULES or of not in SHARES:
        return column_name(name, path, view.say)
    key = "assume.share" if of == SHARES[0] else f"assume.share.{of}"
    return view.say(key, name=item_name("funding_sources", source, view.portfolio, view.say))


def _configured(column: Column, name: str, view: View) -> Any:
    """Return what a column is called, what it may hold, and how that is typed."""
    say = view.say
    is_name = column.path in {"id", "project"}
    called: dict[str, Any] = {
        "label": _label(name, column.path, view),
        "help": in_words(column.expected, say),
        "disabled": column.is_fixed,
        "pinned": is_name,
        "width": _WIDTH_OF_NAMES if is_name else None,
    }
    names = {code: choice_name(name, column.path, code, say) for code in column.choices}
    if column.of is not None and column.of != name:
        names = item_names(column.of, view.portfolio, say)
    options = list(names)
    if options and column.is_several:
        called["width"] = "medium"
        return st.column_config.MultiselectColumn(**called, options=options, format_func=names.__getitem__)
    if options:
        return st.column_config.SelectboxColumn(
            **called, options=options, format_func=lambda option: names[str(option)]
        )
    if column.is_yes_or_no:
        return st.column_config.CheckboxColumn(**called, default=False)
    if column.is_number:
        return st.column_config.NumberColumn(**called, format="plain")
    if column.is_several:
        return st.column_config.ListColumn(**called)
    return st.column_config.TextColumn(**called)


def _faults(found: Iterable[Fault], name: str, rows: Sequence[Row], view: View) -> None:
    """Draw every fault beside its row and its column."""
    say = view.say
    st.error(say("lists.faults"), icon=":material/error:")
    called = {row.number: _row_name(row, say) for row in rows}
    found, left = _left_without(found)
    if left:
        names = [item_name("projects", project, view.portfolio, say) for project in left]
        inputs.fault(say("rules.left_without", n=len(left), names=say.few(names)))
    if not found:
        return
    words(
        [
            [
                called.get(fault.line or 0, say("lists.whole")),
                "" if fault.column is None else _label(name, fault.column, view),
                fault.value or say("fault.missing"),
                expectation(fault, say),
            ]
            for fault in found
        ],
        [say("lists.row"), say("lists.column"), say("fault.found"), say("fault.expected")],
    )


def _left_without(found: Iterable[Fault]) -> tuple[list[Fault], list[str]]:
    """Part the faults from the projects that no rule would be for any more, which may be hundreds."""
    others, left = list[Fault](), list[str]()
    for fault in found:
        if fault.code is Expected.RULE_THAT_APPLIES:
            left.append(str(fault.values["project"]))
        else:
            others.append(fault)
    return others, left


def _row_name(row: Row, say: Wording) -> str:
    """Return what a row is called: its number, and the first text that stands in it."""
    first = next((value for value in row.cells.values() if isinstance(value, str)), None)
    return str(row.number) if first is None else say("lists.row_named", n=row.number, name=first)


def _conflict(conflict: Conflict, name: str, about: str, view: View) -> None:
    """Tell who has changed the same list meanwhile, and what they did; what was typed stays."""
    say, theirs = view.say, conflict.theirs
    st.error(
        say("lists.conflict", by=theirs.by, at=moment(theirs.at, say)),
        icon=":material/call_split:",
    )
    history.show(view.office.workspace.history(subject_of(name), most=1), view.portfolio, say)
    _start_again(about, say)


def _start_again(about: str, say: Wording) -> None:
    st.button(
        say("assume.take_theirs"),
        icon=":material/download_done:",
        key=f"list again {about}",
        on_click=_forget,
        args=(about,),
    )


def _forget(about: str) -> None:
    """Begin the table anew, from what is in force."""
    for key in [key for key in st.session_state if about in str(key) and str(key).startswith("list ")]:
        del st.session_state[key]


def _put(about: str, begun: list[Row], opened: int, rows: Sequence[Row]) -> None:
    """Have the table begin with other rows, as if somebody had typed them."""
    _forget(about)
    st.session_state[f"list begun {about}"] = begun, opened
    st.session_state[_typed(about)] = list(rows)


def _offer(view: View, name: str, edit: ListEdit, rows: Sequence[Row], opened: int) -> None:
    """Draw what changes, and save it with a reason."""
    say, about = view.say, f"{view.portfolio.name} {name}"
    for old, new in edit.renames.items():
        st.info(say("lists.renamed", old=old, new=new))
    if edit.scenarios:
        names = [scenario.name for _, scenario in edit.scenarios]
        st.info(say("lists.scenarios", names=say.few(names)))
    exchange.show_changes(edit.changes, say)
    reason = str(
        st.text_input(say("assume.reason"), key=f"list reason {about}", persist_state="session")
    ).strip()
    place = st.container()
    with st.container(horizontal=True):
        asked = st.button(
            say("lists.save"), type="primary", icon=":material/check:", key=f"list save {about}"
        )
        _start_again(about, say)
    if not asked:
        return
    fault = say("exchange.no_reason") if not reason else inputs.text_fault(reason, say)
    if fault is not None:
        with place:
            inputs.fault(fault)
        return
    try:
        done = edit_list(view.office.workspace, name, rows, actor=local_user(), reason=reason, opened=opened)
    except BadInput as error:
        _faults(error.faults, name, rows, view)
    except Conflict as conflict:
        _conflict(conflict, name, about, view)
    else:
        _forget(about)
        undoing.say_saved(say("lists.saved", name=list_name(name, say), version=done.version), view)
        st.rerun()
