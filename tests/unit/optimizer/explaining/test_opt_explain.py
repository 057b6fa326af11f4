"""Explanations: every kind on its smallest case, and against all plans there are on random ones."""

import copy
import re
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from opt_instances import Json, every_plan, instances
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Change, Explanation, Instance, explain
from optimizer.explaining.mending import _changed

LONG = a_mode(3)

# By kind: an instance, the paths of rules in contradiction, and the changes that mend it with their price.
CASES: dict[str, tuple[Json, set[str], list[tuple[str, Any, Any]], float]] = {
    "raise_maximum": (
        an_instance(a_project("A"), a_project("B"), limits=years(10, 7)),
        {
            "projects[0].mandatory",
            "projects[1].mandatory",
            "resources[0].limits[0].maximum",
            "resources[0].limits[1].maximum",
            "periods",
        },
        [("resources[0].limits[1].maximum", 7, 10)],
        3,
    ),
    "lower_minimum": (
        an_instance(a_project("A"), limits=[{"first": 0, "last": 1, "minimum": 12}]),
        {"resources[0].limits[0].minimum"},
        [("resources[0].limits[0].minimum", 12, 10)],
        2,
    ),
    "extend_deadline": (
        an_instance(a_project("A", LONG, deadline=1), periods=4),
        {"projects[0].mandatory", "projects[0].deadline"},
        [("projects[0].deadline", 1, 2)],
        1,
    ),
    "advance_release": (
        an_instance(a_project("A", LONG, release=3, deadline=4), periods=5),
        {"projects[0].mandatory", "projects[0].deadline", "projects[0].release"},
        [("projects[0].release", 3, 2)],
        1,
    ),
    "drop_mandatory": (
        an_instance(
            a_project("A", weight=5),
            a_project("B", weight=0.5),
            limits=[{"first": 0, "last": 1, "maximum": 15}],
        ),
        {
            "projects[0].mandatory",
            "projects[1].mandatory",
            "resources[0].limits[0].maximum",
            "periods",
        },
        [("projects[1].mandatory", True, False)],
        0.5,
    ),
    "loosen_pin": (
        an_instance(a_project("A", pin={"start": 0}), a_project("B"), limits=years(9, 20)),
        {"projects[0].mandatory", "projects[0].pin.start", "resources[0].limits[0].maximum"},
        [("projects[0].pin.start", 0, None)],
        1,
    ),
    "extend_horizon": (
        an_instance(a_project("A", LONG), periods=2),
        {"projects[0].mandatory", "periods"},
        [("periods", 2, 3)],
        1,
    ),
    "raise_carry_over": (
        an_instance(
            a_project("A", pin={"start": 1}),
            limits=years(8, 6, locked=False),
            carry_over=0.25,
        ),
        {
            "projects[0].mandatory",
            "projects[0].pin.start",
            "resources[0].limits[0].maximum",
            "resources[0].limits[1].maximum",
        },
        [("resources[0].carry_over.share", 0.25, 0.5)],
        25,
    ),
    "loosen_group": (
        an_instance(a_project("A"), a_project("B"), groups=[{"projects": ["A", "B"], "at_most": 1}]),
        {"projects[0].mandatory", "projects[1].mandatory", "groups[0].at_most"},
        [("groups[0].at_most", 1, 2)],
        1,
    ),
    "change_allocation": (
        an_instance(
            a_project("A"),
            allocations=[{"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 7}],
        ),
        {"allocations[0]"},
        [("allocations[0].amount", 7, 10)],
        3,
    ),
    "shorten_lag": (
        an_instance(a_project("A"), a_project("B"), precedence=[{"before": "A", "after": "B", "lag": 2}]),
        {"projects[1].mandatory", "precedence[0]", "periods"},
        [("precedence[0].lag", 2, 0)],
        2,
    ),
}


def _explained(data: Json) -> Explanation:
    return explain(Instance.parse(data), workers=1)


def _told(changes: list[Change]) -> list[tuple[str, Any, Any]]:
    return [(change.path, change.before, change.after) for change in changes]


@pytest.mark.parametrize("kind", CASES)
def test_every_kind_of_relaxation_is_found_at_its_smallest(kind: str) -> None:
    data, conflict, changes, price = CASES[kind]
    explanation = _explained(data)
    assert explanation.status == "infeasible"
    (found,) = [relaxation for relaxation in explanation.relaxations if relaxation.kind == kind]
    assert (_told(found.changes), found.price, found.minimal) == (changes, price, True)
    assert set(explanation.conflict) == conflict
    assert explanation.conflict_minimal


def test_where_no_kind_suffices_alone_the_fewest_changes_of_several_do() -> None:
    both = an_instance(
        a_project("A", pin={"start": 0}),
        limits=[*years(0, 0, locked=True), {"first": 0, "last": 1, "minimum": 5}],
    )
    explanation = _explained(both)
    (found,) = explanation.relaxations
    assert found.kind == "mixed"
    assert _told(found.changes) == [
        ("resources[0].limits[2].minimum", 5, 0),
        ("projects[0].mandatory", True, False),
    ]
    assert found.minimal


def test_locked_limits_are_in_contradictions_and_never_relaxed() -> None:
    explanation = _explained(an_instance(a_project("A"), limits=years(5, 5, locked=True)))
    assert "resources[0].limits[0].maximum" in explanation.conflict
    changed = {change.path for found in explanation.relaxations for change in found.changes}
    assert changed == {"projects[0].mandatory", "periods"}


def test_room_is_not_carried_over_into_a_locked_limit_by_a_larger_share() -> None:
    limits = [*years(8), {"first": 1, "last": 1, "maximum": 6, "locked": True}]
    explanation = _explained(an_instance(a_project("A", pin={"start": 1}), limits=limits, carry_over=0.25))
    assert "raise_carry_over" not in {found.kind for found in explanation.relaxations}


def test_a_feasible_instance_needs_no_explanation() -> None:
    explanation = _explained(an_instance(a_project("A")))
    assert (explanation.status, explanation.conflict, explanation.relaxations) == ("feasible", [], [])


def test_without_time_nothing_is_claimed() -> None:
    data = CASES["raise_maximum"][0]
    explanation = explain(Instance.parse(data), time_limit=0)
    assert (explanation.status, explanation.conflict, explanation.relaxations) == ("unknown", [], [])
    assert explain(Instance.parse(data), should_stop=lambda: True).status == "unknown"


def test_projects_of_no_weight_are_not_dropped_without_need() -> None:
    projects = [a_project(name, weight=0) for name in "ABC"]
    explanation = _explained(an_instance(*projects, limits=[{"first": 0, "last": 1, "maximum": 20}]))
    (found,) = [relaxation for relaxation in explanation.relaxations if relaxation.kind == "drop_mandatory"]
    assert (len(found.changes), found.price, found.minimal) == (1, 0, True)


def _applied(data: Json, changes: list[tuple[str, Any]]) -> Instance:
    """A copy of complete JSON with values replaced by path."""
    changed = copy.deepcopy(data)
    for path, value in changes:
        *way, last = [
            int(index) if index else name for index, name in re.findall(r"\[(\d+)\]|\.?(\w+)", path)
        ]
        target: Any = changed
        for step in way:
            target = target[step]
        target[last] = value
    return Instance.parse(changed)


def _with_nothing_but(data: Json, conflict: list[str]) -> Instance:
    """A copy of complete JSON in which every rule is let go that is not in the conflict."""
    kept = set(conflict)
    alone = copy.deepcopy(data)
    rules: list[tuple[str, Json, dict[str, Any]]] = []
    for p, project in enumerate(alone["projects"]):
        rules.append((f"projects[{p}]", project, {"mandatory": False, "deadline": None, "release": 0}))
        rules.append((f"projects[{p}].pin", project["pin"] or {}, {"mode": None, "start": None}))
    for r, resource in enumerate(alone["resources"]):
        for k, limit in enumerate(resource["limits"]):
            rules.append((f"resources[{r}].limits[{k}]", limit, {"maximum": 10**6, "minimum": 0}))
    rules += [(f"groups[{k}]", g, {"at_least": 0, "at_most": None}) for k, g in enumerate(alone["groups"])]
    for path, rule, nothing in rules:
        for key in nothing.keys() & rule.keys():
            if rule[key] is not None and f"{path}.{key}" not in kept:
                rule[key] = nothing[key]
    for key in ("precedence", "allocations"):
        alone[key] = [rule for k, rule in enumerate(alone[key]) if f"{key}[{k}]" in kept]
    return Instance.parse(alone)


def _smaller(change: Change) -> Any:
    """A change's value one smallest step nearer to what it was."""
    before, after = change.before, change.after
    if isinstance(before, bool) or after is None or isinstance(before, str):
        return before
    assert isinstance(before, int | float)
    assert isinstance(after, int | float)
    step = 0.01 if change.path.endswith("share") else 1
    return round(after + (step if after < before else -step), 9)


def _has_plan(instance: Instance) -> bool:
    return next(every_plan(instance), None) is not None


@examples(15)
@given(instances(), st.integers(0, 3))
def test_relaxations_mend_and_nothing_smaller_does(data: Json, ceiling: int) -> None:
    for project in data["projects"]:
        project["mandatory"] = True
    for resource in data["resources"]:
        for limit in resource["limits"]:
            if limit.get("maximum"):
                limit |= {"maximum": min(ceiling, limit["maximum"]), "soft": False}
    instance = Instance.parse(data | {"objective": []})
    explanation = explain(instance, workers=1)
    assert (explanation.status == "feasible") == _has_plan(instance)
    complete = instance.model_dump(mode="json")
    if explanation.status == "infeasible":
        assert not _has_plan(_with_nothing_but(complete, explanation.conflict))
        assert explanation.conflict_minimal
        assert explanation.relaxations
    for relaxation in explanation.relaxations:
        changes = [(change.path, change.after) for change in relaxation.changes]
        assert _has_plan(_applied(complete, changes))
        assert relaxation.minimal
        for k, change in enumerate(relaxation.changes):
            assert not _has_plan(
                _applied(complete, [*changes[:k], (change.path, _smaller(change)), *changes[k + 1 :]])
            )


def test_changes_are_made_on_a_copy() -> None:
    instance = Instance.parse(CASES["raise_maximum"][0])
    before = instance.digest()
    assert _changed(instance, []).digest() == before
    assert explain(instance, workers=1).instance_hash == before == instance.digest()
