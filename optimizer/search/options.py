"""What a solve may spend and whom it tells: the one form in which it is handed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.format.instance import Placement
from optimizer.format.result import Incumbent
from optimizer.search.budget import DEFAULT_SEED


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """What a solve may spend, and whom it tells; a `Budget` is what is left of it once the solve has begun.

    Attributes:
        time_limit: seconds for everything, model building and all tiers included; None for no limit.
        work_limit: deterministic work for all tiers and workers together; None for no limit.
        workers: parallel search strategies, at least 1; None for one a processor, at least 2.
        seed: seed of the search's random choices, at least 0.
        gap: relative gap, of the value as reported, at which a tier is good enough; None to go on until it
            is proven optimal.
        on_progress: called with every better plan.
        should_stop: asked over and over; once it answers true, the best plan so far is the result.
        before: seconds that whoever waits has waited already, say for reading; they count.
        start: a plan to begin with, of this instance or one much like it; None without one.
    """

    time_limit: float | None = None
    work_limit: float | None = None
    workers: int | None = None
    seed: int = DEFAULT_SEED
    gap: float | None = None
    on_progress: Callable[[Incumbent], None] | None = None
    should_stop: Callable[[], bool] | None = None
    start: dict[str, Placement] | None = None
    before: float = 0.0

    @property
    def limits(self) -> SolveOptions:
        """These options without whom to tell and whom to ask: what can be handed to another process."""
        return replace(self, on_progress=None, should_stop=None)
