"""Answers where part of every ceiling is kept back: what they say of ceilings is of what is left."""

from __future__ import annotations

from typing import Any

import pytest
from assumed import assuming

from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.frontier import frontier
from portfolio.planning.answers.spread import spread
from portfolio.planning.answers.staircase import staircase
from portfolio.planning.answers.ways_out import Step, WayKind, WayOut, ways_out
from portfolio.planning.answers.worth import worth
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]


def kept_back(portfolio: Portfolio, percent: int) -> Portfolio:
    """Return the portfolio with so much of ceilings on the district's money kept back."""
    sources = [
        {"id": "district", "name_en": "District", "name_zh": "区", "reserve_percent": percent},
        {"id": "municipal", "name_en": "City", "name_zh": "市"},
        {"id": "private", "name_en": "Private", "name_zh": "社"},
    ]
    return assuming(portfolio, funding_sources=sources, source_groups=[])


def two_years(build: Build, percent: int = 10) -> Portfolio:
    """Return two projects of a year that cost 80 each and may be done one after the other."""
    built = build(years=2).project("a", cost=80, quarters=4, target=2020)
    return kept_back(built.project("b", cost=80, quarters=4, target=2020).portfolio(), percent)


def asked(first: int, second: int, **more: Any) -> Scenario:
    ceilings = {"district": {"2020": first, "2021": second}}
    return Scenario.model_validate({"name": "t", "ceilings": ceilings, **more})


def out(portfolio: Portfolio, scenario: Scenario) -> dict[WayKind, WayOut]:
    ways = ways_out(Case(portfolio, scenario), solve=in_process).found
    assert all(violations(portfolio, way.plan) == () for way in ways)
    assert next(iter(ways)).kind is WayKind.RESERVE
    return {way.kind: way for way in ways}


def test_a_ceiling_is_raised_by_what_its_reserve_takes_too(build: Build) -> None:
    way = out(two_years(build), asked(88, 79))[WayKind.CEILINGS]
    assert way.steps == (Step(payer="district", year=2021, before=79, after=88),)
    assert way.minimal


def test_the_reserve_is_released_first_and_no_more_of_it_than_is_needed(build: Build) -> None:
    portfolio = two_years(build)
    way = out(portfolio, asked(99, 83))[WayKind.RESERVE]
    assert way.minimal
    assert way.scenario.sources["district"].reserve_percent == 4  # 3.32 of 83 are 3 units
    assert way.steps == (Step(payer="district", before=9 + 8, after=3 + 3),)
    assert way.price == 11
    fewer = way.scenario.changed(sources={"district": {"reserve_percent": 5}})
    assert make_plan(Case(portfolio, fewer)).status is PlanStatus.INFEASIBLE


def test_where_the_reserve_is_not_enough_ceilings_rise_by_what_is_missing(build: Build) -> None:
    way = out(two_years(build), asked(95, 70))[WayKind.RESERVE]
    assert way.steps == (
        Step(payer="district", before=9 + 7, after=0),
        Step(payer="district", year=2020, before=95, after=100),
    )
    assert way.price == 16 + 5


def test_a_locked_ceiling_keeps_its_reserve(build: Build) -> None:
    scenario = asked(99, 83, locked=["district.2021"])
    found = ways_out(Case(two_years(build), scenario), solve=in_process).found
    assert WayKind.RESERVE not in {way.kind for way in found}


def test_why_there_is_no_plan_tells_the_reserve_and_what_would_be_enough(build: Build) -> None:
    plan = make_plan(Case(two_years(build), asked(88, 79)))
    told = [(part.year, part.needed, part.allowed, part.reserve, part.enough) for part in plan.explanation]  # type: ignore[union-attr]  # all are ceilings
    assert told == [(2021, 80, 72, 7, 88)]


def test_what_more_money_is_worth_is_of_money_that_may_be_spent(build: Build) -> None:
    portfolio, scenario = two_years(build), asked(88, 88)
    case = Case(portfolio, scenario)
    plan = make_plan(case)
    assert plan.status is PlanStatus.OPTIMAL
    found = worth(case, plan, 80, solve=in_process)
    both = next(d for d in found.differences if (d.year, d.step) == (2020, 80))
    assert both.plan.scenario.ceilings["district"][2020] == 177  # which leaves 160 of it
    assert both.plan.ceilings[0].room == 160
    assert both.plan.projects[0].tardiness_quarters == both.plan.projects[1].tardiness_quarters == 0
    rescue = found.rescues[0]
    assert rescue.total == 80
    assert rescue.plan is not None
    assert rescue.plan.ceilings[0].room == 160


@pytest.mark.parametrize("percent", [0, 10, 33])
def test_curves_and_splits_are_of_what_is_left_of_ceilings(build: Build, percent: int) -> None:
    plain, held = two_years(build, 0), two_years(build, percent)
    aims = {"objective": [{"terms": [{"term": "tardiness"}]}]}
    left = {amount: next(g for g in range(400) if g - g * percent // 100 == amount) for amount in (160, 80)}
    steps, splits, points = [], [], []
    for portfolio, gross in ((plain, (80, 80)), (held, (left[80], left[80]))):
        case = Case(portfolio, asked(*gross, **aims))
        curve = staircase(case, "district", 2020, 1, solve=in_process)
        steps.append([(step.least, step.values) for step in curve.steps])
        plan = make_plan(case)
        found = spread(case, plan, "district", 30, solve=in_process)
        splits.append([split.ceilings for split in found.splits])
        assert all(
            use.room == split.ceilings[use.year] for split in found.splits for use in split.plan.ceilings
        )
        drawn = frontier(Case(portfolio, asked(*gross)), "district", solve=in_process)
        points.append([(point.peak, point.tardiness) for point in drawn.points])
    assert steps[0] == steps[1]
    assert splits[0] == splits[1]
    assert points[0] == points[1]
