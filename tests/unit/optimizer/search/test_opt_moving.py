"""Money that may move between years and sources and is paid by terms: the optimum is that of enumeration."""

from unittest import mock

from examples import examples
from hypothesis import given
from moving_instances import moving_instances
from opt_instances import Json, best_values

from optimizer import Instance, check, solve


def _compare_with_enumeration(data: Json) -> None:
    instance = Instance.parse(data)
    truth = best_values(instance)
    result = solve(instance, workers=1)
    if truth is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert check(instance, result) == []
    for tier, best in zip(result.tiers, truth, strict=True):
        assert abs(tier.value - best) <= 1e-6 * max(1, abs(best))


@examples(20)
@given(moving_instances())
def test_every_tier_is_as_good_as_the_best_of_all_plans(data: Json) -> None:
    _compare_with_enumeration(data)


@examples(20)
@given(moving_instances())
def test_kernel_search_finds_the_same_optimum(data: Json) -> None:
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        _compare_with_enumeration(data)


@examples(20)
@given(moving_instances())
def test_the_view_by_intervals_finds_the_same_shortest_makespan(data: Json) -> None:
    _compare_with_enumeration(
        data | {"objective": [{"terms": [{"term": "makespan"}]}, *data["objective"][:1]]}
    )
