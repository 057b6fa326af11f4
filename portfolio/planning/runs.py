"""Solve runs: asked for by a page, solved one after the other in a process of their own, recorded throughout.

A run goes on when the page is closed; its plan is in the store the moment it is finished.
"""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from portfolio import settings
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress, RunRecord, RunState
from portfolio.domain.scenario import Scenario
from portfolio.planning.plans import make_plan
from portfolio.planning.solver_process import SolverProcess
from portfolio.planning.workspace import Workspace
from portfolio.store.repositories import Stamp

_LOG = logging.getLogger(__name__)


@dataclass
class Run:
    """A run as long as this process lives; what is kept of it is a `RunRecord`.

    Attributes:
        progress: Every better plan found, in order.
        plan: The plan it ended with; a cancelled run keeps the best one so far.
        message: Why it failed.
    """

    number: int
    portfolio: Portfolio
    scenario: Scenario
    baseline: Plan | None
    by: str
    state: RunState = RunState.QUEUED
    progress: list[Progress] = field(default_factory=list)
    plan: Plan | None = None
    message: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the run to end; the best plan so far stays."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the run is over, and tell whether it is."""
        return self._over.wait(seconds)


class RunQueue:
    """Runs of one workspace, one at a time: two solves at once on two cores would slow each other down."""

    def __init__(self, workspace: Workspace, solver: SolverProcess) -> None:
        self._workspace = workspace
        self._solver = solver
        self._waiting: queue.SimpleQueue[Run] = queue.SimpleQueue()
        with workspace.reading() as (work, portfolio):
            work.runs.interrupt_unfinished(portfolio, datetime.now(UTC))
        threading.Thread(target=self._serve, name="solve runs", daemon=True).start()

    def ask(
        self, portfolio: Portfolio, scenario: Scenario, *, baseline: Plan | None = None, actor: Actor
    ) -> Run:
        """Ask for the plan of a scenario; the run is recorded before this returns.

        Args:
            portfolio: The portfolio in force, or one with a status report that is not yet saved.
            scenario: What to solve.
            baseline: A plan whose decisions are kept where that costs nothing.
            actor: Who asks.
        """
        with self._workspace.changing(actor) as change:
            number = change.work.runs.add(change.portfolio, scenario, change.stamp)
        run = Run(number=number, portfolio=portfolio, scenario=scenario, baseline=baseline, by=actor.name)
        self._waiting.put(run)
        return run

    def recorded(self) -> list[Recorded[RunRecord]]:
        """Return the latest runs, newest first, those of earlier sessions included."""
        with self._workspace.reading() as (work, number):
            return work.runs.all(number)

    def _serve(self) -> None:
        while True:
            run = self._waiting.get()
            # Whatever goes wrong ends this run, says so, and leaves the queue alive for the next.
            try:
                self._solve(run)
            except Exception as error:
                _LOG.exception("run %d failed", run.number)
                run.message = f"{type(error).__name__}: {error}"
                try:
                    self._end(run, RunState.FAILED)
                except Exception:
                    _LOG.exception("run %d failed, and that could not be recorded", run.number)

    def _solve(self, run: Run) -> None:
        if run._stop.is_set():
            self._end(run, RunState.CANCELLED)
            return
        self._note(run, RunState.RUNNING)
        run.plan = make_plan(
            run.portfolio,
            run.scenario,
            baseline=run.baseline,
            address=self._workspace.address,
            time_limit=settings.TIME_LIMIT_SECONDS,
            on_progress=run.progress.append,
            should_stop=run._stop.is_set,
            solve=self._solver,
        )
        self._end(run, RunState.CANCELLED if run._stop.is_set() else RunState.FINISHED)

    def _end(self, run: Run, state: RunState) -> None:
        try:
            self._note(run, state)
        finally:
            run._over.set()

    def _note(self, run: Run, state: RunState) -> None:
        """Record where the run stands, with its plan once there is one."""
        run.state = state
        with self._workspace.changing(Actor(run.by)) as change:
            stamp: Stamp = change.stamp
            plan = None if run.plan is None else change.work.plans.add(change.portfolio, run.plan, stamp)
            change.work.runs.change(run.number, state, at=stamp.at, plan=plan, message=run.message)
