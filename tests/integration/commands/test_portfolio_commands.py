"""Portfolios that live in the store: made, brought in from files, listed, planned and written out again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import Result
from terminal import BAD_INPUT, DONE

from portfolio.bootstrap import open_workspace
from portfolio.wording.history import told
from portfolio.wording.i18n import Language, wording

TABLE = """\
id,name_zh,name_en,facility_type,cost_10k_cny,target_year,status
school,学校,School,health_centre,1200,2027,planned
bridge,桥,Bridge,clinic,,2028,under_construction
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store of its own, which is not there yet."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def answers(home: Path, call: Callable[..., Result]) -> Callable[..., Any]:
    """A function that runs a command which succeeds and returns the JSON it prints."""
    assert not home.exists()

    def called(*arguments: object) -> Any:
        result = call(*arguments, "--json")
        assert (result.returncode, result.stderr) == (DONE, "")
        return json.loads(result.stdout)

    return called


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A project table that brings nothing else with it."""
    path = tmp_path / "projects.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def history(name: str) -> list[tuple[str, str, str]]:
    """Who did what and why, newest first."""
    workspace = open_workspace(name)
    lines = [(line.by, line.action, line.reason) for line in workspace.history()]
    workspace.store.close()
    return lines


def test_listing_names_the_bundled_portfolio_and_makes_no_store(
    home: Path, answers: Callable[..., Any]
) -> None:
    (gongshu,) = answers("list")
    assert set(gongshu) >= {"name", "title", "projects", "priced", "currency"}
    assert (gongshu["name"], gongshu["projects"], gongshu["priced"]) == ("gongshu-2017-2021", 38, 30)
    assert gongshu["currency"] == "CNY"
    assert not home.exists()


def test_an_empty_portfolio_is_made_and_listed_and_there_is_nothing_to_plan(
    answers: Callable[..., Any], call: Callable[..., Result]
) -> None:
    made = answers(
        "new", "杭州2030", "--title", "Hangzhou", "--first-year", 2030, "--by", "Li", "--reason", "new"
    )
    assert (made["name"], made["projects"]) == ("杭州2030", 0)
    assert [one["name"] for one in answers("list")] == ["gongshu-2017-2021", "杭州2030"]
    assert answers("projects", "--portfolio", "杭州2030") == []
    refused = call("plan", "--portfolio", "杭州2030")
    assert (refused.returncode, "this one has none" in refused.stderr) == (BAD_INPUT, True)
    assert history("杭州2030") == [("Li", "new portfolio", "new")]
    assert call("new", "杭州2030").returncode == BAD_INPUT


def test_a_portfolio_is_made_in_the_money_and_years_of_its_town(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    town = ("--currency", "USD", "--unit", 1000, "--first-month", 7, "--first-year", 2026)
    assert answers("new", "baltimore", *town)["currency"] == "USD"
    table = tmp_path / "projects.csv"
    table.write_text(TABLE.replace("cost_10k_cny", "cost"), encoding="utf-8")
    answers("import", table, "--name", "baltimore")
    school = answers("projects", "--portfolio", "baltimore")[0]
    assert (school["cost"], school["unit"], school["cost_10k_cny"]) == (1200, "thousand USD", None)
    plan = answers("plan", "--portfolio", "baltimore")
    assert (plan["unit"], plan["violations"]) == ("thousand USD", [])
    assert call("new", "other", "--unit", 7).returncode == BAD_INPUT
    assert call("new", "other", "--currency", "dollars").returncode == BAD_INPUT
    assert len(answers("list")) == 2


@pytest.mark.parametrize("name", ["../up", "", ".hidden", "a b", "a/b", "gongshu-2017-2021", "x" * 81])
def test_a_name_that_is_none_or_taken_is_refused_and_nothing_is_made(
    home: Path, call: Callable[..., Result], name: str
) -> None:
    result = call("new", name)
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    assert "name" in result.stderr
    if home.exists():
        assert [one["name"] for one in json.loads(call("list", "--json").stdout)] == ["gongshu-2017-2021"]


def test_a_project_table_alone_gives_a_checked_plan(
    answers: Callable[..., Any], call: Callable[..., Result], table: Path, tmp_path: Path
) -> None:
    brought = answers("import", table, "--name", "town")
    assert (brought["imported"], brought["version"]) == ("new", 1)
    out = tmp_path / "plan.json"
    plan = answers("plan", "--portfolio", "town", "--out", out)
    assert (plan["status"], plan["violations"]) == ("optimal", [])
    assert sum(plan["annual_expenditure"].values()) == 1200
    # The plan says where it is from: it is checked without naming the portfolio again.
    assert call("check", out).returncode == DONE


def test_the_same_file_again_changes_nothing_and_another_is_told_as_a_difference(
    answers: Callable[..., Any], table: Path
) -> None:
    answers("import", table, "--name", "town", "--by", "Li")
    again = answers("import", table, "--name", "town", "--by", "Wang")
    assert (again["imported"], again["version"], again["changes"]) == ("unchanged", 1, [])

    table.write_text(TABLE.replace("1200", "1300").replace("bridge,", "tunnel,"), encoding="utf-8")
    changed = answers("import", table, "--name", "town", "--by", "Wang", "--reason", "budget")
    assert (changed["imported"], changed["version"]) == ("updated", 2)
    said = [(one["subject"], one["field"]) for one in changed["changes"]]
    assert said == [("project school", "cost"), ("project tunnel", None), ("project bridge", None)]
    assert history("town") == [("Wang", "import portfolio", "budget"), ("Li", "new portfolio", "")]


def test_what_came_of_it_is_said(
    home: Path, call: Callable[..., Result], table: Path, tmp_path: Path
) -> None:
    assert not home.exists()

    def said(*arguments: object) -> str:
        result = call(*arguments)
        assert (result.returncode, result.stderr) == (DONE, "")
        return result.stdout

    assert said("new", "city") == "“city” is made, without projects yet.\n"
    assert said("import", table, "--name", "town").startswith("“town” is brought in; projects: 2.\n")
    assert "“town” is the same already" in said("import", table, "--name", "town")
    table.write_text(TABLE.replace("1200", "1300").replace("bridge,", "tunnel,"), encoding="utf-8")
    assert said("import", table, "--name", "town") == (
        "“town” is changed, version 2:\nRead as UTF-8\nCells separated by: comma\n"
        "  Project school: Cost: 1200 → 1300\n"
        "  Project tunnel: new\n  Project bridge: gone\n"
    )
    workspace = open_workspace("town")
    line, portfolio = workspace.history()[0], workspace.portfolio().item
    workspace.store.close()
    (after,) = told(line, portfolio, wording(Language.EN)).after
    assert after == "Projects added: 1; removed: 1; changed: 1; other changes: 0"
    out = tmp_path / "out"
    assert said("export", "--portfolio", "town", "--out", out).startswith("“town” is written to ")
    assert "town" in said("list")


def test_half_a_file_is_never_taken(
    answers: Callable[..., Any], call: Callable[..., Result], table: Path
) -> None:
    answers("import", table, "--name", "town")
    table.write_text(TABLE.replace("1200", "1300").replace("2028", "soon"), encoding="utf-8")
    result = call("import", table, "--name", "town")
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    assert "projects.csv:3: target_year: found 'soon'" in result.stderr
    assert answers("projects", "--portfolio", "town")[0]["cost_10k_cny"] == 1200


def test_a_project_that_was_reported_on_cannot_be_left_out(
    answers: Callable[..., Any], call: Callable[..., Result], table: Path
) -> None:
    answers("import", table, "--name", "town")
    first = answers("plan", "--portfolio", "town")["years"][0]
    said = ("--status", "suspended", "--effective", f"{first}Q2", "--portfolio", "town")
    answers("status", "report", "school", *said)
    table.write_text(TABLE.replace("school,", "college,"), encoding="utf-8")
    result = call("import", table, "--name", "town")
    assert result.returncode == BAD_INPUT
    assert "'school'" in result.stderr
    assert [one["id"] for one in answers("projects", "--portfolio", "town")] == ["school", "bridge"]


def test_what_is_written_out_and_brought_in_elsewhere_is_the_same(
    answers: Callable[..., Any], call: Callable[..., Result], tmp_path: Path
) -> None:
    said = ("--status", "under_construction", "--effective", "2017Q3", "--spent", "2017=300")
    answers("status", "report", "a1-08", *said)
    folder = tmp_path / "written"
    assert call("export", "--out", folder).returncode == DONE
    answers("import", folder, "--name", "copy")
    assert answers("projects", "--portfolio", "copy") == answers("projects")
    assert answers("projects", "--portfolio", folder) == answers("projects")
    assert answers("import", folder, "--name", "copy")["imported"] == "unchanged"
    assert answers("import", folder, "--name", "gongshu-2017-2021")["imported"] == "unchanged"
    assert call("export", "--out", folder).returncode == BAD_INPUT


def test_a_folder_without_assumptions_is_given_those_of_the_product(
    answers: Callable[..., Any], small_folder: Path
) -> None:
    (small_folder / "assumptions.toml").unlink()
    answers("import", small_folder, "--name", "small")
    plan = answers("plan", "--portfolio", "small")
    assert (plan["status"], plan["violations"]) == ("optimal", [])


def test_a_portfolio_kept_here_has_scenarios_of_its_own(
    answers: Callable[..., Any], table: Path, write: Callable[[Any], Path]
) -> None:
    answers("import", table, "--name", "town")
    answers(
        "scenario",
        "save",
        write({"name": "tight", "ceilings": {"budget": {"2027": 100}}}),
        "--portfolio",
        "town",
    )
    assert [one["name"] for one in answers("scenario", "list", "--portfolio", "town")] == ["tight"]
    assert answers("plan", "--portfolio", "town", "--scenario", "tight")["scenario"]["name"] == "tight"
    assert answers("scenario", "list") == []
