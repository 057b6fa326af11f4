"""What every figure has in common: a pen, a font, quiet axes, no toolbar.

Titles and units stand above a figure as headings of the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.theme import FONT, Mark, Palette
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
"""For every chart: no toolbar, and the page scrolls where the chart would zoom."""

SIZE = 13
SMALL = 12

_END = 9
"""How many letters of a name's end tell it from another that begins alike."""
_REST = "rest of the sources"
"""What stands for the sources that have no mark of their own."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What figures are drawn with: colours, wording, and how each funding source looks.

    Attributes:
        names: Source -> its name; of those that are drawn alone.
        marks: Source -> how its bars are drawn; likewise.
    """

    palette: Palette
    say: Wording
    names: dict[str, str]
    marks: dict[str, Mark]

    def series(self, by_year: pd.DataFrame) -> pd.DataFrame:
        """Return fiscal year x what is drawn: sources, and those without a mark of their own as a sum."""
        alone = [source for source in by_year.columns if source in self.marks]
        if len(alone) == len(by_year.columns):
            return by_year
        return by_year[alone].assign(**{_REST: by_year.drop(columns=alone).sum(axis=1)})

    def level(self, amount: int) -> float:
        """Return an amount as a position on an axis of money."""
        return float(money.in_axis_unit(amount, self.say))

    def amount(self, amount: int) -> str:
        """Return an amount with its unit."""
        return money.amount(amount, self.say)

    def label(self, amount: int) -> str:
        """Return an amount as a bare number in the unit of the axis; nothing for nothing."""
        return money.axis_label(amount, self.say) if amount else ""

    def signed_label(self, amount: int) -> str:
        """Return a difference as a bare number with its sign; nothing for nothing."""
        return ("+" if amount > 0 else "−") + self.label(abs(amount)) if amount else ""

    def bar(self, mark: Mark) -> dict[str, Any]:
        """Return the `marker` of bars drawn in this way."""
        pattern = {
            "shape": mark.pattern,
            "bgcolor": mark.colour,
            "fgcolor": self.palette.surface,
            "fgopacity": 0.6,
            "size": mark.spacing,
            "solidity": 0.22,
        }
        return {"color": mark.colour, "pattern": pattern, "line": {"width": 0}}

    def words(self, colour: str | None = None) -> dict[str, Any]:
        """Return the `font` of small words in a figure."""
        return {"size": SMALL, "color": colour or self.palette.text}


def pen(portfolio: Portfolio, palette: Palette, say: Wording, *plans: Plan) -> Pen:
    """Return the pen for a portfolio's figures, in which no two sources look alike.

    Where there are more sources than marks, those that pay most in these plans are drawn alone.
    """
    sources, marks = portfolio.sources, palette.series
    if len(sources) > len(marks):
        paid = {source: sum(spent_by(source, plan) for plan in plans) for source in sources}
        most = sorted(sources, key=lambda source: -paid[source])[: len(marks) - 1]
        sources = tuple(source for source in sources if source in most)
    names = {source: payer_name(source, portfolio, say) for source in sources}
    rest = len(portfolio.sources) - len(sources)
    if rest:
        names[_REST] = say.counted("chart.other_sources", rest)
    return Pen(palette, say, names, dict(zip(names, marks, strict=False)))


def spent_by(source: str, plan: Plan) -> int:
    """Return what a source pays in all years of a plan."""
    return sum(plan.payments_by_source.get(source, {}).values())


def dress(figure: go.Figure, palette: Palette, height: int) -> None:
    """Give a figure its font, colours and quiet axes, in place."""
    figure.update_layout(
        font={"family": FONT, "size": SIZE, "color": palette.text},
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
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
            "x": 0,
            "xref": "container",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "font": {"size": SMALL, "color": palette.text},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    quiet = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.line,
        "tickfont": {"size": SMALL, "color": palette.muted},
        "fixedrange": True,
        "automargin": True,
    }
    figure.update_xaxes(**quiet)
    figure.update_yaxes(**quiet)


def shortened(name: str, most: int) -> str:
    """Return a name short enough for an axis; Chinese characters are twice as wide."""
    width = 0
    for n, character in enumerate(name):
        width += 2 if ord(character) > 0x2E7F else 1
        if width > most:
            return name[:n].rstrip() + "…"
    return name


def distinct(names: Sequence[str], most: int) -> list[str]:
    """Return names short enough for an axis; those that begin alike keep their ends instead."""
    short = [shortened(name, most) for name in names]
    twice = {name for name, number in Counter(short).items() if number > 1}
    return [
        shortened(name, most - _END) + name[-_END:] if cut in twice and cut != name else cut
        for name, cut in zip(names, short, strict=True)
    ]
