"""Holding a result against other plans: what one of them refutes is a violation of the result."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from large_amounts import AS_SHIPPED, FACTORS, FIVE_PROJECTS, SIX_PROJECTS, times
from opt_instances import Json

from optimizer import Claim, Instance, check, solve
from optimizer.__main__ import main


def _project(name: str, cost: int, benefit: int) -> Json:
    mode = {"id": "m", "duration": 1, "usage": {"money": [cost]}, "benefit": [benefit]}
    return {"id": name, "modes": [mode]}


DATA: Json = {
    "periods": 1,
    "resources": [{"id": "money", "limits": [{"first": 0, "last": 0, "maximum": 9}]}],
    "projects": [_project("A", 5, 10), _project("B", 4, 6), _project("C", 4, 6), _project("D", 9, 15)],
    "objective": [
        {"terms": [{"term": "benefit"}], "tolerance": 0.1},
        {"terms": [{"term": "usage", "resource": "money"}]},
    ],
}
INSTANCE = Instance.parse(DATA)


def _plan(*names: str, status: str = "feasible", **claims: Any) -> Claim:
    projects = {name: {"mode": "m", "start": 0} for name in names}
    return Claim.model_validate({"status": status, "projects": projects} | claims)


def _tiers(*pairs: tuple[int, int | None]) -> list[Json]:
    return [
        {"value": value, "bound": bound, "gap": None if bound is None else abs(value - bound) / max(1, value)}
        for value, bound in pairs
    ]


def _found(claim: Claim, *others: Claim) -> list[tuple[str, str]]:
    named = {f"plan {k}": other for k, other in enumerate(others)}
    return [(violation.rule, violation.path) for violation in check(INSTANCE, claim, named)]


def test_the_solvers_own_result_stands_against_every_plan() -> None:
    result = solve(INSTANCE, workers=1)
    plans = [_plan(), _plan("A"), _plan("A", "B"), _plan("A", "C"), _plan("D"), _plan("B", "C")]
    assert check(INSTANCE, result, {str(k): plan for k, plan in enumerate(plans)}) == []


def test_a_bound_that_another_plan_beats_is_a_violation() -> None:
    claim = _plan("B", "C", status="optimal", tiers=_tiers((12, 12), (8, 8)))
    assert _found(claim) == []
    assert _found(claim, _plan("A", "B")) == [("bound", "tiers[0].bound")]


def test_a_bound_of_a_later_tier_stands_against_plans_that_earlier_tiers_leave_out() -> None:
    claim = _plan("A", "B", tiers=_tiers((16, 16), (9, 9)))
    assert _found(claim, _plan("A"), _plan()) == []


def test_a_plan_within_the_tolerance_of_a_tier_refutes_the_next_one() -> None:
    light = DATA | {"projects": [*DATA["projects"], _project("E", 1, 5)]}
    claim = _plan("A", "B", tiers=_tiers((16, 16), (9, 9)))
    named = {"another": _plan("A", "E")}
    found = check(Instance.parse(light), claim, named)
    assert [(v.rule, v.path, v.expected) for v in found] == [
        ("bound", "tiers[1].bound", "<= 6, which another reaches")
    ]


def test_an_optimum_without_tiers_is_refuted_by_a_better_plan_only() -> None:
    assert _found(_plan("B", status="optimal"), _plan("A")) == [("status", "status")]
    # Later tiers may have given a tenth away.
    assert _found(_plan("D", status="optimal"), _plan("A", "B")) == []
    assert _found(_plan("B"), _plan("A")) == []


def test_infeasible_is_refuted_by_any_plan_and_unknown_by_none() -> None:
    infeasible = Claim.model_validate({"status": "infeasible", "projects": {}})
    unknown = Claim.model_validate({"status": "unknown", "projects": {}})
    assert _found(infeasible, _plan("A")) == [("status", "status")]
    assert _found(infeasible, _plan("A", "B", "C")) == []
    assert _found(unknown, _plan("A")) == []


def test_the_baseline_is_held_against_every_result() -> None:
    instance = Instance.parse(DATA | {"baseline": {"A": {"mode": "m", "start": 0}}})
    infeasible = Claim.model_validate({"status": "infeasible", "projects": {}})
    assert [v.path for v in check(instance, infeasible)] == ["status"]
    claim = _plan("B", tiers=_tiers((6, 6), (4, 4)))
    assert [v.path for v in check(instance, claim)] == ["tiers[0].bound"]
    began = Instance.parse(DATA | {"baseline": {"A": {"mode": "m", "start": -1}}})
    assert check(began, infeasible) == []


@pytest.mark.parametrize(
    ("incumbents", "path"),
    [
        ([(6, 20), (17, 20)], "incumbents[1].value"),
        ([(6, 15), (16, 16)], "incumbents[0].bound"),
        ([(6, 14), (15, 16)], "incumbents[0].bound"),
    ],
)
def test_incumbents_beat_no_bound_and_their_bounds_are_beaten_by_no_value(
    incumbents: list[tuple[int, int]], path: str
) -> None:
    told = [{"seconds": 0, "tier": 0, "value": value, "bound": bound} for value, bound in incumbents]
    claim = _plan("A", "B", tiers=_tiers((16, 16), (9, 9)), incumbents=told)
    assert _found(claim) == [("bound", path)]


@pytest.mark.parametrize("data", [SIX_PROJECTS, FIVE_PROJECTS], ids=["six projects", "five projects"])
def test_the_command_refuses_a_false_optimum_once_it_is_shown_the_better_plan(
    data: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = Instance.parse(times(data, FACTORS[1]))
    truth = solve(instance, workers=1)
    with AS_SHIPPED:
        false = solve(instance, workers=1)
    if false.tiers[0].value == truth.tiers[0].value:
        # An OR-Tools without the fault: forge what it said with it.
        tiers = [tier.model_copy(update={"value": 1, "bound": 1}) for tier in truth.tiers]
        false = false.model_copy(update={"tiers": tiers})
    paths = [tmp_path / name for name in ("instance.json", "false.json", "truth.json", "broken.json")]
    broken = copy.deepcopy(truth.model_dump(mode="json"))
    broken["projects"].pop("p2")
    texts = [times(data, FACTORS[1]), false.model_dump(mode="json"), truth.model_dump(mode="json"), broken]
    for path, content in zip(paths, texts, strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    question, lie, plan, no_plan = map(str, paths)

    assert main(["check", question, lie, plan]) == 1
    violations = json.loads(capsys.readouterr().out)["violations"]
    assert {"rule": "bound", "path": "tiers[0].bound"}.items() <= violations[0].items()
    assert plan in violations[0]["expected"]
    assert main(["check", question, plan, lie]) == 0
    capsys.readouterr()
    assert main(["check", question, plan, no_plan]) == 0
    assert "no plan of this instance" in capsys.readouterr().err
