"""What a status report makes of a project: history stays as it was, and only the rest is planned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Requirement
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.reports import with_report

Build = Callable[..., Any]

NOT_BEGUN = ("planned", "approved", "tendering")


@pytest.fixture
def planned(build: Build) -> Portfolio:
    """2020 to 2023, and one project: 8 quarters of works, 20 in each, which may begin in 2020Q1."""
    return build(years=3, overrun=1).project("a", cost=160, quarters=8).portfolio()


@pytest.fixture
def begun(build: Build) -> Portfolio:
    """The same, and the source has it under construction since 2020Q1."""
    return (
        build(years=3, overrun=1)
        .project("a", cost=160, quarters=8, fixed=True, status="under_construction")
        .portfolio()
    )


def after(portfolio: Portfolio, *reports: dict[str, Any]) -> Portfolio:
    """Return the portfolio after these reports on its project."""
    for content in reports:
        usual = {"project": "a", "status": "under_construction"}
        portfolio = with_report(portfolio, StatusReport.model_validate({**usual, **content}))
    return portfolio


def required(portfolio: Portfolio, **change: Any) -> Requirement:
    """Return what a plan must respect for the project, under a scenario that changes it so."""
    changes = {"projects": {"a": change}} if change else {}
    return brief_of(portfolio, Scenario.model_validate({"name": "test", **changes})).requirements["a"]


def money(requirement: Requirement, mode: str | None = None) -> dict[int, int]:
    """Return the yearly spending of a mode (the only one if absent), from the earliest start."""
    chosen = requirement.modes[0] if mode is None else requirement.mode(mode)
    assert chosen is not None
    total: dict[int, int] = {}
    for years in chosen.by_year(requirement.earliest).values():
        for year, amount in years.items():
            total[year] = total.get(year, 0) + amount
    return total


def span(requirement: Requirement, mode: int = 0) -> tuple[str, str]:
    """Return the only start and the finish of a mode that has only one start."""
    assert requirement.earliest == requirement.latest
    return str(requirement.earliest), str(requirement.modes[mode].finish(requirement.earliest))


# --- Not begun ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", NOT_BEGUN)
def test_works_that_have_not_begun_begin_no_earlier_than_the_report(planned: Portfolio, status: str) -> None:
    requirement = required(after(planned, {"status": status, "effective": "2020Q3"}))
    assert (requirement.earliest, requirement.latest) == (Quarter(2020, 3), None)
    assert (requirement.modes, requirement.cost) == (required(planned).modes, 160)


@pytest.mark.parametrize("status", NOT_BEGUN)
def test_works_that_have_not_begun_do_not_finish_before_the_forecast(planned: Portfolio, status: str) -> None:
    known = after(planned, {"status": status, "effective": "2020Q2", "forecast_finish": "2022Q4"})
    assert required(known).earliest == Quarter(2021, 1)
    assert required(known, delay_quarters=2).earliest == Quarter(2021, 3)


def test_a_forecast_sooner_than_possible_makes_nothing_faster(planned: Portfolio) -> None:
    known = after(planned, {"status": "planned", "effective": "2020Q2", "forecast_finish": "2020Q3"})
    assert required(known).earliest == Quarter(2020, 2)


def test_works_the_source_has_under_way_and_the_report_does_not_may_begin_later(begun: Portfolio) -> None:
    requirement = required(after(begun, {"status": "planned", "effective": "2020Q2"}))
    assert (requirement.earliest, requirement.latest) == (Quarter(2020, 2), None)


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


def test_within_a_year_what_was_spent_comes_before_the_rest(begun: Portfolio) -> None:
    known = after(begun, {"effective": "2020Q3", "actual_spending": {"2020": 41}})
    requirement = required(known)
    paid = requirement.modes[0].spending["district"]
    assert (paid[:2], sum(paid), len(paid)) == ((21, 20), 160, 8)
    assert set(paid[2:]) == {19, 20}


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


def test_more_spent_than_planned_is_an_overrun_and_nothing_is_left_to_pay(begun: Portfolio) -> None:
    requirement = required(after(begun, {"effective": "2021Q1", "actual_spending": {"2020": 200}}))
    assert (requirement.cost, money(requirement)) == (200, {2020: 200})
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
    assert required(known).earliest == Quarter(2020, 1)
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


# --- Several reports ---------------------------------------------------------------------------------------


def test_what_an_earlier_report_said_was_spent_is_not_forgotten(begun: Portfolio) -> None:
    first = {"effective": "2021Q1", "actual_spending": {"2020": 70}}
    silent = {"effective": "2021Q3", "forecast_finish": "2022Q2"}
    more = {"effective": "2022Q1", "actual_spending": {"2021": 30}}
    assert money(required(after(begun, first, silent)))[2020] == 70
    known = money(required(after(begun, first, silent, more)))
    assert (known[2020], known[2021], sum(known.values())) == (70, 30, 160)


def test_a_later_report_corrects_what_an_earlier_one_said_of_the_same_year(begun: Portfolio) -> None:
    first = {"effective": "2021Q1", "actual_spending": {"2020": 70}}
    correction = {"effective": "2021Q1", "actual_spending": {"2020": 0}}
    assert money(required(after(begun, first, correction))) == {2021: 160}


def test_nothing_is_built_and_nothing_paid_while_works_are_suspended(begun: Portfolio) -> None:
    stopped = {"status": "suspended", "effective": "2020Q3"}
    still = {"status": "suspended", "effective": "2021Q3"}
    again = {"effective": "2022Q1"}
    waiting = required(after(begun, stopped, still))
    assert money(waiting)[2020] == 40
    assert 2021 not in money(waiting, "resume-2022Q1")
    assert waiting.modes[0].finish(waiting.earliest) == Quarter(2023, 1)
    resumed = required(after(begun, stopped, still, again))
    assert span(resumed) == ("2020Q1", "2023Q2")
    assert money(resumed) == {2020: 40, 2022: 80, 2023: 40}


# --- Suspended ---------------------------------------------------------------------------------------------


def test_suspended_works_may_resume_in_any_quarter_that_lets_them_finish(begun: Portfolio) -> None:
    requirement = required(after(begun, {"status": "suspended", "effective": "2021Q1"}))
    assert requirement.earliest == requirement.latest == Quarter(2020, 1)
    assert [mode.id for mode in requirement.modes] == [
        f"resume-{q}"
        for q in ("2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1")
    ]
    assert requirement.modes[0].spending["district"] == (20, 20, 20, 20, 0, 20, 20, 20, 20)
    assert requirement.modes[-1].finish(requirement.earliest) == Quarter(2023, 4)
    assert all(sum(mode.spending["district"]) == 160 for mode in requirement.modes)


def test_suspended_works_finish_no_earlier_than_forecast_and_resume_later_when_delayed(
    begun: Portfolio,
) -> None:
    known = after(begun, {"status": "suspended", "effective": "2021Q1", "forecast_finish": "2023Q2"})
    assert [mode.id for mode in required(known).modes] == ["resume-2022Q3", "resume-2022Q4", "resume-2023Q1"]
    known = after(begun, {"status": "suspended", "effective": "2021Q1"})
    assert required(known, delay_quarters=6).modes[0].id == "resume-2022Q4"


def test_the_data_date_moves_when_suspended_works_may_resume_and_nothing_before(begun: Portfolio) -> None:
    known = after(begun, {"status": "suspended", "effective": "2021Q1"})
    later = known.changed(data_date=Quarter(2022, 2))
    assert [mode.id for mode in required(later).modes] == ["resume-2022Q3", "resume-2022Q4", "resume-2023Q1"]
    assert money(required(later)) == money(required(known), "resume-2022Q3")


def test_works_suspended_too_late_to_finish_have_no_plan_and_it_says_who(begun: Portfolio) -> None:
    plan = make_plan(after(begun, {"status": "suspended", "effective": "2023Q4"}), Scenario(name="test"))
    assert plan.status is PlanStatus.INFEASIBLE
    assert [(reason.kind, reason.project) for reason in plan.explanation] == [("no_start", "a")]


# --- Over --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["completed", "in_operation"])
def test_finished_works_cost_what_was_spent_when_it_was_spent(begun: Portfolio, status: str) -> None:
    report = {"status": status, "effective": "2022Q1", "actual_spending": {"2020": 100, "2021": 31}}
    requirement = required(after(begun, {**report, "forecast_finish": "2021Q3"}))
    assert span(requirement) == ("2020Q1", "2021Q3")
    assert (requirement.cost, money(requirement)) == (131, {2020: 100, 2021: 31})


@pytest.mark.parametrize("status", ["completed", "in_operation"])
def test_finished_works_of_which_no_money_is_known_cost_what_was_planned(
    planned: Portfolio, status: str
) -> None:
    requirement = required(
        after(planned, {"status": status, "effective": "2022Q1", "forecast_finish": "2021Q4"})
    )
    assert span(requirement) == ("2020Q1", "2021Q4")
    assert (requirement.cost, money(requirement)) == (160, {2020: 80, 2021: 80})


def test_works_finished_sooner_than_they_usually_take_began_no_earlier_than_the_schedule(
    planned: Portfolio,
) -> None:
    requirement = required(after(planned, {"status": "completed", "effective": "2020Q3"}))
    assert span(requirement) == ("2020Q1", "2020Q3")
    assert money(requirement) == {2020: 160}


def test_a_last_bill_may_come_after_the_works(begun: Portfolio) -> None:
    report = {"status": "completed", "effective": "2022Q2", "forecast_finish": "2021Q2"}
    known = after(begun, {**report, "actual_spending": {"2020": 100, "2021": 50, "2022": 10}})
    plan = make_plan(known, Scenario(name="test"))
    assert plan.status is PlanStatus.OPTIMAL
    assert str(plan.project("a").finish) == "2021Q2"
    assert plan.project("a").expenditure == {2020: 100, 2021: 50, 2022: 10}


def test_what_is_cancelled_is_dropped_but_not_the_money_already_spent(begun: Portfolio) -> None:
    nothing = after(begun, {"status": "cancelled", "effective": "2021Q1"})
    assert "a" not in brief_of(nothing, Scenario(name="test")).requirements
    zero = after(begun, {"status": "cancelled", "effective": "2021Q1", "actual_spending": {"2020": 0}})
    assert "a" not in brief_of(zero, Scenario(name="test")).requirements

    known = after(begun, {"status": "cancelled", "effective": "2021Q1", "actual_spending": {"2020": 17}})
    requirement = required(known)
    assert (requirement.cost, money(requirement), requirement.opens) == (17, {2020: 17}, False)
    assert requirement.tardiness(Quarter(2023, 4)) == 0
    earlier = {"effective": "2021Q1", "actual_spending": {"2020": 17}}
    silent = after(begun, earlier, {"status": "cancelled", "effective": "2021Q2"})
    assert money(required(silent)) == {2020: 17}


def test_a_mode_that_somebody_had_chosen_is_the_one_that_suspended_works_resume_in(build: Build) -> None:
    portfolio = (
        build(years=3, overrun=1)
        .project("a", cost=160, quarters={"standard": 4, "slow": 6}, fixed=True)
        .portfolio()
    )
    known = after(portfolio, {"status": "suspended", "effective": "2020Q3"})
    # They resume in the quarter after the report, when four of the six quarters are left.
    requirement = required(known, pin={"mode": "slow"})
    assert requirement.modes[0].finish(requirement.earliest) == Quarter(2021, 3)
    pinned = Scenario.model_validate({"name": "test", "projects": {"a": {"pin": {"mode": "slow"}}}})
    assert make_plan(known, pinned).status is PlanStatus.OPTIMAL


# --- The data date -----------------------------------------------------------------------------------------


def test_what_has_not_begun_cannot_begin_before_the_data_date(planned: Portfolio) -> None:
    known = planned.changed(data_date=Quarter(2021, 2))
    assert required(known).earliest == Quarter(2021, 2)
    reported = after(planned, {"status": "tendering", "effective": "2020Q2", "forecast_finish": "2023Q3"})
    assert required(reported.changed(data_date=Quarter(2021, 2))).earliest == Quarter(2021, 4)


def test_works_that_the_source_has_under_way_go_on_across_the_data_date(begun: Portfolio) -> None:
    known = begun.changed(data_date=Quarter(2021, 1))
    assert span(required(known)) == ("2020Q1", "2021Q4")
    assert money(required(known)) == money(required(begun))


def test_a_data_date_changes_nothing_of_what_is_over(begun: Portfolio) -> None:
    known = after(
        begun, {"status": "completed", "effective": "2021Q2", "actual_spending": {"2020": 90, "2021": 40}}
    )
    assert required(known.changed(data_date=Quarter(2023, 1))) == required(known)


def test_a_project_without_a_price_moves_its_dates_and_no_money(build: Build) -> None:
    portfolio = build(years=3, overrun=1).project("a", cost=None, quarters=4).portfolio()
    for status in ("under_construction", "suspended", "completed", "planned"):
        plan = make_plan(after(portfolio, {"status": status, "effective": "2021Q1"}), Scenario(name="test"))
        assert plan.status is PlanStatus.OPTIMAL
        assert (plan.project("a").scheduled, plan.project("a").selected) == (True, False)
        assert plan.project("a").expenditure == {}


@pytest.mark.parametrize("status", ["under_construction", "suspended"])
def test_works_under_way_are_not_left_out_with_what_was_spent_on_them(build: Build, status: str) -> None:
    portfolio = build(years=2, overrun=1).project("a", cost=100).project("b", cost=60).portfolio()
    choice = {"projects": ["a", "b"], "reason_en": "a test", "reason_zh": "测试"}
    content = portfolio.assumptions.model_dump() | {"alternatives": [choice]}
    portfolio = portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content))
    spent = {"effective": "2020Q3", "actual_spending": {"2020": 50}}
    begun = after(portfolio, {"effective": "2020Q1"}, {"status": status, **spent})
    dear = {"name": "x", "objective": [{"terms": [{"term": "usage", "resource": "total"}]}]}
    for projects in ({}, {"a": {"mandated": False}}):
        plan = make_plan(begun, Scenario.model_validate({**dear, "projects": projects}))
        assert plan.project("a").expenditure[2020] >= 50
        assert not plan.project("b").scheduled
    dropped = make_plan(begun, Scenario.model_validate({**dear, "projects": {"a": {"excluded": True}}}))
    assert dropped.project("a").expenditure == {2020: 50}
    assert dropped.project("b").scheduled
