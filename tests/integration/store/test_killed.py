"""Killed in a change or between two, and many at once: what was confirmed stays, nothing half done does."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from examples import TIMES
from records import OFFICER, all_rows, saved_scenarios

from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import save_scenario
from portfolio.planning.records.workspace import Workspace

pytestmark = pytest.mark.soak

SCRIPT_HEAD = """
import os, signal, sys
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import save_scenario
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store
from portfolio.store import store
store._BUSY_SECONDS = 600
workspace = Workspace(sys.argv[1], store=Store(sys.argv[2]))
actor = Actor("somebody")
"""


def _process(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT_HEAD + script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_killed_within_a_change_nothing_half_done_stays(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    script = """
save_scenario(workspace, Scenario(name="whole"), actor=actor)
with workspace.changing(actor) as change:
    change.work.scenarios.save(change.portfolio, Scenario(name="half"), 1, change.stamp)
    change.note("save scenario", "scenario half", None, {}, "")
    change.work.scenarios.delete(change.portfolio, "whole", change.stamp)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = _process(script, small_folder, url)
    _, errors = killed.communicate(timeout=600)
    assert killed.returncode == -signal.SIGKILL, errors
    workspace = opened()
    assert [record.item.name for record in saved_scenarios(workspace)] == ["whole"]
    assert [line.subject for line in workspace.history()] == ["scenario whole", "portfolio"]
    save_scenario(workspace, Scenario(name="half"), actor=OFFICER)
    assert len(saved_scenarios(workspace)) == 2


@pytest.mark.parametrize("saves", range(7, 7 * TIMES + 1, 7))
def test_killed_at_any_moment_nothing_that_was_confirmed_is_lost(
    opened: Callable[..., Workspace], small_folder: Path, url: str, saves: int
) -> None:
    script = """
for number in range(1000):
    save_scenario(workspace, Scenario(name=f"{number:03}"), actor=actor)
    print(f"{number:03}", flush=True)
"""
    writer = _process(script, small_folder, url)
    assert writer.stdout is not None
    confirmed = [writer.stdout.readline().strip() for _ in range(saves)]
    writer.kill()
    confirmed += writer.stdout.read().split()
    writer.communicate()
    assert confirmed[saves - 1 : saves] == [f"{saves - 1:03}"]
    kept = [record.item.name for record in saved_scenarios(opened())]
    assert kept[: len(confirmed)] == confirmed
    assert len(kept) <= len(confirmed) + 1
    subjects = [line.subject for line in opened().history() if line.action == "save scenario"]
    assert sorted(subjects) == [f"scenario {name}" for name in kept]


def test_several_processes_may_open_a_fresh_store_at_once(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    script = 'save_scenario(workspace, Scenario(name=f"of {os.getpid()}"), actor=actor)'
    together = [_process(script, small_folder, url) for _ in range(3)]
    errors = [process.communicate(timeout=600)[1] for process in together]
    assert [process.returncode for process in together] == [0, 0, 0], errors
    workspace = opened()
    assert {record.item.name for record in saved_scenarios(workspace)} == {f"of {p.pid}" for p in together}
    assert [line.action for line in workspace.history()] == ["save scenario"] * 3 + ["take in"]


def test_several_threads_may_open_a_fresh_store_at_once(opened: Callable[..., Workspace], url: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        versions = list(threads.map(lambda _: opened().portfolio().version, range(8)))
    assert versions == [1] * 8
    assert len(all_rows(url)["portfolios"]) == 1
    assert [row[0] for row in all_rows(url)["history"]] == [1]
