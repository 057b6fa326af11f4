"""One solver on one instance, in a process of its own: only so its memory and its time are its own."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from optimizer.bench.machine import memory_of
from optimizer.format.instance import Instance
from optimizer.format.result import Number, Result

# How much longer than its limit a run may take before it is ended: what no solver was told to stop.
_PATIENCE: Final = 60.0
# Seconds between two looks at how much memory is held.
_LOOK_EVERY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run.

    Attributes:
        seconds: for everything from the start of the process, reading included.
        workers: parallel strategies, for solvers that have a choice.
    """

    instance: Instance
    solver: str
    seconds: float
    workers: int
    seed: int


class Measured(BaseModel):
    """What came of a run; times are in seconds from the start of its process, memory is in bytes.

    Attributes:
        result: None if it failed; `failure` then says why.
        reading: until the instance was read and validated.
        building: what went into building the program, None for who builds none.
        memory: the most it held at once, processes that it started included.
    """

    model_config = ConfigDict(frozen=True)

    result: Result | None
    seconds: Number
    reading: Number | None = None
    building: Number | None = None
    memory: int | None = None
    failure: str | None = None


Runner = Callable[[Job], Measured]


class Order(BaseModel):
    """A job as the process is told of it.

    Attributes:
        instance: file that holds it.
        began: when the process was started, by the clock that all processes share.
        answer: file for what came of it.
    """

    instance: Path
    solver: str
    seconds: float
    workers: int
    seed: int
    began: float
    answer: Path


def apart(job: Job) -> Measured:
    """Run a job in a process of its own; that it dies or does not come to an end is measured too."""
    with tempfile.TemporaryDirectory() as folder:
        instance, answer = Path(folder, "instance.json"), Path(folder, "answer.json")
        instance.write_text(job.instance.model_dump_json(), encoding="utf-8")
        began = time.monotonic()
        order = Order(
            instance=instance,
            solver=job.solver,
            seconds=job.seconds,
            workers=job.workers,
            seed=job.seed,
            began=began,
            answer=answer,
        )
        command = [sys.executable, "-m", "optimizer.bench.run_process", order.model_dump_json()]
        with subprocess.Popen(  # noqa: S603 - this package's own module
            command, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                said, memory = _watched(process, began + job.seconds + _PATIENCE)
            except subprocess.TimeoutExpired:
                _end(process)
                return _failed(began, f"no end {_PATIENCE:.0f} s after its time was over")
            except BaseException:
                _end(process)
                raise
        if process.returncode or not answer.exists():
            last = said.strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
            return _failed(began, last[0])
        measured = Measured.model_validate_json(answer.read_bytes())
        return measured.model_copy(update={"memory": max(memory, measured.memory or 0)})


def _watched(process: subprocess.Popen[str], end: float) -> tuple[str, int]:
    """Wait for a process, and return what it said and the most that it and those it started held at once.

    Raises:
        subprocess.TimeoutExpired: it did not end.
    """
    most = 0
    while True:
        try:
            _, said = process.communicate(timeout=_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            most = max(most, memory_of(process.pid))
            if time.monotonic() > end:
                raise
        else:
            return said, most


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and those it started, and wait until they are gone."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _failed(began: float, why: str) -> Measured:
    return Measured(result=None, seconds=time.monotonic() - began, failure=why)


def peak_memory() -> int:
    """The most that this process held at once and the largest of those it waited for, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says begins with what the process was copied from; this begins with the program.
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        own = int(line.split()[1]) * 1024
    return own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
