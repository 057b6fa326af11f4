"""What a page says while a plan is being made, how a run is stopped, and when no plan may be shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from reader import LONGEST_WAIT, at_first, click, settled, shown, text
from streamlit.testing.v1 import AppTest

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Incumbent, Result, TierResult
from optimizer.search.options import SolveOptions
from portfolio import settings
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import UncheckedPlan, make_plan
from portfolio.planning.runs import queue
from portfolio.planning.runs.solver_process import SolverDied, SolverProcess

NEW_CEILING = 70_000
CEILING = f"public-2019-{NEW_CEILING}"


def overview(**query: str) -> AppTest:
    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=LONGEST_WAIT)
    app.query_params["lang"] = "en"
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the solver find a plan under the new ceiling, and look for a better one until it is stopped."""
    end = threading.Event()

    def waiting(_: SolverProcess, instance: Instance, options: SolveOptions) -> Result:
        result = optimizer.solve_with(instance, options.limits)
        if options.should_stop is None or not any(
            limit.maximum == NEW_CEILING for r in instance.resources for limit in r.limits
        ):
            return result
        assert options.on_progress is not None
        options.on_progress(Incumbent(seconds=2.0, tier=0, value=110, bound=100))
        while not options.should_stop() and not end.wait(0.02):
            pass
        unproven = [TierResult(value=tier.value, bound=None, gap=None) for tier in result.tiers]
        return result.model_copy(update={"status": "feasible", "tiers": unproven})

    monkeypatch.setattr(SolverProcess, "__call__", waiting)
    yield
    end.set()


@pytest.mark.usefixtures("slow")
def test_a_page_shows_how_far_a_run_is_and_keeps_the_best_plan_when_stopped() -> None:
    settled(overview())
    app = shown(overview(ceiling=CEILING), "Stop and keep")
    said = text(app)
    assert "Solving" in said
    assert "CNY 1.1 million" in said
    assert "9.1%" in said

    click(app, "Stop and keep the best plan so far")
    said = text(app)
    assert "not proven optimal" in said
    assert "Solve again" in said
    assert app.query_params["ceiling"] == CEILING


@pytest.mark.usefixtures("slow")
def test_what_was_done_is_said_until_a_page_is_finished() -> None:
    app = shown(at_first("what_if", lang="en", ceiling=CEILING), "Stop and keep")
    app.text_input(key="name to save default").set_value("Higher")
    next(button for button in app.button if button.label == "Save scenario").click().run()
    assert "Saved as “Higher”" in text(shown(app, "Stop and keep"))
    for _ in range(2):
        app.run()
        assert "Saved as “Higher”" in text(app), "shown on a page that was not finished"

    click(app, "Stop and keep the best plan so far")
    assert "Saved as “Higher”" in text(app)
    assert "Saved as" not in text(settled(app.run()))


@pytest.mark.usefixtures("slow")
def test_what_a_page_needs_beside_another_plan_goes_on_when_it_is_looked_at_again() -> None:
    """The page of budgets asks for the plan without the ceiling first, which is there."""
    settled(at_first("budget", lang="en"))
    app = shown(at_first("budget", lang="en", ceiling=CEILING), "Stop and keep")
    waited = app.session_state["waiting for"]
    for _ in range(2):
        app.run()
        assert "CNY 1.1 million" in text(app), "begun anew"
    assert app.session_state["waiting for"] == waited

    click(app, "Stop and keep the best plan so far")
    assert "not proven optimal" in text(app)


def test_the_same_question_is_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(case: Case, **rest: Any) -> Plan:
        asked.append(case.scenario.name)
        return make_plan(case, **rest)

    monkeypatch.setattr(queue, "make_plan", counting)
    for _ in range(3):
        settled(overview())
    assert asked == ["default"]


@pytest.mark.usefixtures("slow")
def test_a_run_that_nobody_waits_for_any_more_is_ended() -> None:
    settled(overview())
    app = shown(overview(ceiling=CEILING), "Stop and keep")

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

    monkeypatch.setattr(queue, "make_plan", failing)
    app = settled(overview(ceiling=CEILING))
    assert not app.exception
    assert words in text(app)
    assert len(app.get("plotly_chart")) == 0

    monkeypatch.setattr(queue, "make_plan", make_plan)
    assert "projects with works" in text(click(app, "Solve again"))


def test_running_out_of_time_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(case: Case, **_: object) -> Plan:
        return make_plan(case).model_copy(update={"status": PlanStatus.UNKNOWN})

    monkeypatch.setattr(queue, "make_plan", late)
    said = text(settled(overview()))

    assert "nor was it proven impossible" in said
    assert "No plan is possible" not in said
