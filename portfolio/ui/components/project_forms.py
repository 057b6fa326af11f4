"""Projects added, copied, edited and retired on the page: a field for each column of the project table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.history import Conflict, Recorded
from portfolio.domain.project import Project
from portfolio.exchange.stages import OF_PROJECT, stage_cells
from portfolio.exchange.table_writing import project_cells
from portfolio.planning.records.people import local_user
from portfolio.planning.records.projects import (
    PLACE_IN_SOURCE,
    add_project,
    edit_project,
    retire_project,
)
from portfolio.ui.components import inputs, undoing, waiting
from portfolio.ui.components.frame import View
from portfolio.ui.components.project_fields import field, parts_of
from portfolio.wording import faults
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Wording
from portfolio.wording.times import moment

_OPENED, _SHOWN = "project opened", "project"
_ID, _REASON = "id", "reason"
_SIDE_BY_SIDE, _OF_A_STAGE = 3, 4

Cells = dict[str, str]
Places = Mapping[str, DeltaGenerator]


def add(view: View) -> None:
    """Draw the form of a new project, closed until somebody wants it."""
    with st.expander(view.say("project.add")):
        template = Project(id="new", name="new")
        begun = {**project_cells(template, view.portfolio.programme), _ID: "", "name": ""}
        _added(view, f"add {view.version}", "project.add", begun, None)


def change(view: View, project: Project) -> None:
    """Draw what can be done to a project, and the form of what is chosen.

    The form stays that of the version in which it was opened: what others do meanwhile is not overwritten.
    """
    say = view.say
    held: tuple[str, int, Cells] | None = st.session_state.get(_OPENED)
    is_open = held is not None and st.session_state.get(f"change {held[0]} {held[1]}") is not None
    if held is None or held[0] != project.id or (held[1] != view.version and not is_open):
        cells = project_cells(project, view.portfolio.programme) | stage_cells(view.portfolio, project.id)
        held = st.session_state[_OPENED] = (project.id, view.version, cells)
    _, opened, begun = held
    key = f"change {project.id} {opened}"
    done = st.selectbox(
        say("project.change"),
        ["project.edit", "project.copy", "project.retire"],
        index=None,
        format_func=say,
        key=key,
        placeholder=say("field.blank"),
        persist_state="session",
    )
    if done == "project.copy":
        of_row = {name: cell for name, cell in begun.items() if name not in OF_PROJECT}
        fresh = {name: "" if name in {_ID, *PLACE_IN_SOURCE} else cell for name, cell in of_row.items()}
        _added(view, f"{done} {key}", done, fresh, project.id)
    elif done is not None:
        fields = {name: cell for name, cell in begun.items() if name != _ID} if done == "project.edit" else {}
        asked, typed, reason, places = _form(f"{done} {key}", done, fields, view)
        if asked and fields and not typed:
            inputs.fault(say("assume.no_change"))
        elif asked:
            use_case = partial(edit_project, cells=typed) if fields else retire_project
            said = "project.edited" if fields else "project.retired"
            act = partial(
                use_case,
                view.office.workspace,
                project.id,
                actor=local_user(),
                reason=reason,
                opened=opened,
            )
            _do(act, said, places, view)


def _added(view: View, key: str, done: str, begun: Cells, copied: str | None) -> None:
    """Draw the form of a project that is not there yet, and add it."""
    asked, typed, reason, places = _form(key, done, begun, view)
    if asked:
        project = typed.pop(_ID, "").strip()
        workspace, actor = view.office.workspace, local_user()
        act = partial(add_project, workspace, project, typed, actor=actor, reason=reason, copied=copied)
        _do(act, "project.added", places, view)


def _form(key: str, done: str, begun: Cells, view: View) -> tuple[bool, Cells, str, Places]:
    """Draw a form; return whether it was sent, what was changed in it, the reason and places of messages."""
    say = view.say
    typed: Cells = {}
    places: dict[str, DeltaGenerator] = {}
    beside: list[DeltaGenerator] = []
    with st.form(f"form {key}", border=True):
        if begun:
            st.caption(say.together([say("project.fields_note"), say("project.elsewhere")]))
        for part, names in parts_of(begun).items():
            title, is_long = say(f"project.part.{part}"), part == "stages"
            if not is_long:
                st.markdown(f"**{title}**")
            with st.expander(title) if is_long else st.container():
                width = _OF_A_STAGE if is_long else _SIDE_BY_SIDE
                for number, name in enumerate(names):
                    # Rows, not columns of all: on a phone the fields stand below each other in their order.
                    beside = st.columns(width) if number % width == 0 else beside
                    with beside[number % width]:
                        typed[name] = field(name, begun[name], f"{name} {key}", view)
                        places[name] = st.container()
        reason = str(st.text_input(say("assume.reason"), key=f"why {key}", persist_state="session"))
        places[_REASON] = st.container()
        asked = waiting.clicked(
            st.form_submit_button, say(done), f"send {key}", icon=":material/check:", type="primary"
        )
    return asked, {name: cell for name, cell in typed.items() if cell != begun[name]}, reason, places


def _do(act: Callable[[], Recorded[Project]], said: str, places: Places, view: View) -> None:
    """Do it, say so and show the project; or tell what is wrong, beside the fields where that stands."""
    say = view.say
    try:
        done = act()
    except BadInput as error:
        _tell(error.faults, places, say)
    except Conflict as conflict:
        by, at = conflict.theirs.by, moment(conflict.theirs.at, say)
        st.error(say("assume.conflict", by=by, at=at), icon=":material/call_split:")
        st.button(say("assume.take_theirs"), icon=":material/download_done:", on_click=_forget)
    else:
        _forget()
        st.session_state[_SHOWN] = done.item.id
        undoing.say_saved(say(said, project=done.item.id, version=done.version), view)
        st.rerun()


def _forget() -> None:
    """Begin the forms anew, from what is in force."""
    st.session_state.pop(_OPENED, None)


def _tell(found: Iterable[Fault], places: Places, say: Wording) -> None:
    for fault in found:
        place = places.get(str(fault.column))
        label = None if fault.column is None else column_label("projects", fault.column, say)
        named = replace(fault, column=label)
        with st.container() if place is None else place:
            inputs.fault(faults.line(named, say))
