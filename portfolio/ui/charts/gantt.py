"""The schedule: works as bars over quarters, with the money of each year on the same time axis."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from portfolio.domain.project import Status
from portfolio.ui import money
from portfolio.ui.charts.base import SMALL, amount_label, drawn, dress, shortened
from portfolio.ui.i18n import Wording
from portfolio.ui.theme import Mark, Palette

_ROW = 21
"""Pixels a project's row takes."""
_STRIP = 120
"""Pixels of the money strip."""
_FRAME = 120
"""Pixels of title, axis and legend."""


def gantt(
    works: pd.DataFrame,
    before: pd.DataFrame | None,
    by_year: pd.DataFrame,
    source_names: dict[str, str],
    source_marks: dict[str, Mark],
    programme_end: int,
    palette: Palette,
    say: Wording,
) -> go.Figure:
    """Draw the schedule.

    Args:
        works: As `frames.works` gives them; rows of one group follow each other.
        before: The same projects in the plan compared with, drawn as ghosts; None without comparison.
        by_year: Fiscal year x source in 10k CNY, of the works shown.
        source_names: Source -> its name.
        source_marks: Source -> how its bars are drawn.
        programme_end: Last year of the programme; what lies behind it is shaded.
        palette: Colours.
        say: Wording.
    """
    rows, headers = _rows(works)
    height = _FRAME + _STRIP + _ROW * (len(rows) + len(headers))
    figure = make_subplots(
        rows=2,
        shared_xaxes=True,
        vertical_spacing=36 / height,
        row_heights=[_STRIP, height - _STRIP - _FRAME],
    )
    _money_strip(figure, by_year, source_names, source_marks, palette, say)
    if before is not None:
        _ghosts(figure, before, rows, palette, say)
    _bars(figure, works, rows, palette, say)
    _targets(figure, works, rows, palette, say)
    dress(figure, palette, title=say("schedule.chart"), unit=None, height=height)
    _axes(figure, works, rows, headers, by_year, palette, say)
    _past_the_programme(figure, by_year, programme_end, palette, say)
    figure.update_layout(
        barmode="overlay",
        margin={"l": 8, "r": 110, "t": 82, "b": 16},
        legend={"yref": "container", "y": 1 - 26 / height, "yanchor": "top", "x": 0, "xref": "container"},
    )
    figure.add_annotation(
        x=0,
        xref="x domain",
        xanchor="right",
        xshift=-6,
        y=0,
        yref="y domain",
        yanchor="bottom",
        text=say("schedule.money", unit=say("unit.axis")),
        align="right",
        showarrow=False,
        font={"size": SMALL, "color": palette.muted},
    )
    return figure


def _rows(works: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Return project -> row and group -> row, counted from the top."""
    rows: dict[str, int] = {}
    headers: dict[str, int] = {}
    position = 0
    for project, group in zip(works["id"], works["group"], strict=True):
        if group not in headers:
            headers[group] = position
            position += 1
        rows[project] = position
        position += 1
    return rows, headers


def _length(starts: pd.Series[date], ends: pd.Series[date]) -> list[int]:
    """Return lengths in milliseconds, the unit of a bar on a date axis."""
    return [(end - start) // timedelta(milliseconds=1) for start, end in zip(starts, ends, strict=True)]


def _money_strip(
    figure: go.Figure,
    by_year: pd.DataFrame,
    names: dict[str, str],
    marks: dict[str, Mark],
    palette: Palette,
    say: Wording,
) -> None:
    middles = [date(year, 7, 2) for year in by_year.index]
    below = [0] * len(by_year)
    for source in by_year.columns:
        amounts = by_year[source].tolist()
        if not any(amounts):
            continue
        figure.add_bar(
            x=middles,
            y=[float(money.in_axis_unit(amount, say.language)) for amount in amounts],
            base=[float(money.in_axis_unit(amount, say.language)) for amount in below],
            width=300 * 24 * 3600 * 1000,
            name=names[source],
            marker=drawn(marks[source], palette),
            customdata=[
                [str(year), money.amount(amount, say.language)]
                for year, amount in zip(by_year.index, amounts, strict=True)
            ],
            hovertemplate=f"<b>{names[source]}</b> %{{customdata[0]}}<br>%{{customdata[1]}}<extra></extra>",
            legendgroup="money",
            row=1,
            col=1,
        )
        below = [low + amount for low, amount in zip(below, amounts, strict=True)]
    figure.add_scatter(
        x=middles,
        y=[float(money.in_axis_unit(amount, say.language)) for amount in below],
        mode="text",
        text=[amount_label(amount, say.language) for amount in below],
        textposition="top center",
        textfont={"size": SMALL, "color": palette.text},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        row=1,
        col=1,
    )


def _ghosts(
    figure: go.Figure, before: pd.DataFrame, rows: dict[str, int], palette: Palette, say: Wording
) -> None:
    shown = before[before["id"].isin(list(rows))]
    figure.add_bar(
        orientation="h",
        y=[rows[project] for project in shown["id"]],
        base=shown["start"].tolist(),
        x=_length(shown["start"], shown["end"]),
        width=0.86,
        marker={"color": palette.ghost, "line": {"width": 0}},
        name=say("schedule.before"),
        customdata=shown[["id", "full_name", "start_quarter", "finish_quarter"]].to_numpy().tolist(),
        hovertemplate=f"<b>%{{customdata[1]}}</b><br>{say('schedule.before')}: "
        "%{customdata[2]}–%{customdata[3]}<extra></extra>",
        row=2,
        col=1,
    )


def _bars(
    figure: go.Figure, works: pd.DataFrame, rows: dict[str, int], palette: Palette, say: Wording
) -> None:
    for code, group in works.groupby("status", sort=False):
        status = Status(str(code))
        late = [tardiness > 0 for tardiness in group["tardiness"]]
        marker = drawn(palette.statuses[status], palette)
        marker["line"] = {"width": [2 if is_late else 0 for is_late in late], "color": palette.late}
        figure.add_bar(
            orientation="h",
            y=[rows[project] for project in group["id"]],
            base=group["start"].tolist(),
            x=_length(group["start"], group["end"]),
            width=0.56,
            marker=marker,
            name=say(f"status.{status}"),
            customdata=[
                [
                    row.id,
                    row.full_name,
                    say(f"status.{status}"),
                    row.start_quarter,
                    row.finish_quarter,
                    row.target_text,
                    row.timing,
                    row.cost_text,
                ]
                for row in group.itertuples()
            ],
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]} · %{customdata[3]}–%{customdata[4]}<br>"
            f"{say('column.target')}: %{{customdata[5]}} · %{{customdata[6]}}<br>%{{customdata[7]}}<extra></extra>",
            row=2,
            col=1,
        )


def _targets(
    figure: go.Figure, works: pd.DataFrame, rows: dict[str, int], palette: Palette, say: Wording
) -> None:
    late = works["tardiness"] > 0
    for chosen, colour, symbol, key in (
        (works[~late], palette.ceiling, "line-ns-open", "schedule.target"),
        (works[late], palette.late, "x-thin-open", "schedule.target_missed"),
    ):
        if chosen.empty:
            continue
        figure.add_scatter(
            x=chosen["target"].tolist(),
            y=[rows[project] for project in chosen["id"]],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
            name=say(key),
            hoverinfo="skip",
            row=2,
            col=1,
        )


def _axes(
    figure: go.Figure,
    works: pd.DataFrame,
    rows: dict[str, int],
    headers: dict[str, int],
    by_year: pd.DataFrame,
    palette: Palette,
    say: Wording,
) -> None:
    most = 26 if say.language == "zh" else 32
    ticks = {position: f"<b>{shortened(group, most)}</b>" for group, position in headers.items()}
    ticks |= {rows[p]: shortened(n, most) for p, n in zip(works["id"], works["name"], strict=True)}
    first, last = by_year.index[0], by_year.index[-1]
    years = {
        "type": "date",
        "range": [date(first, 1, 1), date(last + 1, 2, 15)],
        "tickvals": [date(year, 7, 2) for year in by_year.index],
        "tickformat": "%Y",
    }
    figure.update_xaxes(**years, side="top", showticklabels=True, row=1, col=1)
    figure.update_xaxes(**years, showticklabels=False, row=2, col=1)
    figure.update_yaxes(visible=False, rangemode="tozero", row=1, col=1)
    top = by_year.sum(axis=1).max()
    figure.update_yaxes(
        range=[0, float(money.in_axis_unit(int(top), say.language)) * 1.22 or 1], row=1, col=1
    )
    figure.update_yaxes(
        range=[len(ticks) - 0.4, -0.6],
        tickvals=list(ticks),
        ticktext=list(ticks.values()),
        tickfont={"color": palette.text, "size": SMALL},
        row=2,
        col=1,
    )
    for year in [*by_year.index, last + 1]:
        figure.add_vline(
            x=date(year, 1, 1), line={"color": palette.line, "width": 1}, layer="below", row="all", col=1
        )
    for project, position in rows.items():
        row = works[works["id"] == project].iloc[0]
        is_late = row["tardiness"] > 0
        text = f"<b>{row['timing']}</b>" if is_late else row["cost_text"]
        figure.add_annotation(
            x=1,
            xref="x2 domain",
            y=position,
            yref="y2",
            text=text,
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": SMALL, "color": palette.late if is_late else palette.muted},
        )


def _past_the_programme(
    figure: go.Figure, by_year: pd.DataFrame, programme_end: int, palette: Palette, say: Wording
) -> None:
    if by_year.index[-1] <= programme_end:
        return
    figure.add_vrect(
        x0=date(programme_end + 1, 1, 1),
        x1=date(by_year.index[-1] + 1, 2, 15),
        fillcolor=palette.line,
        opacity=0.45,
        line={"width": 0},
        layer="below",
        row="all",
        col=1,
    )
    figure.add_annotation(
        x=date(programme_end + 1, 1, 10),
        y=1,
        yref="y domain",
        text=say("schedule.past_programme"),
        showarrow=False,
        xanchor="left",
        yanchor="top",
        font={"size": SMALL, "color": palette.muted},
        row=1,
        col=1,
    )
