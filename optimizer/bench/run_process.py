"""The process of a run: reads the instance, lets one solver have it, and writes down what came of it."""

from __future__ import annotations

import sys
import time

from optimizer.bench.ours import OURS
from optimizer.bench.peer import Peer
from optimizer.bench.run import Job, Measured, Order, peak_memory
from optimizer.format.reading import read_instance
from optimizer.search.budget import Budget


def here(job: Job, began: float | None = None) -> Measured:
    """Run a job in this process.

    Args:
        job: what to run.
        began: when the process was started, by `time.monotonic`; now if absent.
    """
    began = time.monotonic() if began is None else began
    read = time.monotonic() - began
    peer = _peer(job.solver)
    before = time.monotonic() - began
    budget = Budget(max(0.0, job.seconds - before), workers=job.workers, seed=job.seed)
    result, building = peer.solve(job.instance, budget)
    later = [one.model_copy(update={"seconds": float(one.seconds) + before}) for one in result.incumbents]
    seconds = time.monotonic() - began
    result = result.model_copy(update={"incumbents": later, "wall_seconds": seconds})
    return Measured(result=result, seconds=seconds, reading=read, building=building, memory=peak_memory())


def _peer(name: str) -> Peer:
    """A solver by its name. Libraries of solvers take a second to load, so only what is needed is."""
    if name == OURS.name:
        return OURS
    from optimizer.bench.ablation import ABLATED  # noqa: PLC0415 - see above

    if name in ABLATED:
        return ABLATED[name]
    from optimizer.bench.peers import PEERS  # noqa: PLC0415 - see above

    return PEERS[name]


def main() -> None:
    """Do what the order on the command line says."""
    order = Order.model_validate_json(sys.argv[1])
    instance = read_instance(order.instance)
    job = Job(instance, order.solver, order.seconds, order.workers, order.seed)
    order.answer.write_text(here(job, order.began).model_dump_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
