"""Single moves: what each changes of every aim is what counting says, and the best stand first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import best, planned
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.moves import MoveKind, Moves, gains, single_moves
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]


def moves_of(portfolio: Portfolio, plan: Plan) -> Moves:
    return single_moves(Case(portfolio, plan.scenario), plan, solve=in_process)


def kinds(moves: Moves) -> dict[tuple[str, MoveKind], str | None]:
    return {(m.project, m.kind): None if m.start is None else str(m.start) for m in moves.found}


def holds(moves: Moves, portfolio: Portfolio) -> None:
    """Hold every move to what looking at every plan says of its scenario."""
    before = best(brief_of(portfolio, moves.plan.scenario))
    assert before is not None
    assert len(moves.found) == moves.asked
    for move in moves.found:
        after = best(brief_of(portfolio, move.scenario))
        assert move.proven
        assert move.plan.scenario == move.scenario
        if after is None:
            assert move.plan.status is PlanStatus.INFEASIBLE
            assert (move.first_aim, move.better) == (None, None)
            continue
        assert violations(portfolio, move.plan) == ()
        assert move.objective == tuple(new - old for old, new in zip(before, after, strict=True))
        changed = [number for number, change in enumerate(move.objective) if change]
        assert move.first_aim == (changed[0] if changed else None)
    ranks = [gains(moves.plan, move.objective) for move in moves.ranked if move.plan.status.has_plan]
    assert ranks == sorted(ranks, reverse=True), "the best gain in the first aim that changes stands first"
    assert [move.plan.status.has_plan for move in moves.ranked] == sorted(
        (move.plan.status.has_plan for move in moves.found), reverse=True
    )


@pytest.fixture
def crowd(build: Build) -> Portfolio:
    builder = build(years=1, overrun=2).project("a", cost=100, quarters=2).project("b", cost=60, quarters=2)
    portfolio: Portfolio = builder.project("c", cost=40, quarters=4, priority=3).portfolio()
    return portfolio


def test_each_move_changes_what_counting_says(crowd: Portfolio) -> None:
    plan = planned(crowd, ceilings={"district": {2020: 90, 2021: 80, 2022: 70}})
    moves = moves_of(crowd, plan)
    holds(moves, crowd)
    assert {kind for _, kind in kinds(moves)} == {MoveKind.OUT, MoveKind.EARLIER, MoveKind.LATER}
    assert moves.ranked[0].better
    assert any(not move.plan.status.has_plan for move in moves.found)


def test_only_moves_that_make_sense_are_asked_for(build: Build) -> None:
    builder = build(years=2, overrun=1).project("a", cost=10, quarters=2, earliest="2020Q3", target=2020)
    builder.project("o", cost=10).project("x", cost=10).project("r", cost=None, status="existing")
    portfolio = builder.portfolio().changed(
        status_reports=(
            StatusReport.model_validate(
                {"project": "o", "status": "under_construction", "effective": "2020Q1"}
            ),
        )
    )
    plan = planned(portfolio, projects={"x": {"excluded": True}, "a": {"pin": {"start": "2020Q4"}}})
    moves = moves_of(portfolio, plan)
    assert kinds(moves) == {
        ("a", MoveKind.OUT): None,
        ("a", MoveKind.EARLIER): "2020Q3",
        ("a", MoveKind.LATER): "2021Q4",
        ("o", MoveKind.OUT): None,
        ("x", MoveKind.IN): None,
    }
    by_kind = {(move.project, move.kind): move for move in moves.found}
    assert by_kind["a", MoveKind.EARLIER].better, "what a person pinned is set aside"
    assert by_kind["x", MoveKind.IN].plan.project("x").scheduled
    assert not by_kind["a", MoveKind.OUT].plan.project("a").scheduled


def test_the_last_start_is_as_late_as_may_be(build: Build) -> None:
    portfolio = build(years=1, overrun=1).project("a", cost=10, quarters=2).portfolio()
    plan = planned(portfolio, projects={"a": {"pin": {"start": "2020Q4"}}})
    assert kinds(moves_of(portfolio, plan))["a", MoveKind.LATER] == "2021Q3"
    last = planned(portfolio, projects={"a": {"pin": {"start": "2021Q3"}}})
    assert ("a", MoveKind.LATER) not in kinds(moves_of(portfolio, last))


def test_they_are_told_one_by_one(crowd: Portfolio) -> None:
    plan, told = planned(crowd), []
    found = single_moves(Case(crowd, plan.scenario), plan, solve=in_process, keep=told.append)
    assert [len(part.found) for part in told] == list(range(1, found.asked + 1))
    assert {part.asked for part in told} == {found.asked}


def test_where_there_is_no_plan_nothing_can_move(build: Build) -> None:
    portfolio = build(years=1).project("a", cost=100).portfolio()
    with pytest.raises(BadInput):
        moves_of(portfolio, planned(portfolio, ceilings={"district": {2020: 1}}))


@examples(12)
@given(data=st.data())
def test_moves_in_random_portfolios(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=1, overrun=1)
    for name in "abc"[: draw(st.integers(2, 3))]:
        builder.project(
            name,
            cost=draw(st.integers(1, 40)),
            quarters=draw(st.integers(1, 5)),
            earliest=f"2020Q{draw(st.integers(1, 4))}",
            priority=draw(st.integers(1, 3)),
        )
    portfolio = builder.portfolio()
    plan = planned(
        portfolio,
        ceilings={"district": {2020: draw(st.integers(0, 60)), 2021: draw(st.integers(20, 90))}},
        projects={name: {"mandated": False} for name in draw(st.sets(st.sampled_from("ab")))},
        objective=draw(st.sampled_from([None, [{"terms": [{"term": "benefit"}]}]])),
    )
    assume(plan.status.has_plan)
    holds(moves_of(portfolio, plan), portfolio)
