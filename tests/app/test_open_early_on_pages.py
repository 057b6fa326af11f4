"""Opening as early as possible is a choice: only then do stations open before their printed year."""

from __future__ import annotations

import pytest
from reader import opened, settled, text

from portfolio import settings
from portfolio.bootstrap import open_workspace
from portfolio.domain.changes import Aims, ChangeKind, Slot, changes_of, edited
from portfolio.domain.scenario import Scenario
from portfolio.exchange.scenario_file import parse_scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.scenarios import default_scenario
from tests.conftest import SHIPPED

EARLY = Slot(ChangeKind.AIMS, "total")


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_FOLDER", SHIPPED)


def test_stations_open_before_the_printed_year_only_by_choice() -> None:
    portfolio = open_workspace().portfolio().item
    stations = [project.id for project in portfolio.projects if project.facility_type == "health_station"]
    dated = [name for name in stations if portfolio.project(name).target_year]
    assert len(dated) > 10
    usual = make_plan(Case(portfolio, default_scenario()))
    early = make_plan(Case(portfolio, edited(default_scenario(), {EARLY: str(Aims.OPEN_EARLY)})))
    assert violations(portfolio, early) == ()

    def sooner(name: str) -> bool:
        finish, year = early.project(name).finish, portfolio.project(name).target_year
        return finish is not None and year is not None and finish.year < year

    for name in dated:
        finish = usual.project(name).finish
        assert finish is not None
        assert finish.year == portfolio.project(name).target_year
    assert sum(map(sooner, dated)) >= len(dated) // 2
    assert not any(planned.tardiness_periods for planned in early.projects)
    assert early.envelope.planned == usual.envelope.planned


def test_a_file_says_the_same_aims() -> None:
    portfolio = open_workspace().portfolio().item
    content = {
        "name": "early",
        "objective": [
            {"terms": [{"term": "violation", "resource": "total"}]},
            {"terms": [{"term": "tardiness"}]},
            {"terms": [{"term": "benefit"}]},
            {"terms": [{"term": "peak", "resource": "total"}]},
        ],
    }
    scenario: Scenario = parse_scenario(content, portfolio, "early.json")
    assert changes_of(scenario) == {EARLY: Aims.OPEN_EARLY}


@pytest.mark.parametrize(
    ("lang", "button", "told"),
    [
        ("en", "Open as early as possible", "everything open as early as it can be"),
        ("zh", "尽早投用", "再尽早投用"),
    ],
)
def test_one_click_on_what_if_makes_the_choice_and_another_takes_it_back(
    lang: str, button: str, told: str
) -> None:
    app = opened("what_if", lang=lang)
    assert button in text(app)
    assert told not in text(app)
    settled(app.button(key="open early").click().run())
    assert not app.exception
    assert told in text(app)
    assert app.query_params["aims"] == "total-open_early"
    assert told in text(opened("schedule", lang=lang, aims="total-open_early"))
    settled(app.button(key="button line-aims-total-None-").click().run())
    assert told not in text(app)
    assert "aims" not in app.query_params
