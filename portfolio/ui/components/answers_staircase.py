"""The whole curve of a ceiling: what every amount of it is worth, and a ceiling to take from it."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.answers.staircase import (
    Staircase,
    ceilings_to_ask_about,
    number_of_aims,
    staircase,
    usual_aim,
)
from portfolio.planning.runs.run import Question
from portfolio.ui import draft
from portfolio.ui.address import capped_of
from portfolio.ui.charts import base, ceilings
from portfolio.ui.components import answers_job
from portfolio.ui.components.blocks import download_rows, figures, heading, listed
from portfolio.ui.components.frame import View
from portfolio.wording import aims, money, staircases
from portfolio.wording.payers import payer_name


def show(view: View, plan: Plan) -> None:
    """Draw payer, year and aim to choose, the button, and the curve as picture and table."""
    say, case, portfolio = view.say, view.case, view.portfolio
    heading(say("stair.title"), say("stair.note"))
    usual = ceilings_to_ask_about(case, plan, None, None)
    brief = case.brief()
    years = [year for year in plan.years if not brief.is_past(year)]
    if not years:
        return
    payers = capped_of(portfolio)
    first_payer, first_year = usual[0] if usual else (payers[0], years[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        payer: str = st.selectbox(
            say("stair.payer"),
            payers,
            index=payers.index(first_payer),
            format_func=lambda payer: payer_name(payer, portfolio, say),
            key="stair payer",
            persist_state="session",
        )
        year: int = st.selectbox(
            say("what_if.year"),
            years,
            index=years.index(first_year),
            format_func=say.year,
            key="stair year",
            persist_state="session",
        )
        objective = plan.provenance.objective
        aim: int = st.selectbox(
            say("stair.aim"),
            range(1, number_of_aims(plan) + 1),
            index=usual_aim(plan) - 1,
            format_func=lambda number: aims.name(objective[number - 1].terms, portfolio, say),
            key="stair aim",
            persist_state="session",
        )
    answer = answers_job.answered(
        view,
        Question(Topic.CURVE, case, f"{payer} {year}", str(aim)),
        lambda solve, keep: staircase(case, payer, year, aim, solve=solve, keep=keep),
        say("stair.ask"),
    )
    if answer is not None:
        _curve(view, plan, answer.found)


def _curve(view: View, plan: Plan, found: Staircase) -> None:
    say, portfolio, objective = view.say, view.portfolio, plan.provenance.objective
    listed(staircases.standing(found, portfolio, say))
    if not found.steps:
        return
    aim = aims.name(objective[found.aims - 1].terms, portfolio, say)
    heading(staircases.name(found, portfolio, say), aim)
    with st.container(key="stair-frame"):
        st.plotly_chart(
            ceilings.staircase(found, base.pen(portfolio, view.palette, say)),
            theme=None,
            config=base.CONFIG,
            key="stair chart",
            alt=say("stair.alt", aim=aim, n=len(found.steps)),
        )
    amounts = [step.least for step in found.steps]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: int = st.selectbox(
            say("stair.take"), amounts, format_func=lambda amount: money.amount(amount, say), key="stair take"
        )
        st.button(
            say("stair.open"),
            key="open stair",
            icon=":material/open_in_new:",
            disabled=chosen == found.present,
            on_click=draft.put,
            args=(view.draft, Slot(ChangeKind.CEILING, found.payer, found.year), chosen),
        )
    for note in staircases.notes(objective, found, portfolio, say):
        st.caption(note)
    with st.expander(say("stair.table")):
        heads, rows = staircases.heads(objective, found, portfolio, say), staircases.rows(found, say)
        figures(rows, heads)
        download_rows(rows, heads, "curve.csv", say)
