"""Asking at once, and looking at what was asked: once, beside the store, and without reading whole plans."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from asked import LONGEST_WAIT, OFFICER

from portfolio.domain.history import Actor
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs import queue as runs_module
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.run import Question, Run

SCENARIO = Scenario(name="x")


@pytest.fixture
def runs(workspace: Workspace) -> RunQueue:
    return RunQueue(workspace, in_process)


@pytest.fixture(scope="module")
def tiny(build: Callable[..., Any]) -> Portfolio:
    portfolio: Portfolio = build(years=2).project("a", cost=30).project("b", cost=20).portfolio()
    return portfolio


class HeldUp:
    """A part of the program that stands still until it may go on."""

    def __init__(self, act: Callable[..., Any]) -> None:
        self._act = act
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.calls = 0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        self.begun.set()
        assert self.go_on.wait(LONGEST_WAIT)
        return self._act(*arguments, **options)


def look_at_everything_else(runs: RunQueue, asked: Question, tiny: Portfolio) -> None:
    """Do all that sessions do with the queue, for which none of them should have to wait."""
    other = runs.ask(Question(Topic.WHY, Case(tiny, SCENARIO), subject="other"), lambda *_: 1, actor=OFFICER)
    assert other.wait(LONGEST_WAIT)
    assert runs.find(asked) is None
    assert runs.find(other.question) is other
    runs.cancel(other.number)
    runs.forget(other)
    assert not runs.is_ours(other.number)


def while_held_up(act: HeldUp, ask: Callable[[], Run], look: Callable[[], None]) -> list[Run]:
    """Have three sessions ask at once, look while they wait, and return what they get."""
    with ThreadPoolExecutor(4) as threads:
        try:
            first = threads.submit(ask)
            assert act.begun.wait(LONGEST_WAIT)
            others = [threads.submit(ask) for _ in range(2)]
            threads.submit(look).result(LONGEST_WAIT)
        finally:
            act.go_on.set()
        return [asked.result(LONGEST_WAIT) for asked in (first, *others)]


def test_nobody_waits_while_a_question_is_recorded_and_it_is_asked_once(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Topic.WHY, Case(tiny, SCENARIO), subject="a")
    changing = workspace.changing
    held = HeldUp(changing)
    asking: set[threading.Thread] = set()

    @contextmanager
    def changing_slowly(actor: Actor) -> Iterator[Any]:
        with (held if threading.current_thread() in asking else changing)(actor) as change:
            yield change

    monkeypatch.setattr(workspace, "changing", changing_slowly)

    def ask() -> Run:
        asking.add(threading.current_thread())
        return runs.ask(question, lambda *_: 1, actor=OFFICER)

    def look() -> None:
        asking.discard(threading.current_thread())
        look_at_everything_else(runs, question, tiny)

    found = while_held_up(held, ask, look)
    assert len({run.number for run in found}) == 1
    assert found[0].wait(LONGEST_WAIT)
    assert (held.calls, found[0].found) == (1, 1)
    assert [record.item.subject for record in runs.recorded()].count("a") == 1


def test_nobody_waits_while_a_stopped_plan_is_checked(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Topic.PLAN, Case(tiny, SCENARIO))
    plan = make_plan(Case(tiny, SCENARIO))
    with workspace.changing(OFFICER) as change:
        stopped = change.work.runs.add(
            change.portfolio, Topic.PLAN, SCENARIO, change.stamp, question=question.key
        )
        number = change.work.plans.add(change.portfolio, plan, change.stamp)
        change.work.runs.change(stopped, RunState.CANCELLED, at=change.stamp.at, plan=number)
    held = HeldUp(runs_module.violations)
    monkeypatch.setattr(runs_module, "violations", held)
    found = while_held_up(
        held,
        lambda: runs.ask_plan(Case(tiny, SCENARIO), actor=OFFICER),
        lambda: look_at_everything_else(runs, question, tiny),
    )
    assert [(run.number, run.plan) for run in found] == [(stopped, plan)] * 3
    assert held.calls == 1


def test_a_question_that_could_not_be_recorded_can_be_asked_again(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Topic.WHY, Case(tiny, SCENARIO), subject="a")

    def fail(_: Actor) -> Any:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "changing", fail)
        with pytest.raises(OSError, match="disk full"):
            runs.ask(question, lambda *_: 1, actor=OFFICER)
    assert runs.find(question) is None
    run = runs.ask(question, lambda *_: 1, actor=OFFICER)
    assert run.wait(LONGEST_WAIT)
    assert run.found == 1


def test_the_runs_are_listed_without_reading_a_plan(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, plans_read: list[str]
) -> None:
    for name in ("a", "b"):
        assert runs.ask_plan(Case(tiny, Scenario(name=name)), actor=OFFICER).wait(LONGEST_WAIT)
    with workspace.changing(OFFICER) as change:
        change.work.runs.add(change.portfolio, Topic.PLAN, SCENARIO, change.stamp)
    reopened = RunQueue(workspace, in_process)
    assert reopened.any_under_way()
    found = [(run.item.scenario.name, run.item.state, run.item.plan_status) for run in reopened.recorded()]
    assert found == [
        ("x", RunState.QUEUED, None),
        ("b", RunState.FINISHED, PlanStatus.OPTIMAL),
        ("a", RunState.FINISHED, PlanStatus.OPTIMAL),
    ]
    assert plans_read == []
