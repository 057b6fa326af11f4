"""What money is worth, within one limit of time: what is answered, what is left out, and that it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.worth import LeftOut, Worth, worth
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]
MILLION = TEN_THOUSAND_YUAN.million


class SlowSolver:
    """Solves at once, and says that it took some seconds, by a clock of its own."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.limits: list[float] = []

    def clock(self) -> float:
        return self.now

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        assert options.time_limit is not None
        self.limits.append(options.time_limit)
        took = min(self.seconds, options.time_limit)
        result = in_process(instance, replace(options, time_limit=None))
        self.now += took
        if took < self.seconds:
            result = result.model_copy(
                update={"status": "unknown", "tiers": [], "projects": {}, "resources": {}}
            )
        return result.model_copy(update={"wall_seconds": took})


@pytest.fixture
def case(build: Build) -> Case:
    """Three projects, of which two must wait for the money of a year that has a ceiling."""
    builder = build(years=1, overrun=2).project("a", cost=100, quarters=2).project("b", cost=100, quarters=2)
    portfolio = builder.project("c", cost=100, quarters=2).portfolio()
    ceilings = {"public": dict.fromkeys((2020, 2021, 2022), 110)}
    return Case(portfolio, Scenario(name="tight", ceilings=ceilings))


def _answer(case: Case, limit: float, seconds: float) -> tuple[Worth, SlowSolver, list[Worth]]:
    plan = make_plan(case)
    # As if it had taken as long as each of the solves beside it.
    plan = plan.model_copy(
        update={"provenance": plan.provenance.model_copy(update={"wall_seconds": seconds})}
    )
    solver = SlowSolver(seconds)
    shown: list[Worth] = []
    limited = replace(case, time_limit=limit)
    return worth(limited, plan, 10, solve=solver, keep=shown.append, clock=solver.clock), solver, shown


def test_with_time_enough_nothing_is_left_out(case: Case) -> None:
    found, _, shown = _answer(case, 10_000, 1)
    assert found.left_out == LeftOut()
    assert len(found.differences) == 6
    assert len(found.rescues) == 2
    # Each is shown as it comes.
    assert [len(one.differences) for one in shown[:6]] == [1, 2, 3, 4, 5, 6]


def test_when_time_is_over_the_rest_is_left_out_and_counted(case: Case) -> None:
    whole, *_ = _answer(case, 10_000, 1)
    found, solver, _ = _answer(case, 30, 5)
    assert found.left_out.differences == len(whole.differences) - len(found.differences) > 0
    assert found.left_out.rescues == len(whole.rescues) - len(found.rescues)
    # What was answered had the time for a proof, and says the same as with all the time there is.
    for entry, other in zip(found.differences, whole.differences, strict=False):
        assert not entry.proven or entry.objective == other.objective
    assert sum(entry.proven for entry in found.differences) >= 3
    assert solver.now <= 30


def test_no_solve_is_handed_more_than_what_is_left(case: Case) -> None:
    _, solver, _ = _answer(case, 30, 5)
    spent = 0.0
    for limit in solver.limits:
        assert limit <= 30 - spent + 1e-9
        spent += min(5, limit)


def test_without_a_proof_of_the_plan_each_has_its_equal_share(case: Case) -> None:
    plan = make_plan(case).model_copy(update={"status": "feasible"})
    solver = SlowSolver(1_000)
    found = worth(replace(case, time_limit=100), plan, 10, solve=solver, clock=solver.clock)
    # Nothing is found in any share; that it is not proven is said of each.
    assert not any(entry.proven for entry in found.differences)
    assert solver.limits[:2] == pytest.approx([10, 10], rel=0.05)
    assert solver.now <= 100
