from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refusals import refused

from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.exchange import saving
from portfolio.exchange.plan_file import load_plan, plan_json, save_plan
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan


@pytest.fixture(scope="module")
def plan(build: Callable[..., Any], scenario: Callable[..., Scenario]) -> Plan:
    portfolio = build(floor=250, overrun=1).project("p", cost=200).project("q", cost=None).portfolio()
    changes = {
        "ceilings": {"public": {"2020": 160, "2021": None}},
        "carry_over": {"public": 0.1},
        "projects": {"p": {"cost": 201, "pin": {"start": "2020Q2"}}},
        "objective": [{"terms": [{"term": "benefit", "weight": 0.5}, {"term": "tardiness"}]}],
    }
    made = make_plan(Case(portfolio, scenario(**changes)))
    assert made.status == "optimal"
    return made


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_plan_survives_being_written_and_read(plan: Plan, tmp_path: Path) -> None:
    save_plan(plan, tmp_path / "plan.json")
    assert load_plan(tmp_path / "plan.json") == plan


def test_what_is_written_is_json_with_chinese_readable(plan: Plan) -> None:
    named = plan.model_copy(update={"portfolio": "拱墅"})
    assert json.loads(plan_json(named))["portfolio"] == "拱墅"
    assert "拱墅" in plan_json(named)


def test_a_plan_replaces_an_older_one_and_leaves_nothing_else(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old" * 100_000)
    save_plan(plan, path)
    assert load_plan(path) == plan
    assert names_in(tmp_path) == ["plan.json"]


def test_a_plan_file_gets_the_permissions_files_usually_get(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    save_plan(plan, tmp_path / "plan.json")
    assert (tmp_path / "plan.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("failing", ["os.fsync", "Path.replace"])
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_plan_whole_and_no_litter(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, failure: BaseException
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")

    def fail(*_args: object) -> None:
        raise failure

    monkeypatch.setattr(f"{saving.__name__}.{failing}", fail)
    with pytest.raises((BadInput, KeyboardInterrupt)):
        save_plan(plan, path)
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["plan.json"]


def test_a_place_that_cannot_be_written_to_is_bad_input(plan: Plan, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no such folder" / "plan.json", tmp_path / ("x" * 400)):
        with refused("a place that can be written to"):
            save_plan(plan, path)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (lambda plan: plan.pop("projects"), "projects"),
        (lambda plan: plan.pop("provenance"), "provenance"),
        (lambda plan: plan.update(mood="good"), "mood"),
        (lambda plan: plan.update(status="splendid"), "status"),
        (lambda plan: plan["projects"][0].update(start="spring"), "projects[0].start"),
        (lambda plan: plan["peaks"]["public"].update(year="dear"), "peaks.public.year"),
        (lambda plan: plan["annual_expenditure"].update({"2020": "much"}), "annual_expenditure.2020"),
        (lambda plan: plan["scenario"].update(carry_over={"public": True}), "scenario.carry_over.public"),
    ],
)
def test_what_is_no_plan_is_named_with_its_place(
    plan: Plan, tmp_path: Path, change: Callable[[dict[str, Any]], object], column: str
) -> None:
    content = json.loads(plan_json(plan))
    change(content)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content))
    with pytest.raises(BadInput) as caught:
        load_plan(path)
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [("plan.json", column)]


@pytest.mark.parametrize("text", ["", "{}", "[]", "plan", '{"a": NaN}', "[" * 100_000, '{"a": 1, "a": 1}'])
def test_other_files_are_no_plans(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(BadInput):
        load_plan(path)
