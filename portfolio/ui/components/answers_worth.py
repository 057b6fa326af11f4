"""What one more million is worth: finite differences by solving again, and what brings late projects back."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.answers.worth import Difference, worth
from portfolio.planning.runs.run import Question
from portfolio.ui import answer_frames
from portfolio.ui.charts import base, curves
from portfolio.ui.components import answers_job
from portfolio.ui.components.blocks import download, figures, heading, listed
from portfolio.ui.components.frame import View
from portfolio.wording import aims, answers, money, staircases

_MILLIONS = (1, 10, 100)


def show(view: View, plan: Plan) -> None:
    """Draw the step to choose, the button, and the answer as chart and tables."""
    say, case = view.say, view.case
    heading(say("worth.title"), say("worth.note"))
    if not plan.ceilings:
        st.caption(say("worth.no_ceilings"))
    million = view.portfolio.programme.money.million
    step = st.segmented_control(
        say("worth.step"),
        [millions * million for millions in _MILLIONS],
        format_func=lambda step: money.amount(step, say),
        default=million,
        key="worth step",
        required=True,
        persist_state="session",
    )

    answer = answers_job.answered(
        view,
        Question(Topic.VALUE, case, str(step)),
        lambda solve, keep: worth(case, plan, step, solve=solve, keep=keep),
        say("worth.ask"),
    )
    if answer is None:
        return
    found = answer.found
    if found.differences:
        _differences(view, found.plan, found.differences)
    if found.stairs:
        heading(say("stair.next"), say("stair.next_note"))
        listed([say.together(staircases.standing(stair, view.portfolio, say)) for stair in found.stairs])
    if found.rescues:
        heading(say("rescue.title"), say("rescue.note"))
        heads = [say("column.name"), say("rescue.total"), say("rescue.where"), say("column.proven")]
        figures(answers.rescue_rows(found.rescues, view.portfolio, say), heads)
    if left_out := answers.left_out(found, say):
        st.caption(left_out)


def _differences(view: View, plan: Plan, found: tuple[Difference, ...]) -> None:
    say, portfolio = view.say, view.portfolio
    objective = plan.provenance.objective
    changed = answers.changed_aims(found)
    nothing = answers.nothing_worth(found, say)
    if nothing is not None:
        st.caption(nothing)
    else:
        aim = st.selectbox(
            say("worth.aim"),
            changed,
            format_func=lambda aim: aims.name(objective[aim].terms, portfolio, say),
            key="worth aim",
        )
        frame = answer_frames.worth_frame(found, aim, plan, portfolio, say)
        name = aims.name(objective[aim].terms, portfolio, say)
        heading(say("worth.chart", aim=name), say("worth.sides"))
        alternative = say("worth.alt", aim=name, n=len(frame))
        with st.container(key="worth-frame"):
            figure = curves.worth(frame, base.pen(portfolio, view.palette, say))
            st.plotly_chart(figure, theme=None, config=base.CONFIG, key="worth chart", alt=alternative)
    heads = [aims.name(outcome.terms, portfolio, say) for outcome in objective]
    rows = answers.worth_rows(found, plan, portfolio, say)
    figures(rows, [say("worth.moved"), *heads, say("column.proven")])
    st.caption(say("worth.label"))
    download(answer_frames.worth_file(found, plan, portfolio, say), "worth.csv", say)
