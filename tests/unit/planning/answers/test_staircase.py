"""The value of a ceiling as a whole curve: at every amount what counting every plan says, kink by kink."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import best, planned
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.staircase import (
    Staircase,
    Step,
    ceilings_to_ask_about,
    neighbours,
    number_of_aims,
    staircase,
    usual_aim,
)
from portfolio.planning.answers.worth import worth
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]


def curve(plan: Plan, portfolio: Portfolio, year: int = 2020, aims: int = 2, most: int = 60) -> Staircase:
    case = Case(portfolio, plan.scenario)
    return staircase(case, "district", year, aims, solve=in_process, most=most)


def counted(portfolio: Portfolio, scenario: Scenario, year: int, ceiling: int | None) -> list[int] | None:
    """Return what the aims come to with this ceiling, by looking at every plan."""
    by_year = {**scenario.ceilings.get("district", {}), year: ceiling}
    return best(brief_of(portfolio, scenario.changed(ceilings={**scenario.ceilings, "district": by_year})))


def step_of(found: Staircase, ceiling: int) -> Step | None:
    return next(
        (
            step
            for step in found.steps
            if step.least <= ceiling and (step.most is None or ceiling <= step.most)
        ),
        None,
    )


def holds(found: Staircase, portfolio: Portfolio, scenario: Scenario, ceilings: range) -> None:
    """Hold a curve to what counting says of each of these ceilings."""
    for ceiling in ceilings:
        values = counted(portfolio, scenario, found.year, ceiling)
        step = step_of(found, ceiling)
        if step is None:
            is_told = any(gap.first <= ceiling <= gap.last for gap in found.unknown)
            is_above = found.looked_up_to is not None and ceiling > found.looked_up_to
            assert values is None or is_told or is_above
            continue
        assert values is not None
        assert list(step.values) == values[: found.aims], ceiling
    for step in found.steps:
        assert step.proven
        assert violations(portfolio, step.plan) == ()
        below = counted(portfolio, scenario, found.year, step.least - 1) if step.least else None
        assert below is None or below[: found.aims] != list(step.values), "a kink is one to the unit"


@pytest.fixture
def crowd(build: Build) -> Portfolio:
    builder = build(years=1, overrun=2).project("a", cost=10, quarters=2).project("b", cost=6, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=4, quarters=4, priority=3).portfolio()
    return portfolio


def test_every_kink_is_there_and_none_besides(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 12}})
    found = curve(plan, crowd)
    holds(found, crowd, plan.scenario, range(30))
    assert found.unknown == ()
    assert found.steps[0].most is None
    assert len(found.steps) > 3
    assert found.here is not None
    assert found.here.least <= 9 <= (found.here.most or 9)
    assert found.below is not None
    assert found.above is not None
    assert found.unknown_above is None
    assert found.above.values < found.here.values < found.below.values


def test_without_a_ceiling_it_is_drawn_downwards(crowd: Portfolio) -> None:
    plan = planned(crowd)
    found = curve(plan, crowd)
    holds(found, crowd, plan.scenario, range(30))
    assert (found.present, found.here, found.above) == (None, found.steps[0], None)
    assert found.steps[0].least == 20, "all of it in its year"


def test_below_the_lowest_step_nothing_is_possible(build: Build) -> None:
    portfolio = build(years=1).project("a", cost=100).portfolio()
    plan = planned(portfolio, ceilings={"district": {2020: 120}})
    found = curve(plan, portfolio)
    assert [(step.least, step.most) for step in found.steps] == [(100, None)]
    assert found.impossible == 99
    assert found.unknown == ()
    assert (found.below, found.above) == (None, None)


def test_with_few_steps_what_is_left_is_told(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 12}})
    whole, part = curve(plan, crowd, aims=3), curve(plan, crowd, aims=3, most=4)
    assert len(part.steps) < len(whole.steps)
    assert part.unknown
    holds(part, crowd, plan.scenario, range(30))


def test_it_is_told_step_by_step(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9}})
    told: list[Staircase] = []
    case = Case(crowd, plan.scenario)
    found = staircase(case, "district", 2020, 2, solve=in_process, keep=told.append)
    assert told[-1] == found
    assert {len(part.steps) for part in told} >= set(range(1, len(found.steps) + 1))


def test_the_usual_aim_is_lateness(crowd: Portfolio) -> None:
    plan = planned(crowd)
    assert (usual_aim(plan), number_of_aims(plan)) == (1, 3)
    assert plan.provenance.objective[0].term == "tardiness"
    peaks = planned(crowd, objective=[{"terms": [{"term": "peak", "resource": "public"}]}])
    assert (usual_aim(peaks), number_of_aims(peaks)) == (1, 1)


def test_which_ceilings_are_meant(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 90, 2021: 80}, "public": {2021: 100}})
    case = Case(crowd, plan.scenario)
    every = [("district", 2020), ("district", 2021), ("public", 2021)]
    assert ceilings_to_ask_about(case, plan, None, None) == every
    assert ceilings_to_ask_about(case, plan, "district", None) == every[:2]
    assert ceilings_to_ask_about(case, plan, None, 2021) == every[1:]
    assert ceilings_to_ask_about(case, plan, "private", 2022) == [("private", 2022)]
    free = planned(crowd)
    assert ceilings_to_ask_about(Case(crowd, free.scenario), free, None, None) == [
        ("district", 2020),
        ("public", 2020),
    ]
    for payer, year in (("nobody", None), (None, 1999), ("total", None)):
        with pytest.raises(BadInput):
            ceilings_to_ask_about(case, plan, payer, year)


def test_where_a_step_changes_nothing_the_next_change_is_told(crowd: Portfolio) -> None:
    """What one more million is worth is never answered by dashes alone."""
    plan = planned(crowd, ceilings={"district": {2020: 500}})
    found = worth(Case(crowd, plan.scenario), plan, 100, solve=in_process)
    assert not any(any(entry.objective) for entry in found.differences)
    (stair,) = found.stairs
    assert (stair.payer, stair.year, stair.present) == ("district", 2020, 500)
    assert stair.here is not None
    assert (stair.here.least, stair.here.most) == (20, None)
    assert stair.below is not None

    none = planned(crowd)
    free = worth(Case(crowd, none.scenario), none, 100, solve=in_process)
    assert free.differences == ()
    assert [(stair.payer, stair.year) for stair in free.stairs] == [("district", 2020), ("public", 2020)]
    assert all(stair.here is not None and stair.below is not None for stair in free.stairs)


def test_a_ceiling_that_changes_something_at_this_step_needs_no_more(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 12}})
    found = worth(Case(crowd, plan.scenario), plan, 5, solve=in_process)
    changing = {(entry.payer, entry.year) for entry in found.differences if any(entry.objective)}
    assert {(stair.payer, stair.year) for stair in found.stairs}.isdisjoint(changing)


def test_every_step_takes_one_solve(crowd: Portfolio) -> None:
    """One more finds the lowest ceiling of all; the plan of a step is the one it was found with."""
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 12}})
    asked: list[Instance] = []

    def counting(instance: Instance, options: SolveOptions) -> Result:
        asked.append(instance)
        return in_process(instance, options)

    case = Case(crowd, plan.scenario)
    found = staircase(case, "district", 2020, 2, solve=counting)
    assert len(found.steps) > 2
    looked_upwards = 1
    assert len(asked) <= 1 + len(found.steps) + looked_upwards
    assert all(len(step.plan.provenance.objective) == 2 for step in found.steps)


def test_where_every_unit_is_worth_something_few_of_them_are_looked_at(build: Build) -> None:
    """Money may be spread as one likes and each unit of it is missing to the floor: a slope, not a stair."""
    band = {"early": 8, "late": 8}
    portfolio = build(years=1, overrun=1, floor=1000).project("a", cost=1000).portfolio()
    plan = planned(portfolio, ceilings={"district": {2020: 400}}, band=band)
    asked: list[Instance] = []

    def counting(instance: Instance, options: SolveOptions) -> Result:
        asked.append(instance)
        return in_process(instance, options)

    found = staircase(Case(portfolio, plan.scenario), "district", 2020, 1, solve=counting, most=9)
    assert all(step.proven for step in found.steps)
    assert all(step.values == (1000 - step.least,) for step in found.steps)
    assert (found.here, found.above, found.below) != (None, None, None)
    assert found.unknown_above is None
    assert [step.least for step in found.steps if abs(step.least - 400) <= 1] == [401, 400, 399]
    assert min(step.least for step in found.steps) < 300
    assert len(asked) <= 12


def test_an_aim_that_may_be_worsened_is_not_worsened_for_a_curve(crowd: Portfolio) -> None:
    loose = [
        {"terms": [{"term": "tardiness"}], "tolerance": 0.5},
        {"terms": [{"term": "peak", "resource": "public"}]},
    ]
    plan = planned(crowd, ceilings={"district": {2020: 9, 2021: 12}}, objective=loose)
    found = curve(plan, crowd, aims=2)
    values = [step.values for step in found.steps]
    assert values == sorted(values), "more money is never worse"


def test_nobody_is_asked_about_what_was_not_found_in_time(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 9}})
    case = Case(crowd, plan.scenario, time_limit=0.0)
    found = neighbours(case, "district", 2020, 2, solve=in_process)
    assert found.steps == ()
    assert plan.status is PlanStatus.OPTIMAL


@examples(12)
@given(data=st.data())
def test_curves_of_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    for name in "abc"[: draw(st.integers(2, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(1, 9)),
            quarters=draw(st.integers(1, 5)),
            earliest=f"2020Q{draw(st.integers(1, 4))}",
            priority=draw(st.integers(1, 3)),
            percent=draw(st.sampled_from([{"district": 100}, {"private": 40, "district": 60}])),
        )
    portfolio = builder.portfolio()
    ceilings = {
        "district": {2020: draw(st.none() | st.integers(0, 20)), 2021: draw(st.integers(5, 20))},
        "public": {2020: draw(st.none() | st.integers(5, 20))},
    }
    plan = planned(
        portfolio,
        ceilings=ceilings,
        projects={name: {"mandated": False} for name in draw(st.sets(st.just("a")))},
        carry_over=draw(st.sampled_from([{}, {"district": 0.5}, {"district": 1}])),
        overrun_years=1,
    )
    assume(plan.status.has_plan)
    year = draw(st.sampled_from([2020, 2021]))
    found = curve(plan, portfolio, year, draw(st.integers(1, 3)))
    holds(found, portfolio, plan.scenario, range(32))
    if found.here is not None:
        whole = counted(portfolio, plan.scenario, year, found.present)
        assert whole is not None
        assert list(found.here.values) == whole[: found.aims]
