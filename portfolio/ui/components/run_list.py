"""The runs: who asked what, how it ended, how far it got; one to look at, to open again, or to stop."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.expectations import Form
from portfolio.domain.history import Recorded
from portfolio.domain.run import RunRecord, RunState, Topic
from portfolio.ui import answer_frames, draft
from portfolio.ui.charts import base, progress
from portfolio.ui.components.blocks import download_rows, figures, heading, words
from portfolio.ui.components.frame import View
from portfolio.wording import runs
from portfolio.wording.times import moment
from portfolio.wording.ways import cannot_apply_words

_CHOSEN = "run to look at"
_LOOK_EVERY = 2.0
"""Seconds between two looks while anything is under way."""


def show(view: View) -> None:
    """Draw the latest runs, and the one that is chosen."""

    @st.fragment(run_every=_LOOK_EVERY if view.office.runs.any_under_way() else None)
    def look() -> None:
        say = view.say
        found = view.office.runs.recorded()
        heading(say("run.list"), say("run.list_note"))
        empty = runs.empty_list(found, say)
        if empty is not None:
            st.caption(empty)
            return
        heads = [say(f"run.column.{name}") for name in ("asked", "state", "seconds", "by", "at", "number")]
        words([_row(view, run) for run in found], heads)
        numbers = {run.number: run for run in found}
        chosen = st.selectbox(
            say("run.choose"),
            list(numbers),
            format_func=lambda number: f"{number} · {_row(view, numbers[number])[0]}",
            key=_CHOSEN,
            persist_state="session",
        )
        _one(view, numbers[chosen])

    look()


def _row(view: View, run: Recorded[RunRecord]) -> list[str]:
    say, portfolio, record = view.say, view.portfolio, run.item
    about = runs.scenario(record, portfolio, say)
    return [
        say("run.about", asked=runs.asked(record, portfolio, say), scenario=about),
        runs.outcome(record, say),
        runs.seconds(run, say),
        run.by,
        moment(run.at, say),
        str(run.number),
    ]


def _one(view: View, run: Recorded[RunRecord]) -> None:
    """Draw how far a run got, and what can be done with it."""
    say, portfolio, record = view.say, view.portfolio, run.item
    with st.container(horizontal=True):
        if record.state.is_over:
            reached = draft.replaced(view.draft, record.scenario)
            can_open = reached.changed(name=record.scenario.name) == record.scenario
            if st.button(
                say("run.open"),
                key=f"open run {run.number}",
                icon=":material/open_in_new:",
                disabled=not can_open or bool(record.scenario.faults_against(portfolio, Form.SCENARIO)),
                help=cannot_apply_words(can_open, say),
            ):
                draft.replace(view.draft, record.scenario)
                st.rerun()  # the whole page, of which this list is a part that runs by itself
        elif view.office.runs.is_ours(run.number):
            st.button(
                say("run.keep_best" if record.topic is Topic.PLAN else "answer.keep"),
                key=f"cancel run {run.number}",
                icon=":material/stop_circle:",
                on_click=view.office.runs.cancel,
                args=(run.number,),
            )
    if record.state is RunState.FAILED:
        st.error(runs.failure(record.state, record.message, say), icon=":material/error:")
    st.caption(say.counted("run.solves", record.solves))
    frame = answer_frames.progress_frame(record.progress, record, portfolio, say)
    if frame["seconds"].nunique() > 1:
        heading(say("run.gap_chart"))
        st.plotly_chart(
            progress.gaps(frame, base.pen(portfolio, view.palette, say)),
            theme=None,
            config=base.CONFIG,
            key=f"gaps {run.number}",
            alt=say("run.gap_alt", n=len(frame)),
        )
    if record.progress:
        rows = runs.progress_rows(record.progress, record, portfolio, say)
        heads = [say(f"provenance.{name}") for name in ("aim", "seconds", "value", "bound", "gap")]
        with st.expander(say.counted("run.improvements", len(rows))):
            figures(rows, heads)
            download_rows(rows, heads, f"run-{run.number}.csv", say)
