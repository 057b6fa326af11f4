"""A long question on a page: the button that asks it, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.scenario import Scenario
from portfolio.planning.solver_process import SolverDied
from portfolio.ui.answers import Desk, Job, JobState, Key, Work
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.ui.i18n import Wording

_PATIENCE = 0.8
"""Seconds a page waits for an answer before it shows progress."""
_LOOK_EVERY = 0.7
"""Seconds between two looks at a question that is being answered."""


def key_of(view: View, topic: str, scenario: Scenario, *details: object) -> Key:
    """Return what makes a question on this page the same as another: data, scenario, baseline, details."""
    number = 0 if view.baseline is None else view.baseline.number
    content = scenario.model_copy(update={"name": "-"}).model_dump_json()
    return (topic, view.portfolio.data_hash, content, str(number), *map(str, details))


def answered(view: View, key: Key, work: Work, label: str, *, primary: bool = False) -> Any | None:
    """Return the answer once it is there; until then draw the button that asks, progress, or the failure.

    Args:
        view: The page.
        key: From `key_of`; its first part is the topic.
        work: Finds the answer.
        label: Of the button that asks.
        primary: Whether the button is the first thing to do here.
    """
    say, desk = view.say, view.office.desk
    job = desk.find(key)
    if job is None:
        st.button(
            label,
            key=f"ask {key[0]}",
            type="primary" if primary else "secondary",
            icon=":material/calculate:",
            on_click=_ask,
            args=(desk, key, work),
        )
        return None
    if not job.look(_PATIENCE - job.seconds):
        _panel(job, say)
        return None
    if job.state is JobState.ANSWERED:
        return job.answer
    if job.state is JobState.STOPPED:
        desk.forget(key)
        st.rerun()
    st.error(_failure(job, say), icon=":material/error:")
    st.button(
        say("run.again"),
        icon=":material/replay:",
        key=f"again {key[0]}",
        on_click=desk.forget,
        args=(key,),
    )
    return None


def _ask(desk: Desk, key: Key, work: Work) -> None:
    desk.ask(key, work)


def _failure(job: Job, say: Wording) -> str:
    if isinstance(job.failure, BadInput):
        return say("answer.no_plan")
    return say("run.died" if isinstance(job.failure, SolverDied) else "answer.failed")


def _panel(job: Job, say: Wording) -> None:
    topic = job.key[0]

    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if job.look():
            st.rerun()
        with st.container(border=True, key=f"answering-{topic}"):
            heading(say("answer.running"), say("run.seconds", seconds=round(job.seconds)))
            if job.state is JobState.QUEUED:
                st.caption(say("answer.queued"))
            elif job.of:
                st.progress(job.done / job.of, say("answer.step_of", n=job.done, of=job.of))
            elif job.done:
                st.caption(say.counted("answer.step", job.done))
            else:
                st.caption(say("answer.started"))
            st.button(
                say("run.cancel"), key=f"cancel {topic}", on_click=job.cancel, icon=":material/stop_circle:"
            )

    look()
