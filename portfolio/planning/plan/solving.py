"""Whoever solves: this process, or one of its own. Use cases take it as an argument."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Clock
from optimizer.search.options import SolveOptions

T = TypeVar("T")

Solve = Callable[[Instance, SolveOptions], Result]
"""Returns the best plan found within the limits, or until told to stop."""
Keep = Callable[[T], None]
"""Takes an answer of several solves as far as it is found."""

in_process: Solve = optimizer.solve_with
"""Solves in this process."""


def kept_by_nobody(_found: object) -> None:
    """Take an answer of which only the whole is wanted."""


class Counted:
    """A solver whose solves count for as long as they are recorded to have taken, and a clock that does so.

    A solve may have to wait for its turn behind somebody else's, which is no reason to leave the rest of an
    answer out; and an answer that is put together again from recorded solves asks the same as it did before.
    """

    def __init__(self, solve: Solve, clock: Clock = time.monotonic) -> None:
        self._solve = solve
        self._clock = clock
        self._corrected = 0.0

    def clock(self) -> float:
        """Return the seconds that count."""
        return self._clock() + self._corrected

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        """Solve, and count what that is recorded to have taken."""
        begun = self._clock()
        result = self._solve(instance, options)
        self._corrected += float(result.wall_seconds) - (self._clock() - begun)
        return result
