"""The best spread of the same money over the years: the two best splits, each one click away."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.answers.spread import Spread, payer_to_spread, spread, usual_shift, what_may_move
from portfolio.planning.runs.run import Question
from portfolio.ui import draft
from portfolio.ui.address import payers_of
from portfolio.ui.components import answers_job
from portfolio.ui.components.blocks import download_rows, figures, heading, listed
from portfolio.ui.components.frame import View
from portfolio.wording import faults, money, spreads
from portfolio.wording.payers import payer_name


def show(view: View, plan: Plan) -> None:
    """Draw whose money and by how much, the button, and the two splits."""
    say, case, portfolio = view.say, view.case, view.portfolio
    heading(say("spread.title"), say("spread.note"))
    payers = payers_of(portfolio)
    payer: str = st.selectbox(
        say("spread.payer"),
        payers,
        index=payers.index(payer_to_spread(case)),
        format_func=lambda payer: payer_name(payer, portfolio, say),
        key="spread payer",
        persist_state="session",
    )
    try:
        present, _ = what_may_move(case, plan, payer)
    except BadInput as error:
        for told in faults.lines(error.faults, say):
            st.caption(told)
        return
    million = portfolio.programme.money.million
    shift = money.from_table_unit(
        st.number_input(
            say("spread.shift", unit=money.short_unit(say)),
            min_value=money.table_number(1, say),
            value=money.table_number(usual_shift(present, million), say),
            step=money.table_number(million, say),
            key=f"spread shift {payer} {say.language}",
        ),
        say,
    )
    answer = answers_job.answered(
        view,
        Question(Topic.SPREAD, case, payer, str(shift)),
        lambda solve, keep: spread(case, plan, payer, shift, solve=solve, keep=keep),
        say("spread.ask"),
    )
    if answer is not None:
        _splits(view, answer.found, is_whole=answer.is_whole)


def _splits(view: View, found: Spread, *, is_whole: bool) -> None:
    say, portfolio = view.say, view.portfolio
    listed(spreads.standing(found, portfolio, say, is_whole=is_whole))
    heads, rows = spreads.year_heads(found, say), spreads.year_rows(found, say)
    heading(say("spread.split"), money.table_unit(say))
    figures(rows, heads)
    if not found.splits:
        return
    figures(spreads.aim_rows(found, portfolio, say), spreads.aim_heads(found, say))
    with st.container(horizontal=True):
        for number, split in enumerate(found.splits):
            st.button(
                spreads.open_words(number, say),
                key=f"open split {number}",
                icon=":material/open_in_new:",
                disabled=split.scenario.ceilings == view.scenario.ceilings,
                on_click=draft.replace,
                args=(view.draft, split.scenario),
            )
    st.caption(say("spread.least"))
    download_rows(rows, heads, "spread.csv", say)
