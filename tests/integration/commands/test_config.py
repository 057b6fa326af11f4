"""`portfolio config check`, and the log that a setting names."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portfolio import environment, logs, settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    for variable in ("DATABASE_URL", "PORTFOLIO_LOG_FILE", "PORTFOLIO_LOG_LEVEL"):
        monkeypatch.delenv(variable, raising=False)
    ours = logging.getLogger("portfolio")
    before = (ours.handlers, ours.level, ours.propagate)
    yield tmp_path / "home"
    for handler in ours.handlers:
        handler.close()
    ours.handlers, ours.level, ours.propagate = before


def test_an_empty_home_is_made_ready_and_every_setting_is_told(home: Path, call: Any) -> None:
    told = call("config", "check", "--json")
    assert told.returncode == 0
    found = json.loads(told.stdout)
    assert set(found) == set(environment.variables())
    assert found["PORTFOLIO_HOME"] == {"value": str(home), "set": True}
    assert found["PORTFOLIO"] == {"value": settings.DEFAULT_PORTFOLIO, "set": False}
    assert (home / "portfolio.db").is_file()
    assert "PORTFOLIO_HOME" in call("config", "check").stdout


def test_passwords_are_not_told(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:swordfish@127.0.0.1:1/none")
    refused = call("config", "check")
    assert refused.returncode == 2
    assert "somebody" in refused.stderr
    assert "swordfish" not in refused.stdout + refused.stderr


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PORTFOLIO_LOG_LEVEL", "loud", "expected one of debug, info, warning, error"),
        ("PORTFOLIO", "nowhere", "nowhere"),
    ],
)
def test_what_is_set_wrongly_is_one_line(
    call: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    refused = call("config", "check")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert words in refused.stderr


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_changes_and_runs_are_logged_without_what_people_write(
    call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "portfolio.log"
    monkeypatch.setenv("PORTFOLIO_LOG_FILE", str(file))
    report = ("status", "report", "a2-02", "--status", "completed", "--effective", "2018Q4")
    assert call(*report, "--note", "between us", "--by", "Li Wei").returncode == 0
    told = lines_of(file)
    (changed,) = (line for line in told if line["event"] == "changed")
    assert (changed["user"], changed["use_case"], changed["subject"]) == (
        "Li Wei",
        "report status",
        "project a2-02",
    )
    runs = [line for line in told if line["event"] == "run"]
    assert {line["state"] for line in runs} == {"finished"}
    assert all(line["seconds"] >= 0 and line["user"] == "Li Wei" for line in runs)
    assert "between us" not in file.read_text(encoding="utf-8")


def test_a_failure_is_found_by_its_id_and_quotes_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "portfolio.log"
    monkeypatch.setenv("PORTFOLIO_LOG_FILE", str(file))
    logs.begin(to_stderr=True)

    def fails(note: str) -> None:
        raise ValueError(note)

    try:
        fails("between us")
    except ValueError as error:
        number = logs.failure(error)
    (line,) = lines_of(file)
    assert (line["event"], line["error_id"], line["level"]) == ("failure", number, "error")
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert line["exception"][0]["frames"][-1]["name"] == "fails"
    assert "between us" not in file.read_text(encoding="utf-8")


def test_without_a_file_commands_log_nothing(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("config", "check").stderr == ""
    assert capsys.readouterr().err == ""
