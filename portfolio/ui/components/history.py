"""The history of changes: when, who, what, before and after, and why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from portfolio.domain.history import HistoryLine
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.components.names import linked
from portfolio.wording.history import Told, told
from portfolio.wording.i18n import Wording

_HEADS = ("when", "who", "what", "before", "after", "why")


def show(lines: Iterable[HistoryLine], portfolio: Portfolio, say: Wording) -> None:
    """Draw the lines as a table, in the order given."""
    rows = [told(line, portfolio, say) for line in lines]
    if not rows:
        st.caption(say("history.nothing"))
        return
    head = "".join(f"<th scope='col'>{escape(say(f'history.{part}'))}</th>" for part in _HEADS)
    st.html(
        f"<div class='scroll'><table class='plain history'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(_row(row) for row in rows)}</tbody></table></div>"
    )


def _row(row: Told) -> str:
    cells = [escape(row.at), escape(row.by), linked(row.what), _lines(row.before), _lines(row.after)]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*cells, escape(row.why))) + "</tr>"


def _lines(lines: list[str]) -> str:
    return "<br>".join(linked(line) for line in lines) if lines else "—"
