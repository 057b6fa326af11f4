"""Answers where sources pay in some years only: ways out widen them, reasons and freedoms name them."""

from __future__ import annotations

from typing import Any

from assumed import assuming

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.freedoms import FreedomKind, freedoms
from portfolio.planning.answers.reasons import Cause, reasons
from portfolio.planning.answers.ways_out import Step, WayKind, ways_out
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]


def paid_by(build: Build, **conditions: Any) -> Portfolio:
    """Return works of a year that may begin in 2020 and are paid by the district, which is bound so."""
    portfolio = build(years=3).project("p", cost=80, quarters=4, target=2022).portfolio()
    sources = [
        {"id": "district", "name_en": "District", "name_zh": "区", **conditions},
        {"id": "municipal", "name_en": "City", "name_zh": "市"},
        {"id": "private", "name_en": "Private", "name_zh": "社"},
    ]
    return assuming(portfolio, funding_sources=sources, source_groups=[])


def asked(**more: Any) -> Scenario:
    """Return a scenario that aims for opening early."""
    aims = [{"terms": [{"term": "benefit"}]}]
    return Scenario.model_validate({"name": "t", "objective": aims, **more})


def test_a_source_is_let_pay_for_as_many_more_years_as_are_needed(build: Build) -> None:
    portfolio = paid_by(build, last_year=2020)
    scenario = asked(projects={"p": {"pin": {"start": "2022Q1"}}})
    found = {way.kind: way for way in ways_out(Case(portfolio, scenario), solve=in_process).found}
    way = found[WayKind.SOURCE_YEARS]
    assert way.steps == (Step(payer="district", before=2020, after=2022),)
    assert (way.price, way.minimal) == (2, True)
    assert violations(portfolio, way.plan) == ()


def test_a_first_year_is_moved_where_the_last_is_not_in_the_way(build: Build) -> None:
    portfolio = paid_by(build, first_year=2022, last_year=2030)
    scenario = asked(projects={"p": {"pin": {"start": "2021Q1"}}})
    found = {way.kind: way for way in ways_out(Case(portfolio, scenario), solve=in_process).found}
    assert found[WayKind.SOURCE_YEARS].steps == (Step(payer="district", before=2022, after=2021),)


def test_a_project_that_waits_for_the_first_year_of_its_source_says_so(build: Build) -> None:
    portfolio = paid_by(build)
    before = make_plan(Case(portfolio, asked(projects={"p": {"pin": {"start": "2020Q1"}}})))
    bound = asked(sources={"district": {"first_year": 2021}})
    after = make_plan(Case(portfolio, bound))
    assert str(after.project("p").start) == "2021Q1"
    found = reasons(portfolio, before, after, compare(before, after))["p"]
    assert (Cause.SOURCE_YEARS, "district", 2020) in [(r.cause, r.payer, r.year) for r in found]
    free = make_plan(Case(portfolio, asked()))
    told = freedoms(portfolio, free, after).before
    assert [(f.kind, f.payer, f.own, f.other) for f in told] == [
        (FreedomKind.SOURCE_YEARS, "district", None, "2021–")
    ]
