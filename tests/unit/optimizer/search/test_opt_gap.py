"""A relative gap is that of the value reported, and a tier ends as soon as it is within it."""

from typing import Any
from unittest import mock

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from opt_instances import Json, instances

from optimizer import Incumbent, Instance, Result, check, solve
from optimizer.bench.families import generate
from optimizer.bench.peers import highs
from optimizer.search.budget import Budget
from optimizer.search.strategy import as_a_whole, best_known
from optimizer.search.task import Engine
from optimizer.search.tiers import PROVEN, TierSolver


def _solved(instance: Instance, gap: float, engine: Engine = best_known) -> Result:
    return TierSolver(instance, Budget(workers=1, gap=gap), engine=engine).run()


def _kept(percent: int, *, sense: str = "min", weight: float = 1.0) -> Instance:
    """What to keep of a baseline of sixty projects of which so many percent fit: a hard choice.

    Disruption is a constant, everything dropped, less what is kept.
    """
    data = generate("knapsack", f"60x5x{percent}", 1).model_dump(mode="json")
    for k, project in enumerate(data["projects"]):
        project["weight"] = 10 + (7 * k) % 11 + 0.5
    terms: list[Json] = [{"term": "disruption", "weight": weight}]
    if sense == "max":
        terms.append({"term": "selected", "weight": weight / 4})
    baseline = {project["id"]: {"mode": "m", "start": 0} for project in data["projects"]}
    return Instance.parse(data | {"baseline": baseline, "objective": [{"terms": terms}]})


ENGINES = [
    pytest.param(as_a_whole, id="as a whole"),
    pytest.param(best_known, id="by cores"),
    pytest.param(highs, id="HiGHS"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("gap", [0.02, 0.05, 0.2])
@pytest.mark.parametrize(
    ("percent", "sense", "weight"), [(90, "min", 1), (90, "max", 0.001), (10, "min", 3.7)]
)
def test_the_gap_reported_is_the_one_asked_for_whatever_constant_the_aim_has(
    engine: Engine, gap: float, percent: int, sense: str, weight: float
) -> None:
    instance = _kept(percent, sense=sense, weight=weight)
    result = _solved(instance, gap, engine)
    (tier,) = result.tiers
    assert tier.gap is not None
    assert tier.gap <= gap
    assert check(instance, result) == []


@pytest.mark.parametrize(("percent", "gap"), [(90, 0.3), (10, 0.2), (50, 0.1)])
def test_a_search_stops_at_the_first_plan_within_the_gap(percent: int, gap: float) -> None:
    result = _solved(_kept(percent), gap, as_a_whole)
    assert result.status == "feasible"
    assert result.tiers[0].gap is not None
    assert PROVEN < result.tiers[0].gap <= gap
    early = result.incumbents[:-1]
    assert all(incumbent.gap is None or incumbent.gap > gap for incumbent in early)


def test_a_search_stops_when_the_bound_comes_within_the_gap() -> None:
    instance = generate("ppssp", "20x8", 1)
    best, close = (solve(instance, workers=1, gap=gap) for gap in (None, 0.02))
    assert best.status == "optimal"
    assert close.status == "feasible"
    assert close.tiers[0].gap is not None
    assert close.tiers[0].gap <= 0.02


def test_a_gap_of_the_shortest_makespan_by_intervals_counts() -> None:
    instance = generate("mrcpsp", "15x3", 2)
    found: list[Incumbent] = []
    result = solve(instance, workers=1, gap=0.5, on_progress=found.append)
    assert result.tiers[0].gap is not None
    assert result.tiers[0].gap <= 0.5
    assert all(incumbent.gap is None or incumbent.gap > 0.5 for incumbent in found[:-1])


def test_large_searches_stop_within_the_gap_too() -> None:
    instance = generate("ppssp", "60x8", 3)
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        result = solve(instance, workers=1, gap=0.1)
    assert result.tiers[0].gap is not None
    assert PROVEN < result.tiers[0].gap <= 0.1


@examples(60)
@given(
    instances(), st.sampled_from([0.01, 0.1, 0.3]), st.sampled_from([as_a_whole, best_known, highs, "kernel"])
)
def test_every_tier_ends_within_the_gap(data: Json, gap: float, engine: Any) -> None:
    instance = Instance.parse(data)
    if engine == "kernel":
        with mock.patch("optimizer.search.kernel.LARGE", 0):
            result = _solved(instance, gap)
    else:
        result = _solved(instance, gap, engine)
    assert result.status != "unknown"
    for tier in result.tiers:
        assert tier.gap is not None
        assert tier.gap <= gap
    assert check(instance, result) == []
