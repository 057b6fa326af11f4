"""Runs in processes of their own: what is measured of them, and what becomes of those that fail."""

import json
import subprocess
import sys
from importlib.util import find_spec
from unittest import mock

import pytest

from optimizer.bench import highs, run
from optimizer.bench.compare import Case, compare
from optimizer.bench.families import generate
from optimizer.bench.machine import memory_of
from optimizer.bench.peer import Peer
from optimizer.bench.peers import PEERS
from optimizer.bench.run import Job, Measured, apart
from optimizer.bench.run_process import here
from optimizer.format.instance import Instance
from optimizer.search.budget import Budget

SMALL = generate("programme", "6x4", 1)


def test_a_run_of_its_own_process_is_that_of_this_one_with_its_memory() -> None:
    job = Job(SMALL, "greedy", 3600, 1, 1)
    one, other = apart(job), here(job)
    assert one.result is not None
    assert other.result is not None
    assert one.result.tiers == other.result.tiers
    assert one.reading is not None
    assert one.memory is not None
    assert one.memory > 10**7
    # Its times are from the start of the process.
    assert 0 < one.reading < one.result.incumbents[0].seconds <= one.seconds


def test_a_process_that_dies_is_a_failed_run_beside_others() -> None:
    failed = apart(Job(SMALL, "nobody", 3600, 1, 1))
    assert failed.result is None
    assert "nobody" in (failed.failure or "")

    def half(job: Job) -> Measured:
        return failed if job.solver == "optimizer" else here(job)

    (runs,) = compare([Case(SMALL, "small", 1)], ["greedy"], time_limit=3600, workers=1, runner=half)
    assert [one.status for one in runs] == ["failed", "feasible"]
    assert [one.value_ratio for one in runs] == [None, None]
    assert runs[1].integral is not None


def test_a_run_that_does_not_end_is_ended() -> None:
    with mock.patch.object(run, "_PATIENCE", 0.0):
        failed = apart(Job(SMALL, "greedy", 0.01, 1, 1))
    assert failed.result is None
    assert "no end" in (failed.failure or "")


def test_a_peer_that_is_not_installed_is_told_of_and_not_run() -> None:
    absent = Peer("highs", PEERS["highs"].solve, package="a_package_that_nobody_has")
    with mock.patch.dict(PEERS, {"highs": absent}):
        (runs,) = compare([Case(SMALL, "small", 1)], ["highs"], time_limit=3600, workers=1, runner=here)
    assert [one.status for one in runs] == ["optimal", "not installed"]
    assert "a_package_that_nobody_has" in (runs[1].failure or "")
    assert find_spec("highspy")  # or the other tests of it would say nothing


def test_highs_without_an_answer_is_a_failure_and_no_plan() -> None:
    class Dead:
        executable = "false"

    with mock.patch.object(highs, "sys", Dead), pytest.raises((highs.HighsError, BrokenPipeError)):
        PEERS["highs"].solve(SMALL, Budget(workers=1))


def test_every_run_has_the_published_value_to_be_held_against() -> None:
    case = Case(SMALL, "small", 1, best=10.0**9)
    ((ours,),) = compare([case], [], time_limit=10, workers=1, runner=here)
    assert ours.best == 10**9
    assert ours.integral is not None
    # Nearly nothing is reached of that, so nearly all of the time counts.
    assert 9 < ours.integral <= 10


def test_columns_are_counted() -> None:
    instance = Instance.parse(
        {"periods": 3, "projects": [{"id": "A", "modes": [{"id": "m", "duration": 2}]}]}
    )
    ((ours,),) = compare([Case(instance, "", 1)], [], time_limit=3600, workers=1, runner=here)
    assert (ours.columns, ours.integral) == (2, None)


def test_memory_is_that_of_all_processes_of_a_run() -> None:
    hoarding = "x = bytearray(50_000_000); print(flush=True); input()"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hoarding!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", nested],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = memory_of(process.pid)
        process.communicate(b"\n")
    assert 50_000_000 < held < 200_000_000
    assert memory_of(process.pid) == 0


def test_highs_that_does_not_end_in_time_is_ended_and_its_last_plan_counts() -> None:
    told = {"incumbent": 0.0, "bound": None, "places": [], "values": []}
    script = f"import time; print({json.dumps(json.dumps(told))}, flush=True); time.sleep(600)"
    real = subprocess.Popen

    def stuck(_command: list[str], **how: object) -> object:
        return real([sys.executable, "-c", script], **how)  # type: ignore[call-overload] # as handed over

    with mock.patch.object(highs, "_PATIENCE", 0.5), mock.patch.object(highs.subprocess, "Popen", stuck):
        result, _ = PEERS["highs"].solve(SMALL, Budget(2.0, workers=1))
    # Nothing is built, which is a plan of it.
    assert (result.status, result.tiers[0].value, result.tiers[0].bound) == ("feasible", 0, None)
