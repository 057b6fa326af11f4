"""A solve that begins with a plan that is known: of the same instance, or of one much like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from searched_here import searched_here

from optimizer import Incumbent, Instance, check, solve
from optimizer.__main__ import main
from optimizer.bench.families import generate
from optimizer.format.instance import Placement
from optimizer.format.result import Result
from optimizer.search.budget import Budget

INSTANCE = generate("ppssp", "30x6", 1)


def _plan_of(result: Result) -> dict[str, Placement]:
    return {name: Placement(mode=p.mode, start=p.start) for name, p in result.projects.items()}


def _tighter(instance: Instance) -> Instance:
    """The same with a tenth less in one year."""
    data = instance.model_dump(mode="json")
    limit = data["resources"][0]["limits"][2]
    limit["maximum"] = limit["maximum"] * 9 // 10
    return Instance.parse(data)


@pytest.mark.parametrize("large", [0, 10**9], ids=["on arrays", "as a whole"])
def test_the_first_plan_is_as_good_as_the_one_that_was_known(large: int) -> None:
    with searched_here(large):
        known = solve(INSTANCE, workers=1, work_limit=3.0)
        told: list[Incumbent] = []
        again = solve(INSTANCE, workers=1, work_limit=0.05, start=_plan_of(known), on_progress=told.append)
    assert told[0].value >= known.tiers[0].value * (1 - 1e-9)
    assert again.tiers[0].value >= known.tiers[0].value * (1 - 1e-9)
    assert check(INSTANCE, again) == []


def test_what_no_longer_fits_is_left_out_of_a_large_one() -> None:
    changed = _tighter(INSTANCE)
    with searched_here():
        known = solve(INSTANCE, workers=1, work_limit=1.0)
        again = solve(changed, workers=1, work_limit=0.2, start=_plan_of(known))
    assert check(changed, again) == []
    assert again.tiers[0].value >= 0.9 * known.tiers[0].value


def test_projects_and_modes_that_there_are_no_more_are_passed_over() -> None:
    start = {"nobody": Placement(mode="m", start=0), "p1": Placement(mode="other", start=0)}
    for large in (0, 10**9):
        with searched_here(large):
            result = solve(INSTANCE, workers=1, work_limit=0.2, start=start)
        assert check(INSTANCE, result) == []
        assert result.status in {"optimal", "feasible"}


def test_the_command_begins_with_the_plan_of_a_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "i.json").write_text(INSTANCE.model_dump_json())
    first, again = tmp_path / "first.json", tmp_path / "again.json"
    solve_it = ["solve", str(tmp_path / "i.json"), "--workers", "1", "--work-limit", "1"]
    with searched_here():
        assert main([*solve_it, "-o", str(first)]) == 0
        assert main([*solve_it, "-o", str(again), "--start", str(first), "--progress"]) == 0
    values = [Result.model_validate_json(path.read_text()).tiers[0].value for path in (first, again)]
    assert values[1] >= values[0] * (1 - 1e-9)
    assert f"value {values[0]:.6g}"[:9] in capsys.readouterr().err
    assert main([*solve_it, "--start", str(tmp_path / "none.json")]) == 2


def test_seconds_that_had_passed_before_count_once() -> None:
    now = [100.0]
    budget = Budget(10, clock=lambda: now[0], before=4.0)
    now[0] += 1
    assert (budget.elapsed(), budget.left()) == (5.0, 5.0)
    part = budget.part(1 / 5)
    assert (part.elapsed(), part.left()) == (0.0, 1.0)
