"""Money of the largest classes as bars."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from portfolio.ui.charts.base import Pen, distinct, dress

_BAR = 26
"""Pixels a bar takes."""


def largest(bars: Sequence[tuple[str, int]], pen: Pen) -> go.Figure:
    """Draw a bar for each name and amount, in this order."""
    figure = go.Figure()
    places = list(range(len(bars)))
    figure.add_bar(
        orientation="h",
        y=places,
        x=[pen.level(amount) for _, amount in bars],
        text=[pen.amount(amount) for _, amount in bars],
        textposition="outside",
        textfont=pen.words(),
        constraintext="none",
        cliponaxis=False,
        marker={"color": pen.palette.accent, "line": {"width": 1, "color": pen.palette.muted}},
        customdata=[name for name, _ in bars],
        hovertemplate="<b>%{customdata}</b><br>%{text}<extra></extra>",
        showlegend=False,
    )
    dress(figure, pen.palette, 16 + _BAR * len(bars))
    most = max((abs(pen.level(amount)) for _, amount in bars), default=0) or 1
    lowest = min((pen.level(amount) for _, amount in bars), default=0)
    figure.update_xaxes(visible=False, range=[min(0, lowest * 1.4), most * 1.4])
    figure.update_yaxes(
        autorange="reversed",
        tickvals=places,
        ticktext=distinct([name for name, _ in bars], 30),
        tickfont=pen.words(),
    )
    return figure
