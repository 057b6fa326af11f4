"""Long questions of pages: answered beside the script, asked once, kept, and given up when nobody looks.

Each takes several solves. They go through the one solver that all pages share, so that a plan somebody waits
for is never more than one solve away.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portfolio.planning.solving import Solve

_LOG = logging.getLogger(__name__)
_KEPT = 64
"""Answers that are remembered; the one asked for longest ago goes first."""
_ABANDONED = 90.0
"""Seconds after the last look at which a question is given up."""

Key = tuple[str, ...]
"""What makes two questions the same."""
Step = Callable[[int, int | None], None]
"""Takes how many solves are done, and of how many where that is known."""
Work = Callable[[Solve, Step], Any]
"""Finds the answer with the solver it is given, saying how far it is."""


class JobState(StrEnum):
    """Where a question stands."""

    QUEUED = "queued"
    RUNNING = "running"
    ANSWERED = "answered"
    STOPPED = "stopped"
    FAILED = "failed"


class _Stopped(Exception):  # noqa: N818 - says what happened
    """Nobody wants the answer any more."""


@dataclass
class Job:
    """A question, and its answer once it is there.

    Attributes:
        done: Solves done, of how many (None: not known).
        answer: What the use case returned.
        failure: What went wrong; its message goes to the log, not to readers.
    """

    key: Key
    work: Work
    state: JobState = JobState.QUEUED
    done: int = 0
    of: int | None = None
    answer: Any = None
    failure: Exception | None = None
    _asked: float = field(default_factory=time.monotonic)
    _looked: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> float:
        """How long ago it was asked."""
        return time.monotonic() - self._asked

    @property
    def is_over(self) -> bool:
        """Whether it is answered, or never will be."""
        return self._over.is_set()

    def look(self, seconds: float = 0.0) -> bool:
        """Wait for at most so long and tell whether it is over; who looks wants the answer."""
        self._looked = time.monotonic()
        return self._over.wait(max(0.0, seconds))

    def cancel(self) -> None:
        """Stop asking further; what a solve under way finds is dropped."""
        self._stop.set()

    def is_unwanted(self) -> bool:
        """Tell whether it was cancelled, or nobody has looked for a while."""
        return self._stop.is_set() or time.monotonic() - self._looked > _ABANDONED

    def step(self, done: int, of: int | None = None) -> None:
        """Note how far it is."""
        self.done, self.of = done, of


class Desk:
    """Answers questions in the order in which they were asked, with a solver that others use too."""

    def __init__(self, solve: Solve) -> None:
        self._solve = solve
        self._jobs: OrderedDict[Key, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="answers", daemon=True).start()

    def ask(self, key: Key, work: Work) -> Job:
        """Return the question under this key, asked now unless somebody has."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(key, work)
                while len(self._jobs) > _KEPT:
                    self._jobs.popitem(last=False)[1].cancel()
                self._waiting.put(job)
            self._jobs.move_to_end(key)
            return job

    def find(self, key: Key) -> Job | None:
        """Return the question under this key, if anybody has asked it and it was not stopped."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.state is JobState.STOPPED:
                del self._jobs[key]
                return None
            return job

    def forget(self, key: Key) -> None:
        """Drop a question, so that asking again solves again."""
        with self._lock:
            job = self._jobs.pop(key, None)
        if job is not None:
            job.cancel()

    def _serve(self) -> None:
        while True:
            job = self._waiting.get()
            try:
                self._answer(job)
            finally:
                job._over.set()

    def _answer(self, job: Job) -> None:
        def solve(*args: Any, **options: Any) -> Any:
            _give_up_if_unwanted(job)
            result = self._solve(*args, **{**options, "should_stop": job.is_unwanted})
            # A solve that was told to stop has proven nothing; nothing may be concluded from it.
            _give_up_if_unwanted(job)
            return result

        try:
            _give_up_if_unwanted(job)
            job.state = JobState.RUNNING
            job.answer = job.work(solve, job.step)
            job.state = JobState.ANSWERED
        except _Stopped:
            job.state = JobState.STOPPED
        except Exception as error:
            # Whatever goes wrong ends this question and leaves the desk open for the next.
            _LOG.exception("the question %s failed", job.key[0])
            job.failure, job.state = error, JobState.FAILED


def _give_up_if_unwanted(job: Job) -> None:
    if job.is_unwanted():
        raise _Stopped
