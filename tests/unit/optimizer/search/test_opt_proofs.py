"""Nothing is called proven that another plan beats: by the solve itself where it knows the plan."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from large_amounts import AS_SHIPPED, FACTORS, FIVE_BEST, FIVE_PROJECTS, SIX_BEST, SIX_PROJECTS, times
from opt_instances import Json, best_plans, instances

from optimizer import Claim, Instance, Result, check, solve
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import NOTHING_KNOWN, OnSolution, Outcome, _Question
from optimizer.search.intervals import Shortest
from optimizer.search.strategy import as_a_whole
from optimizer.search.task import Task
from optimizer.search.tiers import TierSolver

KNOWN = [
    pytest.param(SIX_PROJECTS, SIX_BEST, id="six projects"),
    pytest.param(FIVE_PROJECTS, FIVE_BEST, id="five projects"),
]


@pytest.mark.parametrize("factor", [1, *FACTORS])
@pytest.mark.parametrize(("data", "best"), KNOWN)
def test_money_times_a_factor_is_the_optimum_times_the_factor(
    data: Json, best: list[tuple[int, str]], factor: int
) -> None:
    result = solve(Instance.parse(times(data, factor)), workers=1)
    expected = [value * factor if unit == "money" else value for value, unit in best]
    assert result.status == "optimal"
    assert [tier.value for tier in result.tiers] == expected


@examples(60)
@given(instances(), st.sampled_from(FACTORS))
def test_the_best_plan_times_a_factor_beats_nothing_that_is_called_proven(data: Json, factor: int) -> None:
    found = best_plans(Instance.parse(data))
    if found is None:
        return
    projects = {
        name: {
            "mode": built.mode.id,
            "start": built.start,
            "usage": {
                resource: [factor * amount for amount in usage] for resource, usage in built.usage.items()
            },
        }
        for name, built in found[1][0].built.items()
    }
    instance = Instance.parse(times(data, factor))
    other = Claim.model_validate({"status": "feasible", "projects": projects})
    assert check(instance, solve(instance, workers=1), {"the small instance": other}) == []


def _with_baseline(data: Json) -> Instance:
    """The instance times a factor, with the best plan as its baseline."""
    best = solve(Instance.parse(data), workers=1).projects
    baseline = {name: {"mode": project.mode, "start": project.start} for name, project in best.items()}
    return Instance.parse(times(data, FACTORS[1]) | {"baseline": baseline})


@pytest.mark.parametrize(("data", "best"), KNOWN)
def test_a_false_proof_that_the_baseline_beats_is_searched_again(
    data: Json, best: list[tuple[int, str]]
) -> None:
    instance = _with_baseline(data)
    with AS_SHIPPED:
        result = solve(instance, workers=1)
    expected = [value * FACTORS[1] if unit == "money" else value for value, unit in best]
    assert result.status == "optimal"
    assert [tier.value for tier in result.tiers] == expected


SMALL: Json = {
    "periods": 3,
    "resources": [{"id": "money", "limits": [{"first": 0, "last": 2, "maximum": 9}]}],
    "projects": [
        {
            "id": name,
            "modes": [{"id": "m", "duration": 1, "usage": {"money": [cost]}, "benefit": [cost]}],
            "due": 0,
        }
        for name, cost in (("A", 5), ("B", 4), ("C", 3))
    ],
    "baseline": {"A": {"mode": "m", "start": 0}, "B": {"mode": "m", "start": 0}},
    "objective": [{"terms": [{"term": "benefit"}]}, {"terms": [{"term": "selected"}]}],
}
BEST = 9


def _solved(engine: Callable[[Task], Outcome], data: Json = SMALL) -> Result:
    return TierSolver(Instance.parse(data), Budget(workers=1), engine=engine).run()


def _none(_: Task) -> Outcome:
    return Outcome(True, None, None)


def _worse(task: Task) -> Outcome:
    """A search that loses all plans but the empty one, tells of it and calls it the best."""
    values = task.program.completed([])
    task.on_solution(0, 0)
    return Outcome(True, values, 0)


def _unlucky(_: Task) -> Outcome:
    return NOTHING_KNOWN


@pytest.mark.parametrize("engine", [_none, _worse], ids=["no plan at all", "a worse plan"])
def test_what_the_baseline_refutes_is_not_reported(engine: Callable[[Task], Outcome]) -> None:
    result = _solved(engine)
    assert result.status == "feasible"
    assert sorted(result.projects) == ["A", "B"]
    assert (result.tiers[0].value, result.tiers[0].bound, result.tiers[0].gap) == (BEST, None, None)
    assert check(Instance.parse(SMALL), result) == []


def test_a_search_that_finds_nothing_leaves_the_baseline() -> None:
    result = _solved(_unlucky)
    assert (result.status, sorted(result.projects)) == ("feasible", ["A", "B"])


def test_a_baseline_that_breaks_a_rule_refutes_nothing() -> None:
    resources = [{"id": "money", "limits": [{"first": 0, "last": 2, "maximum": 8}]}]
    assert _solved(_none, SMALL | {"resources": resources}).status == "infeasible"


def test_a_later_plan_that_beats_the_bound_of_an_earlier_tier_takes_it_away() -> None:
    def first_wrong(task: Task) -> Outcome:
        return as_a_whole(task) if task.hint is not None else _worse(task)

    data = {key: value for key, value in SMALL.items() if key != "baseline"}
    result = _solved(first_wrong, data)
    assert result.status == "feasible"
    assert result.tiers[0].value > 0
    assert result.tiers[0].bound is None
    assert [i.bound for i in result.incumbents if i.tier == 0] == [None]
    assert check(Instance.parse(data), result) == []


@contextmanager
def _first_answer(false: Outcome) -> Iterator[list[tuple[bool, float | None]]]:
    """Have the first search end with something false; of each, whether it presolves and the work left."""
    searches: list[tuple[bool, float | None]] = []
    real = _Question.put

    def put(self: _Question, budget: Budget, on_solution: OnSolution, *, presolve: bool = True) -> Outcome:
        searches.append((presolve, budget.work_left()))
        if len(searches) > 1:
            return real(self, budget, on_solution, presolve=presolve)
        budget.spend(2.0)
        return false

    with mock.patch.object(_Question, "put", put):
        yield searches


def test_a_proof_that_the_hint_beats_is_asked_for_again_without_presolve_within_what_is_left() -> None:
    with _first_answer(Outcome(True, None, None)) as searches:
        result = solve(Instance.parse(SMALL), workers=1, work_limit=10.0)
    assert searches[:2] == [(True, 5.0), (False, 3.0)]
    assert searches[2][0]
    assert (result.status, result.tiers[0].value) == ("optimal", BEST)


def test_a_proof_that_is_false_both_times_is_none() -> None:
    false = Outcome(True, None, None)
    with mock.patch.object(_Question, "put", return_value=false):
        result = solve(Instance.parse(SMALL), workers=1)
    assert (result.status, result.tiers[0].value, result.tiers[0].bound) == ("feasible", BEST, None)


def test_a_relaxation_that_a_plan_beats_bounds_nothing() -> None:
    from optimizer.search.relaxation import relax

    def wrong(*arguments: Any) -> Any:
        relaxed = relax(*arguments)
        return relaxed and replace(relaxed, bound=relaxed.bound + 10)

    modes = [{"id": m, "duration": 1, "usage": {"money": [3]}, "benefit": [3]} for m in "mn"]
    data = SMALL | {"projects": [*SMALL["projects"], {"id": "D", "modes": modes}]}
    with (
        mock.patch("optimizer.search.kernel.LARGE", 0),
        mock.patch("optimizer.search.kernel.relax", wrong),
    ):
        result = solve(Instance.parse(data), workers=1)
    assert result.tiers[0].bound is None
    assert result.status == "feasible"


@pytest.mark.parametrize(
    "false", [Shortest(True, None, None), Shortest(False, 3, None)], ids=["infeasible", "too long"]
)
def test_intervals_prove_nothing_that_the_baseline_beats(false: Shortest) -> None:
    data = copy.deepcopy(SMALL) | {"objective": [{"terms": [{"term": "makespan"}]}]}
    data["projects"][0]["mandatory"] = True
    with mock.patch("optimizer.search.tiers.shortest", return_value=false):
        result = solve(Instance.parse(data), workers=1)
    assert (result.status, result.tiers[0].value) == ("optimal", 1)


def test_amounts_whose_products_pass_what_a_linear_solver_calls_infinite_are_relaxed() -> None:
    limits = [{"first": t, "last": t, "maximum": 10**11, "soft": True} for t in range(3)]
    mode = {"id": "m", "duration": 1, "usage": {"money": [9 * 10**11]}, "benefit": [1]}
    projects = [{"id": f"{p}", "modes": [mode]} for p in range(3)]
    money = {"id": "money", "limits": limits, "carry_over": {"share": 0.5}}
    aims = [{"terms": [{"term": "benefit"}]}]
    data = {"periods": 3, "resources": [money], "projects": projects, "objective": aims}
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        result = solve(Instance.parse(data), workers=1)
    assert (result.status, result.tiers[0].value) == ("optimal", 3)
