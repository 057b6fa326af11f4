"""Parts searched in processes of their own: one that dies costs nothing but itself, and none stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from unittest import mock

import pytest

from optimizer import Incumbent, check, solve
from optimizer.__main__ import main
from optimizer.bench.families import generate
from optimizer.search import arrays
from optimizer.search.aside import Aside, Order

INSTANCE = generate("ppssp", "60x10", 1)


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Every process that is started, with all instances searched on their arrays."""
    found: list[subprocess.Popen[str]] = []
    warm_up = Aside.warm_up

    def noted(self: Aside) -> None:
        warm_up(self)
        if self._child is not None and self._child not in found:
            found.append(self._child)

    with mock.patch.object(arrays, "LARGE", 0), mock.patch.object(Aside, "warm_up", noted):
        yield found


@pytest.fixture
def killed(started: list[subprocess.Popen[str]]) -> Iterator[None]:
    """Every process is killed as its library would end it, as soon as it is asked anything."""
    ask = Aside.ask

    def asked(self: Aside, order: Order) -> None:
        ask(self, order)
        os.kill(started[-1].pid, signal.SIGABRT)

    with mock.patch.object(Aside, "ask", asked):
        yield


@pytest.mark.usefixtures("killed")
def test_a_process_that_is_killed_is_told_of_and_the_plan_is_kept() -> None:
    told: list[Incumbent] = []
    result = solve(INSTANCE, workers=1, on_progress=told.append)
    assert result.status == "feasible"
    assert told[0].value <= result.tiers[0].value
    assert result.tiers[0].bound is not None
    assert check(INSTANCE, result) == []
    assert set(result.failures) == {"a search was ended by SIGABRT; the plan before it was kept"}


@pytest.mark.usefixtures("killed")
def test_the_command_says_so_and_writes_the_plan(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("solve")
    (folder / "i.json").write_text(INSTANCE.model_dump_json())
    out = folder / "r.json"
    assert main(["solve", str(folder / "i.json"), "-o", str(out), "--workers", "1"]) == 0
    assert "a search was ended by SIGABRT" in capsys.readouterr().err
    assert main(["check", str(folder / "i.json"), str(out)]) == 0


def test_what_goes_well_says_nothing_of_failures(started: list[subprocess.Popen[str]]) -> None:
    small = generate("ppssp", "12x5", 1)
    result = solve(small, workers=2)
    assert result.status == "optimal"
    assert check(small, result) == []
    assert "failures" not in result.model_dump(mode="json")
    assert started
    assert all(child.poll() is not None for child in started)


def test_whoever_calls_it_off_while_processes_search_has_the_plan_and_leaves_none(
    started: list[subprocess.Popen[str]],
) -> None:
    asked: list[Order] = []
    ask = Aside.ask

    def noted(self: Aside, order: Order) -> None:
        asked.append(order)
        ask(self, order)

    def is_searching() -> bool:
        return any(not order.relaxed for order in asked)

    told: list[Incumbent] = []
    with mock.patch.object(Aside, "ask", noted):
        result = solve(INSTANCE, workers=2, on_progress=told.append, should_stop=is_searching)
    assert result.tiers[0].value >= told[0].value
    assert result.tiers[0].bound is not None
    assert check(INSTANCE, result) == []
    assert all(child.poll() is not None for child in started)


def test_one_worker_is_one_thread_and_the_same_work_is_the_same_plan(
    started: list[subprocess.Popen[str]],
) -> None:
    asked: list[Order] = []
    ask = Aside.ask

    def noted(self: Aside, order: Order) -> None:
        asked.append(order)
        ask(self, order)

    with mock.patch.object(Aside, "ask", noted):
        one, other = (solve(INSTANCE, workers=1, work_limit=1.0) for _ in range(2))
    assert {order.workers for order in asked} == {1}
    assert len(started) == 2
    assert one.projects == other.projects
    assert one.tiers == other.tiers
