"""A long question on a page: the button that asks it, how far it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from portfolio.domain.expectations import Expected
from portfolio.domain.run import RunState
from portfolio.planning.records.people import local_user
from portfolio.planning.runs.failing import faults_in, is_bad_input
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.run import Question, Run, Work
from portfolio.ui.components import running
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.wording import runs
from portfolio.wording.i18n import Wording

_PATIENCE = 0.8
"""Seconds a page waits for an answer before it shows progress."""
_LOOK_EVERY = 0.7
"""Seconds between two looks at a question that is being answered."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came of a question.

    Attributes:
        is_whole: False where it was stopped: what had been found by then.
    """

    found: T
    is_whole: bool


def answered(
    view: View, question: Question, work: Work[T], label: str, *, primary: bool = False
) -> Answer[T] | None:
    """Return the answer once it is there; until then draw the button that asks, progress, or the failure.

    What was answered in an earlier session is put together again from its recorded solves.

    Args:
        view: The page.
        question: What is asked.
        work: Finds the answer.
        label: Of the button that asks.
        primary: Whether the button is the first thing to do here.
    """
    say, runs, topic = view.say, view.office.runs, question.topic
    run = runs.find(question)
    if run is None and runs.was_answered(question):
        run = runs.ask(question, work, actor=local_user())
    if run is None or (run.state is RunState.CANCELLED and run.found is None):
        st.button(
            label,
            key=f"ask {topic}",
            type="primary" if primary else "secondary",
            icon=":material/calculate:",
            on_click=_ask,
            args=(runs, question, work),
        )
        return None
    if not run.wait(_PATIENCE - run.seconds):
        _panel(run, say)
        return None
    match run.state:
        case RunState.FINISHED:
            return Answer(run.found, is_whole=True)
        case RunState.CANCELLED:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.info(say("answer.stopped"), icon=":material/stop_circle:")
                _again(runs, run, work, say("answer.go_on"))
            return Answer(run.found, is_whole=False)
        case _:
            st.error(failure(run.state, run.message, say), icon=":material/error:")
            _again(runs, run, work, say("run.again"))
            return None


def _ask(runs: RunQueue, question: Question, work: Work[T]) -> None:
    runs.ask(question, work, actor=local_user(), anew=True)


def _again(runs: RunQueue, run: Run, work: Work[T], label: str) -> None:
    st.button(
        label,
        icon=":material/replay:",
        key=f"again {run.question.topic}",
        on_click=_ask,
        args=(runs, run.question, work),
    )


def failure(state: RunState, message: str, say: Wording) -> str:
    """Return why a question that is over has no answer: there was no plan to ask it of, or solving failed."""
    faults = faults_in(message)
    # Without codes it is of an earlier version, in which nothing else could be wrong with a question.
    if is_bad_input(message) and all(fault.code is Expected.SCENARIO_WITH_PLAN for fault in faults):
        return say("answer.no_plan")
    return runs.failure(state, message, say)


def _panel(run: Run, say: Wording) -> None:
    topic = run.question.topic

    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if run.wait(0):
            st.rerun()
        with st.container(border=True, key=f"answering-{topic}"):
            heading(say("answer.running"), say("run.seconds", seconds=round(run.seconds)))
            st.caption(runs.answering(run.state, run.solves, say))
            if run.progress:
                best = run.progress[-1]
                aim = say("answer.aim", solve=best.solve, tier=best.tier + 1, tiers=best.tiers)
                # What such a solve aims for is a means to the answer, so its numbers have no unit to show.
                bound = say("unknown") if best.bound is None else f"{best.bound:,.0f}"
                running.so_good(aim, f"{best.value:,.0f}", bound, best.gap, say)
            st.button(
                say("answer.cancel" if run.found is None else "answer.keep"),
                key=f"cancel {topic}",
                on_click=run.cancel,
                icon=":material/stop_circle:",
            )

    look()
