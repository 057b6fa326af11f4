"""The solver's process: whatever ends a question early, the next is answered, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from asked import LONGEST_WAIT

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.runs.solver_process import SolverDied, SolverProcess
from tests.conftest import PortfolioBuilder

CEILINGS = {"2017": 30000, "2018": 40000, "2019": 40000, "2020": 40000, "2021": 40000}


class WrongError(Exception):
    """What a listener raises."""


@pytest.fixture(scope="module")
def long(gongshu: Portfolio) -> Instance:
    """A question that is searched for minutes, better plans coming one after the other."""
    scenario = Scenario.model_validate({"name": "takes long", "ceilings": {"public": CEILINGS}})
    return compile_brief(brief_of(gongshu, scenario)).instance


@pytest.fixture(scope="module")
def short(build: type[PortfolioBuilder]) -> Instance:
    return compile_brief(brief_of(build().project("a").portfolio(), Scenario(name="default"))).instance


def _raising(error: BaseException) -> Callable[..., bool]:
    def listener(*_: object) -> bool:
        raise error

    return listener


@pytest.mark.parametrize(
    "error", [WrongError("a listener"), OSError("a listener's disk"), KeyboardInterrupt()]
)
@pytest.mark.parametrize("listener", ["on_progress", "should_stop"])
def test_after_a_listener_that_raises_the_next_question_is_answered(
    solver: SolverProcess, long: Instance, short: Instance, listener: str, error: BaseException
) -> None:
    with pytest.raises(type(error)) as raised:
        solver(long, SolveOptions(**{listener: _raising(error)}))
    assert raised.value is error
    assert solver(short, SolveOptions()).status == "optimal"


def test_after_a_line_that_cannot_be_read_the_next_question_is_answered(
    solver: SolverProcess, long: Instance, short: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    solver.warm_up()
    assert solver._child is not None
    with monkeypatch.context() as patch:
        patch.setattr(solver._child, "stdout", StringIO("no JSON\n"))
        with pytest.raises(SolverDied):
            solver(long, SolveOptions())
    assert solver(short, SolveOptions()).status == "optimal"


@pytest.mark.parametrize("listener", ["on_progress", "should_stop"])
def test_what_a_listener_raises_in_this_process_is_not_lost(long: Instance, listener: str) -> None:
    """The search is not over until it is told to stop, so a listener that is lost would have it go on."""
    with pytest.raises(WrongError):
        optimizer.solve(long, time_limit=LONGEST_WAIT, **{listener: _raising_once_found()})


def _raising_once_found() -> Callable[..., bool]:
    """A listener that lets the search begin: it raises when asked the third time."""
    left = [WrongError("later"), None, None]

    def listener(*_: object) -> bool:
        error = left.pop()
        if error is not None:
            raise error
        return False

    return listener


def test_tens_of_megabytes_go_through_the_pipes_both_ways(solver: SolverProcess) -> None:
    instance = Instance.model_validate(
        {
            "name": "n" * 30_000_000,
            "periods": 10_000,
            "resources": [{"id": "money"}],
            "projects": [
                {"id": f"{p}", "mandatory": True, "modes": [{"id": "m", "duration": 10_000, "usage": {}}]}
                for p in range(50)
            ],
        }
    )
    result = solver(instance, SolveOptions())
    assert len(result.model_dump_json()) > 1_000_000
    assert (result.status, result.instance_hash) == ("optimal", instance.digest())


PARENT = """
import os, signal
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.compiling import compile_brief
from portfolio.bootstrap import open_portfolio
from portfolio.planning.runs.solver_process import SolverProcess

solver = SolverProcess()
scenario = Scenario.model_validate({"name": "takes long", "ceilings": {"public": CEILINGS}})
instance = compile_brief(brief_of(open_portfolio(), scenario)).instance
solver(instance, SolveOptions(on_progress=lambda _: os.kill(os.getpid(), signal.SIGKILL)))
"""


def test_a_child_whose_parent_is_killed_ends_quietly_and_leaves_no_file(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.replace("CEILINGS", str(CEILINGS))],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # The child writes to the same errors, so this ends when both have ended.
    _, errors = parent.communicate(timeout=LONGEST_WAIT)
    assert parent.returncode == -signal.SIGKILL
    assert errors == b""
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_speaks_to_nobody_ends_quietly(long: Instance) -> None:
    order = f'{{"instance": {long.model_dump_json()}}}\n'
    with subprocess.Popen(
        [sys.executable, "-m", "portfolio.planning.runs.solver_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        child.stdin.write(order.encode())
        child.stdin.flush()
        assert child.stderr.read() == b""
        assert child.wait(LONGEST_WAIT) == 0


def test_an_interrupted_terminal_leaves_the_child_to_its_parent(
    solver: SolverProcess, long: Instance, short: Instance
) -> None:
    """The terminal interrupts both; the child would answer with a traceback, and be gone."""
    told: list[Incumbent] = []

    def interrupted(incumbent: Incumbent) -> None:
        if not told:
            assert solver._child is not None
            os.kill(solver._child.pid, signal.SIGINT)
        told.append(incumbent)

    assert solver(long, SolveOptions(on_progress=interrupted, should_stop=lambda: len(told) > 1)).projects
    assert solver(short, SolveOptions()).status == "optimal"
