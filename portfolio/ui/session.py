"""What all pages of a server share: one workspace, one solver's process, the queue of runs."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

import streamlit as st

from portfolio import settings
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan
from portfolio.planning.records.baselines import baseline_in_force, first_baseline
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.recorded_solves import RecordedSolves
from portfolio.planning.runs.run import Run
from portfolio.planning.runs.solver_process import SolverProcess
from portfolio.store.store import Store
from portfolio.ui.solver import shared_solver


class Office:
    """A workspace, and who solves for it."""

    def __init__(self, workspace: Workspace, solver: SolverProcess) -> None:
        self.workspace = workspace
        self._solve = RecordedSolves(workspace.store, solver)
        self.runs = RunQueue(workspace, self._solve)
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "first baseline")
        self._first: Future[Recorded[Plan]] | None = None
        self._baseline: Recorded[Plan] | None = None

    def leave(self, run: Run, session: str) -> None:
        """Say that a session waits no longer; a run that nobody waits for any more is ended."""
        run.waiting.discard(session)
        if not run.waiting and not run.state.is_over:
            self.runs.forget(run)

    def has_baseline(self, seconds: float) -> bool:
        """Tell whether it is settled which baseline is in force; the first one takes a moment to make."""
        with self._lock:
            if self._first is None:
                self._first = self._worker.submit(first_baseline, self.workspace, self._solve)
            first = self._first
        try:
            failure = first.exception(timeout=seconds)
        except TimeoutError:
            return False
        if failure is not None and not isinstance(failure, BadInput):
            with self._lock:
                # Somebody else may have seen the same, and begun again.
                if self._first is first:
                    self._first = None
            raise failure
        return True

    def baseline(self) -> Recorded[Plan] | None:
        """Return the baseline in force; None while the default scenario has no plan and none was approved."""
        self._baseline = baseline_in_force(self.workspace, self._baseline)
        return self._baseline


def office() -> Office:
    """Return the office of the portfolio that the app opens.

    Raises:
        BadInput: The portfolio's files or the store have faults.
    """
    return _office(settings.app_portfolio(), settings.store_url())


@st.cache_resource(show_spinner=False)
def _office(portfolio: str, store: str) -> Office:
    return Office(Workspace(portfolio, store=Store(store)), shared_solver())
