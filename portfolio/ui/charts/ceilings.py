"""Pictures of ceilings: what one is worth at every amount, and how much room is left under each."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from portfolio.planning.answers.staircase import Staircase, Step
from portfolio.ui.charts.base import Pen, dress
from portfolio.wording import aims, money

_HEIGHT = 320
_ROW, _FRAME = 44, 76
"""Pixels of a row of the heat map; of its axis and margins."""


def staircase(found: Staircase, pen: Pen) -> go.Figure:
    """Draw what the aim that is asked about comes to by the ceiling, a line a step; gaps were not looked at.

    Args:
        found: With at least one step.
        pen: What to draw with.
    """
    palette, say = pen.palette, pen.say
    figure = go.Figure()
    dress(figure, palette, _HEIGHT)
    # The highest step has no end: it is drawn a little further than where it begins.
    furthest = max(found.steps[0].least, found.present or 0) * 11 // 10 + 1
    for key, is_proven, dash in (("stair.series", True, "solid"), ("stair.series_open", False, "dot")):
        across: list[float | None] = []
        up: list[float | None] = []
        told: list[str | None] = []
        for step in found.steps:
            if step.proven is is_proven:
                most = furthest if step.most is None else step.most
                across += [pen.level(step.least), pen.level(most), None]
                up += [step.values[-1], step.values[-1], None]
                told += [_told(step, pen), _told(step, pen), None]
        if across:
            figure.add_scatter(
                x=across,
                y=up,
                hovertext=told,
                hovertemplate="%{hovertext}<extra></extra>",
                mode="lines+markers",
                line={"color": palette.accent, "width": 3, "dash": dash},
                marker={
                    "size": 7,
                    "color": palette.accent,
                    "symbol": "circle" if is_proven else "circle-open",
                },
                name=say(key),
            )
    if found.present is not None:
        figure.add_vline(
            x=pen.level(found.present),
            line={"color": palette.ceiling, "width": 2, "dash": "dash"},
            annotation={"text": say("stair.here"), "font": pen.words(), "yanchor": "bottom", "y": 1},
        )
    figure.update_xaxes(title={"text": say("stair.x", unit=money.axis_unit(say)), "font": pen.words()})
    figure.update_xaxes(showline=True)
    figure.update_yaxes(showline=True, showgrid=True, gridcolor=palette.line)
    figure.update_layout(margin={"b": 84, "t": 30})
    return figure


def _told(step: Step, pen: Pen) -> str:
    terms = step.plan.provenance.objective[len(step.values) - 1].terms
    value = aims.shown(step.values[-1], terms, pen.say)
    return f"{pen.amount(step.least)}<br>{value}"


def room(frame: pd.DataFrame, pen: Pen) -> go.Figure:
    """Draw how much room is left under every ceiling: payer by year, each cell with its words.

    Args:
        frame: Columns payer, year (both in words), level (-1 over, 0 tight, 1 room, missing without a
            ceiling), text.
        pen: What to draw with.
    """
    palette = pen.palette
    payers, years = list(dict.fromkeys(frame["payer"])), list(dict.fromkeys(frame["year"]))
    levels = frame.pivot_table(index="payer", columns="year", values="level", sort=False, dropna=False)
    words = frame.pivot(index="payer", columns="year", values="text")
    levels = levels.reindex(index=payers, columns=years)
    words = words.reindex(index=payers, columns=years)
    colours = [(0, palette.late), (1 / 3, palette.late), (1 / 3, palette.ghost), (2 / 3, palette.ghost)]
    figure = go.Figure()
    dress(figure, palette, _FRAME + _ROW * len(payers))
    figure.add_heatmap(
        x=years,
        y=payers,
        z=[[None if pd.isna(level) else float(level) for level in row] for row in levels.to_numpy()],
        text=words.to_numpy().tolist(),
        texttemplate="",
        hovertemplate="%{y} %{x}<br>%{text}<extra></extra>",
        colorscale=[*colours, (2 / 3, palette.accent), (1, palette.accent)],
        zmin=-1,
        zmax=1,
        showscale=False,
        xgap=3,
        ygap=3,
    )
    inks = {-1: palette.surface, 0: palette.text, 1: palette.surface}
    for payer in payers:
        for year in years:
            level = levels.loc[payer, year]
            ink = palette.muted if pd.isna(level) else inks[int(level)]
            figure.add_annotation(
                x=year, y=payer, text=str(words.loc[payer, year]), showarrow=False, font=pen.words(ink)
            )
    figure.update_yaxes(autorange="reversed", tickfont=pen.words(), showline=False)
    figure.update_xaxes(side="top", showline=False, type="category")
    return figure
