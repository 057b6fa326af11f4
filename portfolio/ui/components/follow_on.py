"""What a plan calls for later: debt service and running costs, apart from investment and payments."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.ui.charts import base
from portfolio.ui.charts.follow_on import follow_on as drawn
from portfolio.ui.components.blocks import download, figures, heading
from portfolio.ui.components.frame import View
from portfolio.ui.components.paging import page_of
from portfolio.wording import follow_on, money
from portfolio.wording.i18n import Wording

_ROWS = 30


def show(view: View, plan: Plan) -> None:
    """Draw chart and table with their notes; nothing where nothing is assumed of either."""
    say, portfolio = view.say, view.portfolio
    told = follow_on.lines(plan, portfolio, say)
    if not told:
        return
    with st.container(border=True, key="follow-on"):
        heading(say("follow_on.title"), money.table_unit(say))
        st.plotly_chart(
            drawn([line for line in told if line.costs], plan, base.pen(portfolio, view.palette, say, plan)),
            theme=None,
            config=base.CONFIG,
            key="follow-on chart",
            alt=follow_on.summary(plan, portfolio, say),
        )
        rows, heads = follow_on.rows(told, plan, say), follow_on.heads(told, plan, say)
        figures(page_of(rows, _ROWS, "page of follow-on costs", say), heads)
        for note in follow_on.notes(plan, portfolio, say):
            st.caption(note)
        download(_table(told, say), "follow-on.csv", say)


def _table(told: Sequence[follow_on.Line], say: Wording) -> pd.DataFrame:
    """Return the years and what falls in them, in the programme's own unit; blank where nothing is told."""
    years = follow_on.years_of(list(told))
    table = pd.DataFrame({say("follow_on.year"): [say.year(year) for year in years]})
    for line in told:
        amounts = [line.by_year.get(year) for year in years]
        printed = [None if amount is None else money.file_number(amount, say) for amount in amounts]
        table[money.file_head(line.name, say)] = pd.Series(printed, dtype="object")
    return table
