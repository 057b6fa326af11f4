"""What tests of the app share: a store of their own, and nothing done again that is the same for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.planning.runs.solver_process import SolverProcess


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep tests away from each other, and from the store of whoever runs them."""
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PORTFOLIO", raising=False)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no plan be there in the moment that pages wait for one, as on a machine with much to do."""
    from portfolio.ui.components import answers_job, running

    monkeypatch.setattr(running, "_PATIENCE", 0.0)
    monkeypatch.setattr(answers_job, "_PATIENCE", 0.0)


PROVEN: dict[object, Result] = {}
"""What has been solved for tests of pages, as long as a worker lives."""


@pytest.fixture(scope="module", autouse=True)
def _solved_once() -> Iterator[None]:
    """Have the solver's process solve each question once for all tests: most begin with the same plan.

    Of these tests alone: others of the same worker ask the process itself.
    """
    solve = SolverProcess.__call__

    def solved(process: SolverProcess, instance: Instance, options: SolveOptions) -> Result:
        question = instance.model_dump_json(), replace(options.limits, time_limit=None)
        if question not in PROVEN:
            result = solve(process, instance, options)
            if result.status not in {"optimal", "infeasible"}:
                return result
            PROVEN[question] = result
        return PROVEN[question]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SolverProcess, "__call__", solved)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_components() -> Iterator[None]:
    """Spare Streamlit's look through all installed packages for components, at each run of a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield
