"""Questions other than for a plan: asked once, cancelled without loss, found again after a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from asked import LONGEST_WAIT, OFFICER, over, until

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.worth import Worth, ceiling_differences
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs import queue as runs_module
from portfolio.planning.runs import run as run_module
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.recorded_solves import RecordedSolves
from portfolio.planning.runs.run import Question

CEILINGS = Scenario.model_validate({"name": "x", "ceilings": {"public": {"2020": 30, "2021": 40}}})


class Counting:
    """Solves in this process, counts, and can be held up or brought to fall before a solve."""

    def __init__(self) -> None:
        self.solves = 0
        self.hold_at: int | None = None
        self.die_at: int | None = None
        self.held, self.go_on = threading.Event(), threading.Event()

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        self.solves += 1
        if self.solves == self.die_at:
            raise OSError("the power went")
        if self.solves == self.hold_at:
            self.held.set()
            assert self.go_on.wait(LONGEST_WAIT)
        return optimizer.solve_with(instance, options)


@pytest.fixture
def solver() -> Counting:
    return Counting()


@pytest.fixture
def runs(workspace: Workspace, solver: Counting) -> RunQueue:
    return RunQueue(workspace, RecordedSolves(workspace.store, solver))


@pytest.fixture(scope="module")
def tiny(build: Callable[..., Any]) -> Portfolio:
    portfolio: Portfolio = build(years=2).project("a", cost=30).project("b", cost=20).portfolio()
    return portfolio


def value(portfolio: Portfolio) -> tuple[Question, Callable[[Solve, Keep[Any]], Any]]:
    """What money is worth: four solves, one for each ceiling and way it moves."""
    plan = make_plan(Case(portfolio, CEILINGS))

    def work(solve: Solve, keep: Keep[Any]) -> Any:
        found = Worth(plan, ())
        for difference in ceiling_differences(Case(portfolio, CEILINGS), plan, 5, solve=solve):
            found = replace(found, differences=(*found.differences, difference))
            keep(found)
        return found

    return Question(Topic.VALUE, Case(portfolio, CEILINGS), subject="5"), work


def test_the_same_question_is_asked_once_and_recorded(
    runs: RunQueue, solver: Counting, tiny: Portfolio
) -> None:
    question, work = value(tiny)
    assert not runs.was_answered(question)
    run = runs.ask(question, work, actor=OFFICER)
    assert runs.ask(question, work, actor=OFFICER) is run
    assert over(run).state is RunState.FINISHED
    assert (len(run.found.differences), run.solves, solver.solves) == (4, 4, 4)
    assert runs.find(question) is run
    assert runs.was_answered(question)

    (kept,) = runs.recorded()
    assert (kept.number, kept.by) == (run.number, OFFICER.name)
    assert (kept.item.topic, kept.item.subject, kept.item.scenario) == (Topic.VALUE, "5", CEILINGS)
    assert (kept.item.state, kept.item.plan_status, kept.item.solves) == (RunState.FINISHED, None, 4)
    assert {step.solve for step in kept.item.progress} == {1, 2, 3, 4}
    assert all(step.tier < step.tiers for step in kept.item.progress)
    assert any(step.gap == 0 for step in kept.item.progress)


def test_a_question_is_the_same_under_another_name_and_no_other(tiny: Portfolio) -> None:
    question, _ = value(tiny)
    renamed = Question(Topic.VALUE, Case(tiny, CEILINGS.changed(name="y")), subject="5")
    assert renamed.key == question.key
    plans = [Question(Topic.PLAN, Case(tiny, CEILINGS.changed(name=name))) for name in ("x", "y")]
    others = [
        Question(Topic.VALUE, Case(tiny, CEILINGS), subject="6"),
        Question(Topic.WHY, Case(tiny, CEILINGS), subject="5"),
        Question(Topic.VALUE, Case(tiny, Scenario(name="x")), subject="5"),
        Question(Topic.VALUE, Case(tiny.changed(data_date=tiny.calendar.first), CEILINGS), subject="5"),
        *plans,
    ]
    assert len({question.key, *(other.key for other in others)}) == len(others) + 1


def test_after_a_restart_nothing_is_solved_again(
    runs: RunQueue, workspace: Workspace, solver: Counting, tiny: Portfolio
) -> None:
    question, work = value(tiny)
    before = over(runs.ask(question, work, actor=OFFICER))
    solver.solves = 0

    reopened = RunQueue(workspace, RecordedSolves(workspace.store, solver))
    assert reopened.find(question) is None
    assert reopened.was_answered(question)
    again = over(reopened.ask(question, work, actor=OFFICER))
    assert (again.state, again.found, solver.solves) == (RunState.FINISHED, before.found, 0)
    assert again.progress == before.progress


def test_a_cancelled_question_keeps_what_was_found_and_goes_on_from_there(
    runs: RunQueue, solver: Counting, tiny: Portfolio
) -> None:
    question, work = value(tiny)
    solver.hold_at = 3
    run = runs.ask(question, work, actor=OFFICER)
    assert solver.held.wait(LONGEST_WAIT)
    waiting = runs.ask(Question(Topic.WHY, Case(tiny, CEILINGS), subject="a"), lambda *_: 1, actor=OFFICER)
    assert (run.state, len(run.found.differences), waiting.state) == (RunState.RUNNING, 2, RunState.QUEUED)
    run.cancel()
    solver.go_on.set()
    over(run)
    assert (run.state, len(run.found.differences), solver.solves) == (RunState.CANCELLED, 2, 3)
    assert over(waiting).found == 1
    assert not runs.was_answered(question)

    runs.forget(run)
    whole = over(runs.ask(question, work, actor=OFFICER))
    assert (whole.state, whole.found.differences[:2]) == (RunState.FINISHED, run.found.differences)
    again = "the third, which was stopped, and the fourth"
    assert (len(whole.found.differences), solver.solves) == (4, 3 + 2), again


def test_a_question_whose_process_dies_goes_on_from_there(
    runs: RunQueue, workspace: Workspace, solver: Counting, tiny: Portfolio
) -> None:
    question, work = value(tiny)
    solver.die_at = 3
    run = over(runs.ask(question, work, actor=OFFICER))
    assert (run.state, run.message) == (RunState.FAILED, "OSError: the power went")

    reopened = RunQueue(workspace, RecordedSolves(workspace.store, solver))
    assert over(reopened.ask(question, work, actor=OFFICER)).state is RunState.FINISHED
    assert solver.solves == 3 + 2


def test_a_plan_waits_for_one_solve_at_most(runs: RunQueue, solver: Counting, tiny: Portfolio) -> None:
    question, work = value(tiny)
    solver.hold_at = 2
    run = runs.ask(question, work, actor=OFFICER)
    assert solver.held.wait(LONGEST_WAIT)
    assert over(runs.ask_plan(Case(tiny, Scenario(name="y")), actor=OFFICER)).state is RunState.FINISHED
    assert run.state is RunState.RUNNING
    solver.go_on.set()
    assert over(run).state is RunState.FINISHED


def test_what_nobody_looks_at_any_more_is_given_up(
    runs: RunQueue, tiny: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "_ABANDONED_SECONDS", -1.0)
    question, work = value(tiny)
    run = runs.ask(question, work, actor=OFFICER)
    assert (over(run).state, run.found) == (RunState.CANCELLED, None)
    assert over(runs.ask_plan(Case(tiny, CEILINGS), actor=OFFICER)).state is RunState.FINISHED


def test_progress_is_recorded_while_a_run_goes_on(
    runs: RunQueue,
    workspace: Workspace,
    solver: Counting,
    tiny: Portfolio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs_module, "_BEAT_SECONDS", 0.02)
    question, work = value(tiny)
    solver.hold_at = 3
    at_work = RunQueue(workspace, RecordedSolves(workspace.store, solver))
    run = at_work.ask(question, work, actor=OFFICER)
    assert solver.held.wait(LONGEST_WAIT)
    until(lambda: runs.recorded()[0].item.solves >= 2)
    assert {step.solve for step in runs.recorded()[0].item.progress} >= {1, 2}
    solver.go_on.set()
    over(run)


# --- Solves that are written down --------------------------------------------------------------------------


@pytest.fixture
def instance(tiny: Portfolio) -> Instance:
    return compile_brief(brief_of(tiny, CEILINGS)).instance


def cut_short(solver: Counting) -> Callable[..., Result]:
    """Solve and claim that time ran out before it was proven."""

    def solve(instance: Instance, options: SolveOptions) -> Result:
        return solver(instance, options).model_copy(update={"status": "feasible"})

    return solve


def test_what_is_proven_is_never_solved_again(
    workspace: Workspace, solver: Counting, instance: Instance, tiny: Portfolio
) -> None:
    recorded = RecordedSolves(workspace.store, solver)
    heard: list[Any] = []
    first = recorded(instance, SolveOptions(5, on_progress=heard.append))
    live = list(heard)
    heard.clear()
    assert recorded(instance, SolveOptions(500, on_progress=heard.append)) == first
    assert (solver.solves, heard) == (1, live)

    recorded(instance, SolveOptions(5, seed=2))
    recorded(compile_brief(brief_of(tiny, Scenario(name="y"))).instance, SolveOptions(5))
    assert solver.solves == 3


def test_what_is_not_proven_is_tried_again_with_more_time(
    workspace: Workspace, solver: Counting, instance: Instance
) -> None:
    recorded = RecordedSolves(workspace.store, cut_short(solver))
    tries = [recorded(instance, SolveOptions(limit)).status for limit in (5, 5, 3, 8, 8, None, None, 8)]
    assert tries == ["feasible"] * 8
    assert solver.solves == 3, "5, then 8, then without limit"


@pytest.mark.parametrize(
    ("status", "stopped", "solves"),
    [("feasible", True, 2), ("optimal", True, 1), ("infeasible", True, 1), ("unknown", False, 2)],
)
def test_what_was_stopped_or_lost_is_tried_again_unless_it_is_proven(
    workspace: Workspace, instance: Instance, status: str, stopped: bool, solves: int
) -> None:
    done = count()

    def solve(instance: Instance, options: SolveOptions) -> Result:
        next(done)
        return optimizer.solve_with(instance, options).model_copy(update={"status": status})

    recorded = RecordedSolves(workspace.store, solve)
    for _ in range(2):
        recorded(instance, SolveOptions(5, should_stop=lambda: stopped))
    assert next(done) == solves
