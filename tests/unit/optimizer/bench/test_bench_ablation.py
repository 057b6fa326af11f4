"""Parts of the search can be left out one at a time, and are back afterwards."""

from unittest import mock

import pytest

from optimizer.bench import ours
from optimizer.bench.ablation import ABLATED, PARTS
from optimizer.bench.families import generate
from optimizer.bench.peer import Solved
from optimizer.bench.run import Job
from optimizer.bench.run_process import here
from optimizer.format.instance import Instance
from optimizer.search.budget import Budget


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_search_is_left_out_for_as_long_as_it_is_searched(name: str) -> None:
    part, whole = PARTS[name], getattr(PARTS[name].holder, PARTS[name].name)
    seen = []

    def spy(instance: Instance, budget: Budget) -> Solved:
        seen.append(getattr(part.holder, part.name))
        return real(instance, budget)

    real = ours.OURS.solve
    watched = ours.Peer("optimizer", spy)
    with mock.patch("optimizer.bench.ablation.OURS", watched):
        result, _ = ABLATED[f"without-{name}"].solve(generate("programme", "6x4", 1), Budget(workers=1))
    assert seen == [part.instead]
    assert getattr(part.holder, part.name) is whole
    assert result.status == "optimal"


def test_a_run_can_be_of_the_search_without_a_part() -> None:
    measured = here(Job(generate("programme", "6x4", 1), f"without-{next(iter(PARTS))}", 3600, 1, 1))
    assert measured.result is not None
    assert measured.result.status == "optimal"
