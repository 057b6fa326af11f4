"""Which runs a reader waits for: a page may need several plans, and what none needs any more may end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

if TYPE_CHECKING:  # loaded by pages that plan, which every page would wait for
    from portfolio.planning.runs.office import Office
    from portfolio.planning.runs.run import Run

_ME = "reader"
_WAITING = "waiting for"
_NEEDED = "needed by this page"


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
