"""Limits, progress, cancelling and repeatability of a solve."""

from typing import Any

from optimizer import Incumbent, Instance, Result, check, solve
from optimizer.bench.families import generate


def _knapsack(count: int) -> Instance:
    """Five budgets of half of what all projects need; the most benefit, then the most projects."""
    data = generate("knapsack", f"{count}x5", 1).model_dump(mode="json")
    aims = [{"terms": [{"term": "benefit"}], "tolerance": 0.01}, {"terms": [{"term": "selected"}]}]
    return Instance.parse(data | {"objective": aims})


def _timeless(result: Result) -> dict[str, Any]:
    data = result.model_dump(mode="json") | {"wall_seconds": 0}
    data["incumbents"] = [incumbent | {"seconds": 0} for incumbent in data["incumbents"]]
    return data


def test_the_same_seed_and_work_give_the_same_result() -> None:
    instance = _knapsack(60)
    one, other = (solve(instance, workers=1, seed=7, work_limit=0.2) for _ in range(2))
    assert _timeless(one) == _timeless(other)
    assert one.seed == 7


def test_stopping_early_keeps_the_best_plan_and_says_how_far_it_may_be_from_the_best() -> None:
    instance = _knapsack(200)
    found: list[Incumbent] = []
    result = solve(instance, workers=1, on_progress=found.append, should_stop=lambda: bool(found))
    assert result.status == "feasible"
    assert result.projects
    assert check(instance, result) == []


def test_stopping_before_anything_is_found_is_unknown_and_not_infeasible() -> None:
    result = solve(_knapsack(50), should_stop=lambda: True)
    assert (result.status, result.tiers, result.projects) == ("unknown", [], {})


def test_no_time_at_all_is_unknown() -> None:
    assert solve(_knapsack(50), time_limit=0).status == "unknown"


def test_a_gap_that_is_good_enough_ends_feasible_within_it() -> None:
    result = solve(_knapsack(100), workers=1, gap=0.05)
    gap = result.tiers[0].gap
    assert result.status == "feasible"
    assert gap is not None
    assert 1e-6 < gap <= 0.05


def test_progress_tells_of_plans_that_only_get_better_within_a_tier() -> None:
    found: list[Incumbent] = []
    result = solve(_knapsack(40), workers=1, on_progress=found.append)
    assert [i.model_dump() for i in found] == [i.model_dump() for i in result.incumbents]
    for tier in (0, 1):
        values = [incumbent.value for incumbent in found if incumbent.tier == tier]
        assert values == sorted(values)
        assert all(incumbent.bound is not None for incumbent in found)


def test_an_error_in_the_listener_is_not_swallowed() -> None:
    class ListeningError(Exception):
        pass

    def fail(_: Incumbent) -> None:
        raise ListeningError

    try:
        solve(_knapsack(20), workers=1, on_progress=fail)
    except ListeningError:
        return
    raise AssertionError("the listener's error got lost")


def test_importing_the_package_does_not_import_the_solver() -> None:
    import subprocess
    import sys

    code = "import sys, optimizer; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
