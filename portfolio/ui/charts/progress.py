"""How a run got nearer to proof: the gap between the best plan and its bound, over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from portfolio.ui.charts.base import Pen, dress

_HEIGHT = 260
_MOST_GAP = 105.0
"""Percent: what lies further from its limit is as good as unproven."""


def gaps(frame: pd.DataFrame, pen: Pen) -> go.Figure:
    """Draw the gap over time as steps; a new aim begins a new line.

    Args:
        frame: Columns aim, seconds, gap (percent), in the order in which they were found.
        pen: What to draw with.
    """
    palette, say = pen.palette, pen.say
    figure = go.Figure()
    dress(figure, palette, _HEIGHT)
    for name, part in frame.groupby("aim", sort=False):
        figure.add_scatter(
            x=part["seconds"].tolist(),
            y=part["gap"].tolist(),
            mode="lines+markers",
            line={"shape": "hv", "color": palette.accent, "width": 2},
            marker={"size": 7, "color": palette.accent},
            showlegend=False,
            hovertemplate=f"<b>{name}</b><br>%{{x:.2f}} s: %{{y:.1f}} %<extra></extra>",
        )
    figure.update_xaxes(title={"text": say("run.axis_seconds"), "font": pen.words()}, rangemode="tozero")
    figure.update_yaxes(
        title={"text": say("run.axis_gap"), "font": pen.words()},
        range=[0, min(_MOST_GAP, max(1.0, float(frame["gap"].max()) * 1.1))],
        showgrid=True,
        gridcolor=palette.line,
    )
    return figure
