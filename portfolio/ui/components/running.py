"""A run under way: how far it is, how good the best plan so far is, and a way to stop it."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from portfolio.domain.brief import brief
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState
from portfolio.ui import aims
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.i18n import Wording
from portfolio.ui.session import Office, Question

_PATIENCE = 1.0
"""Seconds a page waits for a plan before it shows progress: most are there by then, and nothing flickers."""
_LOOK_EVERY = 0.6
"""Seconds between two looks at a run under way."""
_ME = "reader"
_WAITING = "waiting for"


def plan_of(question: Question, portfolio: Portfolio, office: Office, say: Wording) -> Plan:
    """Return the plan that was asked for; until it is there the page shows how far it is, and ends here."""
    _leave_others(question, office)
    if not question.run.wait(_PATIENCE):
        _panel(question, portfolio, say)
        st.stop()
    question.waiting.discard(_me())
    run = question.run
    if run.plan is None:
        message = run.message.partition(":")[0]
        key = {"UncheckedPlan": "plan.unchecked", "SolverDied": "run.died"}.get(message, "run.failed")
        st.error(
            say("run.stopped_empty" if run.state is RunState.CANCELLED else key), icon=":material/error:"
        )
        _again(question, office, say)
        st.stop()
    return run.plan


def _again(question: Question, office: Office, say: Wording) -> None:
    if st.button(say("run.again"), icon=":material/replay:", key=f"again {question.run.number}"):
        office.forget(question)
        st.rerun()


def continue_button(question: Question, office: Office, say: Wording) -> None:
    """Offer to solve a stopped run again, to the end."""
    if question.run.state is RunState.CANCELLED:
        _again(question, office, say)


def wait_for_baseline(office: Office, say: Wording) -> None:
    """End the page while the first baseline is being made."""
    if office.has_baseline(_PATIENCE):
        return

    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if office.has_baseline(0):
            st.rerun()
        st.info(say("run.first_baseline"), icon=":material/hourglass_top:")

    look()
    st.stop()


def _me() -> str:
    name: str = st.session_state.setdefault(_ME, uuid4().hex)
    return name


def _leave_others(question: Question, office: Office) -> None:
    """Wait for this question only: what this session asked before and no longer needs may end."""
    earlier: Question | None = st.session_state.get(_WAITING)
    if earlier is not None and earlier is not question and not earlier.run.state.is_over:
        office.leave(earlier, _me())
    question.waiting.add(_me())
    st.session_state[_WAITING] = question


def _panel(question: Question, portfolio: Portfolio, say: Wording) -> None:
    run = question.run
    close_to = None if run.baseline is None else run.baseline.decisions
    objective = brief(portfolio, run.scenario, close_to).objective

    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if run.state.is_over:
            st.rerun()
        with st.container(border=True, key="running"):
            heading(say("run.title"), say("run.seconds", seconds=round(question.seconds)))
            if not run.progress:
                st.caption(say("run.starting" if run.state is RunState.RUNNING else "run.queued"))
            else:
                best = run.progress[-1]
                st.progress(best.tier / best.tiers, say("run.aim", tier=best.tier + 1, tiers=best.tiers))
                terms = objective[best.tier].terms
                cells = [
                    aims.shown(best.value, terms, say),
                    aims.shown(best.bound, terms, say),
                    say("unknown") if best.gap is None else f"{best.gap:.1%}",
                ]
                heads = [say(f"provenance.{head}") for head in ("aim", "value", "bound", "gap")]
                figures([(aims.name(terms, portfolio, say), cells, "")], heads)
                st.caption(say("run.note"))
            st.button(
                say("run.keep_best" if run.progress else "run.cancel"),
                on_click=run.cancel,
                icon=":material/stop_circle:",
            )

    look()
