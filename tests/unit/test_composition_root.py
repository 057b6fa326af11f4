"""What is put together in one place only: the store, the solver's process, recorded solves and the runs."""

from __future__ import annotations

import ast
from pathlib import Path

import portfolio

PARTS = {"Store", "SolverProcess", "RecordedSolves", "RunQueue", "Office", "Workspace"}
PACKAGE = Path(portfolio.__file__).parent
ROOT = PACKAGE / "bootstrap.py"


def made_in(file: Path) -> set[str]:
    """The parts that a module makes."""
    calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    names = {getattr(call.func, "id", getattr(call.func, "attr", "")) for call in calls}
    return names & PARTS


def test_bootstrap_makes_every_part() -> None:
    assert made_in(ROOT) == PARTS


def test_no_other_module_makes_any_of_them() -> None:
    files = [*PACKAGE.rglob("*.py"), PACKAGE.parent / "app.py"]
    assert {str(file): made_in(file) for file in files if file != ROOT and made_in(file)} == {}
