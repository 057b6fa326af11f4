"""Solve runs in a process of their own: recorded throughout, cancelled without loss, and hard to kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asked import DEFAULT, LONG, LONGEST_WAIT, OFFICER, over, until
from sqlalchemy import select

import optimizer
from optimizer.search.options import SolveOptions
from portfolio import settings
from portfolio.domain.brief import brief_of
from portfolio.domain.history import Actor
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs import solver_process
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.solver_process import SolverDied, SolverProcess
from portfolio.store import tables


@pytest.fixture
def runs(workspace: Workspace, solver: SolverProcess) -> RunQueue:
    return RunQueue(workspace, solver)


@pytest.fixture(scope="module")
def tiny(build: Callable[..., Any]) -> Portfolio:
    """What is solved in no time."""
    return build().project("a", cost=10).project("b", cost=20).portfolio()


def plans_in(workspace: Workspace) -> list[Plan]:
    """Return every plan in the store, as they were recorded."""
    with workspace.store.transaction() as work:
        rows = work.plans._connection.execute(select(tables.plans.c.content).order_by(tables.plans.c.id))
        return [Plan.model_validate(row.content) for row in rows]


# --- Runs that end by themselves ---------------------------------------------------------------------------


def test_a_finished_run_has_its_plan_in_the_store_and_told_how_far_it_was(
    runs: RunQueue, workspace: Workspace
) -> None:
    run = over(runs.ask_plan(Case(workspace.portfolio().item, DEFAULT), actor=OFFICER))
    assert (run.state, run.message) == (RunState.FINISHED, "")
    assert run.plan is not None
    assert run.plan.status is PlanStatus.OPTIMAL
    assert run.plan.portfolio == settings.DEFAULT_PORTFOLIO
    (kept,) = runs.recorded()
    assert (kept.item.topic, kept.item.solves, kept.item.progress) == (Topic.PLAN, 1, tuple(run.progress))
    assert (kept.number, kept.by, kept.item.state) == (run.number, OFFICER.name, RunState.FINISHED)
    assert (kept.item.scenario, kept.item.plan_status) == (DEFAULT, PlanStatus.OPTIMAL)
    assert plans_in(workspace) == [run.plan]
    assert kept.item.finished_at is not None

    assert run.progress
    for step in run.progress:
        assert 0 <= step.tier < step.tiers
        if step.bound is None:
            assert step.gap is None
        else:
            assert step.gap == pytest.approx(abs(step.value - step.bound) / max(1, abs(step.value)))
    assert any(step.bound is not None for step in run.progress)
    assert [step.tier for step in run.progress] == sorted(step.tier for step in run.progress)


def test_an_impossible_scenario_is_a_finished_run_that_says_why(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio
) -> None:
    impossible = Scenario.model_validate({"name": "x", "ceilings": {"public": {"2020": 0, "2021": 0}}})
    run = over(runs.ask_plan(Case(tiny, impossible), actor=OFFICER))
    assert run.plan is not None
    assert (run.state, run.plan.status) == (RunState.FINISHED, PlanStatus.INFEASIBLE)
    assert run.plan.explanation
    assert runs.recorded()[0].item.plan_status is PlanStatus.INFEASIBLE
    assert plans_in(workspace) == [run.plan]
    assert workspace.portfolio().version == 1


def test_runs_are_solved_one_after_the_other_as_they_were_asked_for(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio
) -> None:
    first = runs.ask_plan(Case(workspace.portfolio().item, LONG), actor=OFFICER)
    until(lambda: first.progress)
    second, third = (runs.ask_plan(Case(tiny, Scenario(name=name)), actor=OFFICER) for name in ("2nd", "3rd"))
    assert (first.state, second.state, third.state) == (RunState.RUNNING, RunState.QUEUED, RunState.QUEUED)
    assert [record.item.state for record in runs.recorded()] == ["queued", "queued", "running"]
    third.cancel()
    first.cancel()
    for run in (first, second, third):
        over(run)
    assert (second.state, third.state) == (RunState.FINISHED, RunState.CANCELLED)
    assert [record.item.state for record in runs.recorded()] == ["cancelled", "finished", "cancelled"]
    assert third.plan is None
    ended = [record.item.finished_at for record in reversed(runs.recorded())]
    assert ended == sorted(moment for moment in ended if moment is not None)


# --- Runs that are ended -----------------------------------------------------------------------------------


def test_a_cancelled_run_keeps_the_best_plan_so_far(runs: RunQueue, workspace: Workspace) -> None:
    portfolio = workspace.portfolio().item
    run = runs.ask_plan(Case(portfolio, LONG), actor=OFFICER)
    until(lambda: run.progress)
    run.cancel()
    over(run)
    assert (run.state, run.message) == (RunState.CANCELLED, "")
    assert run.plan is not None
    assert run.plan.status.has_plan
    assert violations(portfolio, run.plan) == ()
    best = min(step.value for step in run.progress if step.tier == 0)
    value = run.plan.provenance.objective[0].value
    assert value is not None
    assert value <= best
    kept = runs.recorded()[0].item
    assert (kept.state, kept.plan_status) == (RunState.CANCELLED, run.plan.status)
    assert plans_in(workspace) == [run.plan]


def test_a_solver_that_is_killed_fails_its_run_and_no_other(
    runs: RunQueue, workspace: Workspace, solver: SolverProcess, tiny: Portfolio
) -> None:
    run = runs.ask_plan(Case(workspace.portfolio().item, LONG), actor=OFFICER)
    until(lambda: run.progress)
    assert solver._child is not None
    killed = solver._child.pid
    os.kill(killed, signal.SIGKILL)
    over(run)
    assert (run.state, run.plan) == (RunState.FAILED, None)
    assert "ended with code -9" in run.message
    kept = runs.recorded()[0].item
    assert (kept.state, kept.message, kept.plan_status) == (RunState.FAILED, run.message, None)

    following = over(runs.ask_plan(Case(tiny, DEFAULT), actor=OFFICER))
    assert following.state is RunState.FINISHED
    assert solver._child.pid != killed


def test_a_solver_that_hangs_is_ended_when_its_run_is_cancelled(
    runs: RunQueue,
    workspace: Workspace,
    solver: SolverProcess,
    tiny: Portfolio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solver_process, "_PATIENCE_SECONDS", 0.3)
    run = runs.ask_plan(Case(workspace.portfolio().item, LONG), actor=OFFICER)
    until(lambda: run.progress)
    assert solver._child is not None
    os.kill(solver._child.pid, signal.SIGSTOP)
    run.cancel()
    assert over(run).state is RunState.FAILED
    assert over(runs.ask_plan(Case(tiny, DEFAULT), actor=OFFICER)).state is RunState.FINISHED


def test_a_solver_that_hangs_past_its_time_is_ended(
    solver: SolverProcess, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver_process, "_PATIENCE_SECONDS", 0.3)
    solver.warm_up()
    assert solver._child is not None
    instance = compile_brief(brief_of(tiny, DEFAULT)).instance
    os.kill(solver._child.pid, signal.SIGSTOP)
    with pytest.raises(SolverDied):
        solver(instance, SolveOptions(0.1))
    assert solver(instance, SolveOptions()).status == "optimal"


def test_a_stopped_plan_is_still_there_after_a_restart(
    runs: RunQueue, workspace: Workspace, solver: SolverProcess
) -> None:
    portfolio = workspace.portfolio().item
    run = runs.ask_plan(Case(portfolio, LONG), actor=OFFICER)
    until(lambda: run.progress)
    run.cancel()
    over(run)

    reopened = RunQueue(workspace, solver)
    again = reopened.ask_plan(Case(portfolio, LONG), actor=OFFICER)
    assert (again.state, again.plan, again.number) == (RunState.CANCELLED, run.plan, run.number)
    assert again.wait(0)
    assert len(reopened.recorded()) == 1

    # Asked to go on, it is solved and not handed out once more.
    reopened.forget(again)
    going_on = reopened.ask_plan(Case(portfolio, LONG), actor=OFFICER)
    assert going_on.number != run.number
    assert going_on.state in {RunState.QUEUED, RunState.RUNNING}
    going_on.cancel()
    over(going_on)


def test_a_solver_killed_between_two_runs_is_replaced(solver: SolverProcess, tiny: Portfolio) -> None:
    instance = compile_brief(brief_of(tiny, DEFAULT)).instance
    assert solver(instance, SolveOptions()).status == "optimal"
    assert solver._child is not None
    os.kill(solver._child.pid, signal.SIGKILL)
    try:
        result = solver(instance, SolveOptions())
    except SolverDied:
        # It was killed so shortly before that nobody had noticed yet; then that is said, once.
        result = solver(instance, SolveOptions())
    assert result.status == "optimal"


def test_a_run_that_cannot_be_made_fails_and_leaves_the_queue_alive(runs: RunQueue, tiny: Portfolio) -> None:
    unfit = Scenario.model_validate({"name": "x", "projects": {"nowhere": {"excluded": True}}})
    run = over(runs.ask_plan(Case(tiny, unfit), actor=OFFICER))
    assert run.state is RunState.FAILED
    assert "nowhere" in run.message
    assert over(runs.ask_plan(Case(tiny, DEFAULT), actor=OFFICER)).state is RunState.FINISHED
    assert [record.item.state for record in runs.recorded()] == ["finished", "failed"]


def test_a_run_that_cannot_be_recorded_fails_and_leaves_the_queue_alive(
    runs: RunQueue, workspace: Workspace, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, changing = threading.current_thread(), workspace.changing

    def fail(actor: Actor) -> Any:
        if threading.current_thread() is not asking:
            raise OSError("disk full")
        return changing(actor)

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "changing", fail)
        run = over(runs.ask_plan(Case(tiny, DEFAULT), actor=OFFICER))
    assert (run.state, "disk full" in run.message) == (RunState.FAILED, True)
    runs.forget(run)
    assert over(runs.ask_plan(Case(tiny, DEFAULT), actor=OFFICER)).state is RunState.FINISHED


# --- The process -------------------------------------------------------------------------------------------


def test_the_process_of_its_own_finds_what_this_one_finds(solver: SolverProcess, tiny: Portfolio) -> None:
    instance = compile_brief(brief_of(tiny, DEFAULT)).instance
    there, here = solver(instance, SolveOptions(seed=3)), optimizer.solve(instance, seed=3)
    assert (there.status, there.seed, there.instance_hash) == (here.status, 3, here.instance_hash)
    assert [tier.value for tier in there.tiers] == [tier.value for tier in here.tiers]


def test_a_stop_ends_the_solve_it_was_meant_for_and_not_the_next(
    solver: SolverProcess, tiny: Portfolio
) -> None:
    instance = compile_brief(brief_of(tiny, DEFAULT)).instance
    for _ in range(5):
        solver(instance, SolveOptions(should_stop=lambda: True))
        assert solver(instance, SolveOptions(should_stop=lambda: False)).status == "optimal"


def test_the_process_ends_with_whoever_started_it_even_while_solving() -> None:
    script = """
import os, signal
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.compiling import compile_brief
from portfolio.bootstrap import open_portfolio
from portfolio.planning.runs.solver_process import SolverProcess

def die(_incumbent):
    print(solver._child.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

solver = SolverProcess()
ceilings = {"2017": 30000, "2018": 40000, "2019": 40000, "2020": 40000, "2021": 40000}
scenario = Scenario.model_validate({"name": "takes long", "ceilings": {"public": ceilings}})
solver(compile_brief(brief_of(open_portfolio(), scenario)).instance, SolveOptions(on_progress=die))
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert parent.wait(LONGEST_WAIT) == -signal.SIGKILL
    parent.stdout.close()
    until(lambda: not _is_alive(child))


def _is_alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
