"""Figures of a programme that many sources pay: the largest are drawn alone, the others together."""

from __future__ import annotations

import pandas as pd
import pytest
from synthetic import SOURCES, write_dollars

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import Pen, pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.ui.frames import Grouping
from portfolio.wording.i18n import Language, wording

CEILING = {"fund_20": {2026: 10**6}}


@pytest.fixture(scope="module")
def dollars(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder = tmp_path_factory.mktemp("many") / "dollars"
    write_dollars(folder, 40)
    return load_portfolio(folder)


@pytest.fixture(scope="module")
def planned(dollars: Portfolio) -> Plan:
    return make_plan(Case(dollars, Scenario(name="capped", ceilings=CEILING)))


@pytest.fixture(scope="module")
def ink(dollars: Portfolio, planned: Plan) -> Pen:
    return pen(dollars, theme.LIGHT, wording(Language.EN).of(dollars), planned)


@pytest.fixture(scope="module")
def by_year(dollars: Portfolio, planned: Plan) -> pd.DataFrame:
    return frames.money_by_year(planned, frames.shown_years(planned, portfolio=dollars))


def test_the_largest_payers_have_a_mark_of_their_own_and_no_two_look_alike(
    planned: Plan, ink: Pen, by_year: pd.DataFrame
) -> None:
    drawn = ink.series(by_year)
    assert len(drawn.columns) == len(theme.LIGHT.series)
    assert len(set(ink.marks.values())) == len(ink.marks)
    assert ink.names[drawn.columns[-1]] == f"The other {SOURCES - 4} sources"
    paid = {source: sum(years.values()) for source, years in planned.by_funding_source.items()}
    assert set(drawn.columns[:-1]) == set(sorted(paid, key=lambda source: -paid[source])[:4])
    assert drawn.sum(axis=1).tolist() == by_year.sum(axis=1).tolist()


def test_panels_can_be_read_and_hold_every_source_once(
    dollars: Portfolio, planned: Plan, ink: Pen, by_year: pd.DataFrame
) -> None:
    panels = panels_of(dollars, [planned], ink.say)
    assert len(panels) == 5
    assert sorted(source for panel in panels for source in panel.sources) == sorted(dollars.sources)
    assert "Fund 20" in [panel.name for panel in panels]  # small, but it has a ceiling
    figure = spending_panels({"Plan": by_year}, panels, ink)
    assert len({bars.xaxis for bars in figure.data}) == 5
    heads = [note for note in figure.layout.annotations if note.text in {panel.name for panel in panels}]
    assert [note.xref for note in heads] == ["x domain", "x2 domain", "x3 domain", "x4 domain", "x5 domain"]
    assert figure.layout.xaxis3.domain == figure.layout.xaxis.domain  # two beside each other, three bands
    money = sum(sum(bars.y) for bars in figure.data if bars.type == "bar")
    assert money == pytest.approx(by_year.to_numpy().sum() / 1000)
    assert len([bars for bars in figure.data if bars.type == "bar" and bars.showlegend]) <= len(ink.marks)


def test_the_money_of_a_schedule_is_drawn_of_the_same_few(
    dollars: Portfolio, planned: Plan, ink: Pen, by_year: pd.DataFrame
) -> None:
    works = frames.works(planned, dollars, dollars.projects, Grouping.STATUS, ink.say)
    figure = gantt(works, None, by_year, 2029, ink)
    strip = [bars.name for bars in figure.data if bars.type == "bar" and bars.name in ink.names.values()]
    assert strip == list(ink.names.values())


def test_few_sources_are_all_drawn_as_they_are(gongshu: Portfolio, plan: Plan) -> None:
    ink = pen(gongshu, theme.LIGHT, wording(Language.EN).of(gongshu), plan)
    assert list(ink.names.values()) == ["District", "Municipal", "Private"]
    assert [panel.name for panel in panels_of(gongshu, [plan], ink.say)] == [
        "Public (district + municipal)",
        "Private",
    ]
