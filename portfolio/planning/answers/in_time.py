"""An answer of many solves within one limit of time: what the next of them may take."""

from __future__ import annotations

import time
from dataclasses import replace

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget, Clock
from optimizer.search.options import SolveOptions
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import Counted, Solve

_AS_LONG = 2.0
"""How many times as long as the plan in question took a solve beside it may take, where others wait too."""

_TOO_LITTLE = 0.01
"""The share of the limit with which nothing is begun any more."""


class InTime:
    """What is left of a case's time limit for the parts of an answer.

    Where all that waits cannot be had in time, each gets what it needs for a proof as long as there is any,
    and the rest is left out: a few answers are worth more than many that found nothing.
    """

    def __init__(self, case: Case, plan: Plan, solve: Solve, clock: Clock = time.monotonic) -> None:
        """Begin to count.

        Args:
            case: Its limit is for all solves together.
            plan: What its plan took says what a proof may take.
            solve: Whoever solves.
            clock: What is counted by.
        """
        self._case = case
        self._solve = Counted(solve, clock)
        self._budget = Budget(case.time_limit, clock=self._solve.clock)
        is_proven = plan.status is PlanStatus.OPTIMAL
        self._usual = _AS_LONG * plan.provenance.wall_seconds if is_proven else 0.0

    def next(self, waiting: int, until: float = 1.0) -> tuple[Case, Solve] | None:
        """Return the case with the time for the next of so many that wait, and who solves within it.

        Args:
            waiting: How many there are, this one included.
            until: By which share of the limit all of them have to be done.

        Returns:
            None if none is left that is worth beginning with.
        """
        left = until * self._case.time_limit - self._budget.elapsed()
        if left <= _TOO_LITTLE * self._case.time_limit:
            return None
        seconds = min(left, max(left / waiting, self._usual))
        end = self._budget.elapsed() + seconds

        def solve(instance: Instance, options: SolveOptions) -> Result:
            rest = max(0.0, end - self._budget.elapsed())
            limit = rest if options.time_limit is None else min(rest, options.time_limit)
            return self._solve(instance, replace(options, time_limit=limit))

        return replace(self._case, time_limit=seconds), solve
