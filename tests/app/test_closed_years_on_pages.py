"""A year that was closed is told something else of on a page only by a correction that gives its reason."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.calendar import Period
from portfolio.planning.records.assumptions import set_data_date
from portfolio.planning.records.people import local_user
from portfolio.planning.records.reports import status_reports

SITE = "a1-12"


@pytest.fixture
def closed() -> int:
    """Close the first year as it was planned, on the page; how many reports of the site there are then."""
    app = opened("data", lang="en", tab="closing")
    settled(app.text_input(key="closing why 2017").set_value("Accounts").run())
    settled(app.checkbox(key="closing assume 2017").check().run())
    click(app, "Work out the adjustment")
    click(app, "Close 2017")
    return len(status_reports(open_workspace(), SITE))


def reporting(amount: float, note: str = "") -> AppTest:
    """Report on the site that so much was spent in the closed year."""
    app = opened("projects", lang="en", project=SITE)
    seen = status_reports(open_workspace(), SITE)[-1].number
    app.number_input(key=f"report {SITE} {seen} 2017").set_value(amount)
    app.text_area(key=f"report {SITE} {seen} note").set_value(note)
    return click(app, "See what it changes")


def test_a_closed_year_is_corrected_only_on_purpose_and_with_a_reason(closed: int) -> None:
    app = reporting(12.5)
    assert "2017 is closed, and this report tells something else of it" in text(app)
    assert app.button(key=f"save report {SITE}").disabled
    settled(app.checkbox(key=f"corrects {SITE}").check().run())
    assert "gives its reason in the note" in text(app)
    assert app.button(key=f"save report {SITE}").disabled
    assert len(status_reports(open_workspace(), SITE)) == closed

    app = reporting(12.5, "The audit found so")
    settled(app.checkbox(key=f"corrects {SITE}").check().run())
    assert "gives its reason" not in text(app)
    click(app, "Save the report")
    assert not app.exception
    assert len(status_reports(open_workspace(), SITE)) == closed + 1


def test_a_report_on_open_years_is_nobodys_correction(closed: int) -> None:
    app = opened("projects", lang="en", project=SITE)
    seen = status_reports(open_workspace(), SITE)[-1].number
    app.text_area(key=f"report {SITE} {seen} note").set_value("On its way")
    click(app, "See what it changes")
    assert "is closed" not in text(app)
    click(app, "Save the report")
    assert len(status_reports(open_workspace(), SITE)) == closed + 1


def test_the_data_date_of_a_page_opens_no_closed_year(closed: int) -> None:
    assert closed
    app = opened("data", lang="en", tab="assumptions")
    app.selectbox(key="data date quarter 2018Q1").set_value("2017Q2")
    app.text_input(key="data date why 2018Q1").set_value("To see")
    form = "data date 2018Q1"
    settled(next(b for b in app.button if b.form_id == form).click().run())
    assert "2018Q1 or later, as 2017 is closed" in " ".join(error.value for error in app.error)
    workspace = open_workspace()
    assert workspace.portfolio().item.data_date == Period.parse("2018Q1")
    version = workspace.portfolio().version
    set_data_date(workspace, Period.parse("2018Q2"), actor=local_user(), reason="x", opened=version)
