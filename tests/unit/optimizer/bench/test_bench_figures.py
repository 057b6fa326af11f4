"""Figures of runs: what they are by hand, and how they stand in tables."""

import pytest

from optimizer.bench.compare import Run
from optimizer.bench.figures import growth, median, primal_gap, primal_integral
from optimizer.bench.tables import growths, medians, notes, rows_of, table
from optimizer.format.result import Incumbent, TierResult


def _found(seconds: float, value: float, tier: int = 0) -> Incumbent:
    return Incumbent(seconds=seconds, tier=tier, value=value, bound=None)


@pytest.mark.parametrize(
    ("value", "best", "gap"), [(8, 10, 0.2), (10, 8, 0.2), (0, 0, 0), (-1, 1, 1), (0, 5, 1), (-10, -8, 0.2)]
)
def test_the_primal_gap_is_a_share_of_the_larger_size(value: float, best: float, gap: float) -> None:
    assert primal_gap(value, best) == pytest.approx(gap)


def test_the_primal_integral_adds_up_what_one_waits_for() -> None:
    # Nothing for 2 s, then half of the best for 3 s, then all of it.
    assert primal_integral([_found(2, 50), _found(5, 100)], 100, 10) == pytest.approx(2 + 0.5 * 3)
    assert primal_integral([], 100, 10) == 10
    # What comes after the time, or in a later tier, does not count.
    assert primal_integral([_found(11, 100), _found(1, 100, tier=1)], 100, 10) == 10


def test_growth_is_the_power_of_the_size() -> None:
    sizes = [10.0, 100.0, 1000.0]
    assert growth(sizes, [3.0, 30.0, 300.0]) == pytest.approx(1)
    assert growth(sizes, [1.0, 100.0, 10000.0]) == pytest.approx(2)
    assert growth(sizes, [None, 2.0, 20.0]) == pytest.approx(1)
    assert growth(sizes, [0.0, None, 5.0]) is None


def test_a_median_leaves_out_what_is_not_known() -> None:
    assert median([3, None, 1, 2]) == 2
    assert median([None]) is None


def _run(solver: str, columns: int, seconds: float, value: float | None, **more: object) -> Run:
    tiers = [] if value is None else [TierResult(value=value, bound=None, gap=None)]
    return Run.model_validate(
        {"instance": f"of {columns}", "group": "some", "seed": 1, "columns": columns, "solver": solver}
        | {"status": "feasible", "tiers": tiers, "seconds": seconds, "reading": seconds, "memory": 2 * 10**6}
        | more
    )


def test_rows_have_figures_dashes_and_medians() -> None:
    runs = [_run("one", 10, 1, 5), _run("one", 100, 10, 7), _run("one", 1000, 100, None)]
    rows = list(rows_of(runs))
    assert rows[0][:6] == ["of 10", "one", "feasible", "0", "5", "-"]
    assert rows[2][3:7] == ["-"] * 4
    (middle,) = medians(runs)
    assert middle[:4] == ["some", "one", "2/3", "6"]
    ((span, solver, reading, *_, memory),) = growths(runs)
    assert (span, solver, reading, memory) == ("10 to 1000", "one", "1.00", "0.00")


def test_a_table_is_markdown_that_no_text_breaks() -> None:
    run = _run("one", 10, 1, 5, instance="a|b\nc", status="failed", failure="x | y")
    (row,) = rows_of([run])
    lines = list(table(["instance", *map(str, range(14))], [row]))
    assert len({line.count("|") for line in lines}) == 1
    assert set(lines[1]) <= set("|-:")
    assert list(notes([run])) == ["a/b c, one: failed, x / y"]
