"""The schedule: works as bars over quarters, with the money of each year on the same time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from portfolio.domain.project import Status
from portfolio.ui.charts.base import SMALL, Pen, distinct, dress, shortened
from portfolio.ui.charts.gantt_stages import stages
from portfolio.wording import money
from portfolio.wording.i18n import Language

_ROW = 21
"""Pixels a project's row takes."""
_STRIP = 112
"""Pixels of the money strip."""
_FRAME = 84
"""Pixels of legend, years and margins."""
_GAP = 26
"""Pixels between strip and bars."""
_YEAR_BAR = timedelta(days=300) // timedelta(milliseconds=1)
"""Width of a year's money, in milliseconds, the unit of lengths on a date axis."""
_MARGIN_DAYS = 40
"""Days drawn after the last year, so that a target at its end is not cut."""


@dataclass(frozen=True)
class _Rows:
    """Where things stand, counted from the top: each project in its group, whose name stands above them."""

    projects: dict[tuple[str, str], int]
    groups: dict[str, int]

    @property
    def count(self) -> int:
        return len(self.projects) + len(self.groups)

    def of(self, works: pd.DataFrame) -> list[int]:
        return [self.projects[row] for row in zip(works["id"], works["group"], strict=True)]

    def among(self, works: pd.DataFrame) -> pd.DataFrame:
        """Return those works that have a row here."""
        found = [row in self.projects for row in zip(works["id"], works["group"], strict=True)]
        return works[found]


def gantt(
    works: pd.DataFrame,
    baseline: pd.DataFrame | None,
    by_year: pd.DataFrame,
    programme_end: int,
    pen: Pen,
    *,
    data_date: date | None = None,
    marks: pd.DataFrame | None = None,
) -> go.Figure:
    """Draw the schedule.

    Args:
        works: As `frames.works` gives them; rows of one group follow each other.
        baseline: The same projects in the baseline, drawn as ghosts; None without one.
        by_year: Fiscal year x source in 10k CNY, of the works shown.
        programme_end: Last year of the programme; what lies behind it is shaded.
        pen: What to draw with.
        data_date: First day that is not history; None where no data date is set.
        marks: Stages and gates of the same projects, as `stage_frames.marks` gives them.
    """
    rows = _rows(works)
    bars = _ROW * rows.count
    figure = make_subplots(
        rows=2, shared_xaxes=True, vertical_spacing=_GAP / (bars + _STRIP + _GAP), row_heights=[_STRIP, bars]
    )
    _money_strip(figure, by_year, pen)
    if baseline is not None:
        _ghosts(figure, rows.among(baseline), rows, pen)
    lasting = works["start"] != works["end"]
    _bars(figure, works[lasting], rows, pen)
    _milestones(figure, works[~lasting], rows, pen)
    _progress(figure, works[works["progress"].notna()], rows, pen)
    _targets(figure, works, rows, pen)
    if marks is not None and not marks.empty:
        drawn = rows.among(marks)
        stages(figure, drawn, rows.of(drawn), pen)
    _began_before(figure, works, rows, pen.say.fiscal_year.first_day_of(by_year.index[0]), pen)
    dress(figure, pen.palette, bars + _STRIP + _GAP + _FRAME)
    _time_axes(figure, by_year, programme_end, pen)
    if data_date is not None:
        _data_date(figure, data_date, pen)
    _row_names(figure, works, rows, pen)
    _right_column(figure, works, rows, _end(by_year, pen), pen)
    figure.update_layout(
        barmode="overlay", margin={"l": 8, "r": 110, "t": 62, "b": 12}, legend={"y": 1, "yanchor": "top"}
    )
    return figure


def _rows(works: pd.DataFrame) -> _Rows:
    projects: dict[tuple[str, str], int] = {}
    groups: dict[str, int] = {}
    for project, group in zip(works["id"], works["group"], strict=True):
        groups.setdefault(group, len(projects) + len(groups))
        projects[project, group] = len(projects) + len(groups)
    return _Rows(projects, groups)


def _lengths(works: pd.DataFrame) -> list[int]:
    """Return lengths in milliseconds."""
    return [
        (end - start) // timedelta(milliseconds=1)
        for start, end in zip(works["start"], works["end"], strict=True)
    ]


def _money_strip(figure: go.Figure, by_year: pd.DataFrame, pen: Pen) -> None:
    middles = _middles(by_year, pen)
    below = [0] * len(by_year)
    by_year = pen.series(by_year)
    for source in by_year.columns:
        amounts = by_year[source].tolist()
        if not any(amounts):
            continue
        figure.add_bar(
            x=middles,
            y=[pen.level(amount) for amount in amounts],
            base=[pen.level(amount) for amount in below],
            width=_YEAR_BAR,
            name=pen.names[source],
            marker=pen.bar(pen.marks[source]),
            customdata=[
                [pen.say.year(y), pen.amount(a)] for y, a in zip(by_year.index, amounts, strict=True)
            ],
            hovertemplate=f"<b>{pen.names[source]}</b> %{{customdata[0]}}<br>"
            "%{customdata[1]}<extra></extra>",
            row=1,
            col=1,
        )
        below = [low + amount for low, amount in zip(below, amounts, strict=True)]
    figure.add_scatter(
        x=middles,
        y=[pen.level(total) for total in below],
        mode="text",
        text=[pen.label(total) for total in below],
        textposition="top center",
        textfont=pen.words(),
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        row=1,
        col=1,
    )
    figure.update_yaxes(visible=False, range=[0, pen.level(max(below)) * 1.25 or 1], row=1, col=1)
    figure.add_annotation(
        x=0, xref="x domain", xanchor="right", xshift=-6, y=0, yref="y domain", yanchor="bottom",
        align="right", text=pen.say("schedule.money", unit=money.axis_unit(pen.say)), showarrow=False,
        font=pen.words(pen.palette.muted),
    )  # fmt: skip


def _ghosts(figure: go.Figure, baseline: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    caption = pen.say("schedule.baseline")
    figure.add_bar(
        orientation="h",
        y=rows.of(baseline),
        base=baseline["start"].tolist(),
        x=_lengths(baseline),
        width=0.86,
        marker={"color": pen.palette.ghost, "line": {"width": 0}},
        name=caption,
        customdata=baseline[["id", "full_name", "start_quarter", "finish_quarter"]].to_numpy().tolist(),
        hovertemplate=f"<b>%{{customdata[1]}}</b><br>{caption}: "
        "%{customdata[2]}–%{customdata[3]}<extra></extra>",
        row=2,
        col=1,
    )


_TOLD = [
    "id",
    "full_name",
    "status_name",
    "start_quarter",
    "finish_quarter",
    "target_text",
    "timing",
    "cost_text",
]


def _hover(pen: Pen) -> str:
    """Return what is told of a row under the pointer, from `_TOLD`."""
    return (
        "<b>%{customdata[1]}</b><br>"
        "%{customdata[2]} · %{customdata[3]}–%{customdata[4]}<br>"
        f"{pen.say('column.target')}: %{{customdata[5]}} · %{{customdata[6]}}<br>"
        "%{customdata[7]}<extra></extra>"
    )


def _milestones(figure: go.Figure, works: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    """Draw what has a date but no duration as a mark on its first day, where a bar would have no length."""
    if works.empty:
        return
    late = [pen.palette.late if tardiness > 0 else pen.palette.text for tardiness in works["tardiness"]]
    figure.add_scatter(
        x=works["start"].tolist(),
        y=rows.of(works),
        mode="markers",
        marker={"symbol": "diamond", "size": 12, "color": late},
        name=pen.say("schedule.milestone"),
        customdata=works[_TOLD].to_numpy().tolist(),
        hovertemplate=_hover(pen).replace("–%{customdata[4]}", ""),
        row=2,
        col=1,
    )


def _bars(figure: go.Figure, works: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    for code, group in works.groupby("status", sort=False):
        marker = pen.bar(pen.palette.statuses[Status(str(code))])
        late = [2 if tardiness > 0 else 0 for tardiness in group["tardiness"]]
        marker["line"] = {"width": late, "color": pen.palette.late}
        figure.add_bar(
            orientation="h",
            y=rows.of(group),
            base=group["start"].tolist(),
            x=_lengths(group),
            width=0.56,
            marker=marker,
            name=group["status_name"].iloc[0],
            customdata=group[_TOLD].to_numpy().tolist(),
            hovertemplate=_hover(pen),
            row=2,
            col=1,
        )


def _progress(figure: go.Figure, works: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    """Fill each bar with the share of the works that was reported as done."""
    if works.empty:
        return
    lengths = zip(_lengths(works), works["progress"], strict=True)
    figure.add_bar(
        orientation="h",
        y=rows.of(works),
        base=works["start"].tolist(),
        x=[length * float(percent) / 100 for length, percent in lengths],
        width=0.2,
        marker={"color": pen.palette.text, "line": {"width": 1, "color": pen.palette.surface}},
        name=pen.say("schedule.progress"),
        customdata=[
            [project, f"{percent:.0f}%"]
            for project, percent in zip(works["id"], works["progress"], strict=True)
        ],
        hovertemplate=f"{pen.say('schedule.progress')}: %{{customdata[1]}}<extra></extra>",
        row=2,
        col=1,
    )


def _data_date(figure: go.Figure, day: date, pen: Pen) -> None:
    line = {"color": pen.palette.accent, "width": 2, "dash": "dot"}
    figure.add_vline(x=day, line=line, row="all", col=1)
    figure.add_annotation(
        x=day, xanchor="right", xshift=-6, y=0, yref="y domain", yanchor="top", yshift=-4, showarrow=False,
        text=pen.say("schedule.data_date"), font=pen.words(pen.palette.accent), row=1, col=1,
    )  # fmt: skip


def _targets(figure: go.Figure, works: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    late = works["tardiness"] > 0
    for chosen, colour, symbol, caption in (
        (works[~late], pen.palette.ceiling, "line-ns-open", pen.say("schedule.target")),
        (works[late], pen.palette.late, "x-thin-open", pen.say("schedule.target_missed")),
    ):
        if chosen.empty:
            continue
        figure.add_scatter(
            x=chosen["target"].tolist(),
            y=rows.of(chosen),
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
            name=caption,
            hoverinfo="skip",
            row=2,
            col=1,
        )


def _began_before(figure: go.Figure, works: pd.DataFrame, rows: _Rows, first: date, pen: Pen) -> None:
    """Write on bars that the left edge cuts when their works began, with an arrow that points there."""
    cut = works[works["start"] < first]
    if cut.empty:
        return
    figure.add_scatter(
        x=[first] * len(cut),
        y=rows.of(cut),
        mode="text",
        text=[f"◀ {began}" for began in cut["start_quarter"]],
        textposition="middle right",
        textfont={**pen.words(), "shadow": "auto"},
        name=pen.say("schedule.began_before"),
        hoverinfo="skip",
        row=2,
        col=1,
    )


def _middles(by_year: pd.DataFrame, pen: Pen) -> list[date]:
    """Return the day in the middle of each fiscal year."""
    begins = [pen.say.fiscal_year.first_day_of(year) for year in [*by_year.index, by_year.index[-1] + 1]]
    return [first + (after - first) // 2 for first, after in pairwise(begins)]


def _end(by_year: pd.DataFrame, pen: Pen) -> date:
    """Return the day at which the time axis ends."""
    return pen.say.fiscal_year.first_day_of(by_year.index[-1] + 1) + timedelta(days=_MARGIN_DAYS)


def _time_axes(figure: go.Figure, by_year: pd.DataFrame, programme_end: int, pen: Pen) -> None:
    first, last, end = by_year.index[0], by_year.index[-1], _end(by_year, pen)
    begins = pen.say.fiscal_year.first_day_of
    figure.update_xaxes(
        type="date",
        range=[begins(first), end],
        tickvals=_middles(by_year, pen),
        ticktext=[pen.say.year(year) for year in by_year.index],
        showticklabels=False,
    )
    figure.update_xaxes(side="top", showticklabels=True, row=1, col=1)
    for year in [*by_year.index, last + 1]:
        line = {"color": pen.palette.line, "width": 1}
        figure.add_vline(x=begins(year), line=line, layer="below", row="all", col=1)
    if last > programme_end:
        after = begins(programme_end + 1)
        shade = {"fillcolor": pen.palette.line, "opacity": 0.4, "line": {"width": 0}, "layer": "below"}
        figure.add_vrect(x0=after, x1=end, row="all", col=1, **shade)
        figure.add_annotation(
            x=after, xanchor="left", xshift=4, y=1, yref="y domain", yanchor="top", showarrow=False,
            text=pen.say("schedule.past_programme"), font=pen.words(pen.palette.muted), row=1, col=1,
        )  # fmt: skip


def _row_names(figure: go.Figure, works: pd.DataFrame, rows: _Rows, pen: Pen) -> None:
    most = 28 if pen.say.language is Language.ZH else 34
    names = {position: f"<b>{shortened(group, most)}</b>" for group, position in rows.groups.items()}
    names |= dict(zip(rows.of(works), distinct(works["name"].tolist(), most), strict=True))
    figure.update_yaxes(
        range=[rows.count - 0.4, -0.6],
        tickvals=list(names),
        ticktext=list(names.values()),
        tickfont=pen.words(),
        row=2,
        col=1,
    )


def _right_column(figure: go.Figure, works: pd.DataFrame, rows: _Rows, end: date, pen: Pen) -> None:
    """Write beside each row how late it is, or else what it costs.

    One trace of words: an annotation a row takes the server a tenth of a second each, and browsers longer.
    """
    late = (works["tardiness"] > 0).tolist()
    told = zip(late, works["timing"], works["cost_text"], strict=True)
    figure.add_scatter(
        x=[end] * len(works),
        y=rows.of(works),
        mode="text",
        text=[f"<b>{timing}</b>" if is_late else cost for is_late, timing, cost in told],
        textposition="middle right",
        textfont={
            "size": SMALL,
            "color": [pen.palette.late if is_late else pen.palette.muted for is_late in late],
        },
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
        row=2,
        col=1,
    )
