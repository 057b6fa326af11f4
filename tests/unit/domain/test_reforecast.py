"""What a status report makes of a project: history stays as it was, and only the rest is planned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from reported import after, money, required, span

from portfolio.domain.calendar import Period
from portfolio.domain.portfolio import Portfolio

Build = Callable[..., Any]

NOT_BEGUN = ("planned", "approved", "tendering")


# --- Not begun ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", NOT_BEGUN)
def test_works_that_have_not_begun_begin_no_earlier_than_the_report(planned: Portfolio, status: str) -> None:
    requirement = required(after(planned, {"status": status, "effective": "2020Q3"}))
    assert (requirement.earliest, requirement.latest) == (Period(2020, 3), None)
    assert (requirement.modes, requirement.cost) == (required(planned).modes, 160)


@pytest.mark.parametrize("status", NOT_BEGUN)
def test_works_that_have_not_begun_do_not_finish_before_the_forecast(planned: Portfolio, status: str) -> None:
    known = after(planned, {"status": status, "effective": "2020Q2", "forecast_finish": "2022Q4"})
    assert required(known).earliest == Period(2021, 1)
    assert required(known, delay_quarters=2).earliest == Period(2021, 3)


def test_a_forecast_sooner_than_possible_makes_nothing_faster(planned: Portfolio) -> None:
    known = after(planned, {"status": "planned", "effective": "2020Q2", "forecast_finish": "2020Q3"})
    assert required(known).earliest == Period(2020, 2)


def test_works_the_source_has_under_way_and_the_report_does_not_may_begin_later(begun: Portfolio) -> None:
    requirement = required(after(begun, {"status": "planned", "effective": "2020Q2"}))
    assert (requirement.earliest, requirement.latest) == (Period(2020, 2), None)


# --- Under construction ------------------------------------------------------------------------------------


def test_works_that_were_planned_begin_with_the_report_that_they_have_begun(planned: Portfolio) -> None:
    requirement = required(after(planned, {"effective": "2020Q3"}))
    assert span(requirement) == ("2020Q3", "2022Q2")
    assert money(requirement) == {2020: 40, 2021: 80, 2022: 40}


def test_works_under_way_go_on_as_usual_where_nothing_else_is_said(begun: Portfolio) -> None:
    requirement = required(after(begun, {"effective": "2021Q1"}))
    assert span(requirement) == ("2020Q1", "2021Q4")
    assert money(requirement) == {2020: 80, 2021: 80}


def test_what_was_spent_is_history_and_the_rest_is_still_to_be_paid(begun: Portfolio) -> None:
    requirement = required(after(begun, {"effective": "2021Q1", "actual_spending": {"2020": 50}}))
    assert money(requirement) == {2020: 50, 2021: 110}
    assert requirement.cost == 160


def test_within_a_year_what_was_spent_is_there_before_the_rest(begun: Portfolio) -> None:
    known = after(begun, {"effective": "2020Q3", "actual_spending": {"2020": 41}})
    requirement = required(known)
    paid = requirement.modes[0].spending["district"]
    assert requirement.spent == {"district": {2020: 41}}
    assert (paid[:2], sum(paid), len(paid)) == ((0, 0), 160 - 41, 8)
    assert set(paid[2:]) == {19, 20}
    assert money(requirement) == {2020: 41 + paid[2] + paid[3], 2021: sum(paid[4:])}


def test_nothing_spent_is_history_too(begun: Portfolio) -> None:
    requirement = required(after(begun, {"effective": "2021Q1", "actual_spending": {"2020": 0}}))
    assert money(requirement) == {2021: 160}


def test_progress_says_how_long_the_rest_takes(begun: Portfolio) -> None:
    slow = required(after(begun, {"effective": "2021Q1", "physical_progress": 25}))
    fast = required(after(begun, {"effective": "2021Q1", "physical_progress": 75}))
    assert span(slow) == ("2020Q1", "2022Q2")
    assert span(fast) == ("2020Q1", "2021Q2")
    assert (sum(money(slow).values()), sum(money(fast).values())) == (160, 160)
    assert (money(slow)[2020], money(fast)[2020]) == (80, 80)


def test_from_the_progress_reported_last_works_go_on_at_their_usual_pace(begun: Portfolio) -> None:
    halfway = {"effective": "2020Q3", "physical_progress": 50}
    later = {"effective": "2021Q1", "actual_spending": {"2020": 70}}
    assert span(required(after(begun, halfway))) == ("2020Q1", "2021Q2")
    assert span(required(after(begun, halfway, later))) == ("2020Q1", "2021Q2"), "two of eight quarters more"
    behind = required(after(begun, {"effective": "2020Q3", "physical_progress": 0}, later))
    assert span(behind) == ("2020Q1", "2022Q2")
    ahead = required(after(begun, {"effective": "2020Q3", "physical_progress": 90}, later))
    assert span(ahead) == ("2020Q1", "2021Q1"), "all done and one quarter to go"


def test_while_works_are_suspended_their_progress_stands_still(begun: Portfolio) -> None:
    reports = [
        {"effective": "2020Q3", "physical_progress": 50},
        {"status": "suspended", "effective": "2021Q1"},
        {"effective": "2022Q1"},
    ]
    # 50 % by 2020Q3, two quarters at the usual pace, a year of nothing: two of eight quarters are left.
    assert span(required(after(begun, *reports))) == ("2020Q1", "2022Q2")


def test_works_that_are_all_but_done_take_one_more_quarter(begun: Portfolio) -> None:
    known = after(begun, {"effective": "2021Q1", "physical_progress": 100, "actual_spending": {"2020": 150}})
    assert span(required(known)) == ("2020Q1", "2021Q1")
    assert money(required(known)) == {2020: 150, 2021: 10}


def test_the_forecast_finish_is_the_finish(begun: Portfolio) -> None:
    known = after(begun, {"effective": "2021Q1", "forecast_finish": "2022Q4"})
    assert span(required(known)) == ("2020Q1", "2022Q4")
    assert money(required(known)) == {2020: 80, 2021: 40, 2022: 40}
    assert span(required(known, delay_quarters=3)) == ("2020Q1", "2023Q3")


def test_more_spent_than_planned_is_an_overrun_and_what_is_not_done_still_costs(begun: Portfolio) -> None:
    requirement = required(after(begun, {"effective": "2021Q1", "actual_spending": {"2020": 200}}))
    assert (requirement.cost, money(requirement)) == (280, {2020: 200, 2021: 80})
    assert span(requirement) == ("2020Q1", "2021Q4")


def test_works_go_on_in_every_mode_until_a_forecast_or_a_person_chooses(build: Build) -> None:
    portfolio = (
        build(years=3, overrun=1)
        .project("a", cost=160, quarters={"standard": 8, "slow": 12}, fixed=True)
        .portfolio()
    )
    open_end = after(portfolio, {"effective": "2021Q1", "actual_spending": {"2020": 60}})
    forecast = after(portfolio, {"effective": "2021Q1", "forecast_finish": "2022Q1"})
    both = required(open_end)
    assert [(m.id, str(m.finish(both.earliest))) for m in both.modes] == [
        ("standard", "2021Q4"),
        ("slow", "2022Q4"),
    ]
    assert (money(both, "standard"), money(both, "slow")) == (
        {2020: 60, 2021: 100},
        {2020: 60, 2021: 50, 2022: 50},
    )
    assert [mode.id for mode in required(forecast).modes] == ["standard"]
    assert [mode.id for mode in required(forecast, pin={"mode": "slow"}).modes] == ["slow"]


def test_money_spent_before_the_works_were_said_to_begin_stays_in_its_year(build: Build) -> None:
    portfolio = build(years=3, overrun=1).project("a", cost=160, earliest="2021Q3", fixed=True).portfolio()
    known = after(portfolio, {"effective": "2021Q3", "actual_spending": {"2020": 30}})
    assert required(known).earliest == Period(2020, 1)
    assert money(required(known))[2020] == 30


def test_works_reported_under_way_before_the_source_has_them_begin_are_not_later_for_it(
    build: Build,
) -> None:
    portfolio = build(years=3).project("a", cost=160, earliest="2021Q1", fixed=True).portfolio()
    known = after(portfolio, {"effective": "2020Q2", "forecast_finish": "2021Q2"})
    assert span(required(known)) == ("2020Q2", "2021Q2")


def test_every_source_pays_to_the_last_unit_whatever_rounding_made_of_the_years(build: Build) -> None:
    portfolio = (
        build(years=3, overrun=1)
        .project("a", cost=101, quarters=12, percent={"district": 50, "private": 50}, fixed=True)
        .portfolio()
    )
    spent = {"2020": 33, "2021": 33, "2022": 35}
    requirement = required(after(portfolio, {"effective": "2023Q1", "actual_spending": spent}))
    assert money(requirement) == {2020: 33, 2021: 33, 2022: 35}
    assert requirement.cost == 101


@pytest.mark.parametrize("cost", [0, 1])
def test_money_spent_on_what_was_to_cost_nothing_shows(build: Build, cost: int) -> None:
    portfolio = (
        build(years=3)
        .project("a", cost=cost, percent={"district": 50, "private": 50}, fixed=True)
        .portfolio()
    )
    requirement = required(after(portfolio, {"effective": "2021Q1", "actual_spending": {"2020": 100}}))
    assert (requirement.cost, money(requirement)) == (100, {2020: 100})
    assert requirement.modes[0].by_year(requirement.earliest) == {
        "district": {2020: 50},
        "private": {2020: 50},
    }
