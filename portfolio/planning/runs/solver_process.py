"""A process of its own for solving, kept warm, so that no page ever waits for OR-Tools.

The parent hands over instances, one at a time; the child tells of better plans, then of the result. Both
write one JSON object a line into a pipe, so that nothing is left behind when one of them is ended. A child
whose parent is gone ends. One that dies is replaced, and so is one that is left in the middle of a job:
whatever went wrong with a question, the next is answered.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from queue import SimpleQueue
from typing import IO

from pydantic import BaseModel, ValidationError

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from optimizer.search.options import SolveOptions

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 15.0
"""How long a child may take to stop, when told to or when its time is up, before it is ended."""


_POLITENESS = 5
"""Pages go first where the machine is busy: a plan takes a moment longer, and no page stands still."""


class SolverDied(Exception):  # noqa: N818 - says what happened
    """The solver's process ended without an answer; the next solve starts another."""


class _Order(BaseModel):
    """What the parent says: the next job and its limits, or, without one, to stop the one under way."""

    instance: Instance | None = None
    limits: SolveOptions = SolveOptions()


class _Word(BaseModel):
    """What the child says: a better plan, or the result that ends the job."""

    incumbent: Incumbent | None = None
    result: Result | None = None


class SolverProcess:
    """Solves in a child process; the form of `Solve`. One solve at a time, others wait."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def warm_up(self) -> None:
        """Start the child ahead of the first solve."""
        with self._turn:
            self._running_child()

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        """Solve in the child. What `on_progress` or `should_stop` raises ends the solve and is raised here.

        Raises:
            SolverDied: The child ended before it answered.
        """
        with self._turn:
            child = self._running_child()
            watch = _Watch(child, options)
            is_idle = False
            try:
                with watch:
                    _send(child, _Order(instance=instance, limits=options.limits))
                    watch.handed_over()
                    result = _heard(child, options.on_progress)
                is_idle = not watch.has_ended_it
            finally:
                # In the middle of a job, what it says next would be taken for the next question's answer.
                if not is_idle:
                    self._child = None
                    _end(child)
            return result

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.terminate()
            child.wait()

    def _running_child(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-X", "utf8", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._child


def _send(child: subprocess.Popen[str], order: _Order) -> None:
    """Hand an order over.

    Raises:
        SolverDied: Nobody takes it.
    """
    try:
        _write(child.stdin, order)
    except OSError as error:
        raise _died(child) from error


def _heard(child: subprocess.Popen[str], on_progress: Callable[[Incumbent], None] | None) -> Result:
    """Return the result, having passed on every better plan before it.

    Raises:
        SolverDied: There is none, or it cannot be read.
    """
    for word in _words(child):
        if word.result is not None:
            return word.result
        if on_progress is not None and word.incumbent is not None:
            on_progress(word.incumbent)
    raise _died(child)


def _words(child: subprocess.Popen[str]) -> Iterator[_Word]:
    try:
        for line in child.stdout or ():
            yield _Word.model_validate_json(line)
    except (OSError, ValidationError) as error:
        # It died in the middle of a line, or something else wrote there.
        child.kill()
        raise _died(child) from error


def _died(child: subprocess.Popen[str]) -> SolverDied:
    return SolverDied(f"the solver's process ended with code {child.wait()}")


def _end(child: subprocess.Popen[str]) -> None:
    """End a child and let go of its pipes."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        # What was not yet sent to it is lost with it.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


class _Watch:
    """Tells the child to stop once that is asked for; when it is left, no word of that is on its way.

    Else a stop that comes late would end the next solve. A child that hangs is ended: others may wait.

    Attributes:
        has_ended_it: Whether the child was ended.
    """

    def __init__(self, child: subprocess.Popen[str], options: SolveOptions) -> None:
        self.has_ended_it = False
        self._child = child
        self._options = options
        self._begun = time.monotonic()
        self._handed_over = threading.Event()
        self._over = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._handed_over.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def handed_over(self) -> None:
        """Say that the job was written to its end: a word to stop does not come in the middle of it."""
        self._handed_over.set()

    def _watch(self) -> None:
        try:
            while not self._over.wait(_POLL_SECONDS):
                if self._is_due():
                    self._stop()
                    return
        except BaseException as error:
            self._failure = error
            self._end()

    def _is_due(self) -> bool:
        should_stop, limit = self._options.should_stop, self._options.time_limit
        if should_stop is not None and should_stop():
            return True
        return limit is not None and time.monotonic() - self._begun - limit > _PATIENCE_SECONDS

    def _stop(self) -> None:
        if self._handed_over.wait(_PATIENCE_SECONDS):
            with suppress(OSError):  # a child that is gone has stopped
                _write(self._child.stdin, _Order())
            if self._over.wait(_PATIENCE_SECONDS):
                return
        self._end()

    def _end(self) -> None:
        self.has_ended_it = True
        self._child.kill()


def _write(stream: IO[str] | None, message: BaseModel) -> None:
    if stream is None:
        msg = "a stream to write to"
        raise ValueError(msg)
    stream.write(message.model_dump_json() + "\n")
    stream.flush()


def main() -> None:
    """Be the child: answer one job after the other until the parent is gone."""
    os.nice(_POLITENESS)
    # Whoever interrupts a terminal means the parent, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop = threading.Event()
    jobs: SimpleQueue[_Order] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            order = _Order.model_validate_json(line)
            if order.instance is None:
                stop.set()
            else:
                stop.clear()
                jobs.put(order)
        _leave()

    import_module("optimizer.search.tiers")  # loads OR-Tools before the first job asks for it
    threading.Thread(target=read, daemon=True).start()
    while True:
        job = jobs.get()
        if job.instance is not None:
            options = replace(
                job.limits,
                on_progress=lambda incumbent: _tell(_Word(incumbent=incumbent)),
                should_stop=stop.is_set,
            )
            result = optimizer.solve_with(job.instance, options)
            _tell(_Word(result=result))


def _tell(word: _Word) -> None:
    try:
        _write(sys.stdout, word)
    except BrokenPipeError:
        _leave()


def _leave() -> None:
    """End at once and without a word: the parent is gone, and nobody is left to hear of a result."""
    os._exit(0)


if __name__ == "__main__":
    main()
