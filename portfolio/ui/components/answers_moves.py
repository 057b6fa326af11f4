"""Single moves, ranked: each project in or out, earlier or later, and a move to take into the scenario."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.answers.moves import Moves, single_moves
from portfolio.planning.runs.run import Question
from portfolio.ui import draft
from portfolio.ui.components import answers_job
from portfolio.ui.components.blocks import download_rows, figures, heading
from portfolio.ui.components.frame import View
from portfolio.wording import single_moves as words

_SHOWN = 12
"""Moves that are seen without a click."""


def show(view: View, plan: Plan) -> None:
    """Draw the button, and every move that was tried, the best first."""
    say, case = view.say, view.case
    heading(say("single.title"), say("single.note"))
    answer = answers_job.answered(
        view,
        Question(Topic.MOVES, case),
        lambda solve, keep: single_moves(case, plan, solve=solve, keep=keep),
        say("single.ask"),
    )
    if answer is not None and answer.found.found:
        _ranked(view, answer.found)


def _ranked(view: View, found: Moves) -> None:
    say, portfolio = view.say, view.portfolio
    st.markdown(words.standing(found, portfolio, say))
    ranked = found.ranked
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number: int = st.selectbox(
            say("single.pick"),
            range(len(ranked)),
            format_func=lambda number: words.line(ranked[number], portfolio, say),
            key="single pick",
        )
        st.button(
            say("single.open"),
            key="open single move",
            icon=":material/open_in_new:",
            on_click=draft.replace,
            args=(view.draft, ranked[number].scenario),
        )
    heads, rows = words.heads(found, portfolio, say), words.rows(found, portfolio, say)
    figures(rows[:_SHOWN], heads)
    if len(rows) > _SHOWN:
        with st.expander(say.counted("single.more", len(rows) - _SHOWN)):
            figures(rows[_SHOWN:], heads)
    st.caption(say("single.how_read"))
    download_rows(rows, heads, "moves.csv", say)
