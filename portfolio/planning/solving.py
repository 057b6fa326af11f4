"""Whoever solves: this process, or one of its own. Use cases take it as an argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import optimizer
from optimizer.instance import Instance
from optimizer.result import Incumbent, Result
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Term, TermName


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


def progress_of(
    incumbent: Incumbent, instance: Instance, *, has_baseline: bool, solve: int = 1
) -> Progress | None:
    """Return how far a solve is; None for the hidden last aim that only breaks ties.

    Args:
        incumbent: What the solver found.
        instance: What it solves.
        has_baseline: Whether the question has a baseline; without one, only ties are broken by disruption.
        solve: Which solve of a run it is.
    """
    tiers = [
        tuple(
            Term(term=TermName(term.term), resource=term.resource, weight=term.weight, sense=term.sense)
            for term in tier.terms
        )
        for tier in instance.objective
        if has_baseline or all(term.term != "disruption" for term in tier.terms)
    ]
    if incumbent.tier >= len(tiers):
        return None
    return Progress(
        tier=incumbent.tier,
        tiers=len(tiers),
        value=incumbent.value,
        bound=incumbent.bound,
        seconds=float(incumbent.seconds),
        terms=tiers[incumbent.tier],
        solve=solve,
    )
