"""HiGHS as a mixed-integer solver, in a process of its own: OR-Tools brings another HiGHS along."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

import numpy as np

from optimizer.bench.matrix import Matrix, matrix_of, unit_of
from optimizer.search.cp_sat import NOTHING_KNOWN, Outcome, towards, worth
from optimizer.search.task import Task

# HiGHS would stop at 1e-4 of its own accord, which is not optimal.
_GAP: Final = 1e-9
# Seconds after its time is over until it is ended.
_PATIENCE: Final = 5.0


class HighsError(RuntimeError):
    """The process that HiGHS runs in ended without an answer."""


def highs(task: Task) -> Outcome:
    """HiGHS on the whole program; it takes no hint.

    Raises:
        HighsError: its process died, or it refuses the model.
    """
    if not task.program.lower:
        # HiGHS has no opinion on a model without a variable.
        infeasible = any(True for _ in task.program.broken([]))
        return Outcome(True, None, None) if infeasible else Outcome(True, [], 0)
    matrix = matrix_of(task.program)
    constant, unit = 0.0, unit_of(task.objective)
    gaps = {"mip_rel_gap": _GAP, "mip_abs_gap": _GAP}
    if task.gap is not None:
        # HiGHS stops at either: together they are the gap that is reported, |v - b| / max(1, |v|).
        constant = float(task.gap.goal.constant * task.gap.goal.scale) / unit
        gaps = {
            "mip_rel_gap": max(_GAP, float(task.gap.share)),
            "mip_abs_gap": float(task.gap.share * task.gap.goal.scale) / unit,
        }
    options: dict[str, Any] = gaps | {"threads": task.budget.workers, "random_seed": task.budget.seed % 2**31}
    if (seconds := task.budget.left()) is not None:
        options["time_limit"] = seconds
    answer = _ask(task, matrix, constant, unit, options)
    if answer["infeasible"]:
        return Outcome(True, None, None)
    if answer["values"] is None:
        return NOTHING_KNOWN
    values = [round(value) for value in answer["values"][: len(task.program.lower)]]
    value = worth(task.objective, values)
    bound = None if answer["bound"] is None else towards((answer["bound"] - constant) * unit, task.maximise)
    if bound is not None and abs(bound - value) <= _GAP * max(1, abs(value)):
        bound = value  # as near as doubles tell
    task.on_solution(value, bound)
    return Outcome(bound == value, values, bound)


def _ask(task: Task, matrix: Matrix, constant: float, unit: float, options: dict[str, Any]) -> dict[str, Any]:
    """Hand the matrix over, tell of every plan as it comes, and return the answer."""
    costs = np.zeros(len(matrix.lower))
    costs[list(task.objective)] = [c / unit for c in task.objective.values()]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.npz")
        np.savez(model, allow_pickle=False, costs=costs, **matrix.arrays())
        asked = {"model": str(model), "constant": constant, "maximise": task.maximise, "options": options}
        command = [sys.executable, "-m", "optimizer.bench.highs_process"]
        with subprocess.Popen(  # noqa: S603 - this package's own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("pipes were asked for")
            with process.stdin as question:
                json.dump(asked, question)
            last: dict[str, Any] | None = None
            is_late = threading.Event()
            seconds = options.get("time_limit", threading.TIMEOUT_MAX / 2)

            def end() -> None:
                is_late.set()
                process.kill()

            # It looks at the time between two steps, and some of these take minutes.
            late = threading.Timer(seconds + _PATIENCE, end)
            late.start()
            try:
                for line in process.stdout:
                    last = json.loads(line)
                    if "incumbent" in last:
                        task.on_solution(round((last["incumbent"] - constant) * unit), None)
            finally:
                late.cancel()
    if last is not None and "infeasible" in last:
        return last
    if is_late.is_set():
        return _cut_short(last, len(matrix.lower))
    why = f"exit code {process.returncode}" if last is None else last.get("failure", "it ended early")
    raise HighsError(f"HiGHS gave no answer: {why}")


def _cut_short(last: dict[str, Any] | None, variables: int) -> dict[str, Any]:
    """The answer of a process that had to be ended: the last plan it told of, if any."""
    if last is None:
        return {"infeasible": False, "values": None, "bound": None}
    values = [0.0] * variables
    for place, value in zip(last["places"], last["values"], strict=True):
        values[place] = value
    return {"infeasible": False, "values": values, "bound": last["bound"]}
