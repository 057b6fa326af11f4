"""A run: a question that takes solving, its work, how far it is, and what was found."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan
from portfolio.domain.run import Progress, RunState, Topic
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import Keep, Solve
from portfolio.planning.plan.telling import progress_of
from portfolio.planning.runs.failing import kept

_ABANDONED_SECONDS = 90.0
"""After the last look at it a question other than for a plan is given up; what it solved is written down."""

T = TypeVar("T")
Work = Callable[[Solve, Keep[T]], T]
"""Finds the answer with the solver it is given."""


@dataclass(frozen=True)
class Question:
    """What is asked; two of the same key are one.

    Attributes:
        case: What it is asked about.
        subject: What of the scenario is asked about: a project, a payer, an amount.
        detail: What else decides the answer, and is not shown.
    """

    topic: Topic
    case: Case
    subject: str = ""
    detail: str = ""

    @cached_property
    def key(self) -> str:
        """What tells two questions apart: data, scenario, baseline, limits. Only a plan shows its name."""
        case, is_plan = self.case, self.topic is Topic.PLAN
        scenario = case.scenario if is_plan else case.scenario.model_copy(update={"name": "-"})
        baseline = "" if case.baseline is None else str(case.baseline.number)
        limits = f"{case.time_limit} {case.seed}"
        about = (self.topic, self.subject, self.detail, limits, baseline)
        parts = (*about, case.portfolio.data_hash, scenario.model_dump_json())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(eq=False)
class Run:
    """A question as long as this process lives; what is kept of it is a `RunRecord`.

    Attributes:
        state: Where it stands.
        progress: Every better plan found, in order, solve by solve.
        solves: How many solves are done.
        found: The answer; as far as it was found where the run was stopped.
        failure: What kept the answer from being found.
        waiting: Readers' sessions that wait for it.
    """

    question: Question
    number: int
    by: str
    work: Work[Any]
    state: RunState = RunState.QUEUED
    progress: list[Progress] = field(default_factory=list)
    solves: int = 0
    found: Any = None
    failure: Exception | None = None
    waiting: set[str] = field(default_factory=set)
    _asked: float = field(default_factory=time.monotonic)
    _looked: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def plan(self) -> Plan | None:
        """The plan that was asked for; None where there is none yet, or something else was asked."""
        return self.found if isinstance(self.found, Plan) else None

    @property
    def message(self) -> str:
        """Why it failed, beginning with the kind of failure; empty where it did not."""
        return "" if self.failure is None else kept(self.failure)

    @property
    def seconds(self) -> float:
        """How long ago it was asked."""
        return time.monotonic() - self._asked

    def cancel(self) -> None:
        """Ask the run to end; what was found so far stays."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the run is over, and tell whether it is; who waits wants the answer."""
        self._looked = time.monotonic()
        return self._over.wait(seconds if seconds is None else max(0.0, seconds))

    def is_unwanted(self) -> bool:
        """Tell whether it was cancelled, or is no plan and nobody has looked for a while."""
        is_kept = self.question.topic is Topic.PLAN
        return self._stop.is_set() or (not is_kept and time.monotonic() - self._looked > _ABANDONED_SECONDS)

    def answer(self) -> Any:
        """Return what was found by a run that is over; what kept it from being found is raised."""
        if self.failure is not None:
            raise self.failure
        return self.found

    def work_out(self, solve: Solve) -> None:
        """Find the answer, or as much of it as there is by the time that nobody wants the rest."""

        def keep(found: Any) -> None:
            # What a solve that was told to stop leads to is no more than a guess.
            if not self.is_unwanted():
                self.found = found

        # A work that ends by itself has an answer, even if its last solve was told to stop.
        with suppress(_Stopped):
            self.found = self.work(_Solving(self, solve), keep)

    def end(self, state: RunState) -> None:
        """Say that it is over, to whoever waits for it too."""
        self.state = state
        self._over.set()


class _Stopped(Exception):  # noqa: N818 - says what happened
    """Nobody wants the rest of the answer."""


class _Solving:
    """The solver as a run uses it: it notes progress and the end of each solve, and stops with the run."""

    def __init__(self, run: Run, solve: Solve) -> None:
        self._run = run
        self._solve = solve

    @cached_property
    def _brief(self) -> Brief:
        """What the question is about."""
        return self._run.question.case.brief()

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        """Solve as a part of the run, which is stopped as a whole.

        Raises:
            _Stopped: Before the solve: nobody wants it any more. One under way returns its best plan so far.
        """
        run = self._run
        _stop_if_unwanted(run)

        def heard(incumbent: Incumbent) -> None:
            has_baseline = run.question.case.baseline is not None
            progress = progress_of(
                incumbent, instance, self._brief, has_baseline=has_baseline, solve=run.solves + 1
            )
            if progress is not None:
                run.progress.append(progress)
            if options.on_progress is not None:
                options.on_progress(incumbent)

        result = self._solve(instance, replace(options, on_progress=heard, should_stop=run.is_unwanted))
        run.solves += 1
        return result


def _stop_if_unwanted(run: Run) -> None:
    if run.is_unwanted():
        raise _Stopped
