"""The first plan of a large program: looked for without the aim, told at once, and improved from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from optimizer import Incumbent, Instance, check, solve
from optimizer.search import kernel
from optimizer.search.relaxation import Relaxed


@pytest.fixture(autouse=True)
def _everything_is_large() -> Iterator[None]:
    with mock.patch.object(kernel, "LARGE", 0):
        yield


def _instance(maximum: int) -> Instance:
    """Four projects with two ways to be built, of which each period has room for some."""
    modes = [
        {"id": "fast", "duration": 1, "usage": {"money": [6]}, "benefit": [0, 3, 3, 3]},
        {"id": "slow", "duration": 2, "usage": {"money": [3, 3]}, "benefit": [0, 0, 3, 3]},
    ]
    content: dict[str, Any] = {
        "periods": 4,
        "resources": [
            {"id": "money", "limits": [{"first": t, "last": t, "maximum": maximum} for t in range(4)]}
        ],
        "projects": [{"id": f"p{k}", "mandatory": True, "modes": modes} for k in range(4)],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }
    return Instance.parse(content)


def test_the_search_for_the_best_begins_with_a_plan_that_was_found_without_the_aim() -> None:
    begun_with: list[bool] = []
    explore = kernel.KernelSearch._explore

    def noted(self: kernel.KernelSearch, relaxed: Relaxed) -> None:
        begun_with.append(self.values is not None)
        explore(self, relaxed)

    told: list[Incumbent] = []
    with mock.patch.object(kernel.KernelSearch, "_explore", noted):
        result = solve(_instance(9), on_progress=told.append)
    assert begun_with == [True]
    assert result.status == "optimal"
    assert check(_instance(9), result) == []
    assert told[0].bound is None, "nothing is known yet of what is possible"
    assert told[-1].value == result.tiers[0].value


def test_what_has_no_plan_at_all_is_not_searched_for_the_best() -> None:
    with mock.patch.object(kernel.KernelSearch, "run", side_effect=AssertionError):
        assert solve(_instance(5)).status == "infeasible"
