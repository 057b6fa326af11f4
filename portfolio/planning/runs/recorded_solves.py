"""Solves that are written down as they are finished; the latest of them are neither lost nor done twice.

An answer of many solves that is stopped, or whose process dies, goes on from there when it is asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version

from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from portfolio.planning.plan.solving import Solve
from portfolio.store.repositories import Solved
from portfolio.store.store import Store

_OTHERWISE_SPENT = 2.0
"""Seconds by which what is left of a limit may differ from one time to the next: building takes its share."""


class RecordedSolves:
    """A solver that looks in the store first; the form of `optimizer.solve`."""

    def __init__(self, store: Store, solve: Solve) -> None:
        self._store = store
        self._solve = solve

    def __call__(
        self,
        instance: Instance,
        *,
        time_limit: float | None = None,
        seed: int = 1,
        on_progress: Callable[[Incumbent], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Result:
        """Return what is written down for this very instance, or solve it and write that down.

        A result without proof is used again only for about as little time as it was found in: what is left of
        the same limit is never quite the same. What was stopped, or
        has no plan and no proof either, is not written down: another attempt may do better.
        """
        key = _key(instance, seed)
        with self._store.reading() as work:
            held = work.solves.find(key)
        if held is not None:
            result = Result.model_validate_json(held.result)
            if _is_proven(result) or _is_within(time_limit, held.time_limit):
                if on_progress is not None:
                    for incumbent in result.incumbents:
                        on_progress(incumbent)
                return result
        result = self._solve(
            instance, time_limit=time_limit, seed=seed, on_progress=on_progress, should_stop=should_stop
        )
        was_stopped = should_stop is not None and should_stop()
        if _is_proven(result) or (result.status == "feasible" and not was_stopped):
            with self._store.transaction() as work:
                work.solves.add(key, Solved(result.model_dump_json(), time_limit), datetime.now(UTC))
        return result


def _key(instance: Instance, seed: int) -> str:
    """Return what decides a result: the instance, the seed, and who solves."""
    versions = [version(name) for name in ("capital-portfolio-scheduler", "ortools")]
    return hashlib.sha256(" ".join([instance.digest(), str(seed), *versions]).encode()).hexdigest()


def _is_proven(result: Result) -> bool:
    return result.status in {"optimal", "infeasible"}


def _is_within(asked: float | None, given: float | None) -> bool:
    return given is None or (asked is not None and asked <= 1.1 * given + _OTHERWISE_SPENT)
