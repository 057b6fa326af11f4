"""A run under way: how far it is, how good the best plan so far is, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.run import Progress, RunState
from portfolio.planning.plan.case import Case
from portfolio.planning.runs.office import Office
from portfolio.planning.runs.run import Run
from portfolio.ui.components import saying, waiting
from portfolio.ui.components.blocks import figures, heading
from portfolio.wording import aims, proofs, runs
from portfolio.wording.i18n import Wording

_PATIENCE = 1.0
"""Seconds a page waits for a plan before it shows progress: most are there by then, and nothing flickers."""
_LOOK_EVERY = 0.6
"""Seconds between two looks at a run under way."""


def plan_of(run: Run, office: Office, say: Wording) -> Plan:
    """Return the plan that was asked for; until it is there the page shows how far it is, and ends here."""
    waiting.need(run)
    if not run.wait(_PATIENCE):
        waiting.wait_for(run, office)
        saying.say_again()
        _panel(run, say)
        st.stop()
    waiting.no_longer(run)
    if run.plan is None:
        st.error(runs.failure(run.state, run.message, say), icon=":material/error:")
        _again(run, office, say)
        st.stop()
    return run.plan


def _again(run: Run, office: Office, say: Wording) -> None:
    if st.button(say("run.again"), icon=":material/replay:", key=f"again {run.number}"):
        office.runs.forget(run)
        st.rerun()


def continue_button(run: Run, office: Office, say: Wording) -> None:
    """Say that a run was stopped, and offer to solve it to the end."""
    if run.state is RunState.CANCELLED:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(say("run.stopped"), icon=":material/stop_circle:")
            _again(run, office, say)


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


def _panel(run: Run, say: Wording) -> None:
    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if run.wait(0):
            st.rerun()
        with st.container(border=True, key="running"):
            heading(say("run.title"), say("run.seconds", seconds=round(run.seconds)))
            if not run.progress:
                st.caption(runs.waiting(run.state, say))
            else:
                best = run.progress[-1]
                st.progress(best.tier / best.tiers, say("run.aim", tier=best.tier + 1, tiers=best.tiers))
                _so_good(best, run.question.case, say)
                st.caption(say("run.note"))
            st.button(
                say("run.keep_best" if run.progress else "run.cancel"),
                on_click=run.cancel,
                icon=":material/stop_circle:",
            )

    look()


def _so_good(best: Progress, case: Case, say: Wording) -> None:
    """Draw the best plan so far by the aim that is being solved, as the scenario has it.

    The solver's own word for it may name what no payer is called. After the first solve it is asked for
    reasons, which have aims of their own.
    """
    terms = case.objective[best.tier].terms if best.solve == 1 else ()
    solve = {"solve": best.solve, "tier": best.tier + 1, "tiers": best.tiers}
    name = aims.name(terms, case.portfolio, say) if terms else say("answer.aim", **solve)
    value, bound = (aims.shown(number, terms, say) for number in (best.value, best.bound))
    so_good(name, value, bound, best.gap, say)


def so_good(aim: str, value: str, bound: str, gap: float | None, say: Wording) -> None:
    """Draw the best plan so far as a row of figures: value, bound and gap of what it aims for."""
    figures([(aim, [value, bound, aims.gap(gap, say)], "")], proofs.heads(say))
