"""Pickles of the PPSSolver collection: read without running any of what is in them."""

import pickle
import struct
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np
import pytest

from optimizer import InputError, check, solve
from optimizer.bench.readers.ppssp import read_ppssp


class Project:
    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


class PortfolioSelectionInstance(Project):
    pass


def _project(cost: list[float], value: list[float], **more: Any) -> Project:
    fields = {
        "_cost": struct.pack(f"<{len(cost)}d", *cost),
        "value": np.array(value),
        "duration": np.int64(len(cost)),
        "prerequisite_list": np.array([], int),
        "exclusion_list": np.array([], int),
        "capability_stream": 0,
        "completion_window": None,
    }
    return Project(**fields | more)


def _portfolio(**more: Any) -> PortfolioSelectionInstance:
    projects = np.empty(3, dtype=object)
    projects[:] = [
        _project([4, 2], [0, 10]),
        _project([4], [20], prerequisite_list=np.array([0])),
        _project([1], [5], exclusion_list=np.array([0]), capability_stream=1),
    ]
    fields = {
        "projects": projects,
        "budget": np.full(5, 6.9),
        "ongoing_budget": np.full(5, 2.0),
        "initiation_budget": np.full(5, 4.5),
        "capability_stream_budgets": np.array([20.0, 20.0]),
        "planning_window": 3,
        "budget_window": 5,
        "discount_rate": 1.0,
    }
    return PortfolioSelectionInstance(**fields | more)


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Writes a portfolio as the authors' tool would: its classes are not there when it is read."""

    def write(portfolio: object, protocol: int = 4) -> Path:
        path = tmp_path / "tiny.pkl"
        module = ModuleType("problem")
        module.Project, module.PortfolioSelectionInstance = Project, PortfolioSelectionInstance  # type: ignore[attr-defined] # made up here
        with (
            mock.patch.dict("sys.modules", {"problem": module}),
            mock.patch.object(Project, "__module__", "problem"),
            mock.patch.object(PortfolioSelectionInstance, "__module__", "problem"),
        ):
            path.write_bytes(pickle.dumps(portfolio, protocol))
        return path

    return write


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_portfolio_is_read_from_its_bytes(written: Any, protocol: int) -> None:
    (problem,) = read_ppssp(written(_portfolio(), protocol))
    instance = problem.instance
    assert [limit.maximum for limit in instance.resources[0].limits] == [6] * 5
    result = solve(instance, workers=1)
    assert check(instance, result) == []
    # The first at once and the second after it, 10 / 2 + 20 / 4, as the third would exclude the first.
    assert {name: placed.start for name, placed in result.projects.items()} == {"p0": 0, "p1": 2}
    assert result.tiers[0].value == 10


def test_nothing_in_a_pickle_is_run(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "harm",)

    path = tmp_path / "harm.pkl"
    path.write_bytes(pickle.dumps(Harm()))
    with pytest.raises(InputError, match="expected an instance of PPSSolver"):
        read_ppssp(path)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"planning_window": 0}, "planning_window is 0, expected a whole number from 1 to 10000"),
        ({"budget": "much"}, "budget is str, expected a list of numbers"),
        ({"projects": None}, "projects is NoneType, expected a list of objects"),
        ({"projects": [3]}, "projects[0]: an object without fields, expected"),
        (
            {"projects": [_project([1], [1], prerequisite_list=[7])]},
            "prerequisite_list has 7, expected a project",
        ),
        ({"projects": [_project([1], [1], _cost=b"abc")]}, "_cost is bytes, expected a list"),
        ({"projects": [_project([-1], [1])]}, "usage"),
        ({"discount_rate": float("nan")}, "discount_rate is float, expected a number up to 10^12"),
    ],
)
def test_a_bad_portfolio_is_told_of_with_field_and_expectation(
    written: Any, more: dict[str, Any], fault: str
) -> None:
    path = written(_portfolio(**more))
    with pytest.raises(InputError) as refused:
        read_ppssp(path)
    assert all(problem.startswith(str(path)) for problem in refused.value.problems)
    assert fault in str(refused.value)
