"""What an explanation may spend, shared among its many small solves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from optimizer.search import Effort


@dataclass(slots=True)
class Means:
    """Time, workers and seed of a whole explanation; see `optimizer.explain.explain`."""

    time_limit: float | None
    workers: int
    seed: int
    should_stop: Callable[[], bool] | None = None
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.begun

    def within(self, parts: int) -> Means:
        """Means for one of so many equal parts of what is left."""
        if self.time_limit is None:
            return self
        left = max(0.0, self.time_limit - self.elapsed())
        return Means(left / parts, self.workers, self.seed, self.should_stop)

    def seconds(self) -> float | None:
        """Seconds left, None without a limit."""
        return None if self.time_limit is None else max(0.0, self.time_limit - self.elapsed())

    def exhausted(self) -> bool:
        """Whether to stop."""
        return self.seconds() == 0 or (self.should_stop is not None and self.should_stop())

    def effort(self) -> Effort:
        """For one search that may take all that is left."""
        return Effort(self.workers, self.seed, seconds=self.seconds(), should_stop=self.should_stop)
