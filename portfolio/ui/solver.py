"""The solver's process that all pages of a server share; apart from them, as it starts before all else."""

from __future__ import annotations

from functools import cache
from threading import Lock

from portfolio.planning.runs.solver_process import SolverProcess

_LOCK = Lock()


def shared_solver() -> SolverProcess:
    """Return the solver's process; whoever asks first starts it, and nobody waits until it has loaded."""
    with _LOCK:
        return _started()


@cache
def _started() -> SolverProcess:
    process = SolverProcess()
    process.warm_up()
    return process
