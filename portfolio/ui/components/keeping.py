"""Keeping a scenario: name and save it, open another, delete it, share it, approve its plan as baseline."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from portfolio.domain.changes import changes_of
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.baselines import approve, changes_since
from portfolio.planning.records.people import local_user
from portfolio.planning.records.scenarios import DEFAULT, delete_scenario, save_scenario
from portfolio.ui import draft
from portfolio.ui.components import inputs, waiting
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.components.frame import View
from portfolio.ui.components.undoing import say_saved
from portfolio.wording.changes import in_full, scenario_title
from portfolio.wording.history import changes_words
from portfolio.wording.times import moment

_NAME = "name to save"
_NOTE, _FAULT = "approval note", "approval fault"
_CONFLICT = "scenario conflict"
_MOST = 100


def open_other(view: View) -> None:
    """Draw the choice of a scenario to open."""
    say = view.say
    # What is open may have been deleted meanwhile.
    names = list(dict.fromkeys([*draft.names_to_open(view.office.workspace), view.base.name]))
    chosen = st.selectbox(
        say("keep.open"),
        names,
        index=names.index(view.base.name),
        format_func=lambda name: say("scenario.default") if name == DEFAULT else name,
        # Another scenario makes another field: its choice follows what is open, not the other way round.
        key=f"open from {view.base.name}",
        help=say("keep.open_help") if view.draft.is_changed else None,
    )
    if chosen != view.base.name:
        draft.open_named(chosen)
        st.rerun()


def save(view: View) -> None:
    """Draw the name and the button that saves; who saved in between is shown, and nothing overwritten."""
    say, work = view.say, view.draft
    met: tuple[str, Recorded[Scenario]] | None = st.session_state.get(_CONFLICT)
    if work.deleted is not None:
        _deleted(view, work.deleted)
    elif met is not None and met[0] == work.base.name:
        _conflict(view, met[1])
    name = st.text_input(
        say("keep.name"),
        value="" if work.base.name == DEFAULT else work.base.name,
        max_chars=_MOST,
        key=f"{_NAME} {work.base.name}",
        persist_state="session",
        placeholder=say("keep.name_hint"),
    )
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        if waiting.clicked(
            st.button,
            say("keep.save"),
            f"save {work.base.name}",
            icon=":material/save:",
            disabled=not changes_of(view.scenario),
        ):
            fault = _name_fault(name, view)
            if fault is None:
                _save(view, name.strip())
            with place:
                inputs.fault(fault)
        if work.is_saved and waiting.clicked(
            st.button,
            say("keep.delete"),
            f"delete {work.base.name}",
            icon=":material/delete:",
            type="tertiary",
        ):
            _delete(view)


def _name_fault(name: str, view: View) -> str | None:
    if not name.strip() or name.strip() == DEFAULT:
        return view.say("keep.name_missing")
    return inputs.text_fault(name, view.say)


def _delete(view: View) -> None:
    name = view.base.name
    try:
        delete_scenario(view.office.workspace, name, actor=local_user(), opened=view.draft.version)
    except Conflict as conflict:
        _show_next(view, conflict)
    say_saved(view.say("keep.deleted", name=name), view)
    draft.reset()
    st.rerun()


def _show_next(view: View, conflict: Conflict) -> NoReturn:
    """Run the page again, which shows what was saved meanwhile, or finds that it was deleted."""
    # Only while the same scenario is open: on another one there is no conflict.
    st.session_state[_CONFLICT] = None if conflict.is_deleted else (view.base.name, conflict.theirs)
    st.rerun()


def _save(view: View, name: str, *, is_new: bool = False) -> None:
    opened = view.draft.version if name == view.base.name and not is_new else None
    scenario = view.scenario.model_copy(update={"name": name})
    try:
        saved = save_scenario(view.office.workspace, scenario, actor=local_user(), opened=opened)
    except Conflict as conflict:
        _show_next(view, conflict)
    st.session_state.pop(_CONFLICT, None)
    say_saved(view.say("keep.saved", name=name, version=saved.version), view)
    draft.open_named(name)
    st.rerun()


def _deleted(view: View, deleted: Recorded[Scenario]) -> None:
    """Say that the scenario was deleted meanwhile; what the reader sees can be saved as a new one."""
    say, name = view.say, view.base.name
    st.warning(
        say("keep.deleted_since", name=name, by=deleted.by, at=moment(deleted.at, say)),
        icon=":material/delete_forever:",
    )
    if waiting.clicked(st.button, say("keep.save_as_new"), f"save anew {name}", icon=":material/save:"):
        _save(view, name, is_new=True)


def _conflict(view: View, theirs: Recorded[Scenario]) -> None:
    """Show both versions side by side; the reader takes theirs, or saves under another name."""
    say = view.say
    st.warning(
        say("keep.conflict", name=theirs.item.name, by=theirs.by, at=moment(theirs.at, say)),
        icon=":material/call_split:",
    )
    scenarios = (view.scenario, theirs.item)
    mine, other = map(changes_of, scenarios)
    rows = []
    for slot in {**mine, **other}:
        values = [
            "—" if slot not in side else in_full(slot, side[slot], scenario, view.portfolio, say)
            for side, scenario in zip((mine, other), scenarios, strict=True)
        ]
        rows.append((values[0], [values[1]], "" if values[0] == values[1] else "bad"))
    figures(rows, [say("keep.mine"), say("keep.theirs")])
    if st.button(say("keep.take_theirs"), icon=":material/download_done:"):
        st.session_state.pop(_CONFLICT)
        draft.open_named(theirs.item.name)
        st.rerun()


def approval(view: View, plan: Plan) -> None:
    """Draw the note and the button that make the plan the baseline in force."""
    say = view.say
    heading(say("approve.title"))
    st.caption(say("approve.note", name=scenario_title(plan.scenario.name, say)))
    st.text_input(say("approve.why"), key=_NOTE, max_chars=inputs.LONGEST, persist_state="session")
    place = st.container()
    # What is approved is the plan that is shown here, whatever the page finds when it runs again.
    st.button(say("approve.button"), icon=":material/verified:", on_click=_approve, args=(view, plan))
    with place:
        inputs.fault(st.session_state.pop(_FAULT, None))


def _approve(view: View, plan: Plan) -> None:
    say, workspace = view.say, view.office.workspace
    note: str = st.session_state[_NOTE]
    fault = approved(view, plan, note)
    if fault is not None:
        st.session_state[_FAULT] = fault
        return
    st.session_state[_NOTE] = ""
    since = changes_since(workspace, plan)
    changes = changes_words(since, view.portfolio, say)
    say_saved(say("approve.done_since", changes=changes) if since else say("approve.done"), view)


def approved(view: View, plan: Plan, note: str) -> str | None:
    """Approve a plan as baseline, and return what keeps it from that, in words."""
    say = view.say
    fault = say("approve.missing") if not note.strip() else inputs.text_fault(note, say)
    if fault is None:
        try:
            approve(view.office.workspace, plan, actor=local_user(), note=note)
        except BadInput:
            return say("approve.does_not_hold")
    return fault
