"""What an undertaking may spend: seconds from its beginning on, cut into parts of what is left.

Every part of a command that has a time limit gets its budget from the one before it, so that all together
keep to the limit: building, searching, checking and explaining alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]


class OutOfTime(Exception):  # noqa: N818 - says what happened
    """Nothing is left of a budget, or somebody wants to stop."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds that count down from the moment this is made.

    Attributes:
        seconds: all that may be spent; None for no limit.
        should_stop: asked whether somebody wants to stop; None if nobody can.
        clock: seconds that pass; what it counts is what is spent.
        begun: what the clock showed when this was made.
    """

    seconds: float | None = None
    should_stop: Callable[[], bool] | None = None
    clock: Clock = time.monotonic
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        """Note the time; frozen, so that nothing can turn it back."""
        object.__setattr__(self, "begun", self.clock())

    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self.clock() - self.begun

    def left(self) -> float | None:
        """Seconds left, never below 0; None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed())

    def is_spent(self) -> bool:
        """Whether to start nothing more."""
        return self.left() == 0 or (self.should_stop is not None and self.should_stop())

    def check(self) -> None:
        """Go on only if there is something left.

        Raises:
            OutOfTime: there is not.
        """
        if self.is_spent():
            raise OutOfTime

    def part(self, share: float) -> Budget:
        """A share, above 0 and at most 1, of what is left from now on."""
        left = self.left()
        return Budget(None if left is None else share * left, self.should_stop, self.clock)
