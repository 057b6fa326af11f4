"""The parameters CP-SAT is sent, and the work that is handed out."""

import threading
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from ortools.sat.python import cp_model

import optimizer.search.cp_sat
from optimizer import Instance, solve
from optimizer.bench.families import generate
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import Outcome
from optimizer.search.tiers import TierSolver

Sent = list[tuple[str, Any]]


@pytest.fixture
def sent() -> Iterator[list[Sent]]:
    """What every search assigns to the solver's parameters, in order, as the solver has it when it starts."""
    searches: list[Sent] = []

    class Noting:
        """Parameters that note what is assigned to them."""

        def __init__(self, real: Any) -> None:
            object.__setattr__(self, "real", real)
            object.__setattr__(self, "names", [])

        def __setattr__(self, name: str, value: Any) -> None:
            self.names.append(name)
            setattr(self.real, name, value)

    class Spy(cp_model.CpSolver):
        def __init__(self) -> None:
            super().__init__()
            self.parameters = Noting(self.parameters)

        def solve(self, *arguments: Any) -> Any:
            noted = self.parameters
            self.parameters = noted.real
            searches.append([(name, getattr(noted.real, name)) for name in noted.names])
            return super().solve(*arguments)

    with mock.patch.object(cp_model, "CpSolver", Spy):
        yield searches


def test_a_search_sends_each_parameter_once_and_these_values(sent: list[Sent]) -> None:
    solve(generate("ppssp", "10x5", 1), workers=2, seed=7, work_limit=6.0, time_limit=3600.0)
    (parameters,) = sent
    assert len(dict(parameters)) == len(parameters)
    values = dict(parameters)
    assert 0 < values.pop("max_time_in_seconds") <= 3600
    assert values == {
        "num_workers": 2,
        "random_seed": 7,
        "symmetry_level": 4,
        "linearization_level": 2,
        "cp_model_presolve": True,
        "presolve_inclusion_work_limit": 0,
        "absolute_gap_limit": 0.5,
        "max_deterministic_time": 3.0,
    }


def test_an_interrupt_is_left_to_whoever_waits_in_the_main_thread(sent: list[Sent]) -> None:
    instance = generate("ppssp", "10x5", 1)
    solve(instance, workers=1)
    aside = threading.Thread(target=solve, args=(instance,), kwargs={"workers": 1})
    aside.start()
    aside.join()
    here, there = map(dict, sent)
    assert "catch_sigint_signal" not in here
    assert there["catch_sigint_signal"] is False


def test_parts_of_large_programs_are_led_less_by_relaxations(sent: list[Sent]) -> None:
    with mock.patch("optimizer.search.kernel.LARGE", 0):
        solve(generate("ppssp", "10x5", 1), workers=1)
    assert {dict(parameters)["linearization_level"] for parameters in sent} == {1}


def test_without_limits_none_is_sent(sent: list[Sent]) -> None:
    solve(generate("ppssp", "10x5", 1), workers=1)
    names = {name for parameters in sent for name, _ in parameters}
    assert not names & {"max_time_in_seconds", "max_deterministic_time", "relative_gap_limit"}


def test_intervals_are_searched_without_the_faulty_step_too(sent: list[Sent]) -> None:
    solve(generate("mrcpsp", "6x2", 1), workers=1)
    assert sent
    assert all(dict(parameters)["presolve_inclusion_work_limit"] == 0 for parameters in sent)


@pytest.mark.parametrize("family", ["knapsack 60x5", "ppssp 40x8", "district 12x12", "mrcpsp 8x2"])
@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("large", [False, True], ids=["as usual", "by kernels"])
def test_searches_get_no_more_work_together_than_is_allowed(family: str, workers: int, large: bool) -> None:
    """Every search here takes all the work it is given, finds the hint or nothing, and proves nothing."""
    handed: list[float] = []
    together = mock.patch.object(optimizer.search.cp_sat._Question, "put", autospec=True)
    bound = 0 if large else 5_000

    def spend(question: Any, budget: Budget, _on_solution: Any, *, presolve: bool = True) -> Outcome:
        assert presolve
        work = budget.work_left()
        assert work is not None
        handed.append(work)
        budget.spend(work)
        plan = question.hint or question.program.completed([])
        values = None if any(question.program.broken(plan)) else list(plan)
        return Outcome(False, values, None)

    name, size = family.split()
    instance = _with_tiers(generate(name, size, 1))
    with (
        together as put,
        mock.patch("optimizer.search.kernel.LARGE", bound),
        mock.patch("optimizer.search.strategy.settled", return_value=None),
    ):
        put.side_effect = spend
        solve(instance, workers=workers, work_limit=3.0)
    assert handed
    assert sum(handed) <= 3.0 + 1e-9


def _with_tiers(instance: Instance) -> Instance:
    """The instance with two more tiers."""
    data = instance.model_dump(mode="json")
    more = [{"terms": [{"term": "selected"}]}, {"terms": [{"term": "tardiness"}]}]
    return Instance.parse(data | {"objective": [*data["objective"], *more]})


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_search_of_several_workers_spends_hardly_more_than_its_limit(workers: int) -> None:
    budget = Budget(work=0.5, workers=workers)
    assert TierSolver(generate("ppssp", "40x8", 2), budget).run().status == "feasible"
    assert budget.worked() <= 0.5 * 1.2
