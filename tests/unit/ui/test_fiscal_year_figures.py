"""Figures of a programme whose years begin in July: bars, money and targets stand at their true dates."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.ui.frames import Grouping
from portfolio.wording.i18n import Language, Wording, wording


@pytest.fixture
def july(gongshu: Portfolio) -> Portfolio:
    programme = gongshu.programme.model_copy(update={"fiscal_year": FiscalYear(first_month=7)})
    return gongshu.model_copy(update={"programme": programme})


@pytest.fixture
def say(july: Portfolio) -> Wording:
    return wording(Language.EN).of(july)


def test_a_schedule_begins_in_july(july: Portfolio, plan: Plan, say: Wording) -> None:
    years = frames.shown_years(plan, portfolio=july)
    works = frames.works(plan, july, july.projects, Grouping.TYPE, say)
    ink = pen(july, theme.LIGHT, say)
    figure = gantt(works, None, frames.money_by_year(plan, years), 2021, ink)

    for row in works.to_dict("records"):
        planned = plan.project(row["id"])
        assert planned.start is not None
        assert planned.finish is not None
        begins_in = planned.start.year - (planned.start.number <= 2)
        assert (row["start"].year, row["start"].month) == (begins_in, (7, 10, 1, 4)[planned.start.number - 1])
        ends_before = {1: (-1, 10), 2: (0, 1), 3: (0, 4), 4: (0, 7)}[planned.finish.number]
        assert row["end"] == date(planned.finish.year + ends_before[0], ends_before[1], 1)
        assert row["target"] == date(planned.target_year, 7, 1)
        assert row["start_quarter"].startswith(f"FY{planned.start} (")

    axis = figure.layout.xaxis
    assert axis.range[0] == date(2016, 7, 1)
    assert list(axis.ticktext) == ["FY2017", "FY2018", "FY2019", "FY2020", "FY2021"]
    assert all(
        abs(tick - date(year, 1, 1)).days <= 2 for tick, year in zip(axis.tickvals, years, strict=True)
    )
    money = next(trace for trace in figure.data if trace.name == "Municipal")
    assert list(money.x) == list(axis.tickvals)


def test_money_is_told_by_what_its_years_are_called(july: Portfolio, squeezed: Plan, say: Wording) -> None:
    years = frames.shown_years(squeezed, portfolio=july)
    panels = panels_of(july, [squeezed], say)
    ink = pen(july, theme.LIGHT, say)
    figure = spending_panels({"Plan": frames.money_by_year(squeezed, years)}, panels, ink)
    labels = [f"FY{year}" for year in years]
    assert list(figure.layout.xaxis.ticktext) == labels
    assert [told[0] for told in figure.data[0].customdata] == labels


def test_a_download_heads_its_years_so(july: Portfolio, plan: Plan, say: Wording) -> None:
    table = frames.project_table(plan, july, july.projects, [2017, 2018], say)
    heads = list(frames.for_file(table, say).columns)
    assert [head[:6] for head in heads[-2:]] == ["FY2017", "FY2018"]
