"""Who asks in tests of runs and for what, and waiting for it, with a bound that only a fault can reach."""

from __future__ import annotations

import time
from collections.abc import Callable

from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.runs.run import Run

OFFICER = Actor("Zhang Min")
DEFAULT = Scenario(name="default")
LONG = Scenario.model_validate(
    {
        "name": "takes long",
        "ceilings": {"public": {"2017": 30000, "2018": 40000, "2019": 40000, "2020": 40000, "2021": 40000}},
    }
)
LONGEST_WAIT = 600


def until(happens: Callable[[], object]) -> None:
    """Wait for something to happen."""
    end = time.monotonic() + LONGEST_WAIT
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def over(run: Run) -> Run:
    assert run.wait(LONGEST_WAIT), "the run did not end"
    return run
