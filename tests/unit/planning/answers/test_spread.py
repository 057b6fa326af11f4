"""The two best splits of the same money over the years: those that trying every split finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from every_plan import best, planned, values
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.spread import (
    Split,
    Spread,
    payer_to_spread,
    spread,
    usual_shift,
    what_may_move,
)
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]


def spread_of(portfolio: Portfolio, plan: Plan, shift: int, payer: str = "district") -> Spread:
    return spread(Case(portfolio, plan.scenario), plan, payer, shift, solve=in_process)


def splits(present: dict[int, int], shift: int) -> Iterator[dict[int, int]]:
    """Yield every split of the same total within the shift."""
    ranges = [range(max(0, amount - shift), amount + shift + 1) for amount in present.values()]
    for amounts in product(*ranges):
        if sum(amounts) == sum(present.values()):
            yield dict(zip(present, amounts, strict=True))


def worth_of(brief: Brief) -> list[int] | None:
    """Return aim by aim what the best plan comes to, less being better; None where there is no plan."""
    found = best(brief)
    if found is None:
        return None
    return [-v if t.terms[0].is_maximised else v for v, t in zip(found, brief.objective, strict=False)]


def counted(
    portfolio: Portfolio, scenario: Scenario, found: Spread, apart_from: dict[int, int] | None = None
) -> tuple[list[int], int] | None:
    """Return what the best split is worth and how much money it moves, by trying every one."""
    tried = []
    for ceilings in splits(found.present, found.shift):
        if apart_from and all(abs(ceilings[y] - apart_from[y]) < found.apart for y in ceilings):
            continue
        by_payer = {**scenario.ceilings, found.payer: {**scenario.ceilings.get(found.payer, {}), **ceilings}}
        values = worth_of(brief_of(portfolio, scenario.changed(ceilings=by_payer)))
        if values is not None:
            tried.append((values, sum(max(0, ceilings[y] - found.present[y]) for y in ceilings)))
    return min(tried, default=None)


def holds(portfolio: Portfolio, scenario: Scenario, found: Spread) -> None:
    """Hold both splits to what trying every one says."""
    before: dict[int, int] | None = None
    for number in range(2):
        expected = counted(portfolio, scenario, found, before)
        if expected is None:
            assert len(found.splits) == number
            assert found.exhausted
            return
        split = found.splits[number]
        assert split.proven
        assert sum(split.ceilings.values()) == sum(found.present.values())
        assert all(abs(split.ceilings[y] - found.present[y]) <= found.shift for y in found.years)
        assert (worth_in(split), split.moved) == expected
        assert violations(portfolio, split.plan) == ()
        before = split.ceilings
    assert not found.exhausted


def worth_in(split: Split) -> list[float]:
    maximised = [outcome.terms[0].is_maximised for outcome in split.plan.provenance.objective]
    return [-(v or 0) if most else v or 0 for v, most in zip(values(split.plan), maximised, strict=True)]


@pytest.fixture
def crowd(build: Build) -> Portfolio:
    builder = build(years=1, overrun=2).project("a", cost=10, quarters=2).project("b", cost=6, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=4, quarters=4, priority=3).portfolio()
    return portfolio


def test_the_two_best_splits_are_those_of_trying_every_one(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 9, 2022: 9}})
    found = spread_of(crowd, plan, 3)
    holds(crowd, plan.scenario, found)
    first, second = found.splits
    assert first.moved > 0
    assert (first.objective[0] or 0) < 0, "less late for the same money"
    assert any(abs(first.ceilings[y] - second.ceilings[y]) >= found.apart == 2 for y in found.years)
    assert first.scenario.ceilings["district"] == first.ceilings
    assert first.plan.scenario == first.scenario


def test_what_is_best_already_moves_nothing(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 40, 2021: 9}})
    found = spread_of(crowd, plan, 3)
    holds(crowd, plan.scenario, found)
    assert found.splits[0].moved == 0
    assert found.splits[0].ceilings == {2020: 40, 2021: 9}
    assert not any(found.splits[0].objective)


def test_where_the_present_split_is_impossible(build: Build) -> None:
    builder = build(years=2).project("a", cost=10, quarters=1, target=2020)
    portfolio = builder.project("b", cost=6, quarters=1).portfolio()
    now = {"district": {2020: 8, 2021: 8}}
    plan = planned(portfolio, ceilings=now)
    assert not plan.status.has_plan
    found = spread_of(portfolio, plan, 3)
    holds(portfolio, plan.scenario, found)
    assert found.splits[0].ceilings == {2020: 10, 2021: 6}
    assert found.splits[0].objective == (None, None, None)
    assert spread_of(portfolio, plan, 1).splits == ()
    assert spread_of(portfolio, plan, 1).exhausted


def test_what_is_locked_or_over_stays(crowd: Portfolio) -> None:
    ceilings = {"district": {2020: 9, 2021: 9, 2022: 9}}
    plan = planned(crowd, ceilings=ceilings, locked=["district.2021"])
    found = spread_of(crowd, plan, 4)
    assert found.years == [2020, 2022]
    holds(crowd, plan.scenario, found)
    assert all(split.scenario.ceilings["district"][2021] == 9 for split in found.splits)
    for locked in (["district"], ["district.2021", "district.2022"]):
        fixed = planned(crowd, ceilings=ceilings, locked=locked)
        with pytest.raises(BadInput):
            spread_of(crowd, fixed, 4)


def test_without_ceilings_it_is_split_as_the_plan_pays(crowd: Portfolio) -> None:
    plan = planned(crowd, objective=[{"terms": [{"term": "peak", "resource": "district"}]}])
    found = spread_of(crowd, plan, 2)
    assert found.of_plan
    assert sum(found.present.values()) == 20
    assert found.splits[0].moved == 0
    holds(crowd, found.plan.scenario, found)


def test_room_that_moves_on_counts(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 9, 2022: 4}}, carry_over={"district": 0.5})
    holds(crowd, plan.scenario, spread_of(crowd, plan, 3))


def test_whose_money_and_by_how_much_without_a_choice(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 90}, "private": {2020: 900, 2021: 1_300}})
    case = Case(crowd, plan.scenario)
    assert payer_to_spread(case) == "private"
    assert payer_to_spread(Case(crowd, Scenario(name="free"))) == "public"
    present, of_plan = what_may_move(case, plan, "private")
    assert (usual_shift(present, 100), of_plan) == (100, False)
    assert usual_shift({2020: 5, 2021: 5}, 100) == 100
    for payer in ("nobody", "total", "district"):
        with pytest.raises(BadInput):
            what_may_move(case, plan, payer)


@examples(10)
@given(data=st.data())
def test_splits_of_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    for name in "abc"[: draw(st.integers(2, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(1, 9)),
            quarters=draw(st.integers(1, 5)),
            priority=draw(st.integers(1, 3)),
            percent=draw(st.sampled_from([{"district": 100}, {"private": 40, "district": 60}])),
        )
    portfolio = builder.portfolio()
    payer = draw(st.sampled_from(["district", "public"]))
    ceilings = {payer: {2020: draw(st.integers(0, 20)), 2021: draw(st.integers(0, 20))}}
    carry = draw(st.sampled_from([{}, {payer: 0.5}]))
    plan = planned(portfolio, ceilings=ceilings, carry_over=carry)
    found = spread_of(portfolio, plan, draw(st.integers(1, 5)), payer)
    assume(found.splits or found.exhausted)
    holds(portfolio, plan.scenario, found)
