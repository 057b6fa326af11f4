"""A run: a question that takes solving, asked by somebody, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portfolio.domain.plan import PlanStatus
from portfolio.domain.scenario import Scenario, Term


class Topic(StrEnum):
    """What is asked about a scenario."""

    PLAN = "plan"
    WAYS_OUT = "ways_out"
    WHY = "why"
    VALUE = "value"
    REPLAN = "replan"
    FRONTIER = "frontier"
    CURVE = "curve"
    SPREAD = "spread"
    MOVES = "moves"


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
    """The best plan so far in one of a run's solves.

    Attributes:
        tier: Which tier of the objective is being solved, from 0.
        tiers: How many there are.
        value: The tier's value in the best plan so far.
        bound: Proven limit of the value; None while none is proven.
        seconds: Since this solve began.
        terms: What the tier aims for.
        solve: Which of the run's solves it is, from 1.
    """

    tier: int
    tiers: int
    value: float
    bound: float | None
    seconds: float
    terms: tuple[Term, ...] = ()
    solve: int = 1

    @property
    def gap(self) -> float | None:
        """Return |value - bound| / max(1, |value|); None without a bound."""
        return None if self.bound is None else abs(self.value - self.bound) / max(1.0, abs(self.value))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is kept of a run.

    Attributes:
        subject: What of the scenario is asked about: a project, a payer, an amount; empty for all of it.
        plan_status: What is known of the plan it ended with; a cancelled run keeps the best one so far. None
            where the question was not for a plan, or there is none.
        finished_at: When it was over (UTC), or last heard of where it was interrupted; None while it goes on.
        message: Why it failed.
        solves: How many solves it has made.
        progress: Every better plan found, in order.
    """

    topic: Topic
    subject: str
    scenario: Scenario
    state: RunState
    plan_status: PlanStatus | None
    finished_at: datetime | None
    message: str
    solves: int
    progress: tuple[Progress, ...]
