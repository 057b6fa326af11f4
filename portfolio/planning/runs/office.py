"""A portfolio in use: where it is recorded, its runs, and the baseline in force."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from portfolio.domain.errors import BadInput
from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan
from portfolio.planning.plan.solving import Solve
from portfolio.planning.records.baselines import baseline_in_force, first_baseline
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.queue import RunQueue


class Office:
    """A workspace, its runs, and who solves for it."""

    def __init__(self, workspace: Workspace, solve: Solve, runs: RunQueue) -> None:
        self.workspace = workspace
        self.runs = runs
        self._solve = solve
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "first baseline")
        self._first: Future[Recorded[Plan]] | None = None
        self._baseline: Recorded[Plan] | None = None

    def has_baseline(self, seconds: float) -> bool:
        """Tell whether it is settled which baseline is in force; the first one takes a moment to make."""
        with self._lock:
            if self._first is None:
                self._first = self._worker.submit(first_baseline, self.workspace, self._solve)
            first = self._first
        try:
            failure = first.exception(timeout=seconds)
        except TimeoutError:
            return False
        if failure is not None and not isinstance(failure, BadInput):
            with self._lock:
                # Somebody else may have seen the same, and begun again.
                if self._first is first:
                    self._first = None
            raise failure
        return True

    def baseline(self) -> Recorded[Plan] | None:
        """Return the baseline in force; None while the default scenario has no plan and none was approved."""
        self._baseline = baseline_in_force(self.workspace, self._baseline)
        return self._baseline
