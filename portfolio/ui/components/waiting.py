"""What a page that has to wait keeps: the runs that it waits for, and a click on what it has not come to yet.

A page may need several plans; what none needs any more may end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

if TYPE_CHECKING:  # loaded by pages that plan, which every page would wait for
    from portfolio.planning.runs.office import Office
    from portfolio.planning.runs.run import Run

_ME = "reader"
_WAITING = "waiting for"
_NEEDED = "needed by this page"
_CLICKED = "clicked"


@contextmanager
def page() -> Iterator[None]:
    """Run a page; what the session waited for and a page with plans of its own does not need may then end.

    A page that is to be run again has not yet said all that it needs.
    """
    st.session_state[_NEEDED] = []
    try:
        yield
    except RerunException:
        raise
    except BaseException:
        _leave_what_is_not_needed()
        raise
    _leave_what_is_not_needed()
    st.session_state.pop(_CLICKED, None)


def clicked(button: Callable[..., bool], label: str, key: str, **look: Any) -> bool:
    """Draw a button and tell whether it was clicked, now or before the page had to wait above it.

    Streamlit alone forgets a click when the page ends before it comes to the button, as it does where
    somebody else has changed the data and another plan is needed first.

    Args:
        button: `st.button` or `st.form_submit_button`.
        label: What stands on it.
        key: What tells it from all others.
        look: How it looks, and whether it is disabled.
    """
    button(label, key=key, on_click=_note_click, args=(key,), **look)
    is_clicked = st.session_state.get(_CLICKED) == key
    if is_clicked:
        del st.session_state[_CLICKED]
    return is_clicked and not look.get("disabled", False)


def _note_click(key: str) -> None:
    st.session_state[_CLICKED] = key


def need(run: Run) -> None:
    """Say that the page needs this run, before it waits for it or draws what it found: nobody may end it."""
    run.waiting.add(_me())
    st.session_state.setdefault(_NEEDED, []).append(run)


def wait_for(run: Run, office: Office) -> None:
    """Say that the page ends here until this run is over; it is then the only one that is waited for."""
    waited = st.session_state.get(_WAITING)
    st.session_state[_WAITING] = (run, office)
    if waited is not None and waited[0] is not run:
        _leave(*waited)


def no_longer(run: Run) -> None:
    """Say that the session does not wait for a run that is over."""
    run.waiting.discard(_me())


def _leave_what_is_not_needed() -> None:
    needed, waited = st.session_state.get(_NEEDED), st.session_state.get(_WAITING)
    if needed and waited is not None and not any(run is waited[0] for run in needed):
        del st.session_state[_WAITING]
        _leave(*waited)


def _leave(run: Run, office: Office) -> None:
    if not run.state.is_over:
        office.runs.leave(run, _me())


def _me() -> str:
    name: str = st.session_state.setdefault(_ME, uuid4().hex)
    return name
