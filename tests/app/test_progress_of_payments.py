"""Progress where works and payments are two series: told by the payers that people know, not the solver's."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from reader import at_first, click, opened, shown, text

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from optimizer.search.options import SolveOptions
from portfolio import settings
from portfolio.planning.runs.solver_process import SolverProcess
from tests.conftest import SHIPPED

NEW_CEILING = 70_000


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the solver be at the aim about peaks until it is stopped, under the new ceiling."""
    end = threading.Event()

    def waiting(_: SolverProcess, instance: Instance, options: SolveOptions) -> Result:
        result = optimizer.solve_with(instance, options.limits)
        limits = (limit for resource in instance.resources for limit in resource.limits)
        if options.should_stop is None or not any(limit.maximum == NEW_CEILING for limit in limits):
            return result
        peak = next(n for n, tier in enumerate(instance.objective) if tier.terms[0].term == "peak")
        assert options.on_progress is not None
        options.on_progress(Incumbent(seconds=2.0, tier=peak, value=110, bound=100))
        while not options.should_stop() and not end.wait(0.02):
            pass
        return result

    monkeypatch.setattr(settings, "DATA_FOLDER", SHIPPED)
    monkeypatch.setattr(SolverProcess, "__call__", waiting)
    yield
    end.set()


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize(
    ("lang", "told", "stop"),
    [
        ("en", "Sum of each payer's dearest year", "Stop and keep the best plan so far"),
        ("zh", "各资金来源各自拨付最高一年之和", "停止并保留目前最好的计划"),
    ],
)
def test_the_aim_that_is_being_solved_is_named(lang: str, told: str, stop: str) -> None:
    opened("overview", lang=lang)
    app = shown(at_first("overview", lang=lang, ceiling=f"public-2019-{NEW_CEILING}"), stop)
    assert not app.exception
    assert told in text(app)
    click(app, stop)
