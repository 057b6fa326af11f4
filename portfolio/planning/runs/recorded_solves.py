"""Solves that are written down as they are finished; the latest of them are neither lost nor done twice.

An answer of many solves that is stopped, or whose process dies, goes on from there when it is asked again.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from importlib.metadata import version

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.planning.plan.solving import Solve
from portfolio.store.repositories import Solved
from portfolio.store.store import Store

_OTHERWISE_SPENT = 2.0
"""Seconds by which what is left of a limit may differ from one time to the next: building takes its share."""


class RecordedSolves:
    """A solver that looks in the store first; the form of `Solve`."""

    def __init__(self, store: Store, solve: Solve) -> None:
        self._store = store
        self._solve = solve

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        """Return what is written down for this very instance, or solve it and write that down.

        A result without proof is used again only for about as little time as it was found in: what is left of
        the same limit is never quite the same. What was stopped, or
        has no plan and no proof either, is not written down: another attempt may do better.
        """
        key = _key(instance, options)
        with self._store.reading() as work:
            held = work.solves.find(key)
        if held is not None:
            result = Result.model_validate_json(held.result)
            if _is_proven(result) or _is_within(options.time_limit, held.time_limit):
                if options.on_progress is not None:
                    for incumbent in result.incumbents:
                        options.on_progress(incumbent)
                return result
        result = self._solve(instance, options)
        was_stopped = options.should_stop is not None and options.should_stop()
        if _is_proven(result) or (result.status == "feasible" and not was_stopped):
            with self._store.transaction() as work:
                work.solves.add(key, Solved(result.model_dump_json(), options.time_limit), datetime.now(UTC))
        return result


def _key(instance: Instance, options: SolveOptions) -> str:
    """Return what decides a result but for time: the instance, the seed, other limits, and who solves."""
    versions = [version(name) for name in ("capital-portfolio-scheduler", "ortools")]
    others = {"work_limit": options.work_limit, "workers": options.workers, "gap": options.gap}
    given = [f"{name}={limit}" for name, limit in others.items() if limit is not None]
    parts = [instance.digest(), str(options.seed), *versions, *given]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _is_proven(result: Result) -> bool:
    return result.status in {"optimal", "infeasible"}


def _is_within(asked: float | None, given: float | None) -> bool:
    return given is None or (asked is not None and asked <= 1.1 * given + _OTHERWISE_SPENT)
