"""Debt service and running costs by year as bars beside each other, with their ceilings as steps."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from portfolio.domain.plan import Plan
from portfolio.ui.charts.base import Pen, dress
from portfolio.wording.follow_on import Line, years_of

_HEIGHT = 260
_LABELLED = 12
"""Up to so many years, each bar is labelled with its amount."""


def follow_on(told: Sequence[Line], plan: Plan, pen: Pen) -> go.Figure:
    """Draw a group of bars for each year, those after the schedule paler.

    Args:
        told: What to draw, each of which a ceiling may be of.
        plan: For ceilings, and for the years of the schedule.
        pen: Colours and words.
    """
    figure, years = go.Figure(), years_of(list(told))
    names = [pen.say.year(year) for year in years]
    for line, mark in zip(told, pen.palette.series, strict=False):
        amounts = [line.by_year.get(year, 0) for year in years]
        figure.add_bar(
            name=line.name,
            offsetgroup=line.name,
            x=names,
            y=[pen.level(amount) for amount in amounts],
            text=[pen.label(amount) if len(years) <= _LABELLED else "" for amount in amounts],
            textposition="outside",
            textfont=pen.words(),
            cliponaxis=False,
            marker=pen.bar(mark) | {"opacity": [1 if year in plan.years else 0.55 for year in years]},
            customdata=[pen.amount(amount) for amount in amounts],
            hovertemplate=f"<b>{line.name}</b> %{{x}}<br>%{{customdata}}<extra></extra>",
        )
        most = {use.year: use.maximum for use in plan.ceilings if use.payer == line.costs}
        if most:
            figure.add_scatter(
                name=f"{line.name}: {pen.say('line.ceiling')}",
                x=[pen.say.year(year) for year in most],
                y=[pen.level(amount) for amount in most.values()],
                mode="markers",
                offsetgroup=line.name,
                marker={
                    "symbol": "line-ew",
                    "size": 26,
                    "line": {"width": 2, "color": pen.palette.text},
                },
                customdata=[pen.amount(amount) for amount in most.values()],
                hovertemplate="%{fullData.name} %{x}<br>%{customdata}<extra></extra>",
            )
    dress(figure, pen.palette, _HEIGHT)
    figure.update_layout(barmode="group", scattermode="group", scattergap=0.3, margin={"t": 24, "b": 56})
    figure.update_xaxes(type="category")
    figure.update_yaxes(visible=False, rangemode="tozero")
    return figure
