"""The command `python -m optimizer` as its users meet it: files in, files out, exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

MODE = {"id": "m", "duration": 1, "usage": {"money": [10]}, "benefit": [0, 1]}
INSTANCE: Json = {
    "periods": 3,
    "resources": [{"id": "money", "limits": [{"first": t, "last": t, "maximum": 10} for t in range(3)]}],
    "projects": [{"id": name, "mandatory": True, "modes": [MODE]} for name in ("A", "B")],
    "objective": [{"terms": [{"term": "makespan"}]}, {"terms": [{"term": "benefit"}]}],
}


def _run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "optimizer", *map(str, arguments)]
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=1200, check=False
    )


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(INSTANCE), encoding="utf-8")
    return path


def test_a_solved_instance_passes_its_check(instance: Path, tmp_path: Path) -> None:
    solved = _run("solve", instance, "-o", "r.json", "--progress", "--workers", "1", cwd=tmp_path)
    assert (solved.returncode, solved.stdout) == (0, "")
    assert "tier 0  value 2" in solved.stderr
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert result["status"] == "optimal"
    assert [tier["value"] for tier in result["tiers"]] == [2, 2]
    checked = _run("check", instance, "r.json", cwd=tmp_path)
    assert (checked.returncode, json.loads(checked.stdout)) == (0, {"violations": []})
    assert {path.name for path in tmp_path.iterdir()} == {"instance.json", "r.json"}


def test_without_an_output_file_the_result_is_on_standard_output(instance: Path, tmp_path: Path) -> None:
    solved = _run("solve", instance, "--seed", "3", "--time-limit", "3600", cwd=tmp_path)
    assert json.loads(solved.stdout)["seed"] == 3
    assert solved.stderr == ""


def test_a_wrong_result_is_found_wanting(instance: Path, tmp_path: Path) -> None:
    claim = {"status": "feasible", "projects": {"A": {"mode": "m", "start": 0}}}
    (tmp_path / "r.json").write_text(json.dumps(claim), encoding="utf-8")
    checked = _run("check", instance, "r.json", cwd=tmp_path)
    assert checked.returncode == 1
    (violation,) = json.loads(checked.stdout)["violations"]
    assert violation.keys() == {"rule", "path", "found", "expected"}
    assert (violation["rule"], violation["path"]) == ("choice", "projects.B")


def test_an_infeasible_instance_is_said_to_be_so_and_still_has_a_result(tmp_path: Path) -> None:
    (tmp_path / "i.json").write_text(
        json.dumps(
            INSTANCE
            | {"periods": 0 + 1}
            | {"resources": [{"id": "money", "limits": [{"first": 0, "last": 0, "maximum": 10}]}]}
        ),
        encoding="utf-8",
    )
    solved = _run("solve", "i.json", "-o", "r.json", cwd=tmp_path)
    assert solved.returncode == 3
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (result["status"], result["tiers"], result["projects"]) == ("infeasible", [], {})
    assert _run("check", "i.json", "r.json", cwd=tmp_path).returncode == 0


def test_why_there_is_no_plan_and_what_would_mend_it(tmp_path: Path) -> None:
    limits = [{"first": t, "last": t, "maximum": 10 - 3 * t} for t in range(2)]
    tight = INSTANCE | {"periods": 2, "resources": [{"id": "money", "limits": limits}]}
    (tmp_path / "i.json").write_text(json.dumps(tight), encoding="utf-8")
    done = _run("explain", "i.json", "--time-limit", "3600", "--seed", "2", "-o", "e.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
    explanation = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert explanation["status"] == "infeasible"
    assert "resources[0].limits[1].maximum" in explanation["conflict"]
    assert explanation["relaxations"][0] == {
        "kind": "raise_maximum",
        "changes": [{"path": "resources[0].limits[1].maximum", "from": 7, "to": 10}],
        "price": 3,
        "status": "feasible",
        "minimal": True,
    }


def test_what_has_a_plan_needs_no_explanation(instance: Path, tmp_path: Path) -> None:
    done = _run("explain", instance, cwd=tmp_path)
    assert done.returncode == 0
    explanation = json.loads(done.stdout)
    assert (explanation["status"], explanation["conflict"], explanation["relaxations"]) == (
        "feasible",
        [],
        [],
    )


def test_peers_are_compared_side_by_side(instance: Path, tmp_path: Path) -> None:
    done = _run("bench", instance, "--time-limit", "3600", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout)
    exact, greedy = runs[:-1], runs[-1]
    assert [(run["instance"], run["solver"]) for run in exact] == [
        ("instance", name) for name in ("optimizer", "cp-sat", "highs", "scip")
    ]
    assert {(run["status"], run["tiers"][0]["value"], run["value_ratio"]) for run in exact} == {
        ("optimal", 2, 1)
    }
    assert (greedy["solver"], greedy["status"]) == ("greedy", "feasible")
    for run in runs:
        assert 0 < run["reading"] < run["first"] <= run["seconds"]
        assert run["memory"] > 10**7


def test_no_plan_in_time_is_unknown(instance: Path, tmp_path: Path) -> None:
    solved = _run("solve", instance, "--time-limit", "0", cwd=tmp_path)
    assert solved.returncode == 4
    assert json.loads(solved.stdout)["status"] == "unknown"
    explained = _run("explain", instance, "--time-limit", "0", cwd=tmp_path)
    assert explained.returncode == 4
    assert json.loads(explained.stdout)["status"] == "unknown"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 1_000_000, "bad.json: the whole document: nested too deeply"),
        ('{"periods": -1}', "bad.json: periods: -1 is not >= 1"),
        ('{"periods": 1, "projects": [{"id": "A\\nB", "modes": 3}]}', "bad.json: projects[0].modes: 3 is"),
        ("", "bad.json: the whole document: not JSON"),
    ],
)
def test_bad_input_is_one_line_and_no_traceback(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    for arguments in (
        ["solve", "bad.json", "-o", "r.json"],
        ["check", "bad.json", "bad.json"],
        ["explain", "bad.json"],
    ):
        done = _run(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith(line)
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "none.json"],
        ["solve", "instance.json", "-o", "no/such/folder/r.json"],
        ["solve", "instance.json", "--time-limit", "-1"],
        ["solve", "instance.json", "--workers", "0"],
        ["solve", "instance.json", "--gap", "nan"],
        ["bench"],
        ["bench", "instance.json", "--family", "knapsack"],
        ["bench", "--family", "knapsack", "--size", "many"],
        ["bench", "--family", "knapsack", "--alone", "--peer", "greedy"],
        ["bench", "--format", "mknap", "instance.json"],
        ["bench", "none.json"],
        ["check", "instance.json", "instance.json"],
        ["fly"],
        [],
    ],
)
def test_bad_usage_has_exit_code_two(instance: Path, arguments: list[str]) -> None:
    done = _run(*arguments, cwd=instance.parent)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_schema_describes_both_formats(tmp_path: Path) -> None:
    schemas = json.loads(_run("schema", cwd=tmp_path).stdout)
    assert schemas["instance"]["properties"]["periods"]["type"] == "integer"
    assert schemas["instance"]["additionalProperties"] is False
    assert "status" in schemas["result"]["required"]
    assert "relaxations" in schemas["explanation"]["required"]
