"""What the last click saved, with a button that takes it back; and any step of the history, back or again."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict, HistoryLine
from portfolio.planning.records.people import local_user
from portfolio.planning.records.undoing import Step, step_to, steps_of, undo
from portfolio.ui.components import inputs, saying
from portfolio.ui.components.frame import View
from portfolio.wording import faults
from portfolio.wording.history import clash_lines, what_words
from portfolio.wording.i18n import Wording
from portfolio.wording.times import moment

_REFUSED = "undo refused"


def say_saved(words: str, view: View) -> None:
    """Have the page say what was saved when it runs again, and offer to take that back."""
    step = step_to(view.office.workspace.history(most=1))
    saying.say_next(words, None if step is None else step.number)


def said(view: View) -> None:
    """Draw what the last click did, once, with what takes it back; or why it could not be taken back."""
    number = saying.said()
    for line in st.session_state.pop(_REFUSED, ()):
        inputs.fault(line)
    if number is None:
        return
    step = next((step for step in steps_of(view.office.workspace.history()) if step.number == number), None)
    if step is not None:
        _button(step, f"last step {number} {step.is_undone}", "", view)


def steps(lines: Iterable[HistoryLine], view: View) -> None:
    """Draw the choice of a step of the history, and what takes it back or does it again.

    Args:
        lines: The history, newest first, or all of it that is about one subject.
        view: The page.
    """
    say = view.say
    found = {f"{step.line.number}": step for step in steps_of(lines)}
    if not found:
        return
    with st.container(border=True):
        left, right = st.columns(2, gap="large")
        # Named by the newest line: a choice that was made is of that history, and begins anew with another.
        key = next(iter(found))
        with left:
            chosen = st.selectbox(
                say("undo.step"),
                list(found),
                format_func=lambda number: _called(found[number], view),
                key=f"step of {key}",
            )
        with right:
            reason = str(st.text_input(say("undo.reason"), key=f"why back {key}"))
        fault = inputs.text_fault(reason, say)
        inputs.fault(fault)
        _button(found[str(chosen)], f"step back {key}", reason, view, is_usable=fault is None)


def _called(step: Step, view: View) -> str:
    line, say = step.line, view.say
    done = say(
        "approve.change", what=what_words(line, view.portfolio, say), by=line.by, at=moment(line.at, say)
    )
    return say("history.numbered", number=step.number, what=done)


def _button(step: Step, key: str, reason: str, view: View, *, is_usable: bool = True) -> None:
    st.button(
        view.say("undo.redo" if step.is_undone else "undo.undo"),
        icon=":material/redo:" if step.is_undone else ":material/undo:",
        key=key,
        on_click=_turn,
        args=(step, reason, view),
        help=what_words(step.line, view.portfolio, view.say),
        disabled=not is_usable,
    )


def _turn(step: Step, reason: str, view: View) -> None:
    """Take a step back or do it again, and have the page say so, or what keeps it from that."""
    say, redo = view.say, step.is_undone
    try:
        line = undo(view.office.workspace, step.number, actor=local_user(), reason=reason.strip(), redo=redo)
    except BadInput as error:
        st.session_state[_REFUSED] = [faults.line(fault, say) for fault in error.faults]
    except Conflict as conflict:
        st.session_state[_REFUSED] = _told(conflict, say)
    else:
        saying.say_next(what_words(line, view.portfolio, say), step.number)


def _told(conflict: Conflict, say: Wording) -> list[str]:
    by, at = conflict.theirs.by, moment(conflict.theirs.at, say)
    return [say("undo.conflict", by=by, at=at), *clash_lines(conflict, say)]
