"""A process of its own for solving, kept warm, so that no page ever waits for OR-Tools.

The parent hands over instance files, one at a time; the child writes result files and reports better plans.
Both sides speak one JSON object a line. A child whose parent is gone ends; one that dies is replaced.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import optimizer
from optimizer.instance import Instance
from optimizer.result import Incumbent, Result

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 15.0
"""How long a child may take to stop, when told to or when its time is up, before it is ended."""


_POLITENESS = 5
"""Pages go first where the machine is busy: a plan takes a moment longer, and no page stands still."""


class SolverDied(Exception):  # noqa: N818 - says what happened
    """The solver's process ended without an answer; the next solve starts another."""


class SolverProcess:
    """Solves in a child process; the form of `optimizer.solve`. One solve at a time, others wait."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def warm_up(self) -> None:
        """Start the child ahead of the first solve."""
        with self._turn:
            self._running_child()

    def __call__(
        self,
        instance: Instance,
        *,
        time_limit: float | None = None,
        seed: int = 1,
        on_progress: Callable[[Incumbent], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Result:
        """Solve in the child.

        Raises:
            SolverDied: The child ended before it answered.
        """
        with self._turn, tempfile.TemporaryDirectory(prefix="solve-") as folder:
            instance_file, result_file = Path(folder, "instance.json"), Path(folder, "result.json")
            instance_file.write_text(instance.model_dump_json(), encoding="utf-8")
            job = {
                "instance": str(instance_file),
                "result": str(result_file),
                "time_limit": time_limit,
                "seed": seed,
            }
            child = self._running_child()
            try:
                _send(child.stdin, job)
                with _stop_passed_on(child, should_stop, time_limit):
                    self._listen(child, on_progress)
            except (OSError, json.JSONDecodeError) as error:
                # It died between two lines, or in the middle of one.
                child.kill()
                raise _died(child) from error
            return Result.model_validate_json(result_file.read_text(encoding="utf-8"))

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.terminate()
            child.wait()

    def _running_child(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._child

    @staticmethod
    def _listen(child: subprocess.Popen[str], on_progress: Callable[[Incumbent], None] | None) -> None:
        """Pass incumbents on until the child says that the result is written."""
        for line in child.stdout or ():
            message = json.loads(line)
            if message is None:
                return
            if on_progress is not None:
                on_progress(Incumbent.model_validate(message))
        raise _died(child)


def _died(child: subprocess.Popen[str]) -> SolverDied:
    return SolverDied(f"the solver's process ended with code {child.wait()}")


@contextmanager
def _stop_passed_on(
    child: subprocess.Popen[str], should_stop: Callable[[], bool] | None, time_limit: float | None
) -> Iterator[None]:
    """Tell the child to stop once that is asked for; when this ends, no word of it is still on its way.

    Else a stop that comes late would end the next solve. A child that hangs is ended: others may wait.
    """
    over = threading.Event()
    begun = time.monotonic()

    def is_due() -> bool:
        is_late = time_limit is not None and time.monotonic() - begun > time_limit + _PATIENCE_SECONDS
        return is_late or (should_stop is not None and should_stop())

    def watch() -> None:
        while not over.wait(_POLL_SECONDS):
            if is_due():
                with suppress(OSError):  # a child that is gone has stopped
                    _send(child.stdin, "stop")
                if not over.wait(_PATIENCE_SECONDS):
                    child.kill()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _send(stream: IO[str] | None, message: Any) -> None:
    if stream is None:
        msg = "a stream to write to"
        raise ValueError(msg)
    stream.write(json.dumps(message) + "\n")
    stream.flush()


def main() -> None:
    """Be the child: answer one job after the other until the parent is gone."""
    os.nice(_POLITENESS)
    stop = threading.Event()
    jobs: list[dict[str, Any]] = []
    waiting = threading.Condition()

    def read() -> None:
        for line in sys.stdin:
            message = json.loads(line)
            if message == "stop":
                stop.set()
                continue
            with waiting:
                stop.clear()
                jobs.append(message)
                waiting.notify()
        # The parent is gone: nobody is left to hear of a result.
        stop.set()
        with waiting:
            jobs.append({})
            waiting.notify()

    import_module("optimizer.tiers")  # loads OR-Tools before the first job asks for it
    threading.Thread(target=read, daemon=True).start()
    while True:
        with waiting:
            waiting.wait_for(lambda: bool(jobs))
            job = jobs.pop(0)
        if not job:
            return
        instance = Instance.model_validate_json(Path(job["instance"]).read_text(encoding="utf-8"))
        result = optimizer.solve(
            instance,
            time_limit=job["time_limit"],
            seed=job["seed"],
            on_progress=lambda incumbent: _send(sys.stdout, incumbent.model_dump(mode="json")),
            should_stop=stop.is_set,
        )
        Path(job["result"]).write_text(result.model_dump_json(), encoding="utf-8")
        _send(sys.stdout, None)


if __name__ == "__main__":
    main()
