"""What tests of commands share: a terminal, commands on the bundled portfolio, and files for them."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from command import Result, run
from terminal import DONE, Terminal

from portfolio.cli import main


@pytest.fixture
def terminal(
    small_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    home = tmp_path / "home"
    monkeypatch.setenv("PORTFOLIO_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "200")
    return Terminal(small_folder, home, capsys, monkeypatch)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """A function that writes a scenario file, whatever it holds, beside those written before."""
    numbers = count(1)

    def written(content: Any) -> Path:
        path = tmp_path / f"scenario-{next(numbers)}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return written


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A function that runs the command's entry point in this process."""

    def called(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["portfolio", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        output = capsys.readouterr()
        assert "Traceback" not in output.out + output.err
        return Result(sys.argv, ended.value.code, output.out, output.err)

    return called


@pytest.fixture(scope="session")
def listed() -> dict[str, dict[str, Any]]:
    """The projects as `projects --json` lists them, by id."""
    result = run("projects", "--json")
    assert (result.returncode, result.stderr) == (DONE, "")
    return {project["id"]: project for project in json.loads(result.stdout)}


@pytest.fixture
def scenario_file(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a scenario file with the changes given."""

    def written(**changes: Any) -> Path:
        path = tmp_path / "scenario.json"
        path.write_text(json.dumps({"name": "test", **changes}), encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, bundled_folder: Path) -> Path:
    """A folder to work in, with a portfolio in "mine" and the plan made of it in "plan.json"."""
    work = tmp_path_factory.mktemp("work")
    shutil.copytree(bundled_folder, work / "mine")
    result = run("plan", "--portfolio", "mine", "--json", "--out", "plan.json", cwd=work)
    assert (result.returncode, result.stderr) == (DONE, "")
    (work / "stdout.json").write_text(result.stdout, encoding="utf-8")
    return work


@pytest.fixture
def plan(folder: Path) -> dict[str, Any]:
    """The plan of the default scenario."""
    content: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture
def moved_folder(folder: Path, tmp_path: Path) -> Path:
    """A copy of that folder whose plan, made elsewhere, names it as its portfolio's place."""
    shutil.copytree(folder, tmp_path / "work")
    content = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    content["portfolio"] = str(tmp_path / "work" / "mine")
    (tmp_path / "work" / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path / "work"
