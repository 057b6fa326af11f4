"""Shares stay with their curves where nothing else is asked, and telling ties apart takes no long search."""

from __future__ import annotations

import pytest
from moving_cases import shared
from opt_instances import Json

from optimizer import Instance, check, solve
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import Outcome
from optimizer.search.strategy import best_known
from optimizer.search.task import Task
from optimizer.search.tiers import TierSolver

DEPARTURE: Json = {"terms": [{"term": "departure"}]}


@pytest.mark.parametrize(("room", "departs"), [(10, 0), (7, 3), (0, 10)])
def test_no_more_departs_from_the_curves_than_limits_ask_for(room: int, departs: int) -> None:
    instance = Instance.parse(shared(money=room) | {"objective": [DEPARTURE]})
    result = solve(instance, workers=1)
    assert check(instance, result) == []
    assert result.tiers[0].value == departs
    assert sum(result.projects["A"].usage["loans"]) == departs


def test_it_weighs_as_the_project_does() -> None:
    data = shared(money=7) | {"objective": [DEPARTURE]}
    data["projects"][0]["weight"] = 2.5
    assert solve(Instance.parse(data), workers=1).tiers[0].value == 7.5


def test_an_effort_is_of_what_earlier_tiers_took() -> None:
    usage = {"terms": [{"term": "usage", "resource": "loans", "sense": "max"}]}
    instance = Instance.parse(shared() | {"objective": [usage, DEPARTURE | {"effort": 0.5}]})
    given: list[tuple[float | None, float]] = []

    def engine(task: Task) -> Outcome:
        worked = 0.0 if task.budget.whole is None else task.budget.whole.worked()
        given.append((task.budget.work, worked))
        return best_known(task)

    result = TierSolver(instance, Budget(None, workers=1), engine=engine).run()
    assert result.status == "optimal"
    assert given[0][0] is None
    assert given[1][0] == 0.5 * max(0.1, given[1][1])


def test_without_an_effort_an_instance_is_what_it_was() -> None:
    plain = Instance.parse(shared() | {"objective": [DEPARTURE]})
    told = Instance.parse(shared() | {"objective": [DEPARTURE | {"effort": None}]})
    assert plain.digest() == told.digest()
