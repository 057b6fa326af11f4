"""Status reports on the projects page: filled in, refused, shown before they are saved, in conflict."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.calendar import Period
from portfolio.domain.history import Actor
from portfolio.domain.project import Status
from portfolio.domain.status import StatusReport
from portfolio.planning.records.reports import report_status, status_reports

KEY = "report a1-07 0"


def filled(*, effective: str = "2019Q1", language: str = "en", **others: object) -> AppTest:
    app = opened("projects", lang=language, project="a1-07")
    app.selectbox(key=f"{KEY} status").set_value("under_construction")
    settled(app.selectbox(key=f"{KEY} effective").set_value(effective).run())
    for field, value in others.items():
        kind = (
            "selectbox" if field == "forecast_finish" else "text_area" if field == "note" else "number_input"
        )
        getattr(app, kind)(key=f"{KEY} {field.removeprefix('in_')}").set_value(value)
    return app


def test_a_report_is_shown_before_it_is_saved_and_kept_after() -> None:
    app = click(filled(forecast_finish="2022Q2", in_2018=90.5, note="groundwater"), "See what it changes")
    assert "What the report changes" in text(app)
    assert status_reports(open_workspace()) == []

    click(app, "Save the report")
    said = text(app)
    assert "The report is saved" in said
    assert "Spent in 2018: CNY 90.5 million" in said
    assert [record.item.forecast_finish for record in status_reports(open_workspace())] == [Period(2022, 2)]
    assert "1 of 31 projects with works has a status report" in text(opened("projects", lang="en"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"in_2018": -1.0}, "cannot be an amount"),
        ({"forecast_finish": "2018Q1"}, "not before 2019Q1 while works go on"),
        ({"note": "see <b>here</b>"}, "plain text without markup"),
        ({"physical_progress": 140}, "from 0 to 100"),
    ],
)
def test_what_cannot_be_reported_is_refused_beside_its_field(fields: dict[str, object], message: str) -> None:
    app = click(filled(**fields), "See what it changes")

    assert message in text(app)
    assert "Save the report" not in text(app)
    assert status_reports(open_workspace()) == []


def test_a_report_says_when_it_takes_effect() -> None:
    app = opened("projects", lang="zh", project="a1-07")
    click(app, "查看影响")
    assert "请选择生效季度" in text(app)


@pytest.mark.usefixtures("busy")
def test_who_reported_in_between_is_shown_and_nothing_is_overwritten() -> None:
    app = click(filled(forecast_finish="2022Q2"), "See what it changes")
    theirs = StatusReport(
        project="a1-07", status=Status.UNDER_CONSTRUCTION, effective=Period(2019, 1), note="they know better"
    )
    report_status(open_workspace(), theirs, actor=Actor("somebody else"))

    click(app, "Save the report")
    assert "somebody else has reported on this project" in text(app)
    assert len(status_reports(open_workspace())) == 1

    click(app, "Start again from what was reported meanwhile")
    assert "Starts from the last report, by somebody else" in text(app)


def test_a_retained_facility_has_nothing_to_report() -> None:
    assert "there are no works to report on" in text(opened("projects", lang="en", project="a1-01"))
