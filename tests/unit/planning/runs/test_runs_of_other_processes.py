"""Runs that another process began: interrupted once it is gone, left alone while it is at work."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from asked import DEFAULT, LONG, LONGEST_WAIT, OFFICER, until

from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs import queue as runs_module
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.solver_process import SolverProcess


class Elsewhere(SolverProcess):
    """Solves nothing, so that what is asked for stays where it is."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        time.sleep(LONGEST_WAIT)


@pytest.fixture
def unfinished(workspace: Workspace) -> RunQueue:
    """Two runs that will never end, and one that failed long ago."""
    queue = RunQueue(workspace, Elsewhere())
    portfolio = workspace.portfolio().item
    started = queue.ask_plan(Case(portfolio, DEFAULT), actor=OFFICER)
    until(lambda: started.state is RunState.RUNNING)
    queue.ask_plan(Case(portfolio, LONG), actor=OFFICER)
    with workspace.changing(OFFICER) as change:
        failed = change.work.runs.add(change.portfolio, Topic.PLAN, LONG, change.stamp)
        change.work.runs.change(failed, RunState.FAILED, at=change.stamp.at, message="no")
    return queue


def states(queue: RunQueue) -> list[str]:
    return [record.item.state for record in queue.recorded()]


@pytest.mark.usefixtures("unfinished")
def test_runs_of_a_process_that_is_gone_are_interrupted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_SILENT_SECONDS", -1.0)
    reopened = RunQueue(workspace, Elsewhere())
    assert states(reopened) == ["failed", "interrupted", "interrupted"]
    kept = reopened.recorded()
    assert all(record.item.finished_at is not None for record in kept)
    assert [record.item.scenario for record in kept] == [LONG, LONG, DEFAULT]


def test_runs_of_a_process_that_is_at_work_are_left_alone(
    unfinished: RunQueue, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = RunQueue(workspace, Elsewhere())
    assert states(beside) == ["failed", "queued", "running"]
    numbers = [record.number for record in beside.recorded() if not record.item.state.is_over]
    assert not any(beside.is_ours(number) for number in numbers)
    assert all(unfinished.is_ours(number) for number in numbers)

    # Long after, they are still at work as long as their process says so now and then.
    monkeypatch.setattr(runs_module, "_BEAT_SECONDS", 0.02)
    at_work = RunQueue(workspace, Elsewhere())
    mine = at_work.ask_plan(Case(workspace.portfolio().item, Scenario(name="mine")), actor=OFFICER)
    later = workspace.now() + timedelta(days=1)
    monkeypatch.setattr(workspace, "now", lambda: later)
    until(lambda: [r.item.state for r in beside.recorded() if r.number == mine.number] == ["running"])
