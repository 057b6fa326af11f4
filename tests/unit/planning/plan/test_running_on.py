"""Works that cannot finish within the schedule run on: dates, money beyond it, lateness, and the check."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.running_on import last_finish
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.ui.components import inputs
from portfolio.wording import summaries
from portfolio.wording.i18n import Language, wording
from portfolio.wording.plans import timing_text
from tests.conftest import WHY, PortfolioBuilder

MakeScenario = Callable[..., Scenario]
LONG = (
    PortfolioBuilder(years=3, overrun=1, first_year=2025)
    .project("long", cost=1200, quarters=48, percent={"district": 75, "private": 25})
    .project("short", cost=40)
    .portfolio()
)
"""Works of twelve years in a programme of three, which may be one year late, beside ordinary ones."""


@pytest.fixture(scope="module")
def plan(scenario: MakeScenario) -> Plan:
    made = make_plan(Case(LONG, scenario()))
    assert made.status is PlanStatus.OPTIMAL
    return made


def test_the_years_of_the_schedule_are_planned_and_the_rest_is_beyond(plan: Plan) -> None:
    long = plan.project("long")
    assert (str(long.start), str(long.finish), long.runs_on) == ("2025Q1", "2036Q4", True)
    assert long.expenditure == dict.fromkeys((2025, 2026, 2027, 2028), 100)
    assert (long.beyond, long.beyond_by_source) == (800, {"district": 600, "private": 200})
    assert (plan.beyond, plan.beyond_by_source) == (800, {"district": 600, "private": 200})
    assert plan.years == (2025, 2026, 2027, 2028)
    assert plan.envelope.planned == 3 * 100 + 40
    content = json.loads(plan_json(plan))
    assert (content["beyond"], content["projects"][0]["beyond"]) == (800, 800)
    assert violations(LONG, Plan.model_validate(content)) == ()


def test_it_is_not_late_but_said_to_run_on(plan: Plan) -> None:
    assert plan.project("long").tardiness_quarters == 0
    say = wording(Language.EN)
    told = timing_text(LONG.project("long"), plan.project("long"), say)
    assert told == "Runs on to 2036Q4; CNY 8 million beyond the horizon"
    assert "Project long cannot be finished within the schedule and runs on to 2036Q4." in (
        summaries.timing_words(plan, LONG, say)
    )
    assert timing_text(LONG.project("short"), plan.project("short"), say) == "On time"


def test_what_starts_later_than_it_could_is_as_many_quarters_late(scenario: MakeScenario) -> None:
    pinned = make_plan(Case(LONG, scenario(projects={"long": {"pin": {"start": "2025Q4"}}})))
    assert pinned.project("long").tardiness_quarters == 3
    assert pinned.beyond == 875


def test_a_target_after_the_schedule_is_kept_to_where_it_is_later(scenario: MakeScenario) -> None:
    project = LONG.projects[0].model_copy(update={"target_year": 2037})
    later = LONG.changed(projects=(project, LONG.projects[1]))
    pinned = make_plan(Case(later, scenario(projects={"long": {"pin": {"start": "2026Q2"}}})))
    assert pinned.project("long").tardiness_quarters == 1


def test_what_could_finish_within_the_schedule_must(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    quick = build(years=3).project("p", quarters={"standard": 48, "fast": 12}).portfolio()
    assert make_plan(Case(quick, scenario())).project("p").mode == "fast"
    slow = scenario(projects={"p": {"pin": {"mode": "standard"}}})
    assert make_plan(Case(quick, slow)).status is PlanStatus.INFEASIBLE
    late = scenario(projects={"short": {"delay_quarters": 13}})
    assert make_plan(Case(LONG, late)).status is PlanStatus.INFEASIBLE


def test_a_schedule_that_a_scenario_shortens_lets_nothing_more_run_on(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    portfolio = build(years=1, overrun=1).project("p", quarters=6).portfolio()
    assert make_plan(Case(portfolio, scenario())).project("p").beyond == 0
    assert make_plan(Case(portfolio, scenario(overrun_years=0))).status is PlanStatus.INFEASIBLE


def test_what_it_needs_first_makes_it_no_later_than_it_can_be(scenario: MakeScenario) -> None:
    needed = assuming(LONG, prerequisites=[{"before": "short", "after": "long", "lag_quarters": 1, **WHY}])
    long = make_plan(Case(needed, scenario())).project("long")
    assert (str(long.start), long.tardiness_quarters) == ("2026Q2", 0)


def test_prices_rise_beyond_the_schedule_too(build: type[PortfolioBuilder], scenario: MakeScenario) -> None:
    rising = assuming(
        build(years=1).project("p", cost=100, quarters=8).portfolio(),
        escalation=[{"base_year": 2020, "percent_per_year": 10, **WHY}],
    )
    plan = make_plan(Case(rising, scenario()))
    assert (plan.project("p").expenditure, plan.beyond) == ({2020: 50}, 55)


def test_what_a_person_fixes_in_a_year_moves_money_beyond(scenario: MakeScenario) -> None:
    fixed = {"pin": {"start": "2025Q1"}, "allocations": {"district": {2025: 60}}, "flexibility": 0.25}
    plan = make_plan(Case(LONG, scenario(projects={"long": fixed})))
    assert plan.project("long").by_source["district"][2025] == 60
    assert sum(plan.project("long").by_source["district"].values()) + plan.beyond_by_source["district"] == 900


def test_works_of_two_centuries_are_planned(build: type[PortfolioBuilder], scenario: MakeScenario) -> None:
    plan = make_plan(Case(build(years=1).project("p", cost=800, quarters=800).portfolio(), scenario()))
    assert (str(plan.project("p").finish), plan.beyond) == ("2219Q4", 796)


def test_a_forecast_after_the_schedule_can_be_reported_of_what_runs_on(scenario: MakeScenario) -> None:
    report = {
        "project": "long",
        "status": "under_construction",
        "effective": "2026Q1",
        "actual_spending": {"2025": 90},
        "forecast_finish": "2038Q4",
    }
    reported = LONG.changed(status_reports=[report])
    assert reported.status_reports[0].faults_against(LONG, "report") == []
    long = make_plan(Case(reported, scenario())).project("long")
    assert (str(long.finish), long.tardiness_quarters, long.paid_in_all) == ("2038Q4", 8, 1200)
    short = reported.status_reports[0].model_copy(update={"project": "short"})
    assert [fault.column for fault in short.faults_against(LONG, "report")] == ["forecast_finish"]


def test_a_form_offers_quarters_after_the_schedule_for_what_runs_on() -> None:
    long, short = (inputs.quarters_of(LONG.calendar, last_finish(LONG, each)) for each in LONG.projects)
    assert "2038Q4" in long
    assert short[-1] == "2028Q4"


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("beyond", {"runs_on": False}),
        ("beyond", {"beyond": 0}),
        ("cash_flow", {"beyond": 799, "beyond_by_source": {"district": 599, "private": 200}}),
        ("rounding", {"beyond": 799, "beyond_by_source": {"district": 599, "private": 200}}),
        ("tardiness", {"tardiness_quarters": 36}),
        ("finish", {"finish": "2028Q4"}),
    ],
)
def test_the_check_counts_again_what_runs_on(plan: Plan, rule: str, change: dict[str, Any]) -> None:
    content = json.loads(plan_json(plan))
    content["projects"][0].update(change)
    assert rule in {violation.rule for violation in violations(LONG, Plan.model_validate(content))}


def test_the_check_counts_again_what_lies_beyond_in_all(plan: Plan) -> None:
    content = json.loads(plan_json(plan))
    content.update(beyond=0, beyond_by_source={})
    assert [v.path for v in violations(LONG, Plan.model_validate(content))] == ["beyond_by_source", "beyond"]


def test_the_check_refuses_what_runs_on_and_need_not(plan: Plan) -> None:
    content = json.loads(plan_json(plan))
    content["projects"][1].update(finish="2029Q1")
    found = violations(LONG, Plan.model_validate(content))
    assert ("start", "projects[1] (short).finish") in {(each.rule, each.path) for each in found}


@examples(25)
@given(
    quarters=st.integers(1, 30),
    cost=st.integers(0, 5000),
    start=st.integers(0, 7),
    thirds=st.sampled_from([{"district": 33, "private": 67}, {"district": 100}]),
    profile=st.sampled_from(["even", "s_curve", "late"]),
)
def test_every_unit_is_within_the_schedule_or_beyond(
    quarters: int, cost: int, start: int, thirds: dict[str, int], profile: str
) -> None:
    first = f"{2020 + start // 4}Q{start % 4 + 1}"
    works: dict[str, Any] = {"quarters": quarters, "cost": cost, "percent": thirds, "profile": profile}
    portfolio: Portfolio = PortfolioBuilder().project("p", earliest=first, **works).portfolio()
    plan = make_plan(Case(portfolio, Scenario(name="drawn")))
    planned = plan.project("p")
    assert plan.status is PlanStatus.OPTIMAL
    assert planned.runs_on is (start + quarters > 8)
    assert planned.paid_in_all == cost
    assert planned.tardiness_quarters == 0
