"""Money by year and source against ceilings, before and after a change; and the dearest years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.charts.base import Pen, distinct, dress, shortened, spent_by
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

_BAND = (220, 150)
"""Pixels of one row of panels, for one plan and for two."""
_FRAME = 100
"""Pixels of panel names, years and legend."""
_MOST_PANELS = 5
"""How many panels there are at most."""
_MOST_BESIDE, _BESIDE_IN_BANDS = 3, 2
"""How many panels can be read beside each other; where there are more, how many of them stand in a band."""
_BETWEEN_BANDS = 56
"""Pixels between the panels of one band and those of the next: years and names."""
_LETTERS = 88
"""How many letters fit side by side above all panels."""
_LONGEST_NAME = 24
"""How many letters of a payer's name stand beside its bars."""
_NEAR = 0.16
"""Share of an axis within which a ceiling would run through the figure that stands on a bar."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a payer, the sources stacked in it, and its ceilings in each plan that is shown.

    Attributes:
        ceilings: For each plan: fiscal year -> most that may be spent, carried-in room included, 10k CNY.
        with_reserve: Likewise with what is kept back of the ceiling, for the years in which anything is.
    """

    name: str
    sources: tuple[str, ...]
    ceilings: tuple[dict[int, int], ...]
    with_reserve: tuple[dict[int, int], ...] = ()


def panels_of(portfolio: Portfolio, plans: list[Plan], say: Wording) -> list[Panel]:
    """Return a panel for each group and each source outside groups, and for each member with a ceiling.

    Where those are too many, payers with a ceiling and then those that pay most have one, and the other
    sources one together.
    """
    grouped = {source for members in portfolio.groups.values() for source in members}
    capped = {use.payer for plan in plans for use in plan.ceilings}
    payers = [
        payer
        for payer in portfolio.payers
        if payer != TOTAL and (payer in portfolio.groups or payer not in grouped or payer in capped)
    ]
    payers.sort(key=lambda payer: payer not in portfolio.groups)
    rest: tuple[str, ...] = ()
    if len(payers) > _MOST_PANELS:
        paid = {p: sum(spent_by(s, plan) for s in portfolio.payers[p] for plan in plans) for p in payers}
        most = sorted(payers, key=lambda payer: (payer not in capped, -paid[payer]))[: _MOST_PANELS - 1]
        payers = [payer for payer in payers if payer in most]
        told = {source for payer in payers for source in portfolio.payers[payer]}
        rest = tuple(source for source in portfolio.sources if source not in told)
    panels = [
        Panel(
            payer_name(payer, portfolio, say),
            portfolio.payers[payer],
            tuple({use.year: use.room for use in plan.ceilings if use.payer == payer} for plan in plans),
            tuple(
                {
                    use.year: use.room + use.reserve
                    for use in plan.ceilings
                    if use.payer == payer and use.reserve
                }
                for plan in plans
            ),
        )
        for payer in payers
    ]
    together = Panel(say.counted("chart.other_sources", len(rest)), rest, tuple({} for _ in plans))
    return [*panels, together] if rest else panels


def spending_panels(plans: dict[str, pd.DataFrame], panels: list[Panel], pen: Pen) -> go.Figure:
    """Draw stacked bars a year: a column a panel, a row a plan; with two plans a third row, the differences.

    Where there are too many panels to be read beside each other, they stand in bands below each other.

    Args:
        plans: Caption of the row -> fiscal year x source, 10k CNY; one or two plans over the same years.
        panels: Columns.
        pen: What to draw with.
    """
    frames = list(plans.values())
    is_compared = len(frames) == 2
    captions = [*plans, pen.say("budget.difference")] if is_compared else []
    rows = len(frames) + is_compared
    columns = len(panels) if len(panels) <= _MOST_BESIDE else _BESIDE_IN_BANDS
    bands = -(-len(panels) // columns)
    height = _FRAME + _BAND[is_compared] * rows * bands
    figure = make_subplots(
        rows=rows * bands,
        cols=columns,
        shared_xaxes=True,
        horizontal_spacing=0.04,
        vertical_spacing=0.16 / rows if bands == 1 else _BETWEEN_BANDS / height,
        row_heights=([1.0] * len(frames) + [0.8] * is_compared) * bands,
    )
    dress(figure, pen.palette, height)
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(frames[0].index),
        ticktext=[pen.say.year(year) for year in frames[0].index],
        showticklabels=False,
    )
    for number, panel in enumerate(panels):
        first, column = number // columns * rows, number % columns + 1
        top = _highest(frames, panel) * 6 // 5 or 1
        for row, frame in enumerate(frames, start=1):
            cell = {"row": first + row, "col": column}
            ceilings = {year: most for year, most in panel.ceilings[row - 1].items() if year in frame.index}
            _stack(figure, pen.series(frame[list(panel.sources)]), pen, cell)
            _steps(figure, ceilings, pen, cell)
            if panel.with_reserve:
                _reserves(figure, panel.with_reserve[row - 1], pen, cell)
            # A total stands on its bar, or on its ceiling where that would run through the figures.
            totals = frame[list(panel.sources)].sum(axis=1)
            near = {y: c for y, c in ceilings.items() if 0 <= c - totals[y] < top * _NEAR}
            _totals(figure, totals, near, pen, cell)
            figure.update_yaxes(range=[0, pen.level(top)], visible=False, **cell)
        if is_compared:
            change = (frames[1] - frames[0])[list(panel.sources)].sum(axis=1)
            _signed(figure, change, pen, {"row": first + rows, "col": column})
        figure.update_xaxes(showticklabels=True, row=first + rows, col=column)
        _name(figure, shortened(panel.name, _LETTERS // columns), pen, {"row": first + 1, "col": column})
    for place in range(len(panels), bands * columns):
        for row in range(rows):
            figure.update_xaxes(visible=False, row=(bands - 1) * rows + row + 1, col=place % columns + 1)
            figure.update_yaxes(visible=False, row=(bands - 1) * rows + row + 1, col=place % columns + 1)
    for band in range(bands):
        for row, caption in enumerate(captions, start=1):
            _caption(figure, caption, pen, {"row": band * rows + row, "col": 1})
    _one_entry_each(figure)
    figure.update_layout(barmode="relative", margin={"t": 48 if is_compared else 32, "b": 52})
    return figure


def _highest(frames: list[pd.DataFrame], panel: Panel) -> int:
    spent = [int(frame[list(panel.sources)].sum(axis=1).max()) for frame in frames]
    by_years = (*panel.ceilings, *panel.with_reserve)
    return max([*spent, *(amount for by_year in by_years for amount in by_year.values())])


def _stack(figure: go.Figure, frame: pd.DataFrame, pen: Pen, cell: dict[str, int]) -> None:
    for source in frame.columns:
        amounts = frame[source].tolist()
        figure.add_bar(
            x=list(frame.index),
            y=[pen.level(amount) for amount in amounts],
            name=pen.names[source],
            legendgroup=source,
            marker=pen.bar(pen.marks[source]),
            customdata=[[pen.say.year(y), pen.amount(a)] for y, a in zip(frame.index, amounts, strict=True)],
            hovertemplate=f"<b>{pen.names[source]}</b> %{{customdata[0]}}<br>"
            "%{customdata[1]}<extra></extra>",
            **cell,
        )


def _totals(
    figure: go.Figure, totals: pd.Series[int], instead: dict[int, int], pen: Pen, cell: dict[str, int]
) -> None:
    """Write each year's total at its own height, or at another where one is given."""
    years = [int(str(year)) for year in totals.index]
    figure.add_scatter(
        x=years,
        y=[pen.level(instead.get(year, int(totals[year]))) for year in years],
        text=[pen.label(int(totals[year])) for year in years],
        mode="text",
        textposition="top center",
        textfont=pen.words(),
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
        **cell,
    )


def _steps(figure: go.Figure, ceilings: dict[int, int], pen: Pen, cell: dict[str, int]) -> None:
    _in_steps(figure, ceilings, pen, cell, name="line.ceiling", line={"width": 2.5})


def _reserves(figure: go.Figure, ceilings: dict[int, int], pen: Pen, cell: dict[str, int]) -> None:
    """Draw the ceilings with what is kept back of them, dashed above what may be planned with."""
    _in_steps(
        figure, ceilings, pen, cell, name="line.ceiling_with_reserve", line={"width": 1.5, "dash": "dot"}
    )


def _in_steps(
    figure: go.Figure,
    amounts: dict[int, int],
    pen: Pen,
    cell: dict[str, int],
    *,
    name: str,
    line: dict[str, Any],
) -> None:
    if not amounts:
        return
    x: list[float | None] = []
    y: list[float | None] = []
    for year, amount in sorted(amounts.items()):
        x += [year - 0.45, year + 0.45, None]
        y += [pen.level(amount), pen.level(amount), None]
    said = pen.say(name)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": pen.palette.ceiling, **line},
        name=said,
        legendgroup=name,
        hovertemplate=f"{said}: %{{y:,.2f}}<extra></extra>",
        **cell,
    )


def _signed(figure: go.Figure, change: pd.Series[int], pen: Pen, cell: dict[str, int]) -> None:
    amounts = [int(amount) for amount in change]
    palette = pen.palette
    figure.add_bar(
        x=list(change.index),
        y=[pen.level(amount) for amount in amounts],
        text=[pen.signed_label(amount) for amount in amounts],
        textposition="outside",
        textfont=pen.words(),
        constraintext="none",
        cliponaxis=False,
        marker={"color": [palette.more if amount > 0 else palette.less for amount in amounts]},
        customdata=[pen.say.year(year) for year in change.index],
        hovertemplate="%{customdata}: %{text}<extra></extra>",
        showlegend=False,
        **cell,
    )
    reach = pen.level(max([abs(amount) for amount in amounts], default=0)) * 1.5 or 1
    figure.update_yaxes(
        range=[-reach, reach], showticklabels=False, showline=False, zeroline=True,
        zerolinecolor=palette.ceiling, **cell,
    )  # fmt: skip
    figure.update_xaxes(showline=False, **cell)


def _name(figure: go.Figure, name: str, pen: Pen, cell: dict[str, int]) -> None:
    figure.add_annotation(
        x=0.5, xref="x domain", y=1, yref="y domain", yanchor="bottom", yshift=6,
        text=name, showarrow=False, font=pen.words(pen.palette.muted), **cell,
    )  # fmt: skip


def _caption(figure: go.Figure, caption: str, pen: Pen, cell: dict[str, int]) -> None:
    figure.add_annotation(
        x=0, xref="x domain", xanchor="left", y=1, yref="y domain", yanchor="bottom",
        yshift=2, text=f"<b>{caption}</b>", showarrow=False, font=pen.words(), **cell,
    )  # fmt: skip


def _one_entry_each(figure: go.Figure) -> None:
    """Keep one legend entry for each source, and one for the ceilings, however many panels show them."""
    seen: set[str] = set()
    for trace in figure.data:
        if trace.legendgroup is not None:
            trace.showlegend = trace.legendgroup not in seen
            seen.add(trace.legendgroup)


def peaks(rows: pd.DataFrame, pen: Pen) -> go.Figure:
    """Draw the dearest year of each payer beside that of starting everything as early as possible.

    Args:
        rows: Columns name, amount, year, earliest_amount, earliest_year (<NA> without such a plan).
        pen: What to draw with.
    """
    say, palette = pen.say, pen.palette
    figure = go.Figure()
    places = {name: place for place, name in enumerate(rows["name"])}
    for amount, year, name, colour in (
        ("earliest_amount", "earliest_year", say("peak.earliest"), palette.ghost),
        ("amount", "year", say("peak.planned"), palette.accent),
    ):
        known = rows.dropna(subset=[amount])
        figure.add_bar(
            orientation="h",
            y=[places[name] for name in known["name"]],
            x=[pen.level(int(peak)) for peak in known[amount]],
            text=[
                say("peak.label", amount=pen.amount(int(peak)), year=int(when))
                for peak, when in zip(known[amount], known[year], strict=True)
            ],
            textposition="outside",
            textfont=pen.words(),
            constraintext="none",
            cliponaxis=False,
            width=0.36,
            marker={"color": colour, "line": {"width": 1, "color": palette.muted}},
            name=name,
            hoverinfo="skip",
        )
    dress(figure, palette, 48 + 48 * len(rows))
    highest = max(
        (pen.level(int(p)) for p in [*rows["amount"], *rows["earliest_amount"].dropna()]), default=1.0
    )
    figure.update_layout(barmode="group", legend={"traceorder": "reversed"}, margin={"t": 0, "b": 36})
    figure.update_xaxes(visible=False, range=[0, highest * 2.1])
    figure.update_yaxes(
        autorange="reversed",
        tickvals=list(places.values()),
        ticktext=distinct(list(places), _LONGEST_NAME),
        tickfont=pen.words(),
    )
    return figure
