"""A solve run: a scenario somebody asked a plan for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self not in {RunState.QUEUED, RunState.RUNNING}


@dataclass(frozen=True, slots=True)
class Progress:
    """The best plan so far while solving.

    Attributes:
        tier: Which tier of the objective is being solved, from 0.
        tiers: How many there are.
        value: The tier's value in the best plan so far.
        bound: Proven limit of the value; None while none is proven.
        seconds: Since solving began.
    """

    tier: int
    tiers: int
    value: float
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float | None:
        """Return |value - bound| / max(1, |value|); None without a bound."""
        return None if self.bound is None else abs(self.value - self.bound) / max(1.0, abs(self.value))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is kept of a run.

    Attributes:
        plan: The plan it ended with; a cancelled run keeps the best one so far.
        message: Why it failed.
    """

    scenario: Scenario
    state: RunState
    plan: Plan | None
    finished_at: datetime | None
    message: str
