"""What the solver finds is what enumeration finds, and the checker agrees."""

import math
from fractions import Fraction
from unittest import mock

from examples import examples
from hypothesis import given
from large_amounts import large_instances
from opt_instances import Json, best_values, instances

from optimizer import Instance, check, solve
from optimizer.model.contents import build
from optimizer.model.objective import tier_aim
from optimizer.model.scaling import scaled
from optimizer.search.budget import Budget
from optimizer.search.relaxation import relax

QUICK = examples(60)


_ROUNDED = 1e-5
"""A gap of an aim with more digits than fit: it is rounded, and its bound widened by what that can cost."""


def _compare_with_enumeration(data: Json, *, most_gap: float = 0.0) -> None:
    instance = Instance.parse(data)
    truth = best_values(instance)
    result = solve(instance, workers=1)
    if truth is None:
        assert result.status == "infeasible"
        return
    if result.status != "optimal":
        assert result.status == "feasible"
        assert most_gap
        assert all(tier.gap is not None and tier.gap <= most_gap for tier in result.tiers)
    for tier, best in zip(result.tiers, truth, strict=True):
        assert abs(tier.value - best) <= 1e-6 * max(1, abs(best))
    assert check(instance, result) == []


@QUICK
@given(instances())
def test_every_tier_is_as_good_as_the_best_of_all_plans(data: Json) -> None:
    _compare_with_enumeration(data)


@QUICK
@given(instances())
def test_kernel_search_finds_the_same_optimum_as_enumeration(data: Json) -> None:
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        _compare_with_enumeration(data)


@QUICK
@given(large_instances())
def test_amounts_that_sum_beyond_2_to_the_31_change_nothing_about_that(data: Json) -> None:
    _compare_with_enumeration(data, most_gap=_ROUNDED)


@QUICK
@given(large_instances())
def test_nor_do_they_for_kernel_search(data: Json) -> None:
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        _compare_with_enumeration(data, most_gap=_ROUNDED)


@QUICK
@given(instances())
def test_shortest_makespan_by_intervals_is_the_same_as_by_enumeration(data: Json) -> None:
    tiers = [{"terms": [{"term": "makespan", "weight": 2}]}, *data["objective"][:1]]
    _compare_with_enumeration(data | {"objective": tiers})


@QUICK
@given(instances())
def test_the_relaxation_never_claims_more_than_the_best_plan_has(data: Json) -> None:
    instance = Instance.parse(data)
    truth = best_values(instance)
    if truth is None or not truth:
        return
    program, columns = build(instance)
    tier = instance.objective[0]
    goal = scaled(tier_aim(program, columns, tier), program)
    sign = -1 if tier.maximised else 1
    if not columns.all:
        return
    relaxed = relax(program, {v: sign * c for v, c in goal.products.items()}, Budget())
    assert relaxed is not None
    bound = goal.value(sign * math.ceil(relaxed.bound))
    assert sign * (truth[0] - bound) >= -goal.slack - Fraction(1, 10**9)


@QUICK
@given(instances())
def test_a_plan_of_one_tier_is_a_complete_and_feasible_hint_for_the_next(data: Json) -> None:
    instance = Instance.parse(data)
    hints: list[tuple[int, int, list[str]]] = []

    def spy(program, *args, hint, **kwargs):  # type: ignore[no-untyped-def] # wraps a typed function
        if hint is not None:
            hints.append((len(hint), len(program.lower), list(program.broken(hint))))
        return real(program, *args, hint=hint, **kwargs)

    def spy_on_settled(task):  # type: ignore[no-untyped-def] # wraps a typed function
        if task.hint is not None:
            hints.append((len(task.hint), len(task.program.lower), list(task.program.broken(task.hint))))
        return settled(task)

    from optimizer.search.cp_sat import search as real
    from optimizer.search.settled import settled

    with (
        mock.patch("optimizer.search.strategy.search", spy),
        mock.patch("optimizer.search.strategy.settled", spy_on_settled),
    ):
        result = solve(instance, workers=1)
    if result.status == "optimal" and len(instance.objective) > 1:
        assert len(hints) >= 1
    for given_values, variables, broken in hints:
        assert given_values == variables
        assert broken == []
