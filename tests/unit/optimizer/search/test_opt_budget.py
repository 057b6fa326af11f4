"""Time limits, by a clock of the tests' own: every part gets what is left, and nothing begins on nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from opt_instances import Json

from optimizer import Instance, check, explain, solve
from optimizer.explaining import elastic, mending
from optimizer.explaining.explainer import Explainer
from optimizer.explaining.means import Means
from optimizer.format.result import Result
from optimizer.model.contents import build
from optimizer.model.program import Program
from optimizer.search import cp_sat, relaxation, tiers
from optimizer.search.budget import Budget, OutOfTime
from optimizer.search.cp_sat import Effort, Outcome
from optimizer.search.strategy import Task, as_a_whole
from optimizer.search.tiers import Options, TierSolver


class Clock:
    """Moves on by so many seconds every time it is asked."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 50.0
        self._step = step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


def _projects(count: int, **more: Any) -> Json:
    mode = {"id": "m", "duration": 1, "usage": {"money": [10]}}
    projects = [{"id": f"{p}", "mandatory": True, "modes": [mode]} for p in range(count)]
    return {"periods": 4, "resources": [{"id": "money"}], "projects": projects, **more}


def _impossible() -> Instance:
    money = {"id": "money", "limits": [{"first": 0, "last": 3, "maximum": 25}]}
    return Instance.parse(_projects(3, resources=[money]))


def test_a_part_is_of_what_is_left_and_never_more() -> None:
    clock = Clock()
    budget = Budget(20, clock=clock)
    clock.now += 8
    part = budget.part(1 / 3)
    assert (budget.elapsed(), budget.left(), part.left()) == (8, 12, 4)
    clock.now += 5
    assert (part.left(), part.is_spent(), budget.left(), budget.is_spent()) == (0, True, 7, False)
    assert part.part(1 / 2).left() == 0
    with pytest.raises(OutOfTime):
        part.check()


def test_without_a_limit_only_a_wish_to_stop_ends_it() -> None:
    wishes = [True, False]
    budget = Budget(should_stop=wishes.pop)
    assert budget.left() is None
    assert not budget.is_spent()
    assert budget.part(1 / 2).is_spent()


def test_building_gives_up_once_the_time_is_up() -> None:
    instance = Instance.parse(_projects(2000))
    program, _ = build(instance)
    whole = Clock(step=1)
    build(instance, Budget(10**6, clock=whole))
    looks = whole.now - 50
    assert looks >= (len(program.lower) + len(program.rows)) // 256
    cut = Clock(step=1)
    with pytest.raises(OutOfTime):
        build(instance, Budget(10, clock=cut))
    assert cut.now - 50 < looks / 2


def test_what_is_added_to_a_program_later_is_no_part_of_building_it() -> None:
    program, clock = Program(), Clock()
    with program.built_within(Budget(10, clock=clock)):
        program.variable(0, 1)
    clock.now += 20
    for _ in range(1000):
        program.variable(0, 1)
    assert len(program.lower) == 1001


def test_a_solve_whose_time_is_up_before_it_begins_knows_nothing() -> None:
    instance = Instance.parse(_projects(2, objective=[{"terms": [{"term": "makespan"}]}]))
    result = solve(instance, time_limit=0)
    assert (result.status, result.tiers, result.projects, result.resources) == ("unknown", [], {}, {})
    assert check(instance, result) == []


def test_every_tier_gets_a_share_of_what_is_left() -> None:
    objective = [{"terms": [{"term": term}]} for term in ("selected", "tardiness", "benefit")]
    clock = Clock()
    given: list[tuple[float | None, float | None]] = []

    def engine(task: Task) -> Outcome:
        given.append((task.effort.seconds, task.effort.enough_seconds))
        clock.now += 6
        return as_a_whole(task)

    options = Options(Budget(20, clock=clock), None, workers=1, seed=1, gap=None, on_progress=None)
    instance = Instance.parse(_projects(2, objective=objective))
    result = TierSolver(instance, options, engine=engine).run()
    assert given == [(20, pytest.approx(20 / 3)), (7, 7), (8, 8)]
    assert result.wall_seconds == 18

    # Nothing is searched once nothing is left; what is known is reported for every tier all the same.
    given.clear()
    options = Options(Budget(11, clock=clock), None, workers=1, seed=1, gap=None, on_progress=None)
    late = TierSolver(instance, options, engine=engine).run()
    assert len(given) == 2
    assert (late.status, len(late.tiers), late.tiers[-1].bound) == ("feasible", 3, None)


def test_an_explanation_hands_on_what_is_left_and_begins_nothing_on_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, given, built = Clock(), [], []
    posted = elastic.post

    def solved(instance: Instance, *, time_limit: float, **options: Any) -> Result:
        given.append(time_limit)
        clock.now += 5
        return solve(instance, **options)

    def counted(*model: Any) -> None:
        built.append(clock.now - 50)
        clock.now += 5
        posted(*model)

    monkeypatch.setattr(mending, "solve", solved)
    monkeypatch.setattr(elastic, "post", counted)
    explanation = Explainer(_impossible(), Means(Budget(12, clock=clock), 1, 1)).run()
    assert given == [6]
    assert built == [5, 10]
    assert (explanation.status, explanation.relaxations, explanation.conflict) == ("infeasible", [], [])
    # Of the other kinds it took no time to see that the instance has no such rule.
    open_ = {"raise_maximum", "drop_mandatory", "extend_horizon", "mixed", "conflict"}
    assert set(explanation.undecided) >= open_


def test_an_explanation_with_time_leaves_nothing_open() -> None:
    explanation = explain(_impossible(), time_limit=600)
    assert explanation.undecided == []
    assert explanation.relaxations
    assert explanation.conflict


def test_an_explanation_without_time_says_that_it_knows_nothing() -> None:
    explanation = explain(_impossible(), time_limit=0)
    assert (explanation.status, explanation.undecided) == ("unknown", [])


def test_a_relaxation_gets_what_building_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = Instance.parse(_projects(3, objective=[{"terms": [{"term": "selected"}]}]))
    program, _ = build(instance)
    clock, given = Clock(), []
    proto, answer = relaxation._proto, relaxation.mathopt.solve

    def built(*model: Any) -> Any:
        clock.now += 4
        return proto(*model)

    def solved(model: Any, solver: Any, *, params: Any) -> Any:
        given.append(params.time_limit.total_seconds())
        return answer(model, solver, params=params)

    monkeypatch.setattr(relaxation, "Budget", partial(Budget, clock=clock))
    monkeypatch.setattr(relaxation, "_proto", built)
    monkeypatch.setattr(relaxation.mathopt, "solve", solved)
    assert relaxation.relax(program, {0: 1}, 10) is not None
    assert relaxation.relax(program, {0: 1}, 4) is None
    assert given == [6]


def test_a_search_gets_what_handing_the_model_over_leaves_and_is_not_begun_on_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance = Instance.parse(_projects(3, objective=[{"terms": [{"term": "selected"}]}]))
    program, columns = build(instance)
    clock, given = Clock(), []
    model_of, run = cp_sat.cp_sat_model, cp_sat.run

    def built(*model: Any) -> Any:
        clock.now += 4
        return model_of(*model)

    def searched(model: Any, effort: Effort, *more: Any) -> Any:
        given.append((effort.seconds, effort.enough_seconds))
        return run(model, effort, *more)

    monkeypatch.setattr(cp_sat, "Budget", partial(Budget, clock=clock))
    monkeypatch.setattr(cp_sat, "cp_sat_model", built)
    monkeypatch.setattr(cp_sat, "run", searched)
    for seconds in (10.0, 0.0):
        effort = Effort(1, 1, seconds=seconds, enough_seconds=5.0)
        task = Task(program, columns, {0: 1}, True, None, effort, lambda _value, _bound: None)
        outcome = as_a_whole(task)
        assert (outcome.values is None) == (not seconds)
    assert given == [(6, 1)]
    assert clock.now == 54


def test_no_aim_is_put_together_when_the_time_is_up_and_there_is_no_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    make = tiers.build

    def built(*arguments: Any) -> Any:
        clock.now += 30
        return make(arguments[0])

    monkeypatch.setattr(tiers, "build", built)
    monkeypatch.setattr(tiers, "tier_aim", None)
    options = Options(Budget(20, clock=clock), None, workers=1, seed=1, gap=None, on_progress=None)
    instance = Instance.parse(_projects(3, objective=[{"terms": [{"term": "selected"}]}]))
    result = TierSolver(instance, options).run()
    assert (result.status, result.tiers, result.wall_seconds) == ("unknown", [], 30)
