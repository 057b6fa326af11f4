"""What all pages of a server share: one workspace, one solver's process, one queue of runs."""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

import streamlit as st

from portfolio import settings
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.baselines import baseline_in_force, first_baseline
from portfolio.planning.runs import Run, RunQueue
from portfolio.planning.solver_process import SolverProcess
from portfolio.planning.workspace import Workspace, local_user
from portfolio.store.store import Store
from portfolio.ui.answers import Desk

_KEPT = 64
"""Questions whose runs are remembered; the one asked for longest ago goes first."""


@dataclass
class Question:
    """A plan that was asked for, and since when (seconds of a clock that never goes back).

    Attributes:
        waiting: Reader's sessions that wait for it.
    """

    run: Run
    asked: float = field(default_factory=time.monotonic)
    waiting: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        """How long ago it was asked."""
        return time.monotonic() - self.asked


class Office:
    """A workspace, and who solves for it. The same question is asked once, whichever page asks it."""

    def __init__(self, workspace: Workspace, solver: SolverProcess) -> None:
        self.workspace = workspace
        self.runs = RunQueue(workspace, solver)
        self.desk = Desk(solver)
        self._solver = solver
        self._questions: OrderedDict[tuple[str, str, int], Question] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "first baseline")
        self._first: Future[Recorded[Plan]] | None = None

    def ask(self, portfolio: Portfolio, scenario: Scenario, baseline: Recorded[Plan] | None) -> Question:
        """Return the question for the plan of a scenario, asked now unless somebody has."""
        key = (portfolio.data_hash, scenario.model_dump_json(), 0 if baseline is None else baseline.number)
        with self._lock:
            question = self._questions.get(key)
            if question is None:
                close_to = None if baseline is None else baseline.item
                run = self.runs.ask(portfolio, scenario, baseline=close_to, actor=local_user())
                question = self._questions[key] = Question(run)
                while len(self._questions) > _KEPT:
                    self._questions.popitem(last=False)
            self._questions.move_to_end(key)
            return question

    def forget(self, question: Question) -> None:
        """Drop a question, so that asking again solves again."""
        with self._lock:
            kept = [(key, other) for key, other in self._questions.items() if other is not question]
            self._questions = OrderedDict(kept)

    def leave(self, question: Question, session: str) -> None:
        """Say that a session waits no longer; a run that nobody waits for any more is ended."""
        question.waiting.discard(session)
        if not question.waiting and not question.run.state.is_over:
            self.forget(question)
            question.run.cancel()

    def has_baseline(self, seconds: float) -> bool:
        """Tell whether it is settled which baseline is in force; the first one takes a moment to make."""
        with self._lock:
            if self._first is None:
                self._first = self._worker.submit(first_baseline, self.workspace, self._solver)
        try:
            failure = self._first.exception(timeout=seconds)
        except TimeoutError:
            return False
        if failure is not None and not isinstance(failure, BadInput):
            self._first = None
            raise failure
        return True

    def baseline(self) -> Recorded[Plan] | None:
        """Return the baseline in force; None while the default scenario has no plan and none was approved."""
        return baseline_in_force(self.workspace)


@st.cache_resource(show_spinner=False)
def solver() -> SolverProcess:
    """Return the solver's process; it starts with the first page that is asked for, before anything is."""
    process = SolverProcess()
    process.warm_up()
    return process


def office() -> Office:
    """Return the office of the portfolio that the app opens.

    Raises:
        BadInput: The portfolio's files or the store have faults.
    """
    return _office(settings.app_portfolio(), settings.store_url())


@st.cache_resource(show_spinner=False)
def _office(portfolio: str, store: str) -> Office:
    return Office(Workspace(portfolio, store=Store(store)), solver())
