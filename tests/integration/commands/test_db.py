"""`portfolio db`: in an empty home, and where people have been at work."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_an_empty_home_gets_a_fresh_database(home: Path, call: Any, tmp_path: Path) -> None:
    assert call("db", "check").returncode == 0
    assert call("db", "migrate").returncode == 0
    assert call("db", "backup", tmp_path / "empty.backup").returncode == 0
    assert (home / "portfolio.db").is_file()
    assert json.loads(call("db", "check", "--json").stdout)["faults"] == []


def test_what_was_entered_comes_back(home: Path, call: Any, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    assert call("new", "town", "--first-year", "2026", "--last-year", "2028").returncode == 0
    assert call("db", "backup", file).returncode == 0
    (home / "portfolio.db").unlink()
    restored = call("db", "restore", file)
    assert restored.returncode == 0
    assert "are here again" in restored.stdout
    assert "town" in call("list").stdout


def test_damage_is_told_and_ends_with_one(home: Path, call: Any) -> None:
    assert call("new", "town", "--first-year", "2026", "--last-year", "2028").returncode == 0
    database = sqlite3.connect(home / "portfolio.db")
    database.execute("UPDATE portfolio_versions SET content = '{}'")
    database.commit()
    database.close()
    checked = call("db", "check")
    assert checked.returncode == 1
    assert "portfolio_versions" in checked.stdout


def test_what_is_no_backup_is_one_line(call: Any, tmp_path: Path) -> None:
    (tmp_path / "minutes").write_text("of the board")
    refused = call("db", "restore", tmp_path / "minutes")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert "minutes" in refused.stderr


def test_a_newer_database_is_one_line(home: Path, call: Any) -> None:
    assert call("db", "migrate").returncode == 0
    database = sqlite3.connect(home / "portfolio.db")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    refused = call("db", "check")
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "9999" in refused.stderr
