"""What a command loads before it answers: counted in modules, as seconds depend on the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from portfolio.cli import cli

SLOW = {"ortools", "pandas", "numpy", "streamlit", "plotly", "sqlalchemy", "alembic"}
"""Libraries that take between a tenth of a second and a second to load."""

_CALL = """
import json, sys
from portfolio.cli import main
sys.argv = ["portfolio", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def run_and_report(script: str, *arguments: str, **environment: str) -> Any:
    """Run a script in a process of its own and return what it writes, as JSON, last to stderr."""
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stderr.splitlines()[-1])


def loaded_by(*arguments: str, **environment: str) -> set[str]:
    """Run a command and return the modules it has loaded when it ends."""
    return set(run_and_report(_CALL, *arguments, **environment))


def libraries(modules: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def commands(group: typer.core.TyperGroup, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands, by the words that call it."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


def every_command() -> list[tuple[str, ...]]:
    group = typer.main.get_command(cli)
    assert isinstance(group, typer.core.TyperGroup)
    return list(commands(group))


def test_help_on_the_whole_loads_no_models_at_all() -> None:
    modules = loaded_by("--help")
    assert libraries(modules) & (SLOW | {"pydantic", "rich", "optimizer"}) == set()
    ours = {name for name in modules if name.startswith("portfolio.")}
    assert not any(name.startswith(("portfolio.planning", "portfolio.exchange")) for name in ours)


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_help_on_a_command_loads_nothing_that_only_its_answer_needs(command: tuple[str, ...]) -> None:
    # Typer itself reads options with pydantic's help; none of our own models are built for it.
    modules = loaded_by(*command, "--help")
    assert libraries(modules) & (SLOW | {"rich", "optimizer"}) == set()
    assert not any(name.startswith(("portfolio.planning", "portfolio.exchange")) for name in modules)


def test_projects_are_listed_without_solver_or_database(tmp_path: Path) -> None:
    modules = loaded_by("projects", "--json", PORTFOLIO_HOME=str(tmp_path / "nothing recorded"))
    assert libraries(modules) & (SLOW | {"optimizer"}) == set()


def test_a_store_that_is_up_to_date_is_opened_without_what_changes_tables(tmp_path: Path) -> None:
    first, again = (libraries(loaded_by("scenario", "list", PORTFOLIO_HOME=str(tmp_path))) for _ in range(2))
    assert "alembic" in first
    assert "alembic" not in again


def test_help_begins_with_what_most_come_for() -> None:
    names = [" ".join(path) for path in every_command() if path]
    assert names[:4] == ["projects", "plan", "check", "app"]


_SERVE = """
import json, sys
import portfolio.ui.__main__ as server
at_first = sorted(sys.modules)
server.shared_solver()
server.prepare()
prepared = sorted(sys.modules)
from reader import opened, text
page = text(opened("overview", lang="en"))
print(json.dumps([at_first, prepared, sorted(sys.modules), page]), file=sys.stderr)
"""


def test_the_server_loads_nothing_slow_before_the_solvers_process_nor_for_the_first_page(
    tmp_path: Path,
) -> None:
    reader = Path(__file__).parents[2] / "app"
    python_path = os.pathsep.join([str(reader), *sys.path])
    at_first, prepared, in_the_end, page = run_and_report(
        _SERVE, PORTFOLIO_HOME=str(tmp_path), PYTHONPATH=python_path
    )
    assert "How this plan was made" in page
    assert libraries(at_first) & SLOW == set(), "the solver's process has to wait for this"
    late = (libraries(in_the_end) - libraries(prepared)) & SLOW
    late |= {name for name in set(in_the_end) - set(prepared) if name.startswith("portfolio.")}
    assert late == set(), "a reader has to wait for this"
    assert "ortools" not in libraries(in_the_end), "only the solver's process needs it"
