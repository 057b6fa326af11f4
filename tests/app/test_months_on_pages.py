"""A programme by the month on the pages: months are chosen, linked to, recorded and drawn, never quarters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from reader import click, opened, settled, text
from synthetic import write_months

from portfolio.bootstrap import open_workspace
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.reports import status_reports
from portfolio.ui import frames
from portfolio.ui.frames import Grouping
from portfolio.wording.i18n import Language, wording


@pytest.fixture
def roads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Show a programme of six projects; the fifth began in 2023."""
    folder = tmp_path / "roads"
    write_months(folder, 6)
    monkeypatch.setenv("PORTFOLIO", str(folder))
    return str(folder)


@pytest.mark.usefixtures("roads")
def test_a_start_is_pinned_to_a_month_and_stands_in_the_link() -> None:
    app = opened("what_if", lang="en")
    settled(app.selectbox(key="change kind").set_value("start").run())
    settled(app.selectbox(key="change project").set_value("m-001").run())
    offered = app.selectbox(key="change start")
    assert [offered.options[0], offered.options[-1]] == ["Apr 2024", "Mar 2030"]
    assert len(offered.options) == 72
    offered.set_value("2025-02")
    click(app, "Add and solve")
    assert app.query_params["start"] == "m-001_2025-02"
    assert "Feb 2025" in text(app)

    linked = opened("what_if", lang="zh", start="m-001_2025-02")
    assert "2025年2月" in text(linked)


@pytest.mark.usefixtures("roads")
def test_a_link_with_a_quarter_says_what_it_must_hold() -> None:
    said = text(opened("what_if", lang="en", start="m-001_2024Q1"))
    assert "project_month: a project of this portfolio with works, and a month" in said


def test_a_report_takes_effect_in_a_month(roads: str) -> None:
    key = "report m-001 0"
    app = opened("projects", lang="en", project="m-001")
    app.selectbox(key=f"{key} status").set_value("under_construction")
    settled(app.selectbox(key=f"{key} effective").set_value("2024-09").run())
    app.selectbox(key=f"{key} forecast_finish").set_value("2026-02")
    click(app, "See what it changes")
    click(app, "Save the report")
    assert "The report is saved" in text(app)
    [record] = status_reports(open_workspace(roads))
    told = (str(record.item.effective), record.item.effective.year, str(record.item.forecast_finish))
    assert told == ("2024-09", 2024, "2026-02")
    assert "Sep 2024" in text(opened("projects", lang="en", project="m-001"))


def test_bars_begin_and_end_with_their_months(roads: str) -> None:
    portfolio = open_workspace(roads).portfolio().item
    plan = make_plan(Case(portfolio, Scenario(name="as assumed")))
    say = wording(Language.EN).of(portfolio)
    drawn = frames.works(plan, portfolio, portfolio.projects, Grouping.TYPE, say)
    for row in drawn.to_dict("records"):
        planned = plan.project(str(row["id"]))
        assert f"{row['start']:%Y-%m-%d}" == f"{planned.start}-01"
        assert f"{row['end'] - timedelta(days=1):%Y-%m}" == str(planned.finish)


def test_a_portfolio_by_the_month_is_made_and_given_fiscal_years_while_it_is_empty() -> None:
    app = opened("data", lang="en")
    app.text_input(key="new portfolio name").set_value("harbour")
    app.number_input(key="new portfolio first year").set_value(2027)
    app.selectbox(key="new portfolio period").set_value("month")
    app = settled(app.button(key="new portfolio").click().run())
    assert not app.exception
    app = opened("data", lang="en", portfolio="harbour", tab="programme")
    assert "its first month is Jan 2027" in text(app)
    settled(app.selectbox(key="programme 1 fiscal_year.first_month").set_value(7).run())
    assert "its first month is Jul 2026" in text(app)
    app.text_input(key="programme why 1").set_value("as the harbour does")
    click(app, "Change it")
    assert not app.exception
    portfolio = open_workspace("harbour").portfolio().item
    assert {str(rule.earliest) for rule in portfolio.assumptions.starts} == {"2026-07"}
    assert portfolio.assumptions.delivery[0].modes[0].quarters == 24


def test_months_do_not_move_into_other_fiscal_years(roads: str) -> None:
    app = opened("data", lang="en", tab="programme")
    settled(app.selectbox(key="programme 1 fiscal_year.first_month").set_value(7).run())
    assert not app.exception
    assert "other periods need another portfolio" in text(app)
    assert open_workspace(roads).portfolio().version == 1
