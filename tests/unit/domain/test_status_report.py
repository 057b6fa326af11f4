"""Status reports: what may be said of a project, and every way in which it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.status import REPORTABLE, StatusReport
from portfolio.planning.records.reports import with_report


def report(**content: Any) -> StatusReport:
    """Return a report on works that have begun, changed as given."""
    usual = {"project": "a", "status": "under_construction", "effective": "2021Q1"}
    return StatusReport.model_validate({**usual, **content})


@pytest.fixture(scope="module")
def portfolio(build: Callable[..., Any]) -> Portfolio:
    """2020 to 2022: a priced project, one without a price, and one that stays as it is."""
    return (
        build(years=2, overrun=1)
        .project("a", cost=100)
        .project("unpriced", cost=None)
        .project("old", cost=None, status="existing")
        .portfolio()
    )


def faults(portfolio: Portfolio, **content: Any) -> list[Fault]:
    return report(**content).faults_against(portfolio, "form")


# --- What fits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", REPORTABLE)
def test_every_status_of_works_can_be_reported(portfolio: Portfolio, status: Status) -> None:
    assert faults(portfolio, status=status) == []


@pytest.mark.parametrize(
    "content",
    [
        {"effective": "2020Q1"},
        {"effective": "2022Q4"},
        {"physical_progress": 0},
        {"physical_progress": 100},
        {"actual_spending": {"2020": 0}},
        {"actual_spending": {"2020": 10**9, "2021": 1}},
        {"actual_spending": {"2018": 5, "2019": -5, "2020": 1}},
        {"forecast_finish": "2021Q1"},
        {"forecast_finish": "2022Q4"},
        {"status": "completed", "forecast_finish": "2021Q1", "physical_progress": 100},
        {"status": "in_operation", "forecast_finish": "2020Q1"},
        {"status": "planned", "physical_progress": 0, "actual_spending": {"2020": 0}},
        {"status": "cancelled", "actual_spending": {"2020": 5}, "physical_progress": 40},
        {"project": "unpriced", "actual_spending": {"2020": 0}},
        {"note": "土方 < 10 000 m³, cost > plan & rising"},
    ],
)
def test_what_lies_on_the_edge_fits(portfolio: Portfolio, content: dict[str, Any]) -> None:
    assert faults(portfolio, **content) == []


def test_a_note_is_kept_without_the_spaces_around_it() -> None:
    assert report(note="  停工\n两周 \n").note == "停工\n两周"


# --- What does not fit the portfolio -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "column", "value"),
    [
        ({"project": "b"}, "project", "b"),
        ({"project": "old"}, "project", "old"),
        ({"status": "existing"}, "status", "existing"),
        ({"effective": "2019Q4"}, "effective", "2019Q4"),
        ({"effective": "2023Q1"}, "effective", "2023Q1"),
        ({"forecast_finish": "2023Q1"}, "forecast_finish", "2023Q1"),
        ({"forecast_finish": "2019Q4"}, "forecast_finish", "2019Q4"),
        ({"forecast_finish": "2020Q4"}, "forecast_finish", "2020Q4"),
        ({"status": "planned", "forecast_finish": "2020Q4"}, "forecast_finish", "2020Q4"),
        ({"status": "completed", "forecast_finish": "2021Q2"}, "forecast_finish", "2021Q2"),
        ({"status": "in_operation", "forecast_finish": "2021Q2"}, "forecast_finish", "2021Q2"),
        ({"actual_spending": {"1899": 1}}, "actual_spending", "1899"),
        ({"actual_spending": {"2020": -1}}, "actual_spending", "-1"),
        ({"actual_spending": {"2018": 5, "2019": -6}}, "actual_spending", "-1"),
        ({"actual_spending": {"2022": 1}}, "actual_spending", "2022"),
        ({"project": "unpriced", "actual_spending": {"2020": 7}}, "actual_spending", "7"),
        ({"actual_spending": {"2020": 5, "2021": -6}}, "actual_spending", "-1"),
        ({"status": "planned", "physical_progress": 1}, "physical_progress", "1"),
        ({"status": "approved", "physical_progress": 1}, "physical_progress", "1"),
        ({"status": "tendering", "physical_progress": 1}, "physical_progress", "1"),
        ({"status": "completed", "physical_progress": 99}, "physical_progress", "99"),
        ({"status": "in_operation", "physical_progress": 0}, "physical_progress", "0"),
    ],
)
def test_what_does_not_fit_is_named_with_its_field_and_value(
    portfolio: Portfolio, content: dict[str, Any], column: str, value: str
) -> None:
    assert [(f.file, f.column, f.value) for f in faults(portfolio, **content)] == [("form", column, value)]
    with pytest.raises(BadInput):
        with_report(portfolio, report(**content))


def test_all_that_does_not_fit_is_named_at_once(portfolio: Portfolio) -> None:
    found = faults(
        portfolio,
        status="planned",
        effective="2020Q2",
        physical_progress=10,
        actual_spending={"1899": 1, "2021": 2},
        forecast_finish="2020Q1",
    )
    assert [fault.column for fault in found] == [
        "forecast_finish",
        "actual_spending",
        "actual_spending",
        "physical_progress",
    ]


# --- What is no report at all ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"status": "finished"}, "status"),
        ({"effective": "2021"}, "effective"),
        ({"effective": "2021Q5"}, "effective"),
        ({"forecast_finish": "soon"}, "forecast_finish"),
        ({"physical_progress": -1}, "physical_progress"),
        ({"physical_progress": 101}, "physical_progress"),
        ({"physical_progress": 12.5}, "physical_progress"),
        ({"actual_spending": {"2020": -(10**11) - 1}}, "actual_spending"),
        ({"actual_spending": {"2020": 10**11 + 1}}, "actual_spending"),
        ({"actual_spending": {"2020": 1.5}}, "actual_spending"),
        ({"actual_spending": {"last year": 1}}, "actual_spending"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "see <b>this</b>"}, "note"),
        ({"note": "</div>"}, "note"),
        ({"note": "< script>alert(1)"}, "note"),
        ({"note": "<!-- -->"}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"cost": 5}, "cost"),
    ],
)
def test_what_is_no_report_is_refused(content: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        report(**content)
    assert {str(error["loc"][0]) for error in refused.value.errors()} == {field}


# --- Which report counts -----------------------------------------------------------------------------------


def test_the_report_that_takes_effect_last_is_in_force_whenever_it_was_made(portfolio: Portfolio) -> None:
    later, earlier = report(effective="2021Q3"), report(effective="2020Q2", status="suspended")
    known = with_report(with_report(portfolio, later), earlier)
    assert known.reports_of("a") == (earlier, later)
    assert known.status_of(known.project("a")) is Status.UNDER_CONSTRUCTION


def test_of_two_reports_from_the_same_quarter_the_one_made_last_is_in_force(portfolio: Portfolio) -> None:
    known = with_report(with_report(portfolio, report()), report(status="suspended"))
    assert known.status_of(known.project("a")) is Status.SUSPENDED


def test_a_report_leaves_the_portfolio_it_was_made_on_as_it_was(portfolio: Portfolio) -> None:
    before = portfolio.data_hash
    known = with_report(portfolio, report())
    assert (portfolio.status_reports, portfolio.data_hash) == ((), before)
    assert known.data_hash != before
    assert known.content_hash == portfolio.content_hash


def test_works_that_go_on_are_reported_once_and_what_waits_is_history_until_the_data_date(
    portfolio: Portfolio,
) -> None:
    known = with_report(portfolio, report()).changed(data_date=Period(2022, 1))
    assert [r.effective for r in known.reports_in_force(known.project("a"))] == [Period(2021, 1)]
    (waiting,) = known.reports_in_force(known.project("unpriced"))
    assert (waiting.status, waiting.effective) == (Status.PLANNED, Period(2022, 1))
    assert known.reports_in_force(known.project("old")) == ()
