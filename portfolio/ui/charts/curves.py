"""Pictures of answers: what a ceiling is worth, the cost-stability curve, the frontier between two aims."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.ui.charts.base import Pen, dress
from portfolio.ui.theme import Mark
from portfolio.wording import money

_ROW, _FRAME = 46, 72
"""Pixels of one pair of bars; of axis and legend."""
_PANEL = 132
"""Pixels of the curve of one aim."""
_FRONTIER = 330


def worth(frame: pd.DataFrame, pen: Pen) -> go.Figure:
    """Draw how one aim changes when each ceiling moves up or down: bars to both sides of zero.

    Args:
        frame: Columns name (payer and year), step (10k CNY, signed), value, text.
        pen: What to draw with.
    """
    palette, say = pen.palette, pen.say
    figure = go.Figure()
    for is_more, colour, pattern in ((True, palette.more, ""), (False, palette.less, "/")):
        part = frame[(frame["step"] > 0) == is_more]
        if part.empty:
            continue
        step = money.difference(int(part["step"].iloc[0]), say)
        figure.add_bar(
            orientation="h",
            y=part["name"].tolist(),
            x=part["value"].tolist(),
            text=part["text"].tolist(),
            textposition="outside",
            textfont=pen.words(),
            constraintext="none",
            cliponaxis=False,
            name=say("worth.series", step=step),
            marker=pen.bar(Mark(colour, pattern)),
            hovertemplate="<b>%{y}</b><br>%{text}<extra>" + say("worth.series", step=step) + "</extra>",
        )
    dress(figure, palette, _FRAME + _ROW * frame["name"].nunique())
    reach = float(frame["value"].abs().max()) * 2.1 or 1.0  # room for the words at the end of the bars
    figure.update_layout(barmode="group", margin={"b": 40, "t": 4})
    figure.update_xaxes(
        range=[-reach, reach], showticklabels=False, zeroline=True, zerolinecolor=palette.ceiling
    )
    figure.update_yaxes(autorange="reversed", tickfont=pen.words(), showline=False)
    return figure


def curve(frame: pd.DataFrame, chosen: int, pen: Pen) -> go.Figure:
    """Draw what each aim loses against the best plan, by how many projects may move; a panel an aim.

    Args:
        frame: Columns aim (number), name, moves, value (positive is worse), text.
        chosen: The number of moves that is picked; it has a larger mark and its words beside it.
        pen: What to draw with.
    """
    palette = pen.palette
    panels = list(dict.fromkeys(frame["aim"]))
    moves = sorted(set(frame["moves"]))
    figure = make_subplots(rows=len(panels), cols=1, shared_xaxes=True, vertical_spacing=0.3 / len(panels))
    dress(figure, palette, 60 + _PANEL * len(panels))
    for row, aim in enumerate(panels, start=1):
        part = frame[frame["aim"] == aim].sort_values("moves")
        picked = [entry == chosen for entry in part["moves"]]
        figure.add_scatter(
            x=part["moves"].tolist(),
            y=part["value"].tolist(),
            customdata=part["moves"].tolist(),
            text=[words if is_picked else "" for words, is_picked in zip(part["text"], picked, strict=True)],
            hovertext=part["text"].tolist(),
            hovertemplate="%{x}: %{hovertext}<extra></extra>",
            mode="lines+markers+text",
            textposition="top center",
            textfont=pen.words(),
            cliponaxis=False,
            line={"shape": "hv", "color": palette.accent, "width": 2},
            marker={
                "size": [13 if is_picked else 8 for is_picked in picked],
                "symbol": ["diamond" if is_picked else "circle" for is_picked in picked],
                "color": palette.accent,
                "line": {"width": 2, "color": palette.surface},
            },
            showlegend=False,
            row=row,
            col=1,
        )
        low, high = min(0.0, float(part["value"].min())), max(0.0, float(part["value"].max()))
        room = (high - low) * 0.35 or 1.0
        figure.update_yaxes(
            range=[low - room * 0.6, high + room],
            showticklabels=False,
            zeroline=True,
            zerolinecolor=palette.line,
            row=row,
            col=1,
        )
        axis = "" if row == 1 else str(row)
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=1, yref=f"y{axis} domain", yanchor="bottom", yshift=4,
            text=str(part["name"].iloc[0]), showarrow=False, font=pen.words(palette.muted),
        )  # fmt: skip
    ends = [moves[0] - 0.5, moves[-1] + 0.5]
    figure.update_xaxes(tickmode="array", tickvals=moves, range=ends, tickformat="d")
    figure.update_xaxes(title={"text": pen.say("replan.axis"), "font": pen.words()}, row=len(panels), col=1)
    figure.update_layout(margin={"t": 28, "b": 48, "l": 20, "r": 20})
    return figure


def frontier(
    points: Sequence[FrontierPoint], chosen: int, here: tuple[int, int] | None, pen: Pen
) -> go.Figure:
    """Draw the frontier: the dearest year against weighted lateness, a point a plan.

    Args:
        points: In any order.
        chosen: Number of the point that is picked.
        here: Peak (10k CNY) and weighted lateness of the plan in force; None where it has no such aim.
        pen: What to draw with.
    """
    palette, say = pen.palette, pen.say
    figure = go.Figure()
    dress(figure, palette, _FRONTIER)
    picked = [number == chosen for number in range(len(points))]
    figure.add_scatter(
        x=[pen.level(point.peak) for point in points],
        y=[point.tardiness for point in points],
        customdata=list(range(len(points))),
        text=[
            say("frontier.label", peak=pen.amount(point.peak), n=point.tardiness) if is_picked else ""
            for point, is_picked in zip(points, picked, strict=True)
        ],
        hovertext=[pen.amount(point.peak) for point in points],
        hovertemplate="%{hovertext}<br>%{y:,}<extra></extra>",
        mode="lines+markers+text",
        textposition="top right",
        textfont=pen.words(),
        cliponaxis=False,
        line={"color": palette.muted, "width": 1, "dash": "dot"},
        marker={
            "size": [15 if is_picked else 10 for is_picked in picked],
            "symbol": [
                ("diamond" if point.exact else "diamond-open")
                if is_picked
                else ("circle" if point.exact else "circle-open")
                for point, is_picked in zip(points, picked, strict=True)
            ],
            "color": palette.accent,
            "line": {"width": 2, "color": palette.accent},
        },
        name=say("frontier.series"),
    )
    if here is not None:
        figure.add_scatter(
            x=[pen.level(here[0])],
            y=[here[1]],
            mode="markers",
            marker={"size": 13, "symbol": "x-thin", "line": {"width": 3, "color": palette.late}},
            name=say("frontier.here"),
            hovertemplate=f"{pen.amount(here[0])}<br>%{{y:,}}<extra>{say('frontier.here')}</extra>",
        )
    late = [point.tardiness for point in points] + ([here[1]] if here else [])
    peaks = [pen.level(point.peak) for point in points] + ([pen.level(here[0])] if here else [])
    width = max(peaks) - min(peaks) or 1.0
    figure.update_xaxes(
        title={"text": say("frontier.x", unit=money.axis_unit(say)), "font": pen.words()},
        range=[min(peaks) - width * 0.08, max(peaks) + width * 0.25],
        showline=True,
    )
    top = max(late) or 1
    figure.update_yaxes(
        title={"text": say("frontier.y"), "font": pen.words()},
        range=[-top * 0.08, top * 1.2],
        showline=True,
        showgrid=True,
        gridcolor=palette.line,
    )
    figure.update_layout(margin={"b": 84, "t": 16})
    return figure
