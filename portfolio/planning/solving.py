"""Whoever solves: this process, or one of its own. Use cases take it as an argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import optimizer
from optimizer.instance import Instance
from optimizer.result import Incumbent, Result


class Solve(Protocol):
    """Find a plan for an instance; the form of `optimizer.solve`."""

    def __call__(
        self,
        instance: Instance,
        *,
        time_limit: float | None = None,
        seed: int = 1,
        on_progress: Callable[[Incumbent], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Result:
        """Return the best plan found within the limit, or until told to stop."""


def in_process(
    instance: Instance,
    *,
    time_limit: float | None = None,
    seed: int = 1,
    on_progress: Callable[[Incumbent], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Solve in this process."""
    return optimizer.solve(
        instance, time_limit=time_limit, seed=seed, on_progress=on_progress, should_stop=should_stop
    )
