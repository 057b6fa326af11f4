"""The `portfolio` command as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from terminal import BAD_INPUT, DONE, FOUND_WANTING, INFEASIBLE, NO_PLAN_IN_TIME

# The command as it is installed, but that a busy machine is no reason to give up on a plan.
_COMMAND = """
import sys
from portfolio import settings
settings.TIME_LIMIT_SECONDS = 3600.0
settings.DATA_FOLDER = settings.DATA_FOLDER.parent / "tests" / "data"
sys.argv[0] = "portfolio"
from portfolio.cli import main
main()
"""

Result = subprocess.CompletedProcess[str]
Call = Callable[..., Result]


def run(*arguments: object, cwd: Path | None = None, **environment: str) -> Result:
    """Run the command; whatever happens, it ends with an exit code it documents and without a traceback."""
    result = subprocess.run(
        [sys.executable, "-P", "-c", _COMMAND, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )
    assert result.returncode in {DONE, FOUND_WANTING, BAD_INPUT, INFEASIBLE, NO_PLAN_IN_TIME}
    assert "Traceback" not in result.stdout + result.stderr
    return result
