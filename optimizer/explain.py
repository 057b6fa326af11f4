"""`explain`: why an instance has no plan, and the smallest changes that would give it one."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.format.explanation import Explanation
from optimizer.format.instance import Instance
from optimizer.search.budget import DEFAULT_SEED, DEFAULT_WORKERS, Budget


def explain(
    instance: Instance,
    *,
    time_limit: float | None = None,
    workers: int | None = None,
    seed: int = DEFAULT_SEED,
    should_stop: Callable[[], bool] | None = None,
) -> Explanation:
    """Find out which rules contradict each other, and what would have to give way.

    Every relaxation named was applied to a copy of the instance, solved, and its plan checked. Limits that
    are `locked` are never relaxed, and neither is what the projects themselves use or take.

    Args:
        instance: what to explain.
        time_limit: seconds for everything, model building included; None for no limit. What is not found out
            in time is left out and named as `undecided`, and what is not proven in time is not claimed.
        workers: parallel search strategies, at least 1; None for one a processor, at least 2.
        seed: seed of the search's random choices, at least 0.
        should_stop: asked between solves and about twenty times a second in them; once it answers true, what
            was found so far is the explanation.
    """
    budget = Budget(
        time_limit, should_stop, workers=DEFAULT_WORKERS if workers is None else workers, seed=seed
    )
    # OR-Tools takes a second to import, which reading, checking and schemas should not have to wait for.
    from optimizer.explaining.explainer import Explainer  # noqa: PLC0415 - see above

    return Explainer(instance, budget).run()
