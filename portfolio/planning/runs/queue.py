"""Runs: questions that take solving, asked by a page or a command, answered beside it, recorded throughout.

There are two queues, one of plans and one of everything else. Both go through one solver, a solve at a time:
two at once on two cores would slow each other down. So a plan that somebody waits for is never more than one
solve away, however many solves the answer takes that is being worked on.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from portfolio.domain.errors import BadInput
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.run import RunRecord, RunState, Topic
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.run import Question, Run, Work

_LOG = logging.getLogger(__name__)
_KEPT = 128
"""Runs whose answers are kept at hand; the one asked for longest ago goes first."""
_LEFT = {RunState.CANCELLED, RunState.FAILED}
"""Runs that ended without the whole answer."""
_BEAT_SECONDS = 5.0
"""How often a process says that it is at work on its runs."""
_SILENT_SECONDS = 30.0
"""After the last word of a run, its process is taken to be gone."""


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

    def ask_plan(self, case: Case, *, actor: Actor, anew: bool = False, begun: float | None = None) -> Run:
        """Ask for the plan of a case; it is in the store the moment it is finished.

        Args:
            case: What is to be planned.
            actor: Who asks.
            anew: As in `ask`.
            begun: Since when the time limit counts, as `time.monotonic` tells it; since it is worked on if
                absent.
        """

        def work(solve: Solve, _keep: Keep[Plan]) -> Plan:
            spent = 0.0 if begun is None else time.monotonic() - begun
            return make_plan(case, solve=solve, spent=spent)

        return self.ask(Question(Topic.PLAN, case), work, actor=actor, anew=anew)

    def ask(self, question: Question, work: Work[Any], *, actor: Actor, anew: bool = False) -> Run:
        """Return the run of a question, asked now unless somebody has; it is recorded before this returns.

        Args:
            question: What is asked.
            work: Finds the answer.
            actor: Who asks.
            anew: Whether one that was stopped, or failed, is asked anew; what it solved is still known.
        """
        key = question.key
        with self._lock:
            run = self._runs.get(key)
            if run is not None and not (anew and run.state in _LEFT):
                self._runs.move_to_end(key)
                return run
            asking = self._being_asked.get(key)
            is_first = asking is None
            if asking is None:
                asking = self._being_asked[key] = Future()
            # A run of an earlier session that was stopped is taken up where nobody asks for more.
            is_new = key not in self._asked and not anew
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
        if stopped is None or violations(question.case.portfolio, stopped.item):
            return None
        run = Run(question, stopped.number, stopped.by, work, found=stopped.item)
        run.end(RunState.CANCELLED)
        return run

    def _recorded_run(self, question: Question, work: Work[Any], actor: Actor) -> Run:
        with self._workspace.changing(actor) as change:
            number = change.work.runs.add(
                change.portfolio,
                question.topic,
                question.case.scenario,
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

    def leave(self, run: Run, session: str) -> None:
        """Say that a session waits no longer; a run that nobody waits for any more is ended."""
        run.waiting.discard(session)
        if not run.waiting and not run.state.is_over:
            self.forget(run)

    def is_ours(self, number: int) -> bool:
        """Tell whether a run is under way in this process, so that it can be ended here."""
        return number in self._unfinished

    def cancel(self, number: int) -> None:
        """End a run of this process, by its number; one that is over stays as it is."""
        run = self._unfinished.get(number)
        if run is not None:
            run.cancel()

    def stop(self) -> None:
        """End every run of this process, and return once what they found is recorded."""
        with self._lock:
            unfinished = list(self._unfinished.values())
        for run in unfinished:
            run.cancel()
        for run in unfinished:
            run.wait()

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
            run, begun = lane.get(), time.monotonic()
            # Whatever goes wrong ends this run, says so, and leaves the queue alive for the next.
            try:
                self._answer(run)
            except Exception as error:
                if not isinstance(error, BadInput):  # that is what the question was, and no defect
                    _LOG.exception("run %d failed", run.number)
                run.failure = error
                try:
                    self._end(run, RunState.FAILED)
                except Exception:
                    _LOG.exception("run %d failed, and that could not be recorded", run.number)
            _LOG.info("run", extra=_told(run, time.monotonic() - begun))

    def _answer(self, run: Run) -> None:
        if not run.is_unwanted():
            self._note(run, RunState.RUNNING)
            run.work_out(self._solve)
        self._end(run, RunState.CANCELLED if run.is_unwanted() else RunState.FINISHED)

    def _end(self, run: Run, state: RunState) -> None:
        try:
            self._note(run, state)
        finally:
            self._unfinished.pop(run.number, None)
            run.end(state)

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


def _told(run: Run, seconds: float) -> dict[str, object]:
    """Return what is logged of a run that is over."""
    question = run.question
    about = {"run": run.number, "user": run.by, "use_case": question.topic.value, "subject": question.subject}
    return {**about, "state": run.state.value, "solves": run.solves, "seconds": round(seconds, 3)}
