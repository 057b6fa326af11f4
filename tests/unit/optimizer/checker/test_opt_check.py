"""The checker catches every rule broken on purpose, and every claim that is wrong."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from opt_instances import Json, instances

from optimizer import Claim, Instance, check, solve
from optimizer.checker.rules import RULES

INSTANCE = Instance.parse(
    {
        "periods": 6,
        "resources": [
            {
                "id": "money",
                "limits": [
                    {"first": 0, "last": 2, "maximum": 30},
                    {"first": 3, "last": 5, "maximum": 20, "minimum": 1},
                ],
                "carry_over": {"share": 0.5},
            },
            {"id": "loans", "windows": [{"first": 0, "last": 2}, {"first": 3, "last": 5}]},
            {"id": "grants", "windows": [{"first": 0, "last": 2}, {"first": 3, "last": 5}]},
            {"id": "paid", "pays": {"resource": "grants", "advance": 0.2, "progress": 0.8}},
        ],
        "projects": [
            {
                "id": "A",
                "mandatory": True,
                "release": 1,
                "deadline": 4,
                "flexibility": 0.2,
                "modes": [
                    {"id": "m", "duration": 2, "usage": {"money": [10, 10]}},
                    {"id": "n", "duration": 2, "usage": {"money": [11, 10]}},
                ],
                "pin": {"mode": "m", "start": 1},
            },
            {"id": "B", "modes": [{"id": "m", "duration": 1, "usage": {"money": [5]}, "benefit": [3, 3]}]},
            {"id": "C", "modes": [{"id": "m", "duration": 1, "usage": {"money": [5]}, "benefit": [0, 1]}]},
            {"id": "D", "modes": [{"id": "m", "duration": 1, "usage": {"money": [40]}}]},
            {
                "id": "E",
                "mandatory": True,
                "modes": [
                    {
                        "id": "m",
                        "duration": 1,
                        "usage": {"grants": [10]},
                        "bands": [{"resources": ["grants"], "late": 3, "step": 4, "maximum": 8}],
                    },
                    {
                        "id": "n",
                        "duration": 1,
                        "usage": {"grants": [10]},
                        "bands": [{"resources": ["grants", "loans"], "shares": {"loans": {"most": 0.4}}}],
                    },
                ],
                "pin": {"start": 1},
            },
        ],
        "precedence": [{"before": "A", "after": "B"}],
        "groups": [{"projects": ["C", "D"], "at_most": 1, "at_least": 1}],
        "allocations": [{"project": "A", "resource": "money", "first": 1, "last": 1, "amount": 9}],
        "matches": [{"resource": "loans", "against": "grants", "ratio": 0.5}],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }
)
RESULT = solve(INSTANCE, workers=1).model_dump(mode="json")


def _rules_broken(change: Callable[[Json], None]) -> set[str]:
    data = copy.deepcopy(RESULT)
    change(data)
    return {violation.rule for violation in check(INSTANCE, Claim.model_validate(data))}


def _only(data: Json) -> None:
    """Leave nothing but what a check needs."""
    for key in set(data) - {"status", "projects"}:
        del data[key]


def _set(project: str, **values: Any) -> Callable[[Json], None]:
    def change(data: Json) -> None:
        _only(data)
        entry = data["projects"].setdefault(project, {"mode": "m", "start": 0})
        entry.pop("finish", None)
        entry.pop("usage", None)
        entry.update(values)

    return change


def _drop(project: str) -> Callable[[Json], None]:
    def change(data: Json) -> None:
        _only(data)
        del data["projects"][project]

    return change


BROKEN: dict[str, list[Callable[[Json], None]]] = {
    "choice": [_drop("A")],
    "release": [_set("A", start=0)],
    "deadline": [_set("A", start=4)],
    "horizon": [_set("B", start=6), _set("A", start=5)],
    "pin": [_set("A", start=2), _set("A", mode="n")],
    "precedence": [_set("B", start=2), _drop("A")],
    "groups": [_set("D", start=5), _drop("C")],
    "flexibility": [
        _set("A", usage={"money": [0, 9, 10, 0, 0, 0]}),
        _set("A", usage={"money": [0, 9, 11, 1, 0, 0]}),
        _set("A", usage={"money": [0, 7, 13, 0, 0, 0]}),
        _set("B", usage={"money": [0, 0, 0, 0, 0, 4]}, start=5),
    ],
    "bands": [
        _set("E", mode="m", usage={"grants": [0, 3, 0, 7, 0, 0]}),
        _set("E", mode="m", usage={"grants": [0, 10, 0, 0, 0, 0]}),
        _set("E", mode="m", usage={"grants": [4, 0, 0, 6, 0, 0]}),
        _set("E", mode="m", usage={"grants": [0, 4, 0, 5, 0, 0]}),
        _set("E", mode="m", usage={"grants": [0, 12, 0, -2, 0, 0]}),
        _set("E", mode="n", usage={"grants": [0, 6, 0, 0, 0, 0], "loans": [0, 3, 0, 0, 0, 0]}),
    ],
    "shares": [_set("E", mode="n", usage={"grants": [0, 5, 0, 0, 0, 0], "loans": [0, 5, 0, 0, 0, 0]})],
    "payments": [
        _set("E", mode="m", usage={"grants": [0, 8, 0, 2, 0, 0], "paid": [0, 9, 0, 1, 0, 0]}),
        _set("E", mode="m", usage={"grants": [0, 8, 0, 2, 0, 0], "paid": [0, 2, 0, 0, 0, 0]}),
    ],
    "matches": [_set("E", mode="n", usage={"grants": [0, 6, 0, 0, 0, 0], "loans": [0, 4, 0, 0, 0, 0]})],
    "allocations": [_set("A", usage={"money": [0, 10, 10, 0, 0, 0]})],
    "limits": [_set("D", start=5), _set("D", start=0)],
}
CLAIMS: dict[str, Callable[[Json], None]] = {
    "finish": lambda r: r["projects"]["A"].update(finish=3),
    "payments": lambda r: r["projects"]["E"].update(beyond={"paid": 1}),
    "reported_limit": lambda r: r["resources"]["money"]["limits"][0].update(used=1),
    "carry_over": lambda r: r["resources"]["money"]["limits"][1].update(carried_in=6),
    "tier_value": lambda r: r["tiers"][0].update(value=8, bound=8),
    "bound": lambda r: r["tiers"][0].update(bound=1),
    "gap": lambda r: r["tiers"][0].update(gap=0.5),
    "status": lambda r: r["tiers"][0].update(bound=100, gap=(100 - 7) / 7),
    "instance_hash": lambda r: r.update(instance_hash="sha256:0"),
    "shape": lambda r: r.update(status="infeasible"),
}


def test_an_untouched_result_has_no_violation() -> None:
    assert _rules_broken(lambda _: None) == set()
    assert RESULT["tiers"] == [{"value": 7, "bound": 7, "gap": 0}]


def test_a_result_that_carries_the_former_hash_over_labels_too_is_no_violation() -> None:
    former = INSTANCE.labelled_digest()
    assert former != INSTANCE.digest() == RESULT["instance_hash"]
    assert _rules_broken(lambda r: r.update(instance_hash=former)) == set()
    other = INSTANCE.model_copy(update={"periods": INSTANCE.periods + 1}).labelled_digest()
    assert _rules_broken(lambda r: r.update(instance_hash=other)) == {"instance_hash"}


def test_status_and_projects_are_enough() -> None:
    assert _rules_broken(_only) <= {"flexibility", "allocations", "bands", "shares", "payments"}
    assert _rules_broken(lambda r: [r.pop(key) for key in ("tiers", "resources", "incumbents")]) == set()


def test_every_rule_has_a_plan_that_breaks_it() -> None:
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize(("rule", "k"), [(rule, k) for rule in BROKEN for k in range(len(BROKEN[rule]))])
def test_a_plan_that_breaks_a_rule_is_caught(rule: str, k: int) -> None:
    assert rule in _rules_broken(BROKEN[rule][k])


@pytest.mark.parametrize("rule", CLAIMS)
def test_a_wrong_claim_is_caught(rule: str) -> None:
    assert rule in _rules_broken(CLAIMS[rule])


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["projects"].update(Z={"mode": "m", "start": 0}),
        lambda r: r["projects"]["A"].update(mode="z"),
        lambda r: r["projects"]["A"].update(usage={"money": [1]}),
        lambda r: r["projects"]["A"].update(usage={"gold": [0] * 6}),
        lambda r: r.update(tiers=[]),
        lambda r: r["resources"].update(gold={"limits": []}),
        lambda r: r["resources"].update(money={"limits": []}),
        lambda r: r["incumbents"][0].update(tier=5),
    ],
)
def test_a_result_of_another_instance_is_a_violation_and_no_crash(change: Callable[[Json], None]) -> None:
    assert _rules_broken(change) == {"shape"}


@examples(60)
@given(instances(), st.data())
def test_shifting_any_project_is_noticed(data: Json, chance: st.DataObject) -> None:
    instance = Instance.parse(data)
    result = solve(instance, workers=1)
    if not result.projects:
        return
    moved = result.model_dump(mode="json")
    name = chance.draw(st.sampled_from(sorted(moved["projects"])))
    moved["projects"][name]["start"] += 1
    assert check(instance, Claim.model_validate(moved))
