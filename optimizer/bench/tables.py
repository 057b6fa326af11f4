"""Runs as tables in Markdown, which read well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from optimizer.bench.compare import Run
from optimizer.bench.figures import growth, median

HEADER: Final = (
    "instance", "solver", "status", "tier", "value", "bound", "gap", "first s", "integral s",
    "read s", "build s", "total s", "MB", "value/ours", "load",
)  # fmt: skip
MEDIANS: Final = (
    "medians of", "solver", "runs", "value", "bound", "gap", "first s", "integral s",
    "read s", "build s", "total s", "MB", "value/ours",
)  # fmt: skip
GROWTH: Final = ("grows with the columns to the power of", "solver", "read s", "build s", "first s", "MB")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, its columns as wide as what stands in them."""
    lines = [header, *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(header))]

    def written(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(w) if k < 2 else cell.rjust(w)
            for k, (cell, w) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    yield written(header)
    yield f"|{'|'.join('-' * (w + 2) if k < 2 else '-' * (w + 1) + ':' for k, w in enumerate(widths))}|"
    for line in lines[1:]:
        yield written(line)


def rows_of(runs: Iterable[Run]) -> Iterator[list[str]]:
    """Runs under `HEADER`, one row a tier."""
    for run in runs:
        times = [
            _number(run.first, 2),
            _number(run.integral, 2),
            _number(run.reading, 2),
            _number(run.building, 2),
        ]
        more = [*times, _number(run.seconds, 2), _megabytes(run.memory), _number(run.value_ratio, 5)]
        more.append(_number(run.load, 1))
        if not run.tiers:
            yield [_cell(run.instance), run.solver, run.status, "-", "-", "-", "-", *more]
        for k, tier in enumerate(run.tiers):
            figures = [str(k), _value(tier.value), _value(tier.bound), _share(tier.gap)]
            yield [
                _cell(run.instance),
                run.solver,
                run.status,
                *figures,
                *(more if k == 0 else [""] * len(more)),
            ]


def notes(runs: Iterable[Run]) -> Iterator[str]:
    """What was wrong with runs, a line each."""
    for run in runs:
        if why := run.failure or run.refused:
            yield f"{_cell(run.instance)}, {run.solver}: {run.status}, {_cell(why)}"


def medians(runs: Iterable[Run]) -> Iterator[list[str]]:
    """Medians over the runs of a group and solver under `MEDIANS`, of the first tier; nothing of single runs.

    A run without a figure is left out of its median; of how many runs there was a plan stands in front.
    """
    by_solver: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        by_solver.setdefault((run.group, run.solver), []).append(run)
    for (group, solver), some in by_solver.items():
        if len(some) < 2:
            continue
        tiers = [run.tiers[0] for run in some if run.tiers]
        yield [
            _cell(group),
            solver,
            f"{len(tiers)}/{len(some)}",
            _value(median([tier.value for tier in tiers])),
            _value(median([tier.bound for tier in tiers])),
            _share(median([tier.gap for tier in tiers])),
            *(
                _number(median([getattr(run, name) for run in some]), 2)
                for name in ("first", "integral", "reading", "building", "seconds")
            ),
            _megabytes(median([run.memory for run in some])),
            _number(median([run.value_ratio for run in some]), 5),
        ]


def growths(runs: Iterable[Run]) -> Iterator[list[str]]:
    """How figures grow from size to size under `GROWTH`, by solver; nothing of fewer than three sizes."""
    ordered = sorted(runs, key=lambda run: run.solver)
    for solver, of_solver in groupby(ordered, key=lambda run: run.solver):
        some = list(of_solver)
        sizes = [float(run.columns) for run in some]
        if len(set(sizes)) < 3:
            continue
        figures = (
            [getattr(run, name) for run in some] for name in ("reading", "building", "first", "memory")
        )
        span = f"{min(sizes):.0f} to {max(sizes):.0f}"
        yield [span, solver, *(_number(growth(sizes, figure), 2) for figure in figures)]


def _cell(text: str) -> str:
    """Text that ends no cell."""
    return " ".join(text.replace("|", "/").split())


def _value(value: float | None) -> str:
    return "-" if value is None else f"{float(value):.10g}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{float(value):.3%}"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{float(value):.{digits}f}"


def _megabytes(value: float | None) -> str:
    return "-" if value is None else f"{value / 1e6:.0f}"
