"""Every command in the README is executed: the two make commands by the gate, all others here."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from portfolio import settings
from portfolio.cli import main
from tests.conftest import SHIPPED

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Every command, and what the README says that it says."""
    found = []
    for line in "\n".join(blocks("sh")).splitlines():
        command, _, comment = line.partition("#")
        if command.strip():
            found.append((command.strip(), comment.partition("says: ")[2].strip()))
    return found


def environment(home: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PORTFOLIO_HOME": str(home)}


def test_make_commands_are_run_by_the_gate():
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    made = [command for command, _ in commands() if command.startswith("make")]
    assert made == ["make app", "make test"]
    assert all(re.search(rf"^{command}\b", gate, re.MULTILINE) for command in made)


def outcome_of(command, monkeypatch, capsys):
    """Return how a command ends and what it prints; the product's own runs in this process."""
    words = shlex.split(command)
    if words[0] != "portfolio":
        done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout, done.stderr
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, *capsys.readouterr()


def test_commands_do_what_the_readme_says(tmp_path, monkeypatch, capsys):
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(settings, "DATA_FOLDER", SHIPPED)
    monkeypatch.chdir(tmp_path)
    (scenario,) = blocks("json")
    assert json.loads(scenario)["name"] == "tight"
    (tmp_path / "tight.json").write_text(scenario, encoding="utf-8")
    (table,) = blocks("csv")
    (tmp_path / "harbour.csv").write_text(table, encoding="utf-8")
    run = [(c, said) for c, said in commands() if not c.startswith(("make", "portfolio app"))]
    assert len(run) >= 12
    for command, said in run:
        code, output, errors = outcome_of(command, monkeypatch, capsys)
        assert code == 0, f"{command}\n{output}\n{errors}"
        assert said in output, f"{command} does not say {said!r}:\n{output}"


def test_the_app_command_starts_the_app(tmp_path):
    (command,) = [c for c, _ in commands() if c.startswith("portfolio app")]
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = str(probe.getsockname()[1])
    words = [port if word == "8080" else word for word in shlex.split(command)]
    assert port in words
    with (tmp_path / "app.log").open("w") as log:
        app = subprocess.Popen(
            words, cwd=tmp_path, env=environment(tmp_path / "home"), stdout=log, stderr=log
        )
        try:
            for path in ("_stcore/health", "healthz"):
                assert answers(f"http://localhost:{port}/{path}"), (tmp_path / "app.log").read_text()
        finally:
            app.terminate()
            app.wait(timeout=600)


def answers(address: str) -> bool:
    for _ in range(2400):
        try:
            with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - our own server
                return bool(response.status == 200)
        except OSError:
            time.sleep(0.25)
    return False
