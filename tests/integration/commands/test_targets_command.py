"""Everything that is promised, planned and reported, from a terminal; and what is not planned at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from terminal import BAD_INPUT, Terminal

from portfolio.exchange.folder_writing import write_folder
from portfolio.planning.records.register import empty_portfolio
from tests.conftest import PortfolioBuilder

SOURCE = 'source = { document = "doc", place = "1", quote = "两年" }'
MEASURED = f"""
[[indicators]]
id = "rate"
name_zh = "达标率"
name_en = "Up to standard"
unit = "%"
baseline = 74.5
milestones = [{{ year = 2020, quantity = 90 }}, {{ year = 2021, quantity = 100 }}]
{SOURCE}
"""
COUNTED = f"""
[[phases]]
id = "work"
name = "Work"
first = "2020-01"
last = "2021-06"
{SOURCE}
[[deliverables]]
id = "houses"
name = "Houses"
quantity = 100
unit = "houses"
phase = "work"
{SOURCE}
"""
OPENED = f"""
[[targets]]
id = "centres"
kind = "facilities"
name = "Centres"
comparison = "at_least"
quantity = 1
unit = "centres"
facility_type = "health_centre"
{SOURCE}
[[targets]]
id = "money"
kind = "investment"
name = "Money"
comparison = "at_least"
quantity = 1601
unit = "10k CNY"
{SOURCE}
"""


@pytest.fixture
def measured(small_folder: Path, terminal: Terminal) -> Terminal:
    (small_folder / "indicators.toml").write_text(MEASURED, encoding="utf-8")
    (small_folder / "deliverables.toml").write_text(COUNTED, encoding="utf-8")
    programme = small_folder / "programme.toml"
    programme.write_text(programme.read_text(encoding="utf-8") + OPENED, encoding="utf-8")
    return terminal


def by_id(terminal: Terminal) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in terminal.json("targets")}


def test_all_that_is_promised_stands_in_one_list(measured: Terminal) -> None:
    found = by_id(measured)
    assert {name: row["group"] for name, row in found.items()} == {
        "centres": "facilities",
        "money": "money",
        "houses": "deliverables",
        "rate": "indicators",
    }
    assert {name: row["planned"] for name, row in found.items()} == {
        "centres": 1,
        "money": 1601,
        "houses": None,
        "rate": None,
    }
    assert all(row["source"]["quote"] == "两年" for row in found.values())
    assert [row["target"]["id"] for row in found.values()] == list(found)
    assert [(m["year"], m["quantity"]) for m in found["rate"]["milestones"]] == [(2020, 90), (2021, 100)]
    assert (found["rate"]["promised"], found["rate"]["target_year"]) == (100, 2021)
    assert (found["houses"]["promised"], found["houses"]["due"]) == (100, "2021-06")
    text = measured("targets")
    for words in ("at least 90 %; at least 100 %", "2020; 2021", "100 houses", "Nothing reported", "Kept"):
        assert words in text


def test_what_is_reported_shows_how_far_it_is_and_where_it_comes_from(measured: Terminal) -> None:
    cited = ["--document", "doc", "--place", "9", "--quote", "达到80%"]
    text = measured("targets", "report", "rate", 80, "--as-of", "2020-06", *cited, "--reason", "survey")
    assert "rate: 80 as of 2020-06 is recorded" in text
    measured("targets", "report", "houses", 30, "--as-of", "2020", "--by", "Zhang Min")
    measured("targets", "report", "houses", 12, "--as-of", "2020", "--area", "north")
    measured("targets", "report", "houses", 60, "--as-of", "2021", "--planned")
    found = by_id(measured)
    rate, houses = found["rate"], found["houses"]
    assert (rate["reported"], rate["reported_as_of"], rate["share"]) == (80, "2020-06", 0.2157)
    assert rate["actuals"][0]["quote"] == "达到80%"
    assert (houses["reported"], houses["share"], houses["is_met"]) == (30, 0.3, False)
    assert houses["reported_by_year"] == {"2020": 30}
    assert houses["reported_by_place"] == {"north": {"2020": 12}}
    assert (houses["planned"], houses["planned_by_year"]) == (60, {"2021": 60})
    assert houses["actuals"][0]["by"] == "Zhang Min"
    assert "Under way: 21.6 % of the way" in measured("targets")
    lines = measured.json("history")
    assert [line["action"] for line in lines[:2]] == ["report target", "report target"]


def test_what_project_managers_report_counts_towards_facilities_and_money(measured: Terminal) -> None:
    measured("status", "report", "hospital", "--status", "under_construction", "--effective", "2020Q3",
             "--spent", "2020=301")  # fmt: skip
    measured("status", "report", "centre", "--status", "completed", "--effective", "2021Q2",
             "--forecast-finish", "2021Q1", "--spent", "2020=600")  # fmt: skip
    found = by_id(measured)
    assert (found["centres"]["reported"], found["centres"]["reported_by_year"]) == (1, {"2021": 1})
    assert (found["money"]["reported"], found["money"]["reported_by_year"]) == (901, {"2020": 901})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing", "80", "--as-of", "2020"], "the id of a target, a deliverable or an indicator"),
        (["rate", "many", "--as-of", "2020"], "a number"),
        (["rate", "NaN", "--as-of", "2020"], "a number"),
        (["rate", "80", "--as-of", "soon"], "a year such as 2018"),
        (["rate", "80", "--as-of", "2020", "--document", "else"], "one of doc"),
    ],
)
def test_a_report_that_does_not_fit_is_refused_and_nothing_is_kept(
    measured: Terminal, words: list[str], told: str
) -> None:
    assert told in measured("targets", "report", *words, ends=BAD_INPUT)
    assert by_id(measured)["rate"]["actuals"] == []


def test_without_works_there_is_no_plan_and_that_is_the_reason(terminal: Terminal) -> None:
    (terminal.folder / "projects.csv").unlink()
    (terminal.folder / "assumptions.toml").unlink()
    (terminal.folder / "indicators.toml").write_text(MEASURED, encoding="utf-8")
    assert terminal.json("projects") == []
    assert "a portfolio with works to plan: this one has none" in terminal("plan", ends=BAD_INPUT)
    assert "this one has none" in terminal("plan", "--json", ends=BAD_INPUT)
    (rate,) = terminal.json("targets")
    assert (rate["group"], rate["standing"], rate["planned"]) == ("indicators", "no_report", None)


def test_of_a_pipeline_nothing_is_called_a_plan_before_something_is_priced(
    build: type[PortfolioBuilder], tmp_path: Path, terminal: Terminal
) -> None:
    named = build().project("a", cost=None).project("b", cost=None).portfolio()
    programme = named.programme.model_copy(update={"pipeline": True})
    write_folder(named.changed(programme=programme), tmp_path / "named")
    terminal.folder = tmp_path / "named"
    assert "this one is a pipeline" in terminal("plan", ends=BAD_INPUT)
    assert "not priced; 2 without a price" in terminal("projects")
    terminal("project", "edit", "a", "--set", "cost=100", "--reason", "a quote")
    assert terminal.json("plan")["envelope"]["planned"] == 100


def test_a_programme_that_promises_nothing_says_so(terminal: Terminal) -> None:
    assert "The programme promises nothing that is counted or measured." in terminal("targets")


def test_a_target_year_is_told_as_far_as_the_document_has_years(
    build: type[PortfolioBuilder], tmp_path: Path, terminal: Terminal
) -> None:
    write_folder(build().project("a").project("b").portfolio(), tmp_path / "none")
    terminal.folder = tmp_path / "none"
    none = terminal.json("projects")
    assert [(row["target_year"], row["target_year_assumed"]) for row in none] == [(None, True)] * 2
    write_folder(build().project("a").project("b", target=2020).portfolio(), tmp_path / "some")
    terminal.folder = tmp_path / "some"
    some = terminal.json("projects")
    assert [(row["target_year"], row["target_year_assumed"]) for row in some] == [(2021, True), (2020, False)]


def test_an_empty_portfolio_is_listed_as_nothing(tmp_path: Path, terminal: Terminal) -> None:
    write_folder(empty_portfolio("town", "Town", 2026), tmp_path / "town")
    terminal.folder = tmp_path / "town"
    assert terminal.json("projects") == []
    assert terminal.json("targets") == []
