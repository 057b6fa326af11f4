"""What a page says while a plan is being made, how a run is stopped, and when no plan may be shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from reader import click, settled, text
from streamlit.testing.v1 import AppTest

from portfolio import settings
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Scenario
from portfolio.planning import runs
from portfolio.planning.plans import UncheckedPlan, make_plan
from portfolio.planning.solver_process import SolverDied


def overview(**query: str) -> AppTest:
    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=90)
    app.query_params["lang"] = "en"
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Have runs of changed scenarios wait until they are stopped, with a plan but no proof."""
    asked: list[str] = []
    end = threading.Event()

    def waiting(portfolio: Portfolio, scenario: Scenario, **rest: object) -> Plan:
        asked.append(scenario.name)
        plan = make_plan(portfolio, scenario)
        if scenario.name != "default":
            rest["on_progress"](Progress(0, 4, 110.0, 100.0, 2.0))
            while not rest["should_stop"]() and not end.wait(0.02):
                pass
        return plan.model_copy(update={"status": PlanStatus.FEASIBLE})

    monkeypatch.setattr(runs, "make_plan", waiting)
    yield asked
    end.set()


@pytest.mark.usefixtures("slow")
def test_a_page_shows_how_far_a_run_is_and_keeps_the_best_plan_when_stopped() -> None:
    settled(overview())
    app = overview(ceiling="public-2019-70000")
    said = text(app)
    assert "Solving" in said
    assert "CNY 1.1 million" in said
    assert "9.1%" in said

    click(app, "Stop and keep the best plan so far")
    said = text(app)
    assert "not proven optimal" in said
    assert "Solve again" in said
    assert app.query_params["ceiling"] == "public-2019-70000"


def test_the_same_question_is_solved_once(slow: list[str]) -> None:
    for _ in range(3):
        settled(overview())
    assert slow.count("default") == 1


@pytest.mark.usefixtures("slow")
def test_a_run_that_nobody_waits_for_any_more_is_ended() -> None:
    settled(overview())
    app = overview(ceiling="public-2019-70000")
    assert "Stop and keep" in text(app)

    app.session_state["edits"] = {}
    assert "projects with works finish on time" in text(settled(app.run()))


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (UncheckedPlan("on purpose"), "did not pass the independent check"),
        (SolverDied("on purpose"), "The solver ended without an answer"),
        (RuntimeError("on purpose"), "Solving failed"),
    ],
)
def test_a_run_that_failed_says_so_and_is_made_again(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str
) -> None:
    settled(overview())

    def failing(*_: object, **__: object) -> Plan:
        raise failure

    monkeypatch.setattr(runs, "make_plan", failing)
    app = overview(ceiling="public-2019-70000")
    assert not app.exception
    assert words in text(app)
    assert len(app.get("plotly_chart")) == 0

    monkeypatch.setattr(runs, "make_plan", make_plan)
    assert "projects with works" in text(click(app, "Solve again"))


def test_running_out_of_time_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(portfolio: Portfolio, scenario: Scenario, **_: object) -> Plan:
        return make_plan(portfolio, scenario).model_copy(update={"status": PlanStatus.UNKNOWN})

    monkeypatch.setattr(runs, "make_plan", late)
    said = text(settled(overview()))

    assert "nor was it proven impossible" in said
    assert "No plan is possible" not in said
