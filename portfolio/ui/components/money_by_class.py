"""The plan's money by area, agency and the like: the largest as bars, all in a table with subtotals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from portfolio.domain.by import By
from portfolio.domain.by_class import money_by, offered, side_by_side
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import address
from portfolio.ui.charts import base
from portfolio.ui.charts.by_class import largest
from portfolio.ui.components.blocks import download, figures, heading
from portfolio.ui.components.frame import View
from portfolio.ui.components.paging import page_of
from portfolio.wording import by_class, money

_BY = "by"
_MOST_BARS = 10
_ROWS = 30


def show(view: View, plan: Plan, years: Sequence[int]) -> None:
    """Draw the choice of what money is gathered by, a chart and a table, with its download."""
    say, portfolio = view.say, view.portfolio
    choices = [str(by) for by in offered(portfolio)]
    if st.session_state.get(_BY) not in choices:
        asked = address.value(_BY)
        st.session_state[_BY] = asked if asked in choices else choices[0]
    place = st.container()
    chosen = st.segmented_control(
        say("by_class.choice"),
        choices,
        format_func=lambda by: by_class.label(By(by), portfolio, say),
        key=_BY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    by = By(chosen or choices[0])
    with place:
        heading(by_class.title(by, portfolio, say), money.table_unit(say))
    _chart(view, plan, by)
    lines = by_class.lines(plan, portfolio, by, years, say)
    heads = [by_class.label(by, portfolio, say), say("by_class.projects"), *by_class.heads(plan, years, say)]
    shown = page_of(lines, _ROWS, f"page of money by {by}", say)
    figures([(line.indented, by_class.cells(line, say), line.style) for line in shown], heads)
    note = by_class.note(by, portfolio, say)
    if note is not None:
        st.caption(note)
    _download(lines, heads, view)


def _chart(view: View, plan: Plan, by: By) -> None:
    """Draw the money of the largest groups side by side, and tell that of the others together."""
    say, portfolio = view.say, view.portfolio
    parts = [part for part in side_by_side(money_by(plan, portfolio, by)) if part.amount]
    if len(parts) < 2:
        return
    parts.sort(key=lambda part: -part.amount)
    bars = []
    for part in parts[:_MOST_BARS]:
        name = by_class.name_of(part.group.id, by, portfolio, say)
        bars.append((say("by_class.itself", name=name) if part.is_itself else name, part.amount))
    with st.container(key="by-class-frame"):
        figure = largest(bars, base.pen(portfolio, view.palette, say, plan))
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=by_class.title(by, portfolio, say))
    rest = parts[_MOST_BARS:]
    # Money under several tags would count twice in a sum of them.
    if rest and by is not By.TAG:
        amount = money.amount(sum(part.amount for part in rest), say)
        st.caption(say("by_class.others", n=len(rest), amount=amount))


def _download(lines: Sequence[by_class.Line], heads: list[str], view: View) -> None:
    say = view.say
    rows = [
        [
            line.indented,
            line.projects,
            *(None if a is None else money.file_number(a, say) for a in line.amounts),
        ]
        for line in lines
    ]
    named = [*heads[:2], *(money.file_head(head, say) for head in heads[2:])]
    download(pd.DataFrame(rows, columns=named, dtype=object), "money.csv", say)


def chosen(portfolio: Portfolio) -> dict[str, str | list[str] | None]:
    """Return what the address should say about what money is gathered by; nothing of what is shown anyway."""
    by = st.session_state.get(_BY)
    return {_BY: None if by == str(offered(portfolio)[0]) else by}
