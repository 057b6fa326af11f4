"""Where money moves, HiGHS finds plans to begin with: none is lost, none believed that breaks a row."""

from unittest import mock

import pytest
from moving_cases import banded
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Instance, check, solve
from optimizer.model.contents import build
from optimizer.search import mixed_integer, strategy
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import NOTHING_KNOWN

PEAK = [{"terms": [{"term": "peak", "resource": "money"}]}]
MOVING = Instance.parse(banded([10], 9, 9, late=1) | {"objective": PEAK})
FIXED = Instance.parse(
    an_instance(a_project(mode=a_mode(1, [10])), limits=years(10, 10)) | {"objective": PEAK}
)


DATED = Instance.parse(banded([10], 9, 9, late=1) | {"objective": [{"terms": [{"term": "tardiness"}]}]})


@pytest.mark.parametrize(
    ("instance", "times"), [(MOVING, 1), (FIXED, 0), (DATED, 0)], ids=["moving", "fixed", "about dates"]
)
def test_it_is_asked_where_the_aim_is_about_money_that_moves_and_nowhere_else(
    instance: Instance, times: int
) -> None:
    with mock.patch.object(strategy, "rounded", wraps=mixed_integer.rounded) as asked:
        assert solve(instance, workers=1).status == "optimal"
    assert asked.call_count == times


def test_its_plan_stays_where_nothing_else_is_found() -> None:
    with mock.patch.object(strategy, "as_a_whole", return_value=NOTHING_KNOWN):
        result = solve(MOVING, workers=1)
    assert result.status == "feasible"
    assert [(tier.value, tier.bound) for tier in result.tiers] == [(5, None)]
    assert check(MOVING, result) == []


def test_a_plan_that_breaks_a_row_is_none() -> None:
    program, columns = build(MOVING)
    broken = mock.patch.object(type(program), "broken", return_value=["a row"])
    assert mixed_integer.rounded(program, {}, Budget(), maximise=False) is not None
    with broken:
        assert mixed_integer.rounded(program, {}, Budget(), maximise=False) is None
    assert columns.moved


def test_without_time_it_is_not_begun() -> None:
    program, _ = build(MOVING)
    with mock.patch.object(mixed_integer.mathopt, "solve", side_effect=AssertionError):
        assert mixed_integer.rounded(program, {}, Budget(0), maximise=False) is None
