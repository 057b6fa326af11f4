"""Re-planning with least upheaval: the cost-stability curve, a point to pick, every move with its reason."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.answers.replanning import Curve, Point, replan
from portfolio.planning.runs.run import Question
from portfolio.ui import answer_frames, draft
from portfolio.ui.charts import base, curves
from portfolio.ui.components import answers_job, comparison
from portfolio.ui.components.blocks import download_rows, figures, heading
from portfolio.ui.components.frame import View
from portfolio.wording import aims, answers

_MOVES = "replan moves"
_CHART = "replan chart"


def show(view: View) -> None:
    """Draw the button that asks for the curve, and the curve with its points to pick."""
    if view.baseline is None:
        return
    say = view.say
    case = view.case.changed(most_moves=None)
    heading(say("replan.title"), say("replan.note"))
    answer = answers_job.answered(
        view,
        Question(Topic.REPLAN, case),
        lambda solve, keep: replan(case, solve=solve, keep=keep),
        say("replan.ask"),
    )
    if answer is None:
        return
    curve = answer.found.curve
    if not curve.points:
        st.info(say("answer.no_plan"))
        return
    nothing = answers.no_moves_words(curve, say, is_whole=answer.is_whole)
    if nothing is not None:
        st.info(nothing, icon=":material/info:")
    else:
        _picture(view, curve, answer.found.baseline)


def _take_click() -> None:
    points = st.session_state[_CHART].selection.points
    if points and isinstance(points[0].get("customdata"), int):
        st.session_state[_MOVES] = points[0]["customdata"]


def _picture(view: View, curve: Curve, baseline: Plan) -> None:
    say, portfolio = view.say, view.portfolio
    points = {point.moves: point for point in curve.points}
    if st.session_state.get(_MOVES) not in points:
        held = view.scenario.most_moves
        st.session_state[_MOVES] = held if held in points else curve.points[-1].moves
    st.markdown(answers.least_moves_words(curve, say))
    frame = answer_frames.curve_frame(curve, portfolio, say)
    if not frame.empty:
        figure = curves.curve(frame, st.session_state[_MOVES], base.pen(portfolio, view.palette, say))
        with st.container(key="curve-frame"):
            st.plotly_chart(
                figure,
                theme=None,
                config=base.CONFIG,
                key=_CHART,
                on_select=_take_click,
                selection_mode="points",
                alt=say("replan.alt", n=len(points)),
            )
        st.caption(say("replan.how_read"))
    thinned = answers.thinned_words(curve, say)
    if thinned is not None:
        st.caption(thinned)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        moves: int = st.selectbox(
            say("replan.pick"),
            list(points),
            format_func=lambda moves: answers.point_words(points[moves], portfolio, say),
            key=_MOVES,
        )
        st.button(
            say("replan.apply"),
            key="apply moves",
            icon=":material/check:",
            disabled=view.scenario.most_moves == moves,
            on_click=draft.put,
            args=(view.draft, Slot(ChangeKind.MOVES), moves),
        )
    _moves(view, baseline, points[moves])
    with st.expander(say("replan.table")):
        objective = points[moves].plan.provenance.objective[: len(points[moves].values)]
        heads = [aims.name(outcome.terms, portfolio, say) for outcome in objective]
        rows = answers.curve_rows(curve, portfolio, say)
        columns = [say("replan.moves"), *heads, say("replan.behind_head")]
        figures(rows, columns)
        download_rows(rows, columns, "moves.csv", say)


def _moves(view: View, baseline: Plan, point: Point) -> None:
    comparison.moved(view, baseline, point.plan, point.comparison)
