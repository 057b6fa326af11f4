"""Peers side by side: the same instances, the same time, the same machine, one after the other.

Every result goes through the checker; one that it refuses is reported as refused, whatever it claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from optimizer.bench.ablation import ABLATED
from optimizer.bench.figures import primal_integral
from optimizer.bench.machine import load_of_machine
from optimizer.bench.ours import OURS
from optimizer.bench.peer import Peer
from optimizer.bench.peers import PEERS
from optimizer.bench.run import Job, Measured, Runner
from optimizer.checker.rules import check
from optimizer.format.instance import Instance
from optimizer.format.result import Number, Result, Status, TierResult
from optimizer.model.columns import possible_starts


@dataclass(frozen=True, slots=True)
class Case:
    """An instance to be run.

    Attributes:
        group: what it is one of: its family and size, or its own name.
        seed: of the search.
        best: value of the best plan that was published, None if none is known.
    """

    instance: Instance
    group: str
    seed: int
    best: float | None = None


class Run(BaseModel):
    """One solver on one instance. Times are in seconds from the start of its process, memory is in bytes.

    Attributes:
        instance: its name.
        group: what it is one of; medians are of these.
        seed: of the search.
        columns: how many pairs of a mode and a start the instance has.
        solver: `optimizer` for this package, else the peer's name.
        status: `refused` by the checker, `failed` without a result, or not installed, else the result's.
        tiers: value, bound and gap of every tier.
        seconds: until the result.
        first: until the first plan; null without one.
        integral: primal integral of the first tier against the best value that anybody is known to have
            reached; null without such a value.
        reading: until the instance was read.
        building: what building the program took.
        memory: the most that was held at once.
        refused: the first violation the checker found; null if there is none.
        failure: why there is no result; null if there is one.
        best: the published value of the first tier; null if none is known.
        value_ratio: value of the first tier by that of `optimizer`; null where one has none, or 0.
        seconds_ratio: seconds by those of `optimizer`; null where nothing was run.
        load: processes that wanted a processor when it began; null where nobody counts them.
    """

    model_config = ConfigDict(frozen=True)

    instance: str
    group: str
    seed: int
    columns: int
    solver: str
    status: Status | Literal["refused", "failed", "not installed"]
    tiers: list[TierResult] = []
    seconds: Number | None = None
    first: Number | None = None
    integral: float | None = None
    reading: Number | None = None
    building: Number | None = None
    memory: int | None = None
    refused: str | None = None
    failure: str | None = None
    best: float | None = None
    value_ratio: float | None = None
    seconds_ratio: float | None = None
    load: float | None = None


def compare(
    cases: Iterable[Case],
    peers: Sequence[str],
    *,
    time_limit: float,
    workers: int,
    runner: Runner,
) -> Iterator[list[Run]]:
    """Run this package and then each peer on every instance, as they come.

    Args:
        cases: what to solve.
        peers: names in `optimizer.bench.peers.PEERS` or `optimizer.bench.ablation.ABLATED`.
        time_limit: seconds for every single run, reading and building included.
        workers: parallel strategies, for solvers that have a choice.
        runner: runs a job.
    """
    for case in cases:
        runs = []
        answers: list[Result | None] = []
        columns = sum(
            len(possible_starts(case.instance, project, mode))
            for project in case.instance.projects
            for mode in project.modes
        )
        for solver in [OURS, *((PEERS | ABLATED)[name] for name in peers)]:
            job = Job(case.instance, solver.name, time_limit, workers, case.seed)
            run = Run(
                instance=case.instance.name,
                group=case.group,
                seed=case.seed,
                columns=columns,
                solver=solver.name,
                status="not installed",
                best=case.best,
                load=load_of_machine(),
            )
            run, result = _run(solver, job, run, runner)
            runs.append(run)
            answers.append(result)
        yield _side_by_side(case, runs, answers, time_limit)


def _run(solver: Peer, job: Job, run: Run, runner: Runner) -> tuple[Run, Result | None]:
    """A run with what came of it, and its result unless that counts for nothing."""
    if not solver.is_installed:
        return run.model_copy(update={"failure": f"no package {solver.package} here"}), None
    measured = runner(job)
    if measured.result is None:
        update = {"status": "failed", "seconds": measured.seconds, "failure": measured.failure}
        return run.model_copy(update=update), None
    return _checked(run, job.instance, measured, measured.result)


def _checked(run: Run, instance: Instance, measured: Measured, result: Result) -> tuple[Run, Result | None]:
    violations = check(instance, result)
    found = [incumbent.seconds for incumbent in result.incumbents]
    known = {
        "tiers": result.tiers,
        "first": min(found, default=measured.seconds if result.tiers else None),
        **measured.model_dump(include={"seconds", "reading", "building", "memory"}),
    }
    if violations:
        refused = f"{violations[0].rule} at {violations[0].path}"
        return run.model_copy(update=known | {"status": "refused", "refused": refused}), None
    return run.model_copy(update=known | {"status": result.status}), result


def _side_by_side(
    case: Case, runs: Sequence[Run], answers: Sequence[Result | None], seconds: float
) -> list[Run]:
    """Runs of one instance with what they are beside each other."""
    values = [float(answer.tiers[0].value) for answer in answers if answer is not None and answer.tiers]
    if case.best is not None:
        values.append(case.best)
    best = None
    if values and case.instance.objective:
        best = (max if case.instance.objective[0].maximised else min)(values)
    ours = runs[0]
    together = []
    for run, answer in zip(runs, answers, strict=True):
        update: dict[str, float | None] = {"value_ratio": _ratio(run.tiers, ours.tiers)}
        if run.seconds is not None and ours.seconds is not None:
            update["seconds_ratio"] = float(run.seconds) / max(float(ours.seconds), 1e-9)
        if best is not None and answer is not None:
            update["integral"] = primal_integral(answer.incumbents, best, seconds)
        together.append(run.model_copy(update=update))
    return together


def _ratio(tiers: Sequence[TierResult], ours: Sequence[TierResult]) -> float | None:
    if not ours or not tiers:
        return None
    if tiers[0].value == ours[0].value:
        return 1.0
    return float(tiers[0].value) / float(ours[0].value) if ours[0].value else None
