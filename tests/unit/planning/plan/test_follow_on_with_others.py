"""Debt service and running costs beside other rules: money that moves, months, decimals, what has begun."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assumed import assuming
from examples import examples
from follow_on_cases import BOND, planned, small
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.calendar import Period, PeriodKind
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.check.rules import violations
from tests.conftest import WHY, PortfolioBuilder

BANDS = [{"early": 4, "late": 4, **WHY}]
YEARLY = [{"per_year": 10, **WHY}]


def _in_months(portfolio: Portfolio) -> Portfolio:
    """Return the portfolio planned by the month, its works as many months as they had quarters."""
    programme = portfolio.programme.model_copy(update={"period": PeriodKind.MONTH})
    content = portfolio.model_dump(mode="json", by_alias=True)
    content["programme"] = programme.model_dump(mode="json", by_alias=True)
    for rule in content["assumptions"]["starts"]:
        rule["earliest"] = "2020-01"
    return Portfolio.model_validate(content)


def test_in_months_a_year_of_opening_counts_its_months() -> None:
    plan = planned(
        _in_months(small(running=[{"per_year": 100, **WHY}])), projects={"p": {"pin": {"start": "2020-03"}}}
    )
    assert plan.status is PlanStatus.OPTIMAL
    # Four months from March on: open from July, for six of twelve months.
    assert plan.project("p").running_costs == {2020: 50, 2021: 100, 2022: 100, 2023: 100}


def test_decimals_are_kept_and_rounded_once() -> None:
    portfolio = small(running=[{"per_m2": 0.00333, **WHY}])
    money = portfolio.programme.money.model_copy(update={"decimals": 2})
    portfolio = portfolio.changed(programme=portfolio.programme.model_copy(update={"money": money}))
    plan = planned(portfolio, projects={"p": {"pin": {"start": "2020Q2"}}})
    # 2,000 m2 at 0.00333 are 6.66, kept as 666 hundredths; three quarters of that are 499.5.
    assert plan.project("p").running_costs == {2021: 500, 2022: 666, 2023: 666}


def test_money_within_a_band_moves_for_debt_and_is_checked() -> None:
    portfolio = assuming(small(bonds=[BOND]), bands=BANDS)
    pinned: dict[str, Any] = {name: {"pin": {"start": "2020Q1"}} for name in "pq"}
    usual = planned(portfolio, projects=pinned)
    limit = {"debt_service": {2021: 5}}
    held = planned(portfolio, ceilings=limit, projects=pinned)
    assert usual.status is held.status is PlanStatus.OPTIMAL
    assert usual.debt_service is not None
    assert held.debt_service is not None
    assert held.debt_service[2021] <= 5 < usual.debt_service[2021]
    assert violations(portfolio, held) == ()


def test_what_is_pinned_moves_money_but_never_what_runs() -> None:
    portfolio = small(bonds=[BOND], running=YEARLY)
    fixed = {"pin": {"start": "2020Q3"}, "allocations": {"municipal": {2020: 30}}, "flexibility": 1}
    plan = planned(portfolio, projects={"p": fixed}, ceilings={"running_costs": {2021: 5}})
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.project("p").payments_by_source["municipal"] == {2020: 30, 2021: 20}
    assert plan.project("p").running_costs == {2021: 5, 2022: 10, 2023: 10}
    assert planned(portfolio, projects={"p": fixed}, ceilings={"running_costs": {2021: 4}}).status is (
        PlanStatus.INFEASIBLE
    )


def test_works_that_run_on_past_the_schedule_run_nothing_within_it() -> None:
    built = PortfolioBuilder(years=2).project("p", quarters=12, earliest="2020Q1", fixed=True).portfolio()
    portfolio = assuming(built, running_costs=YEARLY, outlook={"until": 2025, **WHY})
    plan = planned(portfolio)
    done = plan.project("p")
    assert done.runs_on
    assert done.running_costs == {2023: 10, 2024: 10, 2025: 10}


def test_what_is_reported_as_spent_is_owed_too_and_what_has_opened_runs() -> None:
    spent = StatusReport(
        project="p",
        status="completed",
        effective="2020Q4",
        actual_spending={2020: 100},
        physical_progress=100,
    )
    portfolio = small(bonds=[BOND], running=YEARLY).changed(
        status_reports=(spent,), data_date=Period(2020, 4)
    )
    plan = planned(portfolio)
    done = plan.project("p")
    assert done.payments_by_source["municipal"] == {2020: 50}
    assert done.debt_service == {2021: 18, 2022: 18, 2023: 18}
    assert done.running_costs is not None
    assert done.finish is not None
    assert min(done.running_costs) == done.finish.plus(1).year
    assert violations(portfolio, plan) == ()


def test_what_was_cancelled_is_owed_and_never_runs() -> None:
    gone = StatusReport(project="p", status="cancelled", effective="2020Q4", actual_spending={2020: 40})
    portfolio = small(bonds=[BOND], running=YEARLY).changed(status_reports=(gone,), data_date=Period(2020, 4))
    plan = planned(portfolio)
    assert plan.project("p").debt_service == {2021: 7, 2022: 7, 2023: 7}
    assert plan.project("p").running_costs is None
    assert violations(portfolio, plan) == ()


def test_ceilings_of_years_that_are_over_bind_nobody() -> None:
    portfolio = assuming(small(running=YEARLY), history={"last_year": 2021, **WHY})
    plan = planned(portfolio, ceilings={"running_costs": {2021: 0}})
    assert plan.status is PlanStatus.OPTIMAL


@st.composite
def _feasible(draw: st.DrawFn) -> tuple[Portfolio, dict[str, dict[int, int]]]:
    """Return a portfolio with ceilings under which it has a plan by construction, as one was made."""
    built = PortfolioBuilder(years=3)
    for name in "abc"[: draw(st.integers(1, 3))]:
        share = draw(st.sampled_from([30, 100]))
        percent = {"municipal": share, "district": 100 - share} if share < 100 else {"municipal": 100}
        built = built.project(
            name, cost=draw(st.integers(1, 5000)), quarters=draw(st.integers(1, 5)), percent=percent
        )
    more: dict[str, Any] = {"bands": BANDS} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        more["payment_terms"] = [{"advance": 20, "progress": 70, "retention": 10, "settled_after": 3, **WHY}]
    if draw(st.booleans()):
        more["escalation"] = [{"percent_per_year": 7, "base_year": 2019, **WHY}]
    rate = draw(st.decimals(0, 12, places=2).map(Decimal.normalize))
    bond = {"source": "municipal", "rate_percent": float(rate), "term_years": draw(st.integers(1, 30)), **WHY}
    portfolio = assuming(
        built.portfolio(),
        bonds=[bond],
        running_costs=[{"per_year": draw(st.integers(0, 999)), **WHY}],
        **more,
    )
    made: Plan = planned(portfolio, objective=[{"terms": [{"term": "benefit"}]}])
    series = {"debt_service": made.debt_service, "running_costs": made.running_costs}
    return portfolio, {
        name: {year: amount for year, amount in (by_year or {}).items() if year in made.years}
        for name, by_year in series.items()
    }


@examples(15)
@given(_feasible())
def test_a_plan_that_exists_is_found_under_just_its_own_ceilings(
    case: tuple[Portfolio, dict[str, dict[int, int]]],
) -> None:
    portfolio, ceilings = case
    plan = planned(portfolio, ceilings=ceilings)
    assert plan.status is PlanStatus.OPTIMAL
    assert violations(portfolio, plan) == ()
    used = {(use.payer, use.year): use.used for use in plan.ceilings}
    for name, by_year in ceilings.items():
        for year, most in by_year.items():
            assert used[name, year] <= most
