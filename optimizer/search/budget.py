"""What a solve or an explanation may still spend.

The one place that says "a share of what is left", "nothing is left" and "somebody wants to stop". Everything
that takes time gets a part of the budget before it, so that all together keep to the limits of the whole:
reading, building, searching, checking and explaining alike.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

# Measured on two processors: portfolios of 30 to 100 projects are proven two to three times as fast by two
# strategies as by eight, which take the processors from each other.
DEFAULT_WORKERS: Final = max(2, os.cpu_count() or 2)
DEFAULT_SEED: Final = 1

Clock = Callable[[], float]


class OutOfTime(Exception):  # noqa: N818 - says what happened
    """Nothing is left of a budget, or somebody wants to stop."""


@dataclass(slots=True)
class _Meter:
    """Adds up work; searches side by side may hand in theirs at the same moment."""

    reading: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, work: float) -> None:
        with self.lock:
            self.reading += work


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds and work that count down from the moment this is made.

    Attributes:
        seconds: all that may be spent; None for no limit.
        should_stop: asked whether somebody wants to stop; None if nobody can.
        clock: seconds that pass; what it counts is what is spent.
        work: deterministic work, of all workers together, in CP-SAT's units; None for no limit.
        workers: parallel search strategies.
        seed: of the search's random choices.
        gap: relative gap at which a plan is good enough; None to go on until nothing better exists.
        enough: seconds after which any plan is good enough; None if only the limits end it.
        whole: the budget that this is a part of; what is spent here is spent there too.
        before: seconds that had passed by then already, and count.
        begun: what the clock showed when this was made.
    """

    seconds: float | None = None
    should_stop: Callable[[], bool] | None = None
    clock: Clock = time.monotonic
    work: float | None = None
    workers: int = DEFAULT_WORKERS
    seed: int = DEFAULT_SEED
    gap: float | None = None
    enough: float | None = None
    whole: Budget | None = None
    before: float = 0.0
    begun: float = field(init=False)
    _meter: _Meter = field(init=False, repr=False, compare=False, default_factory=_Meter)

    def __post_init__(self) -> None:
        """Note the time; frozen, so that nothing can turn it back."""
        object.__setattr__(self, "begun", self.clock())

    def elapsed(self) -> float:
        """Seconds since the beginning, and before it."""
        return self.before + self.clock() - self.begun

    def left(self) -> float | None:
        """Seconds left, never below 0; None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed())

    def worked(self) -> float:
        """Work spent, here and in all parts."""
        return self._meter.reading

    def work_left(self) -> float | None:
        """Work left, never below 0; None without a limit."""
        return None if self.work is None else max(0.0, self.work - self.worked())

    def spend(self, work: float) -> None:
        """Count work that was done, here and in all that this is a part of."""
        counted: Budget | None = self
        while counted is not None:
            counted._meter.add(work)
            counted = counted.whole

    def share_spent(self) -> float | None:
        """How much of the time is spent, of the work if there is no limit of time; None without a limit."""
        if self.seconds is not None:
            return min(1.0, self.elapsed() / self.seconds) if self.seconds else 1.0
        if self.work is not None:
            return min(1.0, self.worked() / self.work) if self.work else 1.0
        return None

    def is_called_off(self) -> bool:
        """Whether somebody wants to stop."""
        return self.should_stop is not None and self.should_stop()

    def is_spent(self) -> bool:
        """Whether to start nothing more."""
        return self.left() == 0 or self.work_left() == 0 or self.is_called_off()

    def is_enough(self) -> bool:
        """Whether to stop as soon as there is a plan."""
        return self.enough is not None and self.elapsed() >= self.enough

    def check(self) -> None:
        """Go on only if there is something left.

        Raises:
            OutOfTime: there is not.
        """
        if self.is_spent():
            raise OutOfTime

    def part(
        self,
        share: float = 1.0,
        *,
        least: float = 0.0,
        unlimited: float | None = None,
        most_work: float | None = None,
        patient: bool = False,
        workers: int | None = None,
    ) -> Budget:
        """A share of what is left from now on.

        Args:
            share: above 0 and at most 1.
            least: seconds and work that a part has in any case, as far as they are left.
            unlimited: its seconds where there is no limit of time or work; None for no limit either.
            most_work: no more work than this, also where there is no limit; None for no such bound.
            patient: whether to go on without a plan until nothing is left; the share then is what is enough.
            workers: no more workers than these; None for all.
        """
        left, work = self.left(), self.work_left()
        if left is None and work is None:
            left, share = unlimited, 1.0
        seconds = None if left is None else min(left, max(least, share * left))
        if work is not None:
            work = min(work, max(least, share * work))
        if most_work is not None:
            work = most_work if work is None else min(most_work, work)
        return replace(
            self,
            seconds=left if patient else seconds,
            work=work,
            workers=self.workers if workers is None else min(workers, self.workers),
            enough=seconds if patient else None,
            whole=self,
            before=0.0,
        )

    def widened(self, workers: int, seed: int | None = None) -> Budget:
        """All that is left, for another number of workers and perhaps another seed."""
        return replace(self.part(), workers=workers, seed=self.seed if seed is None else seed)

    def briefly(self, seconds: float) -> Budget:
        """All that is left, ended after some seconds once there is a plan."""
        return replace(self.part(), enough=seconds)

    def side_by_side(self, seeds: Sequence[int]) -> list[Budget]:
        """Budgets of one worker, one a seed, that are spent at once: work is shared out, time is not."""
        part = self.part()
        work = None if part.work is None else part.work / len(seeds)
        return [replace(part, work=work, workers=1, seed=seed) for seed in seeds]
