"""`solve`: an instance in, the best plan found and what is proven about it out."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.format.instance import Instance, Placement
from optimizer.format.numbers import plain
from optimizer.format.result import Incumbent, Result
from optimizer.search.budget import DEFAULT_SEED, DEFAULT_WORKERS, Budget
from optimizer.search.options import SolveOptions


def solve(
    instance: Instance,
    *,
    time_limit: float | None = None,
    work_limit: float | None = None,
    workers: int | None = None,
    seed: int = DEFAULT_SEED,
    gap: float | None = None,
    on_progress: Callable[[Incumbent], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: dict[str, Placement] | None = None,
) -> Result:
    """Find a plan, tier by tier.

    Args:
        instance: what to schedule.
        time_limit: seconds for everything, model building and all tiers included; None for no limit.
        work_limit: deterministic work for all tiers and workers together, in CP-SAT's units (about a second
            of one processor each). With one worker and no time limit, the same instance and seed give the
            same result.
        workers: parallel search strategies, at least 1; None for one a processor, at least 2.
        seed: seed of the search's random choices, at least 0.
        gap: relative gap, of the value as reported, at which a tier is good enough and its search stops; None
            to go on until it is proven optimal.
        on_progress: called with every better plan, from a thread of the solver.
        should_stop: asked about twenty times a second; once it answers true, the best plan so far is
            the result.
        start: a plan to begin with, of this instance or of one much like it: what no longer fits is left out
            where the instance is large, and else no use is made of a plan that breaks a rule.

    Returns:
        The result; its status says whether it is proven optimal, proven infeasible, or neither. Nothing is
        proven that a plan refutes which the solve knows, the instance's baseline among them.
    """
    return solve_with(
        instance, SolveOptions(time_limit, work_limit, workers, seed, gap, on_progress, should_stop, start)
    )


def solve_with(instance: Instance, options: SolveOptions) -> Result:
    """Find a plan as `solve` does, for whoever hands its options on as one."""
    budget = Budget(
        options.time_limit,
        options.should_stop,
        work=options.work_limit,
        workers=DEFAULT_WORKERS if options.workers is None else options.workers,
        seed=options.seed,
        gap=options.gap,
        before=options.before,
    )
    # Numpy takes a moment to import, which reading, checking and schemas should not have to wait for.
    from optimizer.search.first import First, first_plan, is_priced  # noqa: PLC0415 - see above

    incumbents: list[Incumbent] = []

    def told(first: First) -> None:
        if first.value is not None:
            bound = None if first.bound is None else plain(first.bound)
            incumbent = Incumbent(seconds=budget.elapsed(), tier=0, value=first.value, bound=bound)
            incumbents.append(incumbent)
            if options.on_progress is not None:
                options.on_progress(incumbent)

    found = None
    if is_priced(instance):
        found = first_plan(instance, budget.part(1 / len(instance.objective)), told, options.start)
    # OR-Tools takes a second, for which a large instance's first plan need not wait.
    from optimizer.search.tiers import TierSolver  # noqa: PLC0415 - see above

    solver = TierSolver(
        instance, budget, options.on_progress, first=found, start=options.start, incumbents=incumbents
    )
    result = solver.run()
    # Hashing a large instance takes a while too, and whoever counts counts all of it.
    return result.model_copy(update={"wall_seconds": budget.elapsed()})
