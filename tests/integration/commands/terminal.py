"""A terminal in tests: runs commands on the small portfolio, with a store of their own."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from portfolio.bootstrap import open_workspace
from portfolio.cli import main

DONE, FOUND_WANTING, BAD_INPUT, INFEASIBLE, NO_PLAN_IN_TIME = range(5)


class Terminal:
    """Runs commands on the small portfolio, with a store of their own."""

    def __init__(
        self, folder: Path, home: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.folder, self.home, self._capsys, self._patch = folder, home, capsys, patch
        self.err = ""  # what the last command said on stderr

    def __call__(self, *arguments: object, ends: int = DONE) -> str:
        """Run a command and return what it prints: on stderr for bad input, else on stdout."""
        where = [] if arguments[0] == "check" else ["--portfolio", str(self.folder)]
        self._patch.setattr(sys, "argv", ["portfolio", *map(str, arguments), *where])
        with pytest.raises(SystemExit) as ended:
            main()
        output = self._capsys.readouterr()
        self.err = output.err
        assert ended.value.code == ends, output
        assert "Traceback" not in output.out + output.err
        if ends == BAD_INPUT:
            assert not output.out
            return output.err
        return output.out

    def json(self, *arguments: object, ends: int = DONE) -> Any:
        """Run a command with --json and return what it says, which is all that it says on stdout."""
        return json.loads(self(*arguments, "--json", ends=ends))

    @property
    def has_recorded(self) -> bool:
        """Whether any command has written anything into the store's folder."""
        return self.home.exists() and any(self.home.iterdir())

    def kept(self) -> list[str]:
        """Return everything in the store."""
        connection = sqlite3.connect(self.home / "portfolio.db")
        try:
            return list(connection.iterdump())
        finally:
            connection.close()

    def entered(self) -> list[str]:
        """Return everything in the store but what was asked, and what came of it."""
        asked = tuple(f'INSERT INTO "{table}"' for table in ("solve_runs", "solves", "plans"))
        return [line for line in self.kept() if not line.startswith(asked)]

    def history(self) -> list[tuple[str, str, str, str]]:
        """Return who did what to what and why, newest first."""
        workspace = open_workspace(str(self.folder))
        lines = [(line.by, line.action, line.subject, line.reason) for line in workspace.history()]
        workspace.store.close()
        return lines
