"""What an explanation may spend, shared among its many small solves."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.search.budget import Budget
from optimizer.search.cp_sat import Effort


@dataclass(frozen=True, slots=True)
class Means:
    """Time, workers and seed of a whole explanation; see `optimizer.explain.explain`."""

    budget: Budget
    workers: int
    seed: int

    def within(self, parts: int) -> Means:
        """Means for one of so many equal parts of what is left."""
        return Means(self.budget.part(1 / parts), self.workers, self.seed)

    def exhausted(self) -> bool:
        """Whether to stop."""
        return self.budget.is_spent()

    def effort(self) -> Effort:
        """For one search that may take all that is left."""
        left, should_stop = self.budget.left(), self.budget.should_stop
        return Effort(self.workers, self.seed, seconds=left, should_stop=should_stop)
