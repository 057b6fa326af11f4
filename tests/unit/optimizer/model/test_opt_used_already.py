"""What is used of a resource before anything is decided counts in every limit, and may be negative."""

from __future__ import annotations

import pytest
from opt_instances import Json
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Instance, InstanceError, check, solve

TWO = [a_project("A", a_mode(usage=[10])), a_project("B", a_mode(usage=[10]))]


def _with(already: list[int], *projects: Json, **more: object) -> Json:
    instance = an_instance(*projects, **more)  # type: ignore[arg-type] # what the builder takes
    instance["resources"][0]["already"] = already
    return instance


@pytest.mark.parametrize(
    ("already", "status"), [([], "infeasible"), ([-5], "optimal"), ([-5, 1], "infeasible")]
)
def test_what_came_back_makes_room_in_its_period(already: list[int], status: str) -> None:
    instance = Instance.parse(_with(already, *TWO, limits=years(5, 10)))
    assert solve(instance, workers=1).status == status


def test_used_peak_usage_and_violation_count_it() -> None:
    terms = [
        {"term": "peak", "resource": "money"},
        {"term": "usage", "resource": "money"},
        {"term": "violation", "resource": "money"},
    ]
    objective = [{"terms": [term]} for term in terms]
    project = a_project(pin={"start": 0})
    limits = years(12, 30, soft=True)
    instance = Instance.parse(_with([7, -4], project, limits=limits, objective=objective))
    result = solve(instance, workers=1)
    assert [tier.value for tier in result.tiers] == [17, 13, 5]
    assert [limit.used for limit in result.resources["money"].limits] == [17, -4]
    assert check(instance, result) == []


def test_room_that_came_back_is_carried_over() -> None:
    limits = years(10, 5)
    instance = Instance.parse(_with([-10], a_project(release=1), limits=limits, carry_over=0.25))
    result = solve(instance, workers=1)
    assert [limit.carried_in for limit in result.resources["money"].limits] == [0, 5]
    assert check(instance, result) == []


def test_more_than_the_maximum_used_already_leaves_no_plan() -> None:
    instance = Instance.parse(_with([11], limits=years(10, 10)))
    assert solve(instance, workers=1).status == "infeasible"


def test_a_sum_counts_what_its_parts_have_used() -> None:
    instance = _with([8], a_project(pin={"start": 0}))
    limits = [{"first": 0, "last": 1, "maximum": 17}]
    instance["resources"].append({"id": "all", "sum_of": ["money"], "limits": limits})
    assert solve(Instance.parse(instance), workers=1).status == "infeasible"
    instance["resources"][0]["already"] = [7]
    assert solve(Instance.parse(instance), workers=1).status == "optimal"


def test_a_limit_that_does_not_bind_is_passed_and_hands_on_its_room_all_the_same() -> None:
    past = {"first": 0, "last": 0, "maximum": 6, "binding": False}
    following = {"first": 1, "last": 1, "maximum": 3}
    over = Instance.parse(_with([9], limits=[past, following], carry_over=1))
    result = solve(over, workers=1)
    limits = result.resources["money"].limits
    assert [(limit.used, limit.carried_in, limit.violation) for limit in limits] == [(9, 0, 0), (0, 0, 0)]
    assert check(over, result) == []
    under = Instance.parse(
        _with([2], a_project(mode=a_mode(usage=[7]), release=1), limits=[past, following], carry_over=1)
    )
    result = solve(under, workers=1)
    assert result.resources["money"].limits[1].carried_in == 4
    assert check(under, result) == []


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        ({"id": "money", "already": [1, 2, 3]}, "$.resources[0].already"),
        ({"id": "all", "sum_of": ["money"], "already": [1]}, "$.resources[1].already"),
        ({"id": "money", "already": [1.5]}, "$.resources[0].already[0]"),
    ],
)
def test_what_is_used_already_lies_in_the_horizon_and_belongs_to_no_sum(resource: Json, place: str) -> None:
    plain = {"id": "money"}
    resources = [resource] if resource["id"] == "money" else [plain, resource]
    with pytest.raises(InstanceError) as refused:
        Instance.parse({"periods": 2, "resources": resources, "projects": []})
    assert place.removeprefix("$.") in str(refused.value)


def test_an_instance_without_it_is_the_same_as_before() -> None:
    plain = Instance.parse(an_instance(a_project(), limits=years(10, 10)))
    assert '"already"' not in plain.model_dump_json()
    assert '"binding"' not in plain.model_dump_json()
