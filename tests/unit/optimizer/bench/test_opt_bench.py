"""Families, peers and the comparison of them: what is generated, what is claimed, what is refused."""

from unittest import mock

import pytest
from examples import examples
from hypothesis import given
from opt_instances import Json, best_values, instances

from optimizer import Instance, check, solve
from optimizer.bench.compare import Case, compare
from optimizer.bench.families import FAMILIES, generate
from optimizer.bench.peers import PEERS
from optimizer.bench.readers import FORMATS
from optimizer.bench.run import Job, Measured
from optimizer.bench.run_process import here
from optimizer.model.contents import build
from optimizer.options import FORMAT_NAMES, PEER_NAMES
from optimizer.search.budget import Budget
from optimizer.search.cores import is_budgeting

SMALL = {
    "knapsack": "15x3",
    "mrcpsp": "4x2",
    "ppssp": "6x4",
    "district": "4x8",
    "programme": "8x5",
    "selection": "8x4",
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_the_same_for_the_same_seed_and_differs_for_another(family: str) -> None:
    one = generate(family, SMALL[family], 1)
    assert one == generate(family, SMALL[family], 1)
    assert one.digest() != generate(family, SMALL[family], 2).digest()


@pytest.mark.parametrize(
    ("family", "size"), [("chess", "8x8"), ("knapsack", "0x5"), ("mrcpsp", "3x3x3"), ("ppssp", "many")]
)
def test_an_unknown_family_or_size_is_refused(family: str, size: str) -> None:
    with pytest.raises(ValueError, match=r"is not|than"):
        generate(family, size, 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_peers_prove_the_same_values(family: str) -> None:
    case = Case(generate(family, SMALL[family], 1), "small", 1)
    (runs,) = compare([case], PEER_NAMES, time_limit=3600, workers=1, runner=here)
    assert [run.solver for run in runs] == ["optimizer", *PEER_NAMES]
    assert [run.refused or run.failure for run in runs] == [None] * len(runs)
    proven = [run for run in runs if run.solver != "greedy"]
    assert {run.status for run in proven} == {"optimal"}
    values = {tuple(round(float(tier.value), 6) for tier in run.tiers) for run in proven}
    assert len(values) == 1


def test_every_peer_and_format_can_be_named() -> None:
    assert set(PEER_NAMES) == set(PEERS)
    assert set(FORMAT_NAMES) == set(FORMATS)


def test_a_result_that_the_checker_refuses_is_reported_as_refused() -> None:
    def boast(job: Job) -> Measured:
        result = solve(job.instance, workers=1)
        tiers = [tier.model_copy(update={"value": 10**6, "bound": 10**6}) for tier in result.tiers]
        return Measured(result=result.model_copy(update={"tiers": tiers}), seconds=1)

    case = Case(generate("knapsack", "15x3", 1), "small", 1)
    ((run,),) = compare([case], [], time_limit=3600, workers=1, runner=boast)
    assert (run.status, run.refused, run.integral) == ("refused", "tier_value at tiers[0].value", None)


@examples(10)
@given(instances())
def test_the_greedy_rule_has_a_plan_or_nothing_and_never_beats_the_truth(data: Json) -> None:
    instance = Instance.parse(data)
    result, _ = PEERS["greedy"].solve(instance, Budget())
    assert result.status in {"feasible", "unknown"}
    assert check(instance, result) == []
    truth = best_values(instance)
    if truth and result.tiers:
        sign = 1 if instance.objective[0].maximised else -1
        assert sign * (float(result.tiers[0].value) - float(truth[0])) <= 1e-6 * max(1, abs(truth[0]))


@pytest.mark.parametrize("name", ["highs", "scip"])
@examples(10)
@given(data=instances())
def test_a_peer_finds_what_enumeration_finds(name: str, data: Json) -> None:
    instance = Instance.parse(data)
    truth = best_values(instance)
    result, _ = PEERS[name].solve(instance, Budget(workers=1))
    if truth is None:
        assert result.status == "infeasible"
        return
    assert check(instance, result) == []
    for tier, best in zip(result.tiers, truth, strict=True):
        assert abs(tier.value - best) <= 1e-6 * max(1, abs(best))


@pytest.mark.parametrize("seed", range(3))
def test_cores_prove_what_the_whole_proves(seed: int) -> None:
    instance = generate("knapsack", "30x5", seed)
    assert is_budgeting(*build(instance))
    with (
        mock.patch("optimizer.search.cores._WHOLE_SHARE", 0.0),
        mock.patch("optimizer.search.cores._LEAST_SIZE", 5),
    ):
        ours = solve(instance, workers=1)
    (whole,) = PEERS["cp-sat"].solve(instance, Budget(workers=1)).result.tiers
    assert ours.status == "optimal"
    assert ours.tiers[0].value == whole.value
    assert check(instance, ours) == []


def test_cores_are_the_same_for_the_same_seed_and_work() -> None:
    instance = generate("knapsack", "150x5", 1)
    one, other = (solve(instance, workers=1, seed=7, work_limit=0.2) for _ in range(2))
    assert one.projects == other.projects
    assert one.tiers == other.tiers
