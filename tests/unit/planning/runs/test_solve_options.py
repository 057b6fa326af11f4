"""Whatever a solve may take reaches the solver, through the process of its own and past the kept solves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.solving import in_process
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.recorded_solves import RecordedSolves
from portfolio.planning.runs.solver_process import _Order

EVERY_LIMIT = SolveOptions(time_limit=7.5, work_limit=3.0, workers=1, seed=5, gap=0.25)


@pytest.fixture(scope="module")
def case(build: Callable[..., Any]) -> Case:
    portfolio: Portfolio = build(years=1).project("a", cost=30).portfolio()
    return Case(portfolio, Scenario(name="x"))


def test_every_limit_reaches_the_process_of_its_own_and_no_listener_does(case: Case) -> None:
    instance = compile_brief(case.brief()).instance
    listening = replace(EVERY_LIMIT, on_progress=lambda _: None, should_stop=lambda: False)
    written = _Order(instance=instance, limits=listening.limits).model_dump_json()
    assert _Order.model_validate_json(written).limits == EVERY_LIMIT


@pytest.mark.parametrize("limit", [{"gap": 0.25}, {"work_limit": 3.0}, {"workers": 1}, {"seed": 5}])
def test_a_kept_solve_answers_only_for_the_limits_it_was_found_in(
    workspace: Workspace, case: Case, limit: dict[str, Any]
) -> None:
    instance = compile_brief(case.brief()).instance
    given: list[SolveOptions] = []

    def solve(instance: Instance, options: SolveOptions) -> Result:
        given.append(options)
        return in_process(instance, options)

    recorded = RecordedSolves(workspace.store, solve)
    asked = (SolveOptions(), SolveOptions(**limit), SolveOptions(), SolveOptions(**limit))
    for options in asked:
        recorded(instance, options)
    assert given == [SolveOptions(), SolveOptions(**limit)]


def test_a_case_with_another_scenario_keeps_all_else(case: Case) -> None:
    full = replace(case, address="here", time_limit=3.0, seed=9)
    other = full.changed(overrun_years=2)
    assert other.scenario == case.scenario.changed(overrun_years=2)
    assert replace(other, scenario=full.scenario) == full
