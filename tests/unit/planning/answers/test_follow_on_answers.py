"""Answers about ceilings on debt service and running costs: as about any other ceiling."""

from __future__ import annotations

from typing import Any

import pytest
from follow_on_cases import BOND, planned, small

from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.reasons import Cause, reasons
from portfolio.planning.answers.staircase import ceilings_to_ask_about, number_of_aims, staircase
from portfolio.planning.answers.ways_out import WayKind, ways_out
from portfolio.planning.answers.worth import worth
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.conftest import WHY

PORTFOLIO = small(bonds=[BOND], running=[{"per_year": 100, **WHY}])
EARLY = {"objective": [{"terms": [{"term": "benefit"}]}]}
AT_ONCE = {"projects": {name: {"pin": {"start": "2020Q1"}} for name in "pq"}}


def case(**changes: Any) -> Case:
    return Case(PORTFOLIO, Scenario.model_validate({"name": "test", **changes}))


@pytest.mark.parametrize(
    ("name", "ceilings", "year", "over"),
    [
        ("running_costs", {2021: 100, 2022: 100}, 2021, 100),
        ("debt_service", {2021: 20}, 2021, 17),
        ("debt_service:municipal", {2021: 20}, 2021, 17),
    ],
)
def test_what_waits_for_room_says_for_which(
    name: str, ceilings: dict[int, int], year: int, over: int
) -> None:
    before, after = planned(PORTFOLIO, **EARLY), planned(PORTFOLIO, ceilings={name: ceilings}, **EARLY)
    found = reasons(PORTFOLIO, before, after, compare(before, after))
    (reason,) = (each for each in found["p"] if each.year == year)
    # Each pays 50 by the bond, for 18 a year; both together 100, for 37.
    assert (reason.cause, reason.payer, reason.over) == (Cause.CEILING, name, over)
    back = reasons(PORTFOLIO, after, before, compare(after, before))
    assert (Cause.LIFTED, name) in {(each.cause, each.payer) for each in back["p"]}


def test_ways_out_raise_such_ceilings_by_the_least() -> None:
    tight = case(ceilings={"running_costs": {2022: 150}, "debt_service": {2021: 30}}, **AT_ONCE)
    assert not make_plan(tight).status.has_plan
    found = {way.kind: way for way in ways_out(tight, solve=in_process).found}
    way = found[WayKind.CEILINGS]
    assert way.price == 50 + 7
    raised = way.plan.scenario.ceilings
    assert (raised["running_costs"][2022], raised["debt_service"][2021]) == (200, 37)


def test_a_locked_one_is_not_raised() -> None:
    locked = case(ceilings={"running_costs": {2022: 150}}, locked=["running_costs.2022"], **AT_ONCE)
    assert WayKind.CEILINGS not in {way.kind for way in ways_out(locked, solve=in_process).found}


def test_what_one_more_is_worth_is_answered_of_them_too() -> None:
    asked = case(ceilings={"running_costs": {2022: 150}, "debt_service": {2021: 20}}, **EARLY)
    answer = worth(asked, make_plan(asked), 50, solve=in_process)
    gains = {(each.payer, each.year, each.step): each.objective for each in answer.differences}
    # With 200 both may be open all of 2022; while they may not, the second one can wait for its debt as well.
    assert gains["running_costs", 2022, 50][0] > 0
    assert gains["debt_service", 2021, 50][0] == 0
    assert all(each.proven for each in answer.differences)


@pytest.mark.parametrize("name", ["running_costs", "debt_service", "debt_service:municipal"])
def test_the_whole_curve_of_one_is_found_and_proven(name: str) -> None:
    asked = case(ceilings={name: {2022: 20}}, **EARLY)
    plan = make_plan(asked)
    assert ceilings_to_ask_about(asked, plan, None, None) == [(name, 2022)]
    curve = staircase(asked, name, 2022, number_of_aims(plan), solve=in_process)
    assert all(step.proven for step in curve.steps)
    for step in curve.steps:
        at = make_plan(asked.changed(ceilings={name: {2022: step.least}}))
        assert at.provenance.objective[0].value == step.values[0]
    values = [step.values[0] for step in sorted(curve.steps, key=lambda step: step.least)]
    assert values == sorted(values)
    assert len(values) > 1
