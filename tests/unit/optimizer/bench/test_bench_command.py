"""The command that holds the optimizer against others: what it prints of files, sizes and seeds."""

import json
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from optimizer.__main__ import main
from optimizer.bench.run import Job, Measured
from optimizer.bench.run_process import here


@pytest.fixture(autouse=True)
def in_this_process() -> Iterator[None]:
    """Other tests start processes; here it would only take its time."""
    with mock.patch("optimizer.bench.command.apart", here):
        yield


def _rows(printed: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in printed.splitlines()]


def test_runs_of_several_seeds_and_sizes_have_medians_and_growth(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--sizes", "6x2,12x2", "--size", "18x2", "--seeds", "2", "--seconds", "3600"]
    assert main(["bench", "--family", "knapsack", *sizes, "--peer", "greedy"]) == 0
    printed = capsys.readouterr().out
    # Times say nothing without the machine.
    assert "processors" in printed.splitlines()[0]
    rows = _rows(printed)
    assert [row[0] for row in rows if row[1:2] == ["greedy"]][:6] == [
        f"knapsack {size}x2 seed {seed}" for size in (6, 12, 18) for seed in (1, 2)
    ]
    assert ["knapsack 12x2", "greedy", "2/2"] in [row[:3] for row in rows]
    assert ["6 to 18", "optimizer"] in [row[:2] for row in rows]


def test_a_file_that_somebody_downloaded_is_run_by_the_format_it_is_said_to_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text("1\n2 1 8\n8 5\n1 1\n1\n")
    assert main(["bench", str(path), "--format", "mknap", "--alone", "--json", "--workers", "1"]) == 0
    (run,) = json.loads(capsys.readouterr().out)
    assert (run["instance"], run["best"], run["tiers"][0]["value"]) == ("tiny 1", 8, 8)


def test_a_failed_run_is_said_and_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def dies(_job: Job) -> Measured:
        return Measured(result=None, seconds=1, failure="killed")

    with mock.patch("optimizer.bench.command.apart", dies):
        assert main(["bench", "--family", "knapsack", "--size", "5x2", "--alone"]) == 1
    assert "knapsack 5x2 seed 1, optimizer: failed, killed" in capsys.readouterr().out
