"""A bound and a plan by prices: with the truth between them, and only where prices say all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from unittest import mock

import pytest
from examples import examples
from hypothesis import given
from large_amounts import large_instances
from opt_instances import Json, best_values, instances
from searched_here import searched_here
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Incumbent, Instance, check, solve
from optimizer.bench.families import generate
from optimizer.checker.rules import plan_faults
from optimizer.format.result import Claim, ClaimedProject
from optimizer.search import arrays
from optimizer.search.budget import Budget
from optimizer.search.first import First, first_plan, is_priced

QUICK = examples(150)


@pytest.fixture(autouse=True)
def _everything_is_large() -> Iterator[None]:
    with searched_here():
        yield


def _holds(data: Json) -> None:
    """Bound, truth and plan in this order, and a plan that the checker takes."""
    instance = Instance.parse(data)
    if not is_priced(instance):
        return
    found = first_plan(instance, Budget(), lambda _first: None)
    truth = best_values(instance)
    if found is None:
        return
    if truth is None:
        assert found.placements is None
        return
    sign = 1 if instance.objective[0].maximised else -1
    give = Fraction(1, 10**9) * max(1, abs(truth[0]))
    if found.bound is not None:
        assert sign * found.bound >= sign * truth[0] - give
    if found.placements is not None:
        assert found.value is not None
        assert sign * Fraction(found.value) <= sign * truth[0] + give
        claimed = {n: ClaimedProject(mode=p.mode, start=p.start) for n, p in found.placements.items()}
        assert plan_faults(instance, Claim(status="feasible", projects=claimed)) == []


def _as_prices_say(data: Json) -> Json:
    """The same without what prices do not say, so that many are priced."""
    projects = [project | {"flexibility": 0} for project in data["projects"]]
    terms = [{"term": "benefit"}, {"term": "tardiness"}, {"term": "selected"}]
    first = [{"terms": terms[len(data["resources"]) % 3 :]}]
    return data | {"projects": projects, "objective": first}


@QUICK
@given(instances())
def test_prices_bound_the_truth_and_lead_to_plans(data: Json) -> None:
    _holds(data)
    _holds(_as_prices_say(data))


@QUICK
@given(large_instances())
def test_large_amounts_change_nothing_about_that(data: Json) -> None:
    _holds(_as_prices_say(data))


@examples(60)
@given(instances())
def test_a_search_that_begins_with_prices_ends_with_the_best(data: Json) -> None:
    data = _as_prices_say(data)
    instance = Instance.parse(data)
    truth = best_values(instance)
    result = solve(instance, workers=1)
    assert result.status == ("infeasible" if truth is None else "optimal")
    for tier, best in zip(result.tiers, truth or [], strict=True):
        assert abs(tier.value - best) <= 1e-6 * max(1, abs(best))
    assert check(instance, result) == []


AIM: Json = {"objective": [{"terms": [{"term": "benefit"}]}]}
WORTH = a_mode(usage=[10], benefit=[5])


def _choice(**more: Any) -> Json:
    """Two projects of which a year has room for one."""
    projects = [a_project(name, WORTH, mandatory=False) for name in "AB"]
    return an_instance(*projects, limits=years(10, 5), **(AIM | more))


def test_what_has_room_is_placed_and_the_bound_says_how_little_more_there_could_be() -> None:
    told: list[First] = []
    found = first_plan(Instance.parse(_choice()), Budget(), told.append)
    assert found is not None
    assert found.placements is not None
    assert len(found.placements) == 1
    assert found.bound is not None
    assert 5 <= found.bound < 8
    assert told[0].value == 5


def test_room_carried_over_is_used() -> None:
    projects = [a_project(name, WORTH) for name in "AB"]
    instance = Instance.parse(an_instance(*projects, limits=years(15, 5), carry_over=1, **AIM))
    found = first_plan(instance, Budget(), lambda _first: None)
    assert found is not None
    assert found.placements is not None
    assert sorted(placed.start for placed in found.placements.values()) == [0, 1]


def test_a_project_goes_in_with_what_it_needs() -> None:
    link = {"precedence": [{"before": "A", "after": "B"}]}
    needed = a_project("A", a_mode(usage=[1]), mandatory=False)
    wanted = a_project("B", WORTH, mandatory=False)
    instance = Instance.parse(an_instance(needed, wanted, limits=years(10, 10), **AIM, **link))
    found = first_plan(instance, Budget(), lambda _first: None)
    assert found is not None
    assert found.placements is not None
    assert {name: placed.start for name, placed in found.placements.items()} == {"A": 0, "B": 1}
    assert found.bound == pytest.approx(5)


@pytest.mark.parametrize(
    "more",
    [
        {"objective": []},
        {"objective": [{"terms": [{"term": "peak", "resource": "money"}]}]},
        {"objective": [{"terms": [{"term": "benefit"}, {"term": "makespan"}]}]},
        {"matches": [{"resource": "money", "against": "money", "ratio": 1}]},
    ],
)
def test_what_prices_do_not_say_is_left_to_the_program(more: Json) -> None:
    assert is_priced(Instance.parse(_choice()))
    assert not is_priced(Instance.parse(_choice(**more)))


def test_nor_are_usage_that_moves_and_money_between_bounds_priced() -> None:
    band = {"resources": ["money"], "early": 1, "late": 0}
    for project in (
        a_project(mode=WORTH, flexibility=0.5),
        a_project(mode=WORTH | {"bands": [band]}),
    ):
        assert not is_priced(Instance.parse(an_instance(project, limits=years(10, 10), **AIM)))


def test_what_is_small_is_searched_as_before() -> None:
    with mock.patch.object(arrays, "LARGE", 100):
        assert not is_priced(Instance.parse(_choice()))


def test_the_plan_is_kept_when_time_ends_before_the_program_is_built() -> None:
    instance = generate("ppssp", "60x10", 1)
    told: list[Incumbent] = []
    result = solve(instance, on_progress=told.append, should_stop=lambda: bool(told))
    assert result.status == "feasible"
    assert result.tiers[0].value == pytest.approx(told[0].value)
    assert result.tiers[0].bound is not None
    assert check(instance, result) == []


def test_the_same_seed_and_work_give_the_same_plan() -> None:
    instance = generate("ppssp", "60x10", 1)
    one, other = (first_plan(instance, Budget(work=0.5, workers=1), lambda _first: None) for _ in range(2))
    assert one == other
    assert one is not None
