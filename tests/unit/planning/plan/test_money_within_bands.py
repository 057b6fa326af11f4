"""Yearly amounts are chosen within bands: as good as any choice by hand, and never beyond the band."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.explanation import AllocationInTheWay, BandsInTheWay, CeilingExceeded
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.answers.freedoms import FreedomKind, freedoms
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples

YEARS = (2020, 2021, 2022)
PEAK = [{"terms": [{"term": "peak", "resource": "district"}]}]


def moving(portfolio: Portfolio, **band: object) -> Portfolio:
    assumptions = portfolio.assumptions.model_dump(by_alias=True)
    return portfolio.changed(assumptions={**assumptions, "bands": [{**band, **WHY}]})


def planned(portfolio: Portfolio, **changes: Any) -> Plan:
    return make_plan(Case(portfolio, Scenario.model_validate({"name": "any", **changes})))


def spent(plan: Plan, project: str = "a", source: str = "district") -> tuple[int, ...]:
    by_year = plan.project(project).by_source.get(source, {})
    return tuple(by_year.get(year, 0) for year in plan.years)


def fitting(curve: list[int], begins: int, band: dict[str, int]) -> Iterator[tuple[int, ...]]:
    """All yearly amounts that a band lets, tried one by one."""
    whole, step = curve[-1], band["step"]
    sums = sorted({*range(0, whole + 1, step), whole})
    for first, second in product(sums, sums):
        amounts, at, fits = (first, second - first, whole - second), 0, second >= first
        for year, amount in enumerate(amounts):
            at += amount
            end = 4 * year + 3
            behind = curve[end - band["late"]] if end >= band["late"] else 0
            ahead = curve[min(end + band["early"], 11)]
            along = curve[end] - (curve[end - 4] if year else 0)
            if year < 2:
                fits &= at >= (whole if behind == whole else max(n for n in sums if n <= behind))
                fits &= at == 0 or (begins <= end and at <= min(n for n in sums if n >= ahead))
            fits &= amount <= band["maximum"]
            fits &= amount >= min(band["minimum"], along // step * step)
        if fits:
            yield amounts


@examples(25)
@given(
    early=st.integers(0, 3),
    late=st.integers(0, 5),
    step=st.sampled_from([1, 5, 10]),
    year=st.tuples(st.integers(0, 2), st.integers(3, 12)),
    cost=st.integers(31, 64),
)
def test_no_choice_within_the_band_has_a_lower_peak(
    early: int, late: int, step: int, year: tuple[int, int], cost: int
) -> None:
    band = {"early": early, "late": late, "step": step, "minimum": year[0] * step, "maximum": year[1] * step}
    builder = PortfolioBuilder(years=3).project("a", cost=cost, quarters=5, profile="s_curve")
    portfolio = moving(builder.portfolio(), **band)
    plan = planned(portfolio, objective=PEAK)
    need = brief_of(portfolio, plan.scenario).requirements["a"]
    found: list[int] = []
    for begins in range(8):
        (paid,) = need.modes[0].spending.values()
        curve = [sum(paid[: max(0, period + 1 - begins)]) for period in range(12)]
        choices = (
            fitting(curve, begins, band)
            if early or late
            else [(curve[3], curve[7] - curve[3], cost - curve[7])]
        )
        found += [max(choice) for choice in choices]
    if not found:
        assert plan.status is PlanStatus.INFEASIBLE
        assert [type(part) for part in plan.explanation] == [BandsInTheWay]
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert max(spent(plan)) == min(found)
    assert violations(portfolio, plan) == ()


def two_years(**band: object) -> Portfolio:
    """A hundred, a half of it in either year by the curve of the start that is pinned below."""
    return moving(PortfolioBuilder().project("a").portfolio(), **band)


def pinned(**change: object) -> dict[str, Any]:
    return {"a": {"pin": {"start": "2020Q3"}, **change}}


@pytest.mark.parametrize(
    ("band", "room", "least"),
    [({"late": 1}, 60, 25), ({"late": 1, "step": 10}, 60, 20), ({"early": 1}, 60, 50)],
)
def test_ceilings_are_kept_by_moving_money_as_far_as_the_band_goes(
    band: dict[str, object], room: int, least: int
) -> None:
    portfolio = two_years(**band)
    kept = planned(portfolio, projects=pinned(), ceilings={"district": {2020: least}})
    assert kept.status is PlanStatus.OPTIMAL
    assert spent(kept) == (least, 100 - least)
    refused = planned(portfolio, projects=pinned(), ceilings={"district": {2020: least - 1}})
    assert {type(part) for part in refused.explanation} == {CeilingExceeded, BandsInTheWay}
    assert planned(portfolio, projects=pinned(), ceilings={"district": {2021: room}}).status.has_plan


def test_what_is_pinned_binds_within_the_band_and_flexes_no_further() -> None:
    portfolio = two_years(late=1, step=5)
    kept = planned(portfolio, projects=pinned(allocations={"district": {2020: 30}}))
    assert spent(kept) == (30, 70)
    assert kept.allowances == ()
    refused = planned(portfolio, projects=pinned(allocations={"district": {2020: 20}}))
    assert {type(part) for part in refused.explanation} == {AllocationInTheWay, BandsInTheWay}


def test_a_flexibility_that_is_said_takes_the_place_of_the_band() -> None:
    pin = pinned(allocations={"district": {2020: 10}}, flexibility=0.9)
    plan = planned(two_years(late=1), projects=pin)
    assert spent(plan) == (10, 90)
    assert plan.project("a").band is None


@pytest.mark.parametrize("where", ["project", "all"])
def test_a_scenario_sets_its_own_band_or_none(where: str) -> None:
    def scenario(band: object) -> dict[str, Any]:
        return {"projects": pinned(band=band)} if where == "project" else {"band": band, "projects": pinned()}

    tight = {"ceilings": {"district": {2020: 25}}}
    assert spent(planned(two_years(), **scenario({"late": 1}), **tight)) == (25, 75)
    assert not planned(two_years(late=1), **scenario(0), **tight).status.has_plan
    assert spent(planned(two_years(late=1), **scenario(0))) == (50, 50)


def test_the_plan_tells_the_curve_and_how_much_has_moved_from_it() -> None:
    plan = planned(two_years(late=1, step=10), projects=pinned(), ceilings={"district": {2020: 30}})
    (row,) = json.loads(plan_json(plan))["projects"]
    assert row["band"]["curve"] == {"district": {"2020": 50, "2021": 50}}
    assert row["band"]["moved"] == 20
    assert row["band"]["within"]["late"] == 1
    assert Plan.model_validate_json(plan_json(plan)) == plan
    assert planned(two_years(), projects=pinned()).project("a").band is None


@pytest.mark.parametrize(
    "spoiled",
    [
        {"by_source": {"district": {2020: 20, 2021: 80}}, "expenditure": {2020: 20, 2021: 80}},
        {"by_source": {"district": {2020: 60, 2021: 40}}, "expenditure": {2020: 60, 2021: 40}},
        {"by_source": {"district": {2020: 33, 2021: 67}}, "expenditure": {2020: 33, 2021: 67}},
        {"band": None},
    ],
)
def test_the_check_tells_what_leaves_the_band(spoiled: dict[str, Any]) -> None:
    portfolio = two_years(late=1, step=5)
    plan = planned(portfolio, projects=pinned())
    content = plan.model_dump()
    content["projects"][0].update(spoiled)
    assert RuleName.BAND in {each.rule for each in violations(portfolio, Plan.model_validate(content))}


@pytest.mark.parametrize(("least", "most", "expected"), [(40, None, (40, 60)), (0, 70, (30, 70))])
def test_a_year_has_at_least_and_at_most_so_much(
    least: int, most: int | None, expected: tuple[int, ...]
) -> None:
    band = {"late": 1, "step": 10, "minimum": least, "maximum": most}
    late = [{"terms": [{"term": "usage", "resource": "district", "sense": "min"}]}]
    plan = planned(two_years(**band), projects=pinned(), ceilings={"district": {2020: expected[0]}})
    assert spent(plan) == expected
    lower = {"district": {2020: expected[0] - 10}}
    assert not planned(two_years(**band), projects=pinned(), ceilings=lower, objective=late).status.has_plan


def test_works_under_way_move_only_where_a_rule_names_them() -> None:
    def begun(applies_to: dict[str, Any]) -> Plan:
        builder = PortfolioBuilder().project("a", quarters=8, fixed=True, status="under_construction")
        return planned(moving(builder.portfolio(), late=2, applies_to=applies_to))

    assert begun({}).project("a").band is None
    assert begun({"statuses": ["planned"]}).project("a").band is None
    assert begun({"projects": ["a"]}).project("a").band is not None
    assert begun({"statuses": ["under_construction"]}).project("a").band is not None


def test_milestones_and_what_has_no_price_have_no_money_to_move() -> None:
    builder = PortfolioBuilder().project("a", cost=None).project("b", cost=0, quarters=0)
    plan = planned(moving(builder.portfolio(), late=2))
    assert plan.status.has_plan
    assert [project.band for project in plan.projects] == [None, None]


def test_sources_move_each_by_itself_and_pay_their_share_in_all() -> None:
    builder = PortfolioBuilder().project("a", percent={"district": 60, "private": 40})
    portfolio = moving(builder.portfolio(), late=1, early=1)
    ceilings = {"district": {2020: 15}, "private": {2021: 10}}
    plan = planned(portfolio, projects=pinned(), ceilings=ceilings)
    assert spent(plan) == (15, 45)
    assert spent(plan, source="private") == (30, 10)


def test_data_and_scenarios_without_bands_are_what_they_were() -> None:
    portfolio = PortfolioBuilder().project("a").portfolio()
    assert two_years().data_hash != portfolio.data_hash
    without = portfolio.changed(assumptions={**portfolio.assumptions.model_dump(by_alias=True), "bands": []})
    assert without.data_hash == portfolio.data_hash
    scenario = Scenario.model_validate({"name": "any", "projects": {"a": {"cost": 3}}})
    assert "band" not in scenario.model_dump_json()


def test_a_wider_band_is_told_as_what_the_plan_was_allowed() -> None:
    portfolio = two_years(late=1)
    usual, wider = planned(portfolio), planned(portfolio, projects={"a": {"band": {"late": 3}}})
    assert [each.kind for each in freedoms(portfolio, usual, wider).after] == [FreedomKind.BAND]
    assert freedoms(portfolio, usual, wider).before == ()
