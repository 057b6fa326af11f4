"""The schedule's left edge cuts bars of works that began earlier: an arrow says when they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.frames import Grouping
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder


def _words(portfolio: Portfolio, scenario: Scenario) -> list[tuple[date, str]]:
    say, plan = wording(Language.EN).of(portfolio), make_plan(Case(portfolio, scenario))
    works = frames.works(plan, portfolio, portfolio.projects, Grouping.TYPE, say)
    by_year = frames.money_by_year(plan, list(plan.years))
    figure = gantt(works, None, by_year, 2021, pen(portfolio, theme.LIGHT, say))
    name = say("schedule.began_before")
    return [
        told for trace in figure.data if trace.name == name for told in zip(trace.x, trace.text, strict=True)
    ]


def test_works_begun_before_the_first_year_say_when_at_the_left_edge(
    build: type[PortfolioBuilder], scenario: Callable[..., Scenario]
) -> None:
    begun = build().project("a", quarters=16, earliest="2017Q3", fixed=True, status="under_construction")
    portfolio = begun.project("b").portfolio()
    assert _words(portfolio, scenario()) == [(date(2020, 1, 1), "◀ 2017Q3")]


def test_where_nothing_began_before_there_is_no_such_mark(
    build: type[PortfolioBuilder], scenario: Callable[..., Scenario]
) -> None:
    assert _words(build().project("b").portfolio(), scenario()) == []
