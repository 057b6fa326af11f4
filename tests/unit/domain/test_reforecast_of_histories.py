"""Several reports, suspension, the end of works, the data date: what is history and what may still move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from reported import after, money, required, span

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Build = Callable[..., Any]

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
    assert waiting.modes[0].finish(waiting.earliest) == Period(2023, 1)
    resumed = required(after(begun, stopped, still, again))
    assert span(resumed) == ("2020Q1", "2023Q2")
    assert money(resumed) == {2020: 40, 2022: 80, 2023: 40}


# --- Suspended ---------------------------------------------------------------------------------------------


def test_suspended_works_may_resume_in_any_quarter_that_lets_them_finish(begun: Portfolio) -> None:
    requirement = required(after(begun, {"status": "suspended", "effective": "2021Q1"}))
    assert requirement.earliest == requirement.latest == Period(2020, 1)
    assert [mode.id for mode in requirement.modes] == [
        f"resume-{q}"
        for q in ("2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1")
    ]
    assert requirement.spent == {"district": {2020: 80}}
    assert requirement.modes[0].spending["district"] == (0, 0, 0, 0, 0, 20, 20, 20, 20)
    assert requirement.modes[-1].finish(requirement.earliest) == Period(2023, 4)
    assert all(sum(mode.spending["district"]) == 160 - 80 for mode in requirement.modes)


def test_suspended_works_finish_no_earlier_than_forecast_and_resume_later_when_delayed(
    begun: Portfolio,
) -> None:
    known = after(begun, {"status": "suspended", "effective": "2021Q1", "forecast_finish": "2023Q2"})
    assert [mode.id for mode in required(known).modes] == ["resume-2022Q3", "resume-2022Q4", "resume-2023Q1"]
    known = after(begun, {"status": "suspended", "effective": "2021Q1"})
    assert required(known, delay_quarters=6).modes[0].id == "resume-2022Q4"


def test_the_data_date_moves_when_suspended_works_may_resume_and_nothing_before(begun: Portfolio) -> None:
    known = after(begun, {"status": "suspended", "effective": "2021Q1"})
    later = known.changed(data_date=Period(2022, 2))
    assert [mode.id for mode in required(later).modes] == ["resume-2022Q3", "resume-2022Q4", "resume-2023Q1"]
    assert money(required(later)) == money(required(known), "resume-2022Q3")


def test_works_suspended_too_late_to_finish_have_no_plan_and_it_says_who(begun: Portfolio) -> None:
    plan = make_plan(
        Case(after(begun, {"status": "suspended", "effective": "2023Q4"}), Scenario(name="test"))
    )
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
    plan = make_plan(Case(known, Scenario(name="test")))
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
    assert requirement.tardiness(Period(2023, 4)) == 0
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
    assert requirement.modes[0].finish(requirement.earliest) == Period(2021, 3)
    pinned = Scenario.model_validate({"name": "test", "projects": {"a": {"pin": {"mode": "slow"}}}})
    assert make_plan(Case(known, pinned)).status is PlanStatus.OPTIMAL


@pytest.mark.parametrize(
    ("mode", "finish"), [("standard", "2021Q1"), ("longer", "2021Q3"), ("slow", "2022Q1")]
)
def test_works_that_go_as_planned_keep_the_mode_and_the_money_they_were_planned_in(
    build: Build, mode: str, finish: str
) -> None:
    portfolio = (
        build(years=3)
        .project("a", cost=240, quarters={"standard": 5, "longer": 7, "slow": 9}, fixed=True)
        .portfolio()
    )
    planned = money(required(portfolio, pin={"mode": mode}), mode)
    spent = {"2020": planned[2020]}
    known = after(
        portfolio,
        {"effective": "2020Q1"},
        {"effective": "2021Q1", "actual_spending": spent, "forecast_finish": finish},
    )
    assert [m.id for m in required(known).modes] == [mode]
    assert money(required(known)) == planned


# --- The data date -----------------------------------------------------------------------------------------


def test_what_has_not_begun_cannot_begin_before_the_data_date(planned: Portfolio) -> None:
    known = planned.changed(data_date=Period(2021, 2))
    assert required(known).earliest == Period(2021, 2)
    reported = after(planned, {"status": "tendering", "effective": "2020Q2", "forecast_finish": "2023Q3"})
    assert required(reported.changed(data_date=Period(2021, 2))).earliest == Period(2021, 4)


def test_works_that_the_source_has_under_way_go_on_across_the_data_date(begun: Portfolio) -> None:
    known = begun.changed(data_date=Period(2021, 1))
    assert span(required(known)) == ("2020Q1", "2021Q4")
    assert money(required(known)) == money(required(begun))


def test_a_data_date_changes_nothing_of_what_is_over(begun: Portfolio) -> None:
    known = after(
        begun, {"status": "completed", "effective": "2021Q2", "actual_spending": {"2020": 90, "2021": 40}}
    )
    assert required(known.changed(data_date=Period(2023, 1))) == required(known)


def test_a_project_without_a_price_moves_its_dates_and_no_money(build: Build) -> None:
    portfolio = build(years=3, overrun=1).project("a", cost=None, quarters=4).portfolio()
    for status in ("under_construction", "suspended", "completed", "planned"):
        plan = make_plan(
            Case(after(portfolio, {"status": status, "effective": "2021Q1"}), Scenario(name="test"))
        )
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
        plan = make_plan(Case(begun, Scenario.model_validate({**dear, "projects": projects})))
        assert plan.project("a").expenditure[2020] >= 50
        assert not plan.project("b").scheduled
    dropped = make_plan(Case(begun, Scenario.model_validate({**dear, "projects": {"a": {"excluded": True}}})))
    assert dropped.project("a").expenditure == {2020: 50}
    assert dropped.project("b").scheduled
