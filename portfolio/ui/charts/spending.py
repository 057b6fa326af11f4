"""Money by year and source against ceilings, before and after a change; and the dearest years."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from portfolio.ui import money
from portfolio.ui.charts.base import SMALL, amount_label, drawn, dress
from portfolio.ui.i18n import Language, Wording
from portfolio.ui.theme import Mark, Palette

_BAND = 210
"""Pixels of one row of panels."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a pool, the sources stacked in it, and its ceilings in each plan that is shown.

    Attributes:
        ceilings: For each plan: fiscal year -> most that may be spent, carried-in room included, 10k CNY.
    """

    name: str
    sources: tuple[str, ...]
    ceilings: tuple[dict[int, int], ...]


def spending_panels(
    plans: dict[str, pd.DataFrame],
    panels: list[Panel],
    source_names: dict[str, str],
    marks: dict[str, Mark],
    title: str,
    palette: Palette,
    say: Wording,
) -> go.Figure:
    """Draw stacked bars a year: a column a panel, a row a plan; with two plans a third row, the differences.

    Args:
        plans: Caption of the row -> fiscal year x source, 10k CNY; one or two plans over the same years.
        panels: Columns.
        source_names: Source -> its name.
        marks: Source -> how its bars are drawn.
        title: Of the figure.
        palette: Colours.
        say: Wording.
    """
    frames = list(plans.values())
    rows = len(frames) + (len(frames) == 2)
    captions = [*plans, say("budget.difference")][:rows]
    figure = make_subplots(
        rows=rows,
        cols=len(panels),
        shared_xaxes=True,
        horizontal_spacing=0.04,
        vertical_spacing=0.09 / max(1, rows - 1),
        column_titles=[panel.name for panel in panels],
        row_heights=[1.0] * len(frames) + [0.7] * (rows - len(frames)),
    )
    dress(figure, palette, title=title, unit=say("unit.axis"), height=120 + _BAND * rows)
    shown: set[str] = set()
    for column, panel in enumerate(panels, start=1):
        highest = _highest(frames, panel)
        for row, frame in enumerate(frames, start=1):
            _stack(figure, frame, panel, source_names, marks, shown, palette, say, row, column)
            _steps(figure, panel.ceilings[row - 1], shown, palette, say, row, column)
            axis_top = float(money.in_axis_unit(highest, say.language)) * 1.2 or 1
            figure.update_yaxes(range=[0, axis_top], visible=False, row=row, col=column)
        if len(frames) == 2:
            change = (frames[1] - frames[0])[list(panel.sources)].sum(axis=1)
            _signed(figure, change, palette, say, rows, column)
    figure.update_xaxes(tickmode="array", tickvals=list(frames[0].index), tickformat="d", showticklabels=True)
    for number, caption in enumerate(captions):
        domain = "y domain" if number == 0 else f"y{number * len(panels) + 1} domain"
        if rows > 1:
            figure.add_annotation(
                x=0, xref="paper", y=1, yref=domain, text=f"<b>{caption}</b>", showarrow=False,
                xanchor="left", yanchor="bottom", yshift=4, font={"size": SMALL, "color": palette.text},
            )  # fmt: skip
    figure.update_layout(barmode="relative", margin={"t": 78, "b": 48}, legend={"y": -0.08 / rows - 0.04})
    figure.for_each_annotation(
        lambda note: (
            note.update(font={"size": SMALL, "color": palette.muted}, yshift=18)
            if note.text in {panel.name for panel in panels}
            else None
        )
    )
    return figure


def _highest(frames: list[pd.DataFrame], panel: Panel) -> int:
    spent = [int(frame[list(panel.sources)].sum(axis=1).max()) for frame in frames]
    return max([*spent, *(amount for by_year in panel.ceilings for amount in by_year.values())])


def _stack(
    figure: go.Figure,
    frame: pd.DataFrame,
    panel: Panel,
    names: dict[str, str],
    marks: dict[str, Mark],
    shown: set[str],
    palette: Palette,
    say: Wording,
    row: int,
    column: int,
) -> None:
    for source in panel.sources:
        amounts = frame[source].tolist()
        figure.add_bar(
            x=list(frame.index),
            y=[float(money.in_axis_unit(amount, say.language)) for amount in amounts],
            name=names[source],
            legendgroup=source,
            showlegend=source not in shown,
            marker=drawn(marks[source], palette),
            customdata=[money.amount(amount, say.language) for amount in amounts],
            hovertemplate=f"<b>{names[source]}</b> %{{x}}<br>%{{customdata}}<extra></extra>",
            row=row,
            col=column,
        )
        shown.add(source)
    totals = frame[list(panel.sources)].sum(axis=1).tolist()
    figure.add_scatter(
        x=list(frame.index),
        y=[float(money.in_axis_unit(total, say.language)) for total in totals],
        text=[amount_label(total, say.language) for total in totals],
        mode="text",
        textposition="top center",
        textfont={"size": SMALL, "color": palette.text},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
        row=row,
        col=column,
    )


def _steps(
    figure: go.Figure,
    ceilings: dict[int, int],
    shown: set[str],
    palette: Palette,
    say: Wording,
    row: int,
    column: int,
) -> None:
    if not ceilings:
        return
    x: list[float | None] = []
    y: list[float | None] = []
    for year, amount in sorted(ceilings.items()):
        level = float(money.in_axis_unit(amount, say.language))
        x += [year - 0.45, year + 0.45, None]
        y += [level, level, None]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": palette.ceiling, "width": 2.5},
        name=say("line.ceiling"),
        legendgroup="ceiling",
        showlegend="ceiling" not in shown,
        hovertemplate=f"{say('line.ceiling')}: %{{y:,.2f}}<extra></extra>",
        row=row,
        col=column,
    )
    shown.add("ceiling")


def _signed(
    figure: go.Figure, change: pd.Series[int], palette: Palette, say: Wording, row: int, column: int
) -> None:
    amounts = [int(amount) for amount in change]
    figure.add_bar(
        x=list(change.index),
        y=[float(money.in_axis_unit(amount, say.language)) for amount in amounts],
        text=[_signed_label(amount, say.language) for amount in amounts],
        textposition="outside",
        textfont={"size": SMALL, "color": palette.text},
        cliponaxis=False,
        marker={"color": [palette.more if amount > 0 else palette.less for amount in amounts]},
        customdata=[money.difference(amount, say.language) for amount in amounts],
        hovertemplate="%{x}: %{customdata}<extra></extra>",
        showlegend=False,
        row=row,
        col=column,
    )
    most = max([abs(amount) for amount in amounts], default=0)
    reach = float(money.in_axis_unit(most, say.language)) * 1.35 or 1
    figure.update_yaxes(
        range=[-reach, reach], visible=True, showticklabels=False, zeroline=True,
        zerolinecolor=palette.ceiling, zerolinewidth=1, row=row, col=column,
    )  # fmt: skip


def _signed_label(amount: int, language: Language) -> str:
    sign = "+" if amount > 0 else "−"
    return sign + amount_label(abs(amount), language) if amount else ""


def peaks(rows: pd.DataFrame, palette: Palette, say: Wording) -> go.Figure:
    """Draw the dearest year of each pool beside that of starting everything as early as possible.

    Args:
        rows: Columns name, amount, year, earliest_amount, earliest_year (<NA> without such a plan).
        palette: Colours.
        say: Wording.
    """
    figure = go.Figure()
    for amount, year, name, colour in (
        ("earliest_amount", "earliest_year", say("peak.earliest"), palette.ghost),
        ("amount", "year", say("peak.planned"), palette.accent),
    ):
        figure.add_bar(
            orientation="h",
            y=rows["name"].tolist(),
            x=[None if pd.isna(a) else float(money.in_axis_unit(int(a), say.language)) for a in rows[amount]],
            text=[
                ""
                if pd.isna(a)
                else say("peak.label", amount=money.amount(int(a), say.language), year=int(y))
                for a, y in zip(rows[amount], rows[year], strict=True)
            ],
            textposition="outside",
            textfont={"size": SMALL, "color": palette.text},
            cliponaxis=False,
            width=0.36,
            marker={"color": colour, "line": {"width": 1, "color": palette.muted}},
            name=name,
            hoverinfo="skip",
        )
    dress(figure, palette, title=say("peak.title"), unit=None, height=84 + 48 * len(rows))
    figure.update_layout(barmode="group", legend={"traceorder": "reversed"}, margin={"t": 36, "b": 36})
    highest = max(int(rows[column].max()) for column in ("amount", "earliest_amount") if rows[column].any())
    reach = float(money.in_axis_unit(highest, say.language)) * 1.5
    figure.update_xaxes(visible=False, range=[0, reach])
    figure.update_yaxes(autorange="reversed", tickfont={"color": palette.text})
    return figure
