"""What every figure has in common: font, colours, title with unit, quiet axes, no toolbar."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from portfolio.ui import money
from portfolio.ui.i18n import Language
from portfolio.ui.theme import FONT, Mark, Palette

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
"""For every chart: no toolbar, and the page scrolls where the chart would zoom."""

SIZE = 13
SMALL = 12


def dress(figure: go.Figure, palette: Palette, *, title: str, unit: str | None, height: int) -> None:
    """Give a figure its title, unit, font and colours, in place."""
    heading = f"<b>{title}</b>"
    if unit is not None:
        heading += f"  <span style='color:{palette.muted};font-size:{SMALL}px'>{unit}</span>"
    figure.update_layout(
        title={
            "text": heading,
            "x": 0,
            "xref": "container",
            "y": 0.995,
            "yanchor": "top",
            "font": {"size": 15},
        },
        font={"family": FONT, "size": SIZE, "color": palette.text},
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        bargap=0.3,
        dragmode=False,
        hoverlabel={
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
            "font": {"family": FONT, "size": SIZE, "color": palette.text},
            "align": "left",
        },
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": -0.02,
            "x": 0,
            "font": {"size": SMALL, "color": palette.text},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    quiet = {
        "gridcolor": palette.line,
        "linecolor": palette.line,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    figure.update_xaxes(showgrid=False, tickfont={"size": SMALL, "color": palette.muted}, **quiet)
    figure.update_yaxes(showgrid=False, tickfont={"size": SMALL, "color": palette.muted}, **quiet)


def drawn(mark: Mark, palette: Palette) -> dict[str, Any]:
    """Return the `marker` of bars drawn in this way."""
    pattern = {
        "shape": mark.pattern,
        "bgcolor": mark.colour,
        "fgcolor": palette.surface,
        "fgopacity": 0.6,
        "size": 6,
        "solidity": 0.22,
    }
    return {"color": mark.colour, "pattern": pattern, "line": {"width": 0}}


def shortened(name: str, most: int) -> str:
    """Return a name short enough for an axis; Chinese characters are twice as wide."""
    width = 0
    for n, character in enumerate(name):
        width += 2 if ord(character) > 0x2E7F else 1
        if width > most:
            return name[:n].rstrip() + "…"
    return name


def amount_label(amount: int, language: Language) -> str:
    """Return an amount as a bare number in the unit of charts; nothing for nothing."""
    if amount == 0:
        return ""
    number = money.in_axis_unit(amount, language)
    return f"{number:,.2f}" if language is Language.ZH else f"{number:,.0f}"
