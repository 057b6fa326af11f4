"""Runs: questions that take solving, asked by a page, answered beside it, recorded throughout.

There are two queues, one of plans and one of everything else. Both go through one solver, a solve at a time:
two at once on two cores would slow each other down. So a plan that somebody waits for is never more than one
solve away, however many solves the answer takes that is being worked on.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from portfolio import settings
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress, RunRecord, RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Solve, progress_of
from portfolio.planning.records.workspace import Workspace

_LOG = logging.getLogger(__name__)
_KEPT = 128
"""Runs whose answers are kept at hand; the one asked for longest ago goes first."""
_ABANDONED_SECONDS = 90.0
"""After the last look at it a question other than for a plan is given up; what it solved is written down."""
_BEAT_SECONDS = 5.0
"""How often a process says that it is at work on its runs."""
_SILENT_SECONDS = 30.0
"""After the last word of a run, its process is taken to be gone."""

T = TypeVar("T")
Keep = Callable[[T], None]
"""Takes the answer as far as it is found."""
Work = Callable[[Solve, Keep[T]], T]
"""Finds the answer with the solver it is given."""


@dataclass(frozen=True)
class Question:
    """What is asked; two of the same key are one.

    Attributes:
        portfolio: The portfolio in force, or one with a status report that is not yet saved.
        baseline: Whose decisions are kept where that costs nothing, and what is measured against.
        subject: What of the scenario is asked about: a project, a payer, an amount.
    """

    topic: Topic
    portfolio: Portfolio
    scenario: Scenario
    baseline: Recorded[Plan] | None = None
    subject: str = ""

    @cached_property
    def key(self) -> str:
        """What tells two questions apart: data, scenario, baseline, subject. Only a plan shows its name."""
        is_plan = self.topic is Topic.PLAN
        scenario = self.scenario if is_plan else self.scenario.model_copy(update={"name": "-"})
        baseline = "" if self.baseline is None else str(self.baseline.number)
        parts = (self.topic, self.subject, baseline, self.portfolio.data_hash, scenario.model_dump_json())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(eq=False)
class Run:
    """A question as long as this process lives; what is kept of it is a `RunRecord`.

    Attributes:
        state: Where it stands.
        progress: Every better plan found, in order, solve by solve.
        solves: How many solves are done.
        found: The answer; as far as it was found where the run was stopped.
        message: Why it failed, beginning with the kind of failure.
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
    message: str = ""
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


class _Stopped(Exception):  # noqa: N818 - says what happened
    """Nobody wants the rest of the answer."""


class RunQueue:
    """Runs of one workspace."""

    def __init__(self, workspace: Workspace, solve: Solve) -> None:
        self._workspace = workspace
        self._solve = solve
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._unfinished: dict[int, Run] = {}
        self._asked: set[str] = set()
        self._being_asked: dict[str, Future[Run]] = {}
        self._lock = threading.Lock()
        """Held over the four above only: never while the store is read or written, or a plan checked."""
        self._plans: queue.SimpleQueue[Run] = queue.SimpleQueue()
        self._others: queue.SimpleQueue[Run] = queue.SimpleQueue()
        for name, lane in (("plans", self._plans), ("answers", self._others)):
            threading.Thread(target=self._serve, args=(lane,), name=name, daemon=True).start()
        threading.Thread(target=self._beat, name="runs at work", daemon=True).start()

    def ask_plan(
        self,
        portfolio: Portfolio,
        scenario: Scenario,
        *,
        baseline: Recorded[Plan] | None = None,
        actor: Actor,
    ) -> Run:
        """Ask for the plan of a scenario; it is in the store the moment it is finished."""

        def work(solve: Solve, _keep: Keep[Plan]) -> Plan:
            return make_plan(
                portfolio,
                scenario,
                baseline=None if baseline is None else baseline.item,
                address=self._workspace.address,
                time_limit=settings.TIME_LIMIT_SECONDS,
                solve=solve,
            )

        return self.ask(Question(Topic.PLAN, portfolio, scenario, baseline), work, actor=actor)

    def ask(self, question: Question, work: Work[Any], *, actor: Actor) -> Run:
        """Return the run of a question, asked now unless somebody has; it is recorded before this returns.

        Args:
            question: What is asked.
            work: Finds the answer.
            actor: Who asks.
        """
        key = question.key
        with self._lock:
            run = self._runs.get(key)
            if run is not None:
                self._runs.move_to_end(key)
                return run
            asking = self._being_asked.get(key)
            is_first = asking is None
            if asking is None:
                asking = self._being_asked[key] = Future()
            is_new = key not in self._asked
        if is_first:
            self._ask_first(question, work, actor, asking, is_new=is_new)
        return asking.result()

    def _ask_first(
        self, question: Question, work: Work[Any], actor: Actor, asking: Future[Run], *, is_new: bool
    ) -> None:
        """Ask for all who ask the same meanwhile; if that fails, it fails for them too."""
        try:
            run = self._stopped_before(question, work) if is_new else None
            if run is None:
                run = self._recorded_run(question, work, actor)
        except BaseException as error:
            with self._lock:
                del self._being_asked[question.key]
            asking.set_exception(error)
            return
        with self._lock:
            del self._being_asked[question.key]
            self._asked.add(question.key)
            self._runs[question.key] = run
            while len(self._runs) > _KEPT:
                self._runs.popitem(last=False)
            if not run.state.is_over:
                self._unfinished[run.number] = run
        asking.set_result(run)
        if not run.state.is_over:
            (self._plans if question.topic is Topic.PLAN else self._others).put(run)

    def _stopped_before(self, question: Question, work: Work[Any]) -> Run | None:
        """Return a run that was stopped in an earlier session, with its plan; asked again, it goes on."""
        if question.topic is not Topic.PLAN:
            return None
        with self._workspace.reading() as (repositories, portfolio):
            stopped = repositories.runs.stopped_plan(portfolio, question.key)
        if stopped is None or violations(question.portfolio, stopped.item):
            return None
        run = Run(question, stopped.number, stopped.by, work, RunState.CANCELLED, found=stopped.item)
        run._over.set()
        return run

    def _recorded_run(self, question: Question, work: Work[Any], actor: Actor) -> Run:
        with self._workspace.changing(actor) as change:
            number = change.work.runs.add(
                change.portfolio,
                question.topic,
                question.scenario,
                change.stamp,
                subject=question.subject,
                question=question.key,
            )
        return Run(question, number, actor.name, work)

    def find(self, question: Question) -> Run | None:
        """Return the run of a question, if it has been asked since this process began."""
        with self._lock:
            return self._runs.get(question.key)

    def was_answered(self, question: Question) -> bool:
        """Tell whether a question was answered to the end, here or elsewhere; its solves are kept."""
        with self._workspace.reading() as (work, portfolio):
            return work.runs.is_answered(portfolio, question.key)

    def forget(self, run: Run) -> None:
        """Drop a run, so that asking again solves what is not yet solved; one under way is ended."""
        with self._lock:
            if self._runs.get(run.question.key) is run:
                del self._runs[run.question.key]
        if not run.state.is_over:
            run.cancel()

    def is_ours(self, number: int) -> bool:
        """Tell whether a run is under way in this process, so that it can be ended here."""
        return number in self._unfinished

    def cancel(self, number: int) -> None:
        """End a run of this process, by its number; one that is over stays as it is."""
        run = self._unfinished.get(number)
        if run is not None:
            run.cancel()

    def recorded(self) -> list[Recorded[RunRecord]]:
        """Return the latest runs, newest first, those of earlier sessions and other processes included."""
        with self._workspace.reading() as (work, number):
            return work.runs.all(number, self._heard_since())

    def any_under_way(self) -> bool:
        """Tell whether any run goes on, here or in another process."""
        with self._workspace.reading() as (work, number):
            return work.runs.any_under_way(number, self._heard_since())

    def _heard_since(self) -> datetime:
        return self._workspace.now() - timedelta(seconds=_SILENT_SECONDS)

    def _serve(self, lane: queue.SimpleQueue[Run]) -> None:
        while True:
            run = lane.get()
            # Whatever goes wrong ends this run, says so, and leaves the queue alive for the next.
            try:
                self._answer(run)
            except Exception as error:
                _LOG.exception("run %d failed", run.number)
                run.message = f"{type(error).__name__}: {error}"
                try:
                    self._end(run, RunState.FAILED)
                except Exception:
                    _LOG.exception("run %d failed, and that could not be recorded", run.number)

    def _answer(self, run: Run) -> None:
        def keep(found: Any) -> None:
            # What a solve that was told to stop leads to is no more than a guess.
            if not run.is_unwanted():
                run.found = found

        # A work that ends by itself has an answer, even if its last solve was told to stop.
        with suppress(_Stopped):
            _stop_if_unwanted(run)
            self._note(run, RunState.RUNNING)
            run.found = run.work(_Solving(run, self._solve), keep)
        self._end(run, RunState.CANCELLED if run.is_unwanted() else RunState.FINISHED)

    def _end(self, run: Run, state: RunState) -> None:
        try:
            self._note(run, state)
        finally:
            self._unfinished.pop(run.number, None)
            run._over.set()

    def _note(self, run: Run, state: RunState) -> None:
        """Record where the run stands, with its plan once there is one."""
        run.state = state
        with self._workspace.changing(Actor(run.by)) as change:
            stamp, runs = change.stamp, change.work.runs
            plan = None if run.plan is None else change.work.plans.add(change.portfolio, run.plan, stamp)
            runs.change(run.number, state, at=stamp.at, plan=plan, message=run.message)
            runs.hear(run.number, stamp.at, run.solves, run.progress)

    def _beat(self) -> None:
        """Say now and then that this process is at work, and how far its runs are."""
        while True:
            time.sleep(_BEAT_SECONDS)
            try:
                with self._lock:
                    unfinished = list(self._unfinished.values())
                if unfinished:
                    with self._workspace.store.transaction() as work:
                        for run in unfinished:
                            work.runs.hear(run.number, self._workspace.now(), run.solves, list(run.progress))
            except Exception:
                # The store may be away for a while; the runs go on, and the next beat may get through.
                _LOG.exception("could not record that runs go on")


class _Solving:
    """The solver as a run uses it: it notes progress and the end of each solve, and stops with the run."""

    def __init__(self, run: Run, solve: Solve) -> None:
        self._run = run
        self._solve = solve

    def __call__(
        self,
        instance: Instance,
        *,
        time_limit: float | None = None,
        seed: int = 1,
        on_progress: Callable[[Incumbent], None] | None = None,
        should_stop: Callable[[], bool] | None = None,  # noqa: ARG002 - a run is stopped as a whole
    ) -> Result:
        """Solve as a part of the run.

        Raises:
            _Stopped: Before the solve: nobody wants it any more. One under way returns its best plan so far.
        """
        run = self._run
        _stop_if_unwanted(run)

        def heard(incumbent: Incumbent) -> None:
            has_baseline = run.question.baseline is not None
            progress = progress_of(incumbent, instance, has_baseline=has_baseline, solve=run.solves + 1)
            if progress is not None:
                run.progress.append(progress)
            if on_progress is not None:
                on_progress(incumbent)

        result = self._solve(
            instance, time_limit=time_limit, seed=seed, on_progress=heard, should_stop=run.is_unwanted
        )
        run.solves += 1
        return result


def _stop_if_unwanted(run: Run) -> None:
    if run.is_unwanted():
        raise _Stopped
