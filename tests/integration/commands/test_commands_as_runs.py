"""What commands ask is a run like those of pages: recorded, solved once, stopped by an interrupt."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from terminal import Terminal

import optimizer
from optimizer import Instance, SolveOptions
from optimizer.format.result import Result, TierResult
from portfolio.bootstrap import command_office
from portfolio.domain.history import Recorded
from portfolio.domain.plan import PlanStatus
from portfolio.domain.run import RunRecord, RunState, Topic
from portfolio.planning.plan import solving

INTERRUPTED = 130
LONGEST_WAIT = 600.0
LATE = {"name": "late", "ceilings": {"public": {"2020": 501, "2021": 600}}}
IMPOSSIBLE = {"name": "broke", "ceilings": {"public": {"2020": 400, "2021": 501}}}

Write = Callable[[Any], Path]


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The instances that commands have had solved."""
    solved: list[str] = []

    def counting(instance: Instance, options: SolveOptions) -> Result:
        solved.append(instance.name)
        return optimizer.solve_with(instance, options)

    monkeypatch.setattr(solving, "in_process", counting)
    return solved


def recorded(terminal: Terminal) -> list[Recorded[RunRecord]]:
    """The runs in the store, oldest first, as another process sees them."""
    office = command_office(str(terminal.folder))
    try:
        return office.runs.recorded()[::-1]
    finally:
        office.workspace.store.close()


ASKING: dict[str, tuple[list[str], list[tuple[Topic, str]]]] = {
    "plan": (["plan"], [(Topic.PLAN, "")]),
    "why": (["why", "centre"], [(Topic.PLAN, ""), (Topic.WHY, "centre")]),
    "value": (["value", "--step", "50"], [(Topic.PLAN, ""), (Topic.VALUE, "50")]),
    "frontier": (["frontier", "public"], [(Topic.PLAN, ""), (Topic.FRONTIER, "public")]),
    "curve": (
        ["value", "--curve", "--payer", "public", "--year", "2020"],
        [(Topic.PLAN, ""), (Topic.CURVE, "public 2020")],
    ),
    "spread": (["spread", "--payer", "public"], [(Topic.PLAN, ""), (Topic.SPREAD, "public")]),
    "moves": (["moves"], [(Topic.PLAN, ""), (Topic.MOVES, "")]),
    "targets": (["targets"], [(Topic.PLAN, "")]),
}


@pytest.mark.parametrize("command", ASKING)
def test_what_a_command_asks_is_recorded_and_solved_once(
    terminal: Terminal, write: Write, solves: list[str], command: str
) -> None:
    words, asked = ASKING[command]
    arguments = [*words, "--scenario", write(LATE), "--by", "Zhang Min"]
    first = terminal(*arguments)
    runs = recorded(terminal)
    assert [(run.item.topic, run.item.subject) for run in runs] == asked
    assert {(run.by, run.item.state, run.item.scenario.name) for run in runs} == {
        ("Zhang Min", RunState.FINISHED, "late")
    }
    assert [run.item.plan_status for run in runs] == [
        PlanStatus.OPTIMAL if topic is Topic.PLAN else None for topic, _ in asked
    ]
    # An answer may ask for a plan that it has asked for before, and that is not solved again.
    assert sum(run.item.solves for run in runs) >= len(solves) > 0

    solves.clear()
    assert terminal(*arguments) == first
    assert solves == [], "a second identical command has nothing left to solve"
    assert len(recorded(terminal)) == 2 * len(asked)


def test_an_impossible_scenario_and_its_ways_out_are_runs_too(
    terminal: Terminal, write: Write, solves: list[str]
) -> None:
    arguments = ["why", "--scenario", write(IMPOSSIBLE)]
    terminal(*arguments, ends=3)
    runs = recorded(terminal)
    assert [(run.item.topic, run.item.state) for run in runs] == [
        (Topic.PLAN, RunState.FINISHED),
        (Topic.WAYS_OUT, RunState.FINISHED),
    ]
    assert runs[0].item.plan_status is PlanStatus.INFEASIBLE
    solves.clear()
    terminal(*arguments, ends=3)
    assert solves == []


def test_commands_on_records_ask_in_the_same_way(terminal: Terminal, write: Write, solves: list[str]) -> None:
    terminal("baseline", "approve", "--by", "Li Wei")
    assert [(run.item.topic, run.by) for run in recorded(terminal)] == [(Topic.PLAN, "Li Wei")]
    solves.clear()
    terminal("baseline", "approve", "--by", "Li Wei")
    assert solves == []
    terminal("replan", "--scenario", write(LATE), "--by", "Li Wei")
    terminal("compare", "baseline", "late", "--by", "Li Wei", ends=2)
    terminal("compare", "baseline", write(LATE), "--by", "Li Wei")
    report = ["status", "report", "centre", "--status", "planned", "--effective", "2020Q2", "--preview"]
    terminal(*report, "--by", "Li Wei")
    assert [run.item.topic for run in recorded(terminal)[2:]] == [
        *(Topic.PLAN, Topic.REPLAN),
        Topic.PLAN,
        *(Topic.PLAN, Topic.PLAN),
    ]
    solves.clear()
    terminal("replan", "--scenario", write(LATE))
    terminal(*report)
    assert solves == []


def test_another_seed_is_another_question_and_so_are_other_limits(
    terminal: Terminal, solves: list[str]
) -> None:
    terminal("plan")
    asked = len(solves)
    terminal("plan", "--time-limit", 1000)
    assert len(solves) == asked, "what is proven holds under any limit"
    terminal("plan", "--seed", 7)
    assert len(solves) > asked


@pytest.mark.parametrize("arguments", [["replan"], ["compare", "baseline", "default"], ["why", "nobody"]])
def test_what_cannot_be_asked_is_not_recorded(terminal: Terminal, arguments: list[str]) -> None:
    terminal(*arguments, ends=2)
    assert not terminal.home.exists()
    terminal("plan")
    terminal(*arguments, ends=2)
    assert len(recorded(terminal)) == 1


# --- Interrupts --------------------------------------------------------------------------------------------


def unproven(result: Result) -> Result:
    tiers = [TierResult(value=tier.value, bound=None, gap=None) for tier in result.tiers]
    return result.model_copy(update={"status": "feasible", "tiers": tiers})


def test_an_interrupt_stops_the_run_and_keeps_what_it_found(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_usual = solving.in_process

    def interrupted(instance: Instance, options: SolveOptions) -> Result:
        assert options.should_stop is not None
        result = as_usual(instance, replace(options, should_stop=None))
        _thread.interrupt_main()
        while not options.should_stop():
            time.sleep(0.01)
        return unproven(result)

    monkeypatch.setattr(solving, "in_process", interrupted)
    terminal("plan", ends=INTERRUPTED)
    (run,) = recorded(terminal)
    assert (run.item.state, run.item.plan_status) == (RunState.CANCELLED, PlanStatus.FEASIBLE)
    assert run.item.solves == 1

    monkeypatch.setattr(solving, "in_process", as_usual)
    assert terminal.json("plan")["status"] == "optimal", "asked again, it is solved to the end"
    assert [run.item.state for run in recorded(terminal)] == [RunState.CANCELLED, RunState.FINISHED]


_SLOW = """
import sys, time
from dataclasses import replace
import optimizer
from portfolio.planning.plan import solving

def slow(instance, options):
    result = optimizer.solve_with(instance, replace(options, should_stop=None))
    while not options.should_stop():
        time.sleep(0.01)
    return result

solving.in_process = slow
from portfolio.cli import main
main()
"""


def test_a_command_at_work_is_seen_by_other_processes_and_ended_from_its_terminal(terminal: Terminal) -> None:
    terminal("projects")
    command = [sys.executable, "-c", _SLOW, "plan", "--portfolio", str(terminal.folder)]
    process = subprocess.Popen(command, env={**os.environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + LONGEST_WAIT
        while [run.item.state for run in recorded(terminal)] != [RunState.RUNNING]:
            assert process.poll() is None
            assert time.monotonic() < end, "it did not begin"
        process.send_signal(signal.SIGINT)
        output, said = process.communicate(timeout=LONGEST_WAIT)
    finally:
        process.kill()
    assert process.returncode == INTERRUPTED, said
    assert output == b""
    assert b"Traceback" not in said
    assert [run.item.state for run in recorded(terminal)] == [RunState.CANCELLED]
