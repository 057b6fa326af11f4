"""Time limits, by a clock of the tests' own: every part gets what is left, and nothing begins on nothing."""

from __future__ import annotations

from typing import Any

import pytest
from opt_instances import Json

from optimizer import Instance, check, explain, solve
from optimizer.explaining import elastic, mending
from optimizer.explaining.explainer import Explainer
from optimizer.model.contents import build
from optimizer.model.program import Program
from optimizer.search import cp_sat, relaxation, tiers
from optimizer.search.budget import Budget, OutOfTime
from optimizer.search.cp_sat import Outcome
from optimizer.search.strategy import as_a_whole
from optimizer.search.task import Task
from optimizer.search.tiers import TierSolver


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


def test_what_a_part_works_is_spent_of_the_whole_and_shared_out_among_parts_side_by_side() -> None:
    budget = Budget(work=8, workers=2, seed=3)
    part = budget.part(1 / 2)
    one, other = part.side_by_side([11, 12])
    assert (one.workers, one.seed, one.work_left(), other.seed, other.work_left()) == (1, 11, 2, 12, 2)
    one.spend(1.5)
    assert (one.work_left(), other.work_left(), part.work_left(), budget.work_left()) == (0.5, 2, 2.5, 6.5)
    other.spend(7)
    assert (other.is_spent(), part.is_spent(), budget.is_spent()) == (True, True, True)


def test_a_part_has_its_least_and_a_patient_one_all_that_is_left() -> None:
    clock = Clock()
    budget = Budget(10, clock=clock, work=2, workers=4)
    assert (budget.part(1 / 20, least=1).left(), budget.part(1 / 20, least=1).work_left()) == (1, 1)
    assert (budget.part(1 / 20, least=99).left(), budget.part(1 / 20, workers=2).workers) == (10, 2)
    patient = budget.part(1 / 5, patient=True)
    clock.now += 2
    assert (patient.left(), patient.is_enough(), patient.is_spent()) == (8, True, False)
    assert (Budget().part(1 / 5, unlimited=3).seconds, budget.part(unlimited=3).left()) == (3, 8)


def test_how_much_is_spent_is_told_by_time_then_by_work() -> None:
    clock = Clock()
    timed, counted, free = Budget(10, clock=clock, work=4), Budget(work=4), Budget()
    clock.now += 5
    for budget in (timed, counted, free):
        budget.spend(1)
    assert [budget.share_spent() for budget in (timed, counted, free)] == [0.5, 0.25, None]


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
    build(instance, Budget(10**6, clock=whole).check)
    looks = whole.now - 50
    assert looks >= (len(program.lower) + len(program.rows)) // 256
    cut = Clock(step=1)
    with pytest.raises(OutOfTime):
        build(instance, Budget(10, clock=cut).check)
    assert cut.now - 50 < looks / 2


def test_what_is_added_to_a_program_later_is_no_part_of_building_it() -> None:
    program, clock = Program(), Clock()
    with program.built_while(Budget(10, clock=clock).check):
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
        given.append((task.budget.left(), task.budget.enough))
        clock.now += 6
        return as_a_whole(task)

    instance = Instance.parse(_projects(2, objective=objective))
    result = TierSolver(instance, Budget(20, clock=clock, workers=1), engine=engine).run()
    assert given == [(20, pytest.approx(20 / 3)), (7, None), (8, None)]
    assert result.wall_seconds == 18

    # Nothing is searched once nothing is left; what is known is reported for every tier all the same.
    given.clear()
    late = TierSolver(instance, Budget(11, clock=clock, workers=1), engine=engine).run()
    assert len(given) == 2
    assert (late.status, len(late.tiers), late.tiers[-1].bound) == ("feasible", 3, None)


def test_an_explanation_hands_on_what_is_left_and_begins_nothing_on_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, given, built = Clock(), [], []
    posted = elastic.post

    def solver(instance: Instance, budget: Budget) -> TierSolver:
        given.append(budget.left())
        clock.now += 5
        return TierSolver(instance, Budget(workers=1))

    def counted(*model: Any) -> None:
        built.append(clock.now - 50)
        clock.now += 5
        posted(*model)

    monkeypatch.setattr(mending, "TierSolver", solver)
    monkeypatch.setattr(elastic, "post", counted)
    explanation = Explainer(_impossible(), Budget(12, clock=clock, workers=1)).run()
    assert given == [6]
    assert built == [5, 10]
    assert (explanation.status, explanation.relaxations, explanation.conflict) == ("infeasible", [], [])
    # Of the other kinds it took no time to see that the instance has no such rule.
    open_ = {"raise_maximum", "drop_mandatory", "extend_horizon", "mixed", "conflict"}
    assert set(explanation.undecided) >= open_


def test_an_explanation_with_time_leaves_nothing_open() -> None:
    explanation = explain(_impossible(), time_limit=3600)
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

    monkeypatch.setattr(relaxation, "_proto", built)
    monkeypatch.setattr(relaxation.mathopt, "solve", solved)
    assert relaxation.relax(program, {0: 1}, Budget(10, clock=clock)) is not None
    assert relaxation.relax(program, {0: 1}, Budget(4, clock=clock)) is None
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

    def searched(model: Any, budget: Budget, **more: Any) -> Any:
        given.append(budget.left())
        return run(model, budget, **more)

    monkeypatch.setattr(cp_sat, "cp_sat_model", built)
    monkeypatch.setattr(cp_sat, "run", searched)
    for seconds in (10.0, 0.0):
        budget = Budget(seconds, clock=clock, workers=1)
        task = Task(program, columns, {0: 1}, True, None, budget, lambda _value, _bound: None)
        outcome = as_a_whole(task)
        assert (outcome.values is None) == (not seconds)
    assert given == [6]
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
    instance = Instance.parse(_projects(3, objective=[{"terms": [{"term": "selected"}]}]))
    result = TierSolver(instance, Budget(20, clock=clock)).run()
    assert (result.status, result.tiers, result.wall_seconds) == ("unknown", [], 30)
