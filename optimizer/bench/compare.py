"""Peers side by side: the same instances, the same time, the same machine, one after the other.

Every result goes through the checker; one that it refuses is reported as refused, whatever it claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from optimizer.bench.peers import OURS, PEERS
from optimizer.checker.rules import check
from optimizer.format.instance import Instance
from optimizer.format.result import Number, Result, Status, TierResult


class Run(BaseModel):
    """One solver on one instance.

    Attributes:
        instance: its name.
        solver: `optimizer` for this package, else the peer's name.
        tiers: value, bound and gap of every tier.
        seconds: wall time of building, solving and reporting.
        refused: the first violation the checker found; null if there is none.
        value_ratio: value of the first tier by that of `optimizer`; null where one has none, or 0.
        seconds_ratio: seconds by those of `optimizer`.
    """

    model_config = ConfigDict(frozen=True)

    instance: str
    solver: str
    status: Status | Literal["refused"]
    tiers: list[TierResult]
    seconds: Number
    refused: str | None
    value_ratio: float | None
    seconds_ratio: float


def compare(
    instances: Iterable[Instance], peers: Sequence[str], *, time_limit: float, workers: int, seed: int
) -> Iterator[Run]:
    """Run this package and then each peer on every instance, as they come.

    Args:
        instances: what to solve.
        peers: names in `optimizer.bench.peers.PEERS`.
        time_limit: seconds for every single run.
        workers: parallel strategies, for solvers that have a choice.
        seed: for all.
    """
    for instance in instances:
        ours: Run | None = None
        for solver in [OURS, *(PEERS[name] for name in peers)]:
            result = solver.solve(instance, time_limit, workers, seed)
            run = _run(instance, solver.name, result, ours)
            ours = ours or run
            yield run


def _run(instance: Instance, solver: str, result: Result, ours: Run | None) -> Run:
    violations = check(instance, result)
    refused = f"{violations[0].rule} at {violations[0].path}" if violations else None
    seconds = float(result.wall_seconds)
    return Run(
        instance=instance.name,
        solver=solver,
        status="refused" if violations else result.status,
        tiers=result.tiers,
        seconds=result.wall_seconds,
        refused=refused,
        value_ratio=1.0 if ours is None and result.tiers else _ratio(result.tiers, ours),
        seconds_ratio=1.0 if ours is None else seconds / max(float(ours.seconds), 1e-9),
    )


def _ratio(tiers: Sequence[TierResult], ours: Run | None) -> float | None:
    if ours is None or not ours.tiers or not tiers or not ours.tiers[0].value:
        return None
    return float(tiers[0].value) / float(ours.tiers[0].value)


HEADER = (
    f"{'instance':32} {'solver':10} {'status':10} {'tier':>4} {'value':>14} {'bound':>14} {'gap':>9}"
    f" {'seconds':>8} {'value/ours':>10} {'time/ours':>9}"
)


def table_rows(run: Run) -> Iterator[str]:
    """A run as lines of a table, one a tier."""
    tiers: Sequence[TierResult | None] = run.tiers or [None]
    for k, tier in enumerate(tiers):
        value = bound = gap = "-"
        if tier is not None:
            value = f"{float(tier.value):.10g}"
            bound = "-" if tier.bound is None else f"{float(tier.bound):.10g}"
            gap = "-" if tier.gap is None else f"{float(tier.gap):.4%}"
        line = (
            f"{run.instance[:32]:32} {run.solver:10} {run.status:10} {k:4} {value:>14} {bound:>14} {gap:>9}"
        )
        if k == 0:
            ratio = "-" if run.value_ratio is None else f"{run.value_ratio:.5f}"
            line += f" {float(run.seconds):8.2f} {ratio:>10} {run.seconds_ratio:9.2f}"
        yield line
    if run.refused is not None:
        yield f"    the checker refuses it: {run.refused}"
