"""A way out by wider bands: as few periods as are needed, by counting, and none where bands are not why."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from counted_ways import found
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.relaxations import Side
from portfolio.planning.answers.ways_out import WayKind
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import ways
from portfolio.wording.i18n import Language, wording
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples


def portfolio_with(*projects: str, **band: int) -> Portfolio:
    builder = PortfolioBuilder()
    for name in projects:
        builder = builder.project(name)
    portfolio = builder.portfolio()
    assumptions = portfolio.assumptions.model_dump(by_alias=True)
    return portfolio.changed(assumptions={**assumptions, "bands": [{**band, **WHY}]})


def asked(ceilings: dict[int, int], *projects: str, start: str = "2020Q3", **changes: Any) -> Scenario:
    pins = {name: {"pin": {"start": start}, **changes} for name in projects}
    return Scenario.model_validate({"name": "any", "ceilings": {"district": ceilings}, "projects": pins})


def is_possible(portfolio: Portfolio, scenario: Scenario, early: int, late: int) -> bool:
    """Whether there is a plan in which all money may run so early and so late."""
    wide = {"early": early, "late": late}
    projects = {name: change.model_dump() | {"band": wide} for name, change in scenario.projects.items()}
    wider = Scenario.model_validate({**scenario.model_dump(), "projects": projects})
    return make_plan(Case(portfolio, wider)).status.has_plan


@pytest.mark.parametrize(
    ("ceilings", "side", "after"),
    [({2020: 0}, Side.LATE, 2), ({2021: 20}, Side.EARLY, 2), ({2021: 0}, Side.EARLY, 2)],
)
def test_the_band_gets_wider_by_the_fewest_periods_on_the_side_that_needs_it(
    ceilings: dict[int, int], side: Side, after: int
) -> None:
    portfolio, scenario = portfolio_with("a", early=1, late=1), asked(ceilings, "a")
    way = found(portfolio, scenario)[WayKind.BAND]
    (step,) = way.steps
    assert (step.project, step.side, step.before, step.after) == ("a", side, 1, after)
    assert way.price == after - 1
    sides = {Side.EARLY: (after, 1), Side.LATE: (1, after)}[side]
    assert is_possible(portfolio, scenario, *sides)
    band = way.scenario.project("a").band
    assert band is not None
    assert (band.early, band.late) == sides


def test_of_several_works_only_those_whose_money_is_in_the_way_get_wider_bands() -> None:
    portfolio = portfolio_with("a", "b", late=1)
    way = found(portfolio, asked({2020: 25}, "a", "b"))[WayKind.BAND]
    assert len(way.steps) == 1
    assert way.price == 1


def test_no_band_is_offered_where_none_helps_or_there_is_none() -> None:
    scenario = asked({2020: 10, 2021: 10}, "a")
    assert WayKind.BAND not in found(portfolio_with("a", late=1), scenario)
    bare = PortfolioBuilder().project("a").portfolio()
    assert WayKind.BAND not in found(bare, asked({2020: 0}, "a"))


@examples(12)
@given(
    early=st.integers(0, 3),
    late=st.integers(0, 3),
    room=st.tuples(st.integers(0, 100), st.integers(0, 100)),
    start=st.sampled_from(["2020Q2", "2020Q3", "2020Q4"]),
)
def test_it_is_found_where_counting_finds_one(
    early: int, late: int, room: tuple[int, int], start: str
) -> None:
    assume(early or late)
    portfolio = portfolio_with("a", early=early, late=late)
    scenario = asked({2020: room[0], 2021: room[1]}, "a", start=start)
    assume(not is_possible(portfolio, scenario, early, late))
    way = found(portfolio, scenario).get(WayKind.BAND)
    prices = [
        more + longer
        for more, longer in product(range(9), repeat=2)
        if is_possible(portfolio, scenario, early + more, late + longer)
    ]
    assert (way is None) is (not prices)
    if way is not None:
        assert way.price >= min(prices)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.EN, "its money may run 2 quarters late instead of 1"),
        (Language.ZH, "资金最多可推后2个季度（原为1个）"),
    ],
)
def test_it_is_told_in_words(language: Language, told: str) -> None:
    portfolio = portfolio_with("a", early=1, late=1)
    way = found(portfolio, asked({2020: 0}, "a"))[WayKind.BAND]
    say = wording(language).of(portfolio)
    assert told in ways.step_words(way.kind, way.steps[0], portfolio, say)
    assert "1" in ways.price_words(way, say)
