"""What tests of runs share: the solver's process, kept warm for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portfolio.planning.runs.solver_process import SolverProcess


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    process = SolverProcess()
    process.warm_up()
    yield process
    process.close()
