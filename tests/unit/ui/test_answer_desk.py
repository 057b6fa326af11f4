"""Long questions: asked once, answered in order, stopped, failed, given up when nobody looks."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from portfolio.planning.solving import Solve
from portfolio.ui import answers
from portfolio.ui.answers import Desk, JobState, Step

PATIENCE = 10.0


def solved_at_once(_instance: Any = None, **_options: Any) -> str:
    return "result"


def test_the_same_question_is_asked_once_and_its_answer_kept() -> None:
    desk = Desk(solved_at_once)  # type: ignore[arg-type]
    asked = []

    def work(solve: Solve, on_step: Step) -> Any:
        asked.append(1)
        on_step(1, 2)
        return solve("instance")  # type: ignore[arg-type]

    job = desk.ask(("why", "a"), work)
    assert desk.ask(("why", "a"), work) is job
    assert job.look(PATIENCE)
    assert (job.state, job.answer, job.done, job.of) == (JobState.ANSWERED, "result", 1, 2)
    assert desk.find(("why", "a")) is job
    assert asked == [1]
    desk.forget(("why", "a"))
    assert desk.find(("why", "a")) is None


def test_a_cancelled_question_asks_no_further_and_concludes_nothing() -> None:
    begun, go_on = threading.Event(), threading.Event()
    solves = []

    def slow(_instance: Any, **options: Any) -> str:
        solves.append(1)
        begun.set()
        assert go_on.wait(PATIENCE)
        return "half done" if options["should_stop"]() else "result"

    def work(solve: Solve, _step: Step) -> Any:
        return [solve("instance") for _ in range(5)]  # type: ignore[arg-type]

    desk = Desk(slow)  # type: ignore[arg-type]
    job = desk.ask(("frontier",), work)
    waiting = desk.ask(("why",), lambda *_: "next")
    assert begun.wait(PATIENCE)
    assert waiting.state is JobState.QUEUED
    job.cancel()
    go_on.set()
    assert job.look(PATIENCE)
    assert (job.state, job.answer, solves) == (JobState.STOPPED, None, [1])
    assert desk.find(("frontier",)) is None, "it can be asked again"
    assert waiting.look(PATIENCE)
    assert waiting.answer == "next"


def test_what_fails_says_so_and_the_next_is_answered() -> None:
    desk = Desk(solved_at_once)  # type: ignore[arg-type]

    def work(_solve: Solve, _step: Step) -> Any:
        raise ZeroDivisionError

    failed, after = desk.ask(("worth",), work), desk.ask(("why",), lambda *_: 1)
    assert after.look(PATIENCE)
    assert (failed.state, after.state) == (JobState.FAILED, JobState.ANSWERED)
    assert isinstance(failed.failure, ZeroDivisionError)


def test_what_nobody_looks_at_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_ABANDONED", -1.0)
    desk = Desk(solved_at_once)  # type: ignore[arg-type]
    job = desk.ask(("replan",), lambda *_: 1)
    assert job.look(PATIENCE)
    assert job.state is JobState.STOPPED
