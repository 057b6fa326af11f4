"""Ways out by other bounds of shares: the fewest of them, each by as little as will do."""

from __future__ import annotations

from typing import Any

from shared import HALVES, sharing

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Step
from portfolio.planning.answers.ways_out import WayKind, WayOut, ways_out
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from tests.conftest import PortfolioBuilder


def town(*costs: int, **rule: Any) -> Portfolio:
    builder = PortfolioBuilder(years=1)
    for number, cost in enumerate(costs):
        builder.project(f"p{number}", cost=cost, percent=HALVES)
    return sharing(builder.portfolio(), **rule)


def by_shares(portfolio: Portfolio, **ceilings: int) -> WayOut | None:
    told = {source: {2020: most} for source, most in ceilings.items()}
    case = Case(portfolio, Scenario.model_validate({"name": "tight", "ceilings": told}))
    return next((way for way in ways_out(case, solve=in_process).found if way.kind is WayKind.SHARES), None)


def test_one_bound_is_raised_by_as_little_as_will_do() -> None:
    way = by_shares(town(100, 40, at_most={"municipal": 60}), district=51)
    assert way is not None
    assert way.minimal
    assert [(step.payer, step.before) for step in way.steps] == [("municipal", 60)] * len(way.steps)
    assert sum(years[2020] for years in [way.plan.by_funding_source["district"]]) <= 51
    (step,) = way.steps
    assert step == Step(payer="municipal", project="p0", before=60, after=65)
    assert way.scenario.project("p0").shares["municipal"].as_text == "0-65"


def test_the_least_is_lowered_where_it_is_in_the_way() -> None:
    way = by_shares(town(100, at_least={"district": 30}), district=12)
    assert way is not None
    assert way.steps == (Step(payer="district", project="p0", before=30, after=12),)
    assert way.price == 18


def test_where_no_share_is_in_the_way_it_is_no_way_out() -> None:
    assert by_shares(town(100, at_least={"district": 30}), district=60, municipal=30) is None
    assert by_shares(PortfolioBuilder(years=1).project("p0").portfolio(), district=60) is None
