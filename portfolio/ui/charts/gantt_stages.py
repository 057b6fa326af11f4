"""Marks of stages and gates on the schedule, each of a shape of its own, with its name beside it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from portfolio.ui.charts.base import Pen
from portfolio.ui.stage_frames import Mark

_ABOVE = 0.34
"""How far above the middle of its row a mark stands, so that no bar is covered."""
_SIZE = 8
_SHAPES = {
    Mark.PASSED: "circle",
    Mark.EXPECTED: "circle-open",
    Mark.GATE: "triangle-right-open",
}


def stages(figure: go.Figure, marks: pd.DataFrame, rows: list[int], pen: Pen) -> None:
    """Draw the marks of `stage_frames.marks`: one trace for each kind, whatever there are of it.

    Args:
        figure: The schedule.
        marks: The marks of the works that are shown.
        rows: The row of each.
        pen: What to draw with.
    """
    placed = marks.assign(row=[row - _ABOVE for row in rows])
    for mark, shape in _SHAPES.items():
        found = placed[placed["mark"] == mark]
        if found.empty:
            continue
        colour = pen.palette.accent if mark is Mark.GATE else pen.palette.text
        figure.add_scatter(
            x=found["day"].tolist(),
            y=found["row"].tolist(),
            mode="markers+text",
            marker={"symbol": shape, "size": _SIZE, "color": colour, "line": {"width": 1.5, "color": colour}},
            text=found["label"].tolist(),
            textposition="middle left" if mark is Mark.GATE else "middle right",
            textfont={**pen.words(colour), "size": _SIZE + 2},
            name=pen.say(f"schedule.mark.{mark}"),
            customdata=found[["id", "told"]].to_numpy().tolist(),
            hovertemplate="%{customdata[1]}<extra></extra>",
            row=2,
            col=1,
        )
