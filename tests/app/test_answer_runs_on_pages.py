"""A long question on a page: how far it is, stopped with what was found, gone on with, kept in a restart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from reader import LONGEST_WAIT, RELATIVE, click, opened, settled, shown, text, until
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result
from optimizer.search.options import SolveOptions
from portfolio import settings
from portfolio.cli import cli
from portfolio.planning.records.people import local_user
from portfolio.planning.runs.solver_process import SolverDied, SolverProcess

TIGHT = "public-2019-25000"


class Solver:
    """Solves in place of the child, counts, and can be held up before a solve until that is stopped."""

    def __init__(self) -> None:
        self.solves = 0
        self.hold_at: int | None = None
        self.end = threading.Event()

    def solve(self, instance: Instance, options: SolveOptions) -> Result:
        self.solves += 1
        if self.solves == self.hold_at:
            assert options.on_progress is not None
            assert options.should_stop is not None
            options.on_progress(Incumbent(seconds=2.0, tier=0, value=1234, bound=1000))
            while not options.should_stop() and not self.end.wait(0.02):
                pass
        return optimizer.solve_with(instance, options)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Solver]:
    fake = Solver()
    monkeypatch.setattr(SolverProcess, "__call__", lambda _, *question: fake.solve(*question))
    yield fake
    fake.end.set()


def restart() -> None:
    """Forget everything that the server holds in memory."""
    st.cache_resource.clear()


def test_a_question_shows_how_far_it_is_and_keeps_what_was_found_when_stopped(solver: Solver) -> None:
    app = opened("budget", lang="en")
    solver.hold_at = solver.solves + 4
    next(button for button in app.button if button.label == "Draw the frontier").click().run()
    said = text(shown(app, "Solve 4, aim 1 of"))
    assert "1,234" in said
    assert "1,000" in said
    assert "19.0%" in said

    click(app, "Stop and keep what was found")
    said = text(app)
    assert "Stopped: this is what had been found by then." in said
    few = app.selectbox(key="frontier point").options
    assert len(few) >= 2

    before = solver.solves
    click(app, "Go on from here")
    assert "Stopped" not in text(app)
    every = app.selectbox(key="frontier point").options
    assert set(few) < set(every)
    again = solver.solves - before
    assert again < len(every), "what was solved before the stop is not solved again"


@pytest.mark.parametrize(
    ("page", "query", "ask", "answer"),
    [
        ("budget", {}, "Draw the frontier", "Peak CNY 492 million"),
        ("budget", {"ceiling": TIGHT}, "Work it out", "Finite differences by solving again, not slopes"),
        ("what_if", {"ceiling": "public-2017-9000"}, "Find ways out", "Raise ceilings"),
        ("what_if", {"ceiling": TIGHT}, "Draw the cost-stability curve", "forces at least 3 moves"),
        (
            "projects",
            {"ceiling": TIGHT, "project": "a1-07"},
            "Why then? Why not a year earlier?",
            "It may start from 2018Q1 on.",
        ),
    ],
)
def test_after_a_restart_the_answer_is_there_without_asking_or_solving(
    solver: Solver, page: str, query: dict[str, str], ask: str, answer: str
) -> None:
    app = click(opened(page, lang="en", **query), ask)
    before = _read(app)
    assert answer in before
    solves = solver.solves
    assert solves

    restart()
    app = opened(page, lang="en", **query)
    assert ask not in [button.label for button in app.button]
    assert _read(app) == before
    assert solver.solves == solves


def _read(app: Any) -> str:
    return text(app) + "\n".join(option for box in app.selectbox for option in box.options)


def test_runs_are_listed_with_what_became_of_them(solver: Solver) -> None:
    app = click(opened("budget", lang="en", ceiling=TIGHT), "Draw the frontier")
    solver.hold_at = solver.solves + 1
    app = opened("projects", lang="en", ceiling=TIGHT, project="a1-07")
    next(b for b in app.button if b.label == "Why then? Why not a year earlier?").click().run()

    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=LONGEST_WAIT)
    app.query_params["lang"], app.query_params["tab"] = "en", "runs"
    app.switch_page(RELATIVE.format("data")).run()
    until(app, lambda: "Look at a run" in [box.label for box in app.selectbox], "Look at a run")
    said = text(app)
    assert "Frontier: Public (district + municipal) · Public (district + municipal) 2019" in said
    assert "Finished: proven optimal" in said
    app.selectbox(key="run to look at").select_index(0).run()
    said = text(app)
    assert "Why: " in said
    assert "Solving" in said

    click(app, "Stop and keep what was found")
    said = text(app)
    assert "Stopped" in said
    assert "1,234" in said

    zh = text(opened("data", lang="zh", tab="runs"))
    assert "权衡前沿" in zh
    assert "已停止" in zh

    click(app, "Open its scenario")
    settled(app)
    assert app.query_params["ceiling"] == TIGHT


def test_the_data_page_stays_usable_while_the_scenario_is_impossible() -> None:
    app = opened("data", lang="en", ceiling="public-2017-9000", tab="assumptions")
    assert "No plan is possible" not in text(app)
    assert "Change it" in text(app)
    app = opened("data", lang="en", ceiling="public-2017-9000", tab="targets")
    assert "No plan is possible" in text(app)
    assert [link.proto.label for link in app.get("page_link")] == ["All ways out, on the page What-if"]


def test_the_list_of_runs_is_there_while_the_plan_in_force_is_being_made(solver: Solver) -> None:
    settled(opened("budget", lang="en"))
    solver.hold_at = solver.solves + 1
    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=LONGEST_WAIT)
    app.query_params["lang"], app.query_params["ceiling"] = "en", TIGHT
    shown(app.switch_page(RELATIVE.format("budget")).run(), "Stop and keep the best")

    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=LONGEST_WAIT)
    app.query_params["lang"], app.query_params["tab"] = "en", "runs"
    app.query_params["ceiling"] = TIGHT
    app.switch_page(RELATIVE.format("data")).run()
    assert "Look at a run" in [box.label for box in app.selectbox]
    click(app, "Stop and keep the best plan so far")
    assert "Stopped" in text(app)


def test_a_run_whose_solver_died_says_so_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    settled(opened("budget", lang="en"))

    def died(*_: Any, **__: Any) -> Result:
        raise SolverDied("on purpose")

    monkeypatch.setattr(SolverProcess, "__call__", died)
    opened("budget", lang="en", ceiling=TIGHT)
    said = text(opened("data", lang="zh", tab="runs"))
    assert "求解进程意外结束" in said
    assert "SolverDied" not in said


def test_what_was_asked_from_a_terminal_is_listed_beside_what_pages_ask() -> None:
    assert CliRunner().invoke(cli, ["plan", "--by", "Zhang Min"]).exit_code == 0
    opened("budget", lang="en")
    said = text(opened("data", lang="en", tab="runs"))
    assert said.count("Zhang Min") == 1
    assert said.count(local_user().name) >= 1
