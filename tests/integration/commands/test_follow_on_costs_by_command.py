"""Debt service and running costs by command: as JSON, as a table, under ceilings, out to files and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from command import Result
from terminal import BAD_INPUT, DONE, INFEASIBLE, Terminal

ASSUMED = """
[[bonds]]
source = "district"
rate_percent = 5
term_years = 3
reason_en = "as the last issue"

[[running_costs]]
per_m2 = 0.05
reason_en = "what such facilities cost"
"""


@pytest.fixture
def owing(terminal: Terminal) -> Terminal:
    """A terminal on the small portfolio, whose district money is a bond."""
    with (terminal.folder / "assumptions.toml").open("a", encoding="utf-8") as file:
        file.write(ASSUMED)
    return terminal


def _scenario(terminal: Terminal, **content: Any) -> str:
    file = terminal.folder.parent / "asked.json"
    file.write_text(json.dumps({"name": "asked", **content}), encoding="utf-8")
    return str(file)


def test_a_plan_has_them_beside_all_other_money(owing: Terminal) -> None:
    plan = owing.json("plan")
    paid = {int(year): amount for year, amount in plan["payments_by_source"]["district"].items()}
    due: dict[int, int] = dict.fromkeys(paid, 0)
    for year, amount in paid.items():
        for later in range(year + 1, year + 4):
            due[later] = due.get(later, 0) + int(0.36720856 * amount + 0.5)
    told = {int(year): amount for year, amount in plan["debt_service"].items()}
    assert {year: amount for year, amount in told.items() if amount} == {y: a for y, a in due.items() if a}
    assert set(plan["years"]) <= set(told)
    assert plan["debt_service_by_source"] == {"district": plan["debt_service"]}
    by_project = [project["running_costs"] or {} for project in plan["projects"]]
    for year, amount in plan["running_costs"].items():
        assert amount == sum(each.get(year, 0) for each in by_project)
    assert plan["violations"] == []
    said = owing("plan")
    assert "What it calls for later" in said
    assert "running_costs" in said


def test_without_either_a_plan_says_that_nothing_is_known(terminal: Terminal) -> None:
    plan = terminal.json("plan")
    assert (plan["debt_service"], plan["running_costs"]) == (None, None)
    assert "What it calls for later" not in terminal("plan")


def test_a_file_limits_them_and_what_is_in_the_way_is_named(owing: Terminal) -> None:
    usual = owing.json("plan")
    year = max(
        usual["debt_service"], key=lambda year: usual["debt_service"][year] if int(year) <= 2021 else 0
    )
    tight = {"debt_service": dict.fromkeys(usual["annual_expenditure"], 0)}
    refused = owing.json("plan", "--scenario", _scenario(owing, ceilings=tight), ends=INFEASIBLE)
    assert {part["payer"] for part in refused["explanation"] if part["kind"] == "ceiling"} == {"debt_service"}
    ways = owing.json("why", "--scenario", _scenario(owing, ceilings=tight), ends=INFEASIBLE)["ways_out"]
    (way,) = [way for way in ways if way["kind"] == "ceilings"]
    assert set(way["scenario"]["ceilings"]) == {"debt_service"}
    room = {"debt_service": {year: usual["debt_service"][year]}}
    held = owing.json("plan", "--scenario", _scenario(owing, ceilings=room))
    assert held["ceilings"][0]["payer"] == "debt_service"
    assert held["ceilings"][0]["slack"] >= 0


def test_a_file_changes_the_terms_of_a_bond(owing: Terminal) -> None:
    asked = _scenario(owing, bonds={"district": {"rate_percent": 0, "term_years": 10}})
    plan = owing.json("plan", "--scenario", asked)
    first = min(year for year, amount in plan["payments_by_source"]["district"].items() if amount)
    paid = plan["payments_by_source"]["district"][first]
    assert plan["debt_service"][str(int(first) + 1)] == int(paid / 10 + 0.5)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"bonds": {"private": {"rate_percent": 1}}}, "bonds"),
        ({"bonds": {"district": {"rate_percent": -1}}}, "bonds.district.rate_percent"),
        ({"bonds": {"district": {"term": 3}}}, "bonds.district.term"),
        ({"ceilings": {"debt_service:private": {"2018": 1}}}, "ceilings"),
        ({"ceilings": {"running_costs": {"1999": 1}}}, "ceilings.running_costs"),
    ],
)
def test_what_cannot_be_meant_is_bad_input_with_its_place(
    owing: Terminal, content: dict[str, Any], place: str
) -> None:
    assert place in owing("plan", "--scenario", _scenario(owing, **content), ends=BAD_INPUT)


def test_a_plan_on_file_is_checked_against_the_data(owing: Terminal) -> None:
    file = owing.folder.parent / "plan.json"
    owing("plan", "--out", file)
    owing("check", file)
    content = json.loads(file.read_text(encoding="utf-8"))
    last = max(content["debt_service"])
    content["debt_service"][last] += 1
    file.write_text(json.dumps(content), encoding="utf-8")
    found = owing.json("check", file, ends=1)
    assert [violation["rule"] for violation in found["violations"]] == ["debt_service"]


def test_they_go_out_into_a_workbook_and_come_back(owing: Terminal, call: Callable[..., Result]) -> None:
    book = owing.folder.parent / "book.xlsx"
    owing("export", "--out", book)
    before = owing.json("plan")
    assert call("import", book, "--name", "again").returncode == DONE
    again = json.loads(call("plan", "--portfolio", "again", "--json").stdout)
    assert again["debt_service"] == before["debt_service"]
    assert again["running_costs"] == before["running_costs"]
