"""Figures show what their frames hold, and can be told apart without colours."""

from __future__ import annotations

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import Pen, distinct, pen, shortened
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.charts.spending import Panel, spending_panels
from portfolio.ui.frames import Grouping
from portfolio.wording.i18n import Language, wording

EN = wording(Language.EN)
PALETTES = pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


@pytest.fixture
def ink(gongshu: Portfolio) -> Pen:
    return pen(gongshu, theme.LIGHT, EN)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #RRGGBB."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@PALETTES
def test_words_and_bars_stand_out(palette: theme.Palette) -> None:
    for words in (palette.text, palette.muted, palette.late):
        assert contrast(words, palette.surface) >= 4.5
    with_bars = [mark.colour for status, mark in palette.statuses.items() if status.has_works]
    for colour in [
        *with_bars,
        *(mark.colour for mark in palette.series),
        palette.more,
        palette.less,
        palette.accent,
    ]:
        assert contrast(colour, palette.surface) >= 3


@PALETTES
def test_no_two_kinds_of_bar_differ_in_colour_alone(palette: theme.Palette) -> None:
    patterns = [mark.pattern for mark in palette.series]
    assert len(set(patterns)) == len(patterns)
    of_statuses = {status: (mark.pattern, mark.spacing) for status, mark in palette.statuses.items()}
    del of_statuses[Status.EXISTING]  # it has no bar
    assert len(set(of_statuses.values())) == len(of_statuses)


def test_a_schedule_draws_every_row_its_target_and_the_money(
    gongshu: Portfolio, squeezed: Plan, plan: Plan, ink: Pen
) -> None:
    years = frames.shown_years(squeezed, portfolio=gongshu)
    works = frames.works(squeezed, gongshu, gongshu.projects, Grouping.TYPE, EN)
    before = frames.works(plan, gongshu, gongshu.projects, Grouping.TYPE, EN)
    figure = gantt(works, before, frames.money_by_year(squeezed, years), 2021, ink)

    traces = {trace.name: trace for trace in figure.data if trace.name}
    bars = [trace for trace in figure.data if trace.type == "bar" and trace.orientation == "h"]
    assert sum(len(trace.y) for trace in bars) == 2 * 31
    late = (works["tardiness"] > 0).sum()
    assert len(traces["Target year missed"].x) == late > 0
    assert len(traces["End of the target year"].x) == 31 - late
    outlines = [width for trace in bars[1:] for width in trace.marker.line.width]
    assert sum(width > 0 for width in outlines) == late
    money = sum(sum(traces[name].y) for name in ("District", "Municipal", "Private"))
    assert money == pytest.approx(4500)


def test_differences_are_after_minus_before(gongshu: Portfolio, plan: Plan, squeezed: Plan, ink: Pen) -> None:
    years = frames.shown_years(plan, squeezed, portfolio=gongshu)
    panel = Panel("Public", ("district", "municipal"), ({}, {2019: 30_000}))
    old, new = frames.money_by_year(plan, years), frames.money_by_year(squeezed, years)
    figure = spending_panels({"Before": old, "After": new}, [panel], ink)

    signed = figure.data[-1]
    expected = (new - old)[["district", "municipal"]].sum(axis=1) / 100
    assert list(signed.y) == pytest.approx(expected.tolist())
    assert signed.text[years.index(2019)].startswith("−")
    ceilings = [trace for trace in figure.data if trace.name == "Annual ceiling"]
    assert [trace.y[0] for trace in ceilings] == [300]


def test_legends_name_each_source_once(gongshu: Portfolio, plan: Plan, ink: Pen) -> None:
    by_year = frames.money_by_year(plan, frames.shown_years(plan, portfolio=gongshu))
    panels = [Panel(name, ("district",), ({},)) for name in ("One", "Two")]
    figure = spending_panels({"Plan": by_year}, panels, ink)
    assert [trace.showlegend for trace in figure.data if trace.type == "bar"] == [True, False]


def test_long_names_are_shortened_by_width() -> None:
    assert shortened("Short", 10) == "Short"
    assert shortened("Community Health Centre", 10) == "Community…"
    assert shortened("小河湖墅街道社区卫生服务中心", 10) == "小河湖墅街…"


def test_names_that_begin_alike_keep_their_ends() -> None:
    names = ["Parks and Recreation renewal, phase 9", "Parks and Recreation renewal, phase 10", "Town hall"]
    assert distinct(names, 30) == [
        "Parks and Recreation…, phase 9",
        "Parks and Recreation… phase 10",
        "Town hall",
    ]


def test_a_schedule_gets_no_annotation_or_shape_for_a_row(
    gongshu: Portfolio, squeezed: Plan, ink: Pen
) -> None:
    """Plotly copies all of them for each that is added."""
    years = frames.shown_years(squeezed, portfolio=gongshu)
    marks = []
    for projects in (gongshu.projects, gongshu.projects[:20]):
        works = frames.works(squeezed, gongshu, projects, Grouping.TYPE, EN)
        figure = gantt(works, works, frames.money_by_year(squeezed, years), 2021, ink)
        told = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"][-1].text
        assert list(told) == [
            f"<b>{timing}</b>" if tardiness else cost
            for tardiness, timing, cost in zip(
                works["tardiness"], works["timing"], works["cost_text"], strict=True
            )
        ]
        marks.append((len(figure.layout.annotations), len(figure.layout.shapes)))
    assert marks[0] == marks[1]
