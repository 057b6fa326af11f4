"""A scenario by another name is the same question: nothing is solved anew, and the plan bears its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asked import LONGEST_WAIT, OFFICER

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import RunState
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.recorded_solves import RecordedSolves

CEILINGS = {
    "possible": {"public": {"2020": 30, "2021": 40}},
    "impossible": {"public": {"2020": 0, "2021": 0}},
}


class Counting:
    """Solves in this process, and counts."""

    def __init__(self) -> None:
        self.solves = 0

    def __call__(self, instance: Instance, options: SolveOptions) -> Result:
        self.solves += 1
        return optimizer.solve_with(instance, options)


@pytest.fixture(scope="module")
def tiny(build: Callable[..., Any]) -> Portfolio:
    portfolio: Portfolio = build(years=2).project("a", cost=30).project("b", cost=20).portfolio()
    return portfolio


@pytest.mark.parametrize("kind", CEILINGS)
def test_a_plan_under_another_name_is_not_solved_again(
    workspace: Workspace, tiny: Portfolio, kind: str
) -> None:
    solver = Counting()
    runs = RunQueue(workspace, RecordedSolves(workspace.store, solver))
    plans = []
    for name in ("not saved yet", "紧 2021", "renamed"):
        scenario = Scenario.model_validate({"name": name, "ceilings": CEILINGS[kind]})
        run = runs.ask_plan(Case(tiny, scenario), actor=OFFICER)
        assert run.wait(LONGEST_WAIT)
        assert (run.state, run.message) == (RunState.FINISHED, "")
        assert run.plan is not None
        assert run.plan.scenario == scenario
        plans.append(run.plan)
        if name == "not saved yet":
            asked = solver.solves
            assert asked
    assert solver.solves == asked
    assert plans[0].status is (PlanStatus.OPTIMAL if kind == "possible" else PlanStatus.INFEASIBLE)
    first = plans[0].model_copy(update={"scenario": plans[-1].scenario})
    assert first == plans[-1]
    assert [kept.item.scenario.name for kept in runs.recorded()] == ["renamed", "紧 2021", "not saved yet"]


def test_another_question_of_the_same_name_is_solved(workspace: Workspace, tiny: Portfolio) -> None:
    solver = Counting()
    runs = RunQueue(workspace, RecordedSolves(workspace.store, solver))
    for most in (40, 41):
        ceilings = {"public": {2020: 30, 2021: most}}
        run = runs.ask_plan(Case(tiny, Scenario(name="x", ceilings=ceilings)), actor=OFFICER)
        assert run.wait(LONGEST_WAIT)
    assert solver.solves == 2
