"""The `portfolio` command as its users run it, judged by output and exit code.

What depends on the process (streams, folders, encodings) runs in one of its own; the long tables of
inputs run the same entry point in this process, which is ten times faster.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import Call, run

DONE, FOUND_WANTING, BAD_INPUT, INFEASIBLE, NO_PLAN_IN_TIME = 0, 1, 2, 3, 4
SOURCES = {"district", "municipal", "private"}
YEARS = ["2017", "2018", "2019", "2020", "2021", "2022", "2023"]


# --- projects ----------------------------------------------------------------------------------------------


def test_projects_as_json(listed: dict[str, dict[str, Any]]) -> None:
    projects = list(listed.values())
    assert len(projects) == 38
    keys = """id name_zh name_en annex row street facility_type ownership land_area_m2 floor_area_min_m2
        floor_area_max_m2 units cost_10k_cny target_year status remark"""
    assert all(set(keys.split()) <= project.keys() for project in projects)
    assert [(p["annex"], p["row"]) for p in projects] == [
        *((1, row) for row in range(1, 14)),
        *((2, row) for row in range(1, 26)),
    ]
    assert sum(project["cost_10k_cny"] or 0 for project in projects) == 450_000
    by_id = listed
    assert by_id["a1-04"]["cost_10k_cny"] is None
    assert by_id["a1-05"]["remark"] == "现状保留，新扩建教学综合楼"
    assert by_id["a1-05"]["ownership"] == "public"
    assert by_id["a2-05"]["name_zh"] == by_id["a2-22"]["name_zh"] == "民办门诊部4个"
    assert (by_id["a2-06"]["floor_area_min_m2"], by_id["a2-06"]["floor_area_max_m2"]) == (2000, 4800)
    assert by_id["a2-02"]["target_year"] == 2018


def test_projects_as_a_table(call: Call) -> None:
    result = call("projects")
    assert result.returncode == DONE
    for words in ("杭钢医院", "民办门诊部5个", "Not priced", "38 rows, 30 of them priced", "450,000"):
        assert words in result.stdout


def test_output_is_utf_8_whatever_the_machine_prefers() -> None:
    result = run("projects", "--json", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert result.returncode == DONE
    assert '"杭钢医院"' in result.stdout


# --- plan --------------------------------------------------------------------------------------------------


def test_the_default_plan_is_proven_and_complete(plan: dict[str, Any]) -> None:
    keys = """portfolio scenario status unit years annual_expenditure by_funding_source envelope projects
        violations provenance"""
    assert set(keys.split()) <= plan.keys()
    assert (plan["status"], plan["unit"], plan["violations"]) == ("optimal", "10k CNY", [])
    assert [str(year) for year in plan["years"]] == YEARS
    assert (plan["envelope"]["minimum"], plan["envelope"]["planned"]) == (450_000, 450_000)
    assert len(plan["projects"]) == 38
    assert sum(project["selected"] for project in plan["projects"]) == 30


def test_the_default_plan_adds_up(plan: dict[str, Any], listed: dict[str, dict[str, Any]]) -> None:
    assert set(plan["by_funding_source"]) == SOURCES
    by_year = dict.fromkeys(YEARS, 0)
    for project in plan["projects"]:
        assert sum(project["expenditure"].values()) == (listed[project["id"]]["cost_10k_cny"] or 0)
        for year, amount in project["expenditure"].items():
            by_year[year] += amount
    assert plan["annual_expenditure"] == by_year
    for year in YEARS:
        assert sum(plan["by_funding_source"][source][year] for source in SOURCES) == by_year[year]
    assert sum(by_year.values()) == 450_000


def test_the_default_plan_keeps_its_dates(plan: dict[str, Any], listed: dict[str, dict[str, Any]]) -> None:
    for project in plan["projects"]:
        status = listed[project["id"]]["status"]
        if status == "existing":
            assert (project["selected"], project["start"], project["finish"]) == (False, None, None)
            assert project["expenditure"] == {}
            continue
        assert project["tardiness_quarters"] == 0
        assert project["finish"] <= f"{project['target_year']}Q4"
        assert project["start"] < project["finish"]
        assert (
            project["start"] == "2017Q1" if status == "under_construction" else project["start"] >= "2018Q1"
        )
    (unpriced,) = [p for p in plan["projects"] if p["start"] and not p["selected"]]
    assert (unpriced["id"], unpriced["expenditure"]) == ("a1-04", {})


def test_the_default_plan_says_how_it_came_about(plan: dict[str, Any]) -> None:
    provenance = plan["provenance"]
    assert {"data_hash", "solver", "seed", "objective", "wall_seconds"} <= provenance.keys()
    assert provenance["data_hash"].startswith("sha256:")
    objective = provenance["objective"]
    assert [tier["term"] for tier in objective] == ["violation", "tardiness", "peak", "benefit"]
    assert all(tier["value"] == tier["bound"] and tier["gap"] == 0 for tier in objective)
    assert [tier["value"] for tier in objective[:2]] == [0, 0]
    peaks = sum(max(amounts.values()) for amounts in plan["by_funding_source"].values())
    assert objective[2]["value"] == peaks


def test_levelling_beats_starting_everything_at_once(plan: dict[str, Any]) -> None:
    for source in SOURCES:
        assert plan["peaks"][source]["amount"] < plan["earliest_starts"]["peaks"][source]["amount"]


def test_standard_output_and_the_file_are_the_same_json(folder: Path) -> None:
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("stdout.json", "plan.json")]
    assert texts[0] == texts[1]
    assert sorted(path.name for path in folder.iterdir()) == ["mine", "plan.json", "stdout.json"]


def test_the_plan_as_tables(call: Call, scenario_file: Callable[..., Path]) -> None:
    result = call("plan", "--scenario", scenario_file(name="[/b] [red]紧缩[/red] :smile:"))
    assert result.returncode == DONE
    assert "“[/b] [red]紧缩[/red] :smile:”" in result.stdout, "names are printed as they are"
    for words in (
        "450,000 10k CNY, exactly the floor",
        "All 31 projects with works finish on time.",
        "optimal",
    ):
        assert words in result.stdout
    assert "a1-04 Gongshu District Second People's Hospital is not priced" in result.stdout


def test_the_seed_is_noted_and_every_seed_proves_the_same_plan(call: Call, plan: dict[str, Any]) -> None:
    seeded = json.loads(call("plan", "--json", "--seed", "7").stdout)
    assert (plan["provenance"]["seed"], seeded["provenance"]["seed"]) == (1, 7)
    assert seeded["provenance"]["data_hash"] == plan["provenance"]["data_hash"]
    assert seeded["projects"] == plan["projects"]
    assert [t["value"] for t in seeded["provenance"]["objective"]] == [
        t["value"] for t in plan["provenance"]["objective"]
    ]


def test_a_lower_public_ceiling_gives_a_later_plan_with_its_shortfall(
    call: Call, scenario_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = scenario_file(ceilings={"public": dict.fromkeys(YEARS, 48_000)})
    result = run("plan", "--scenario", path, "--json", "--out", tmp_path / "late.json", cwd=tmp_path)
    assert result.returncode == DONE
    late = json.loads(result.stdout)
    assert late["status"] == "optimal"
    public = {
        year: late["by_funding_source"]["district"][year] + late["by_funding_source"]["municipal"][year]
        for year in YEARS
    }
    assert max(public.values()) <= 48_000
    after = late["annual_expenditure"]["2022"] + late["annual_expenditure"]["2023"]
    assert late["envelope"] == {
        "minimum": 450_000,
        "planned": 450_000 - after,
        "shortfall": after,
        "soft": True,
        "maximum": None,
    }
    assert after > 0
    assert any(project["tardiness_quarters"] for project in late["projects"])
    assert late["scenario"]["ceilings"]["public"] == dict.fromkeys(YEARS, 48_000)
    assert call("check", tmp_path / "late.json").returncode == DONE


def test_what_is_impossible_is_proven_and_explained(
    call: Call, scenario_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = scenario_file(ceilings={"public": {"2018": 30_000}})
    out = tmp_path / "out.json"
    result = run("plan", "--scenario", path, "--out", out)
    assert result.returncode == INFEASIBLE
    assert "No plan is possible under these conditions. This is proven" in result.stdout
    assert "public, 2018: even the plan that exceeds the ceilings least" in result.stdout
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["status"] == "infeasible"
    assert len(written["projects"]) == 38
    assert not any(project["selected"] for project in written["projects"])
    (part,) = written["explanation"]
    assert (part["kind"], part["payer"], part["year"], part["allowed"]) == ("ceiling", "public", 2018, 30_000)
    assert part["needed"] > 30_000
    assert call("check", out).returncode == DONE

    mended = scenario_file(ceilings={"public": {"2018": part["needed"]}})
    assert call("plan", "--scenario", mended).returncode == DONE


def test_a_floor_made_hard_explains_itself(call: Call, scenario_file: Callable[..., Path]) -> None:
    path = scenario_file(envelope={"soft": False}, projects={"a2-02": {"cost": 249}})
    result = call("plan", "--scenario", path, "--json")
    assert result.returncode == INFEASIBLE
    (part,) = json.loads(result.stdout)["explanation"]
    assert (part["kind"], part["needed"], part["allowed"]) == ("floor", 450_000, 449_999)


def test_running_out_of_time_is_not_a_proof(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    # In a store of its own: what others have proven there would be known within any time.
    home = str(tmp_path / "home")
    result = run("plan", "--time-limit", "0.001", "--json", "--out", out, PORTFOLIO_HOME=home)
    assert result.returncode == NO_PLAN_IN_TIME
    content = json.loads(result.stdout)
    assert (content["status"], content["explanation"]) == ("unknown", [])
    assert content["provenance"]["objective"] == []
    assert json.loads(out.read_text(encoding="utf-8")) == content
    checked = call("check", out)
    assert checked.returncode == DONE
    assert "it holds no plan (no plan found in time)" in checked.stdout


def test_a_pin_a_delay_and_an_exclusion(call: Call, scenario_file: Callable[..., Path]) -> None:
    path = scenario_file(
        projects={
            "a1-07": {"pin": {"start": "2018Q3"}},
            "a1-08": {"pin": {"mode": "slow"}},
            "a1-11": {"delay_quarters": 5},
            "a2-25": {"excluded": True},
        }
    )
    result = call("plan", "--scenario", path, "--json")
    assert result.returncode == DONE
    content = json.loads(result.stdout)
    by_id = {project["id"]: project for project in content["projects"]}
    assert by_id["a1-07"]["start"] == "2018Q3"
    assert by_id["a1-08"]["mode"] == "slow"
    assert by_id["a1-11"]["start"] >= "2019Q2"
    assert by_id["a1-11"]["tardiness_quarters"] >= 1
    assert (by_id["a2-25"]["selected"], by_id["a2-25"]["start"]) == (False, None)
    assert content["envelope"]["shortfall"] >= 7500
    assert len(by_id) == 38


# --- bad input ---------------------------------------------------------------------------------------------


def test_every_fault_of_a_portfolio_is_named_and_nothing_is_written(copied_folder: Path) -> None:
    table = copied_folder / "projects.csv"
    text = table.read_text(encoding="utf-8")
    for old, new in ((",15000,", ",-15000,"), (",9000,2021", ",lots,2031"), ("a2-08,", "a2-07,")):
        assert old in text
        text = text.replace(old, new, 1)
    table.write_text(text, encoding="utf-8")
    assumptions = copied_folder / "assumptions.toml"
    assumptions.write_text(
        assumptions.read_text(encoding="utf-8").replace("weight = 4", "weight = -4", 1), encoding="utf-8"
    )
    out = copied_folder / "out.json"
    for command in (("projects", "--json"), ("plan", "--json", "--out", out)):
        result = run(*command, "--portfolio", copied_folder)
        assert (result.returncode, result.stdout) == (BAD_INPUT, "")
        lines = result.stderr.splitlines()
        assert len(lines) == 5
        for start in (
            "projects.csv:15: cost_10k_cny: found '-15000': expected",
            "projects.csv:37: cost_10k_cny: found 'lots': expected",
            "projects.csv:37: target_year: found '2031': expected",
            "projects.csv:22: id: found 'a2-07': expected",
            "assumptions.toml: priorities[0].weight: found '-4': expected",
        ):
            assert any(line.startswith(start) for line in lines), start
    assert not out.exists()


def test_every_fault_of_a_scenario_is_named_and_nothing_is_written(
    scenario_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = scenario_file(
        ceilings={"public": {"2018": -1, "2035": 5}, "lottery": {}},
        projects={"a9-99": {}, "a1-07": {"cost": True, "mood": "good", "pin": {"start": "2018Q9"}}},
        wishes=1,
    )
    result = run("plan", "--scenario", path, "--json", "--out", tmp_path / "out.json")
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    lines = result.stderr.splitlines()
    assert all(line.startswith("scenario.json: ") for line in lines)
    named = ("'-1'", "'2035'", "'lottery'", "'a9-99'", "'true'", "mood", "'2018Q9'", "wishes")
    assert [name for name in named if not any(name in line for line in lines)] == []
    assert len(lines) == len(named)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("projects", "--portfolio", "nowhere"),
        ("projects", "--portfolio", "x" * 5000),
        ("projects", "--portfolio", "."),
        ("plan", "--scenario", "nothing"),
        ("plan", "--scenario", "x" * 5000),
        ("plan", "--scenario", "."),
        ("plan", "--out", "no/such/folder/plan.json"),
        ("plan", "--time-limit", "0"),
        ("plan", "--time-limit", "-1"),
        ("plan", "--time-limit", "nan"),
        ("plan", "--time-limit", "soon"),
        ("plan", "--seed", "-1"),
        ("plan", "--seed", "1.5"),
        ("plan", "--seed", str(2**31)),
        ("plan", "--frobnicate"),
        ("plan", "surplus"),
        ("check",),
        ("check", "nowhere.json"),
        ("check", "."),
        ("check", "a", "b"),
        ("sing",),
        (),
    ],
)
def test_what_cannot_be_meant_is_bad_input(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.returncode == BAD_INPUT
    assert result.stderr or not arguments
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_cannot_be_written_where_asked_is_bad_input(call: Call, tmp_path: Path) -> None:
    result = call("plan", "--out", tmp_path)
    assert (result.returncode, result.stdout) == (BAD_INPUT, "")
    assert "a place that can be written to" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_command(call: Call) -> None:
    result = call("--help")
    assert result.returncode == DONE
    assert all(command in result.stdout for command in ("projects", "plan", "check", "app"))
