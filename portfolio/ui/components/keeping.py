"""Keeping a scenario: name and save it, open another, delete it, share it, approve its plan as baseline."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.planning.baselines import approve
from portfolio.planning.scenarios import DEFAULT, delete_scenario, save_scenario
from portfolio.planning.workspace import local_user
from portfolio.ui import draft
from portfolio.ui.changes import changes_of, in_words, scenario_title
from portfolio.ui.components import inputs
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.components.frame import View
from portfolio.ui.times import moment

_NAME = "name to save"
_CONFLICT = "scenario conflict"
_SAID = "said"
_MOST = 100


def said() -> None:
    """Draw what the last click did, once."""
    words = st.session_state.pop(_SAID, None)
    if words is not None:
        st.success(words, icon=":material/check_circle:")


def say_next(words: str) -> None:
    """Have the next run of the page say what was done."""
    st.session_state[_SAID] = words


def open_other(view: View) -> None:
    """Draw the choice of a scenario to open."""
    say = view.say
    names = draft.names_to_open(view.office.workspace)
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
    theirs: Recorded[Scenario] | None = st.session_state.get(_CONFLICT)
    if theirs is not None:
        _conflict(view, theirs)
    name = st.text_input(
        say("keep.name"),
        value="" if work.base.name == DEFAULT else work.base.name,
        max_chars=_MOST,
        key=f"{_NAME} {work.base.name}",
        placeholder=say("keep.name_hint"),
    )
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("keep.save"), icon=":material/save:", disabled=not changes_of(view.scenario)):
            fault = _name_fault(name, view)
            if fault is None:
                _save(view, name.strip())
            with place:
                inputs.fault(fault)
        if work.is_saved and st.button(say("keep.delete"), icon=":material/delete:", type="tertiary"):
            delete_scenario(view.office.workspace, work.base.name, actor=local_user())
            say_next(say("keep.deleted", name=work.base.name))
            draft.reset()
            st.rerun()


def _name_fault(name: str, view: View) -> str | None:
    if not name.strip() or name.strip() == DEFAULT:
        return view.say("keep.name_missing")
    return inputs.text_fault(name, view.say)


def _save(view: View, name: str) -> None:
    opened = view.draft.version if name == view.base.name else None
    scenario = view.scenario.model_copy(update={"name": name})
    try:
        saved = save_scenario(view.office.workspace, scenario, actor=local_user(), opened=opened)
    except Conflict as conflict:
        st.session_state[_CONFLICT] = conflict.theirs
        st.rerun()
    st.session_state.pop(_CONFLICT, None)
    say_next(view.say("keep.saved", name=name, version=saved.version))
    draft.open_named(name)
    st.rerun()


def _conflict(view: View, theirs: Recorded[Scenario]) -> None:
    """Show both versions side by side; the reader takes theirs, or saves under another name."""
    say = view.say
    st.warning(
        say("keep.conflict", name=theirs.item.name, by=theirs.by, at=moment(theirs.at, say)),
        icon=":material/call_split:",
    )
    mine, other = changes_of(view.scenario), changes_of(theirs.item)
    rows = []
    for slot in {**mine, **other}:
        values = [
            "—" if slot not in side else in_words(slot, side[slot], view.portfolio, say)
            for side in (mine, other)
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
    note = st.text_input(say("approve.why"), key="approval note", max_chars=inputs.LONGEST)
    place = st.container()
    if st.button(say("approve.button"), icon=":material/verified:"):
        fault = say("approve.missing") if not note.strip() else inputs.text_fault(note, say)
        if fault is None:
            try:
                approve(view.office.workspace, plan, actor=local_user(), note=note)
            except BadInput:
                fault = say("approve.outdated")
            else:
                say_next(say("approve.done"))
                st.rerun()
        with place:
            inputs.fault(fault)
