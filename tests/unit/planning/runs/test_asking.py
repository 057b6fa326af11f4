"""Asking at once, and looking at what was asked: once, beside the store, and without reading whole plans."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain.history import Actor
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from portfolio.planning.records.baselines import (
    approve,
    approved_baseline,
    approved_baselines,
    baseline_in_force,
)
from portfolio.planning.records.scenarios import save_scenario, saved_names
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs import queue as runs_module
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.run import Question, Run
from portfolio.store.store import Store

OFFICER = Actor("Zhang Min")
LONGEST_WAIT = 600
SCENARIO = Scenario(name="x")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    store = Store(f"sqlite:///{tmp_path / 'portfolio.db'}")
    yield Workspace(store=store)
    store.close()


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
    other = runs.ask(Question(Topic.WHY, tiny, SCENARIO, subject="other"), lambda *_: 1, actor=OFFICER)
    assert other.wait(LONGEST_WAIT)
    assert runs.find(asked) is None
    assert runs.find(other.question) is other
    runs.cancel(other.number)
    runs.forget(other)
    assert not runs.is_ours(other.number)


def while_held_up(act: HeldUp, ask: Callable[[], Run], look: Callable[[], None]) -> list[Run]:
    """Have three sessions ask at once, look while they wait, and return what they get."""
    with ThreadPoolExecutor(4) as payer:
        try:
            first = payer.submit(ask)
            assert act.begun.wait(LONGEST_WAIT)
            others = [payer.submit(ask) for _ in range(2)]
            payer.submit(look).result(LONGEST_WAIT)
        finally:
            act.go_on.set()
        return [asked.result(LONGEST_WAIT) for asked in (first, *others)]


def test_nobody_waits_while_a_question_is_recorded_and_it_is_asked_once(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Topic.WHY, tiny, SCENARIO, subject="a")
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
    question = Question(Topic.PLAN, tiny, SCENARIO)
    plan = make_plan(tiny, SCENARIO)
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
        lambda: runs.ask_plan(tiny, SCENARIO, actor=OFFICER),
        lambda: look_at_everything_else(runs, question, tiny),
    )
    assert [(run.number, run.plan) for run in found] == [(stopped, plan)] * 3
    assert held.calls == 1


def test_a_question_that_could_not_be_recorded_can_be_asked_again(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(Topic.WHY, tiny, SCENARIO, subject="a")

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


# --- Lists -------------------------------------------------------------------------------------------------


@pytest.fixture
def plans_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of the scenario of every plan that is read from the store."""
    read: list[str] = []
    validate = Plan.model_validate

    def noted(content: Any, **options: Any) -> Plan:
        plan = validate(content, **options)
        read.append(plan.scenario.name)
        return plan

    monkeypatch.setattr(Plan, "model_validate", noted)
    return read


def test_the_runs_are_listed_without_reading_a_plan(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, plans_read: list[str]
) -> None:
    for name in ("a", "b"):
        assert runs.ask_plan(tiny, Scenario(name=name), actor=OFFICER).wait(LONGEST_WAIT)
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


def test_baselines_are_listed_without_reading_a_plan_and_each_is_read_once(
    workspace: Workspace, plans_read: list[str]
) -> None:
    portfolio = workspace.portfolio().item
    for name in ("a", "b", "c"):
        approve(workspace, make_plan(portfolio, Scenario(name=name)), actor=OFFICER, note=f"of {name}")
    plans_read.clear()
    listed = [(b.version, b.item.scenario, b.item.note) for b in approved_baselines(workspace)]
    assert listed == [(3, "c", "of c"), (2, "b", "of b"), (1, "a", "of a")]
    assert plans_read == []

    earlier = approved_baseline(workspace, 2)
    assert earlier is not None
    assert (earlier.version, earlier.item.scenario.name, plans_read) == (2, "b", ["b"])
    assert [approved_baseline(workspace, number) for number in (-1, 0, 4)] == [None, None, None]

    plans_read.clear()
    known = baseline_in_force(workspace)
    assert baseline_in_force(workspace, known) is known
    assert plans_read == ["c"]
    approve(workspace, make_plan(portfolio, Scenario(name="d")), actor=OFFICER, note="")
    latest = baseline_in_force(workspace, known)
    assert latest is not None
    assert (latest.version, latest.item.scenario.name) == (4, "d")


def test_scenarios_are_listed_without_reading_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        save_scenario(workspace, Scenario(name=name), actor=OFFICER)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a scenario was read")

    monkeypatch.setattr(Scenario, "model_validate", fail)
    assert [line.item for line in saved_names(workspace)] == ["a", "b"]


def test_the_portfolio_is_read_again_only_where_it_has_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = workspace.portfolio()

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the portfolio was read again")

    monkeypatch.setattr(Portfolio, "model_validate", fail)
    assert workspace.portfolio() is known
    assert save_scenario(workspace, SCENARIO, actor=OFFICER).version == 1
