"""Solve runs: each is made once, in the background; every session that asks for it waits for the same one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import streamlit as st

from portfolio import settings
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Scenario
from portfolio.planning.plans import make_plan
from portfolio.ui.i18n import Wording

_KEPT = 64
"""Runs remembered; the one asked for longest ago goes first."""
_LOOK_EVERY = 0.2
"""Seconds between two looks at a run under way."""


@dataclass
class Run:
    """One solve: its plan when it is there, and how far it is until then."""

    plan: Future[Plan]
    progress: Progress | None = None


@dataclass
class Desk:
    """Runs by what they are made from; shared by all sessions of the server."""

    runs: OrderedDict[str, Run] = field(default_factory=OrderedDict)
    workers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "solve"))
    lock: Lock = field(default_factory=Lock)

    def run(self, portfolio: Portfolio, scenario: Scenario) -> Run:
        """Return the run for these data and this scenario, started now if nobody has yet."""
        key = f"{portfolio.data_hash} {scenario.model_dump_json()}"
        with self.lock:
            run = self.runs.get(key)
            if run is None:
                run = Run(Future())
                self.runs[key] = run
                self.workers.submit(_work, run, portfolio, scenario)
                while len(self.runs) > _KEPT:
                    self.runs.popitem(last=False)
            self.runs.move_to_end(key)
            return run

    def forget(self, run: Run) -> None:
        """Drop a run, so that asking again solves again."""
        with self.lock:
            self.runs = OrderedDict((key, kept) for key, kept in self.runs.items() if kept is not run)


def _work(run: Run, portfolio: Portfolio, scenario: Scenario) -> None:
    def report(progress: Progress) -> None:
        run.progress = progress

    try:
        plan = make_plan(portfolio, scenario, address=settings.app_portfolio(), on_progress=report)
    except BaseException as error:
        # Nothing is swallowed: it is raised where the plan is waited for.
        run.plan.set_exception(error)
    else:
        run.plan.set_result(plan)


@st.cache_resource(show_spinner=False)
def _desk() -> Desk:
    return Desk()


def plan_of(portfolio: Portfolio, scenario: Scenario, say: Wording) -> Plan:
    """Return the checked plan of a scenario; meanwhile the page says how far solving is.

    Raises:
        BadInput: The scenario does not fit the portfolio.
        UncheckedPlan: The checker found the plan wanting; it is never shown.
    """
    desk = _desk()
    run = desk.run(portfolio, scenario)
    if not run.plan.done():
        with _waiting_line() as line:
            while not wait([run.plan], timeout=_LOOK_EVERY).done:
                line.info(how_far(run.progress, say), icon=":material/hourglass_top:")
    if run.plan.exception() is not None:
        desk.forget(run)
    return run.plan.result()


@contextmanager
def _waiting_line() -> Iterator[st.delta_generator.DeltaGenerator]:
    line = st.empty()
    yield line
    line.empty()


def how_far(progress: Progress | None, say: Wording) -> str:
    """Return how far a run is; a gap only where a bound is proven."""
    if progress is None:
        return say("solving.started")
    values = {"tier": progress.tier + 1, "tiers": progress.tiers, "seconds": round(progress.seconds)}
    if progress.gap is None:
        return say("solving.tier", **values)
    return say("solving.tier_gap", percent=f"{progress.gap:.1%}", **values)
