"""What a page says while a plan is being made, and when none may be shown."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from portfolio import settings
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Scenario
from portfolio.planning.plans import UncheckedPlan, make_plan
from portfolio.planning.scenarios import default_scenario
from portfolio.ui import solving
from portfolio.ui.i18n import Language, wording


@pytest.fixture(autouse=True)
def _nothing_recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PORTFOLIO", raising=False)


def overview(ceiling: str) -> AppTest:
    """Open the overview on a scenario of its own: runs are remembered for as long as the process lives."""
    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=90)
    app.query_params["lang"] = "en"
    app.query_params["ceiling"] = ceiling
    return app.run()


def test_a_plan_that_fails_its_check_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def unchecked(*_: object, **__: object) -> Plan:
        raise UncheckedPlan("on purpose")

    monkeypatch.setattr(solving, "make_plan", unchecked)
    app = overview("public-2019-70001")

    assert not app.exception
    assert "did not pass the independent check" in app.error[0].value
    assert len(app.get("plotly_chart")) == 0


def test_a_run_that_failed_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unchecked(*_: object, **__: object) -> Plan:
        raise UncheckedPlan("on purpose")

    monkeypatch.setattr(solving, "make_plan", unchecked)
    assert overview("public-2019-70002").error
    monkeypatch.undo()
    assert not overview("public-2019-70002").error


def test_running_out_of_time_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(portfolio: Portfolio, scenario: Scenario, **_: object) -> Plan:
        return make_plan(portfolio, scenario).model_copy(update={"status": PlanStatus.UNKNOWN})

    monkeypatch.setattr(solving, "make_plan", late)
    app = overview("public-2019-70003")

    said = " ".join(element.proto.body for element in app.get("html"))
    assert "nor was it proven impossible" in said
    assert "No plan is possible" not in said


def test_all_who_ask_wait_for_the_same_run(
    gongshu_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    may_go_on = threading.Event()

    def counted(portfolio: Portfolio, scenario: Scenario, **_: object) -> Plan:
        made.append(scenario)
        may_go_on.wait(timeout=30)
        return make_plan(portfolio, scenario)

    monkeypatch.setattr(solving, "make_plan", counted)
    desk = solving.Desk()
    runs = [desk.run(gongshu_portfolio, default_scenario()) for _ in range(3)]
    may_go_on.set()

    assert runs[0] is runs[1] is runs[2]
    assert runs[0].plan.result(timeout=60).status.has_plan
    assert len(made) == 1


def test_old_runs_are_forgotten(gongshu_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "make_plan", lambda *_, **__: None)
    desk = solving.Desk()
    for number in range(100):
        desk.run(gongshu_portfolio, Scenario(name=f"run {number}"))
    assert len(desk.runs) <= 64


def test_progress_is_told_in_words() -> None:
    say = wording(Language.EN)
    assert solving.how_far(None, say) == "Solving…"
    told = solving.how_far(Progress(tier=2, tiers=4, value=1.0, bound=None, seconds=3.4), say)
    assert told == "Solving: aim 3 of 4, 3 s so far"
    told = solving.how_far(Progress(tier=0, tiers=4, value=110.0, bound=100.0, seconds=9.0), say)
    assert "at most 9.1% from optimal" in told
