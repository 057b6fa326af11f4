"""Years that the source prints are when works are to be done; years of history stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.dates import DearerModes, History, PrintedYears
from portfolio.domain.expectations import Form
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, TermName
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples

Build = Callable[..., PortfolioBuilder]


def dated(portfolio: Portfolio, **rules: Any) -> Portfolio:
    """Return the portfolio with printed years as dates, or with the rules given."""
    made = rules or {"printed_years": PrintedYears(are_dates=True, **WHY)}
    return portfolio.changed(assumptions=portfolio.assumptions.model_copy(update=made))


def history(portfolio: Portfolio, last_year: int = 2020, **more: Any) -> Portfolio:
    return dated(portfolio, history=History(last_year=last_year, **WHY), **more)


def dearer(portfolio: Portfolio, percent: int) -> Portfolio:
    """Return the portfolio with every mode but the first one dearer, to be taken only if needed."""
    rules = [
        rule.model_copy(
            update={
                "modes": (
                    rule.modes[0],
                    *(mode.model_copy(update={"cost_percent": percent}) for mode in rule.modes[1:]),
                )
            }
        )
        for rule in portfolio.assumptions.delivery
    ]
    return dated(portfolio, delivery=tuple(rules), dearer_modes=DearerModes(only_if_needed=True, **WHY))


def planned(portfolio: Portfolio, **changes: Any) -> Plan:
    plan = make_plan(Case(portfolio, Scenario.model_validate({"name": "test", **changes})))
    assert violations(portfolio, plan) == ()
    return plan


def value(plan: Plan, term: str) -> float | None:
    (found,) = [aim for aim in plan.provenance.objective if aim.term == term]
    assert found.gap == 0
    return found.value


def test_what_the_data_do_not_say_changes_nothing(build: Build) -> None:
    portfolio = build().project("a", target=2021).portfolio()
    plan = planned(portfolio)
    assert {aim.term for aim in plan.provenance.objective} == {"tardiness", "peak", "benefit"}
    assert "printed_years" not in portfolio.model_dump(exclude_defaults=True)["assumptions"]


def test_a_row_is_finished_in_the_year_printed_for_it_and_others_are_free(build: Build) -> None:
    rows = build(years=3).project("a", quarters=2, target=2021).project("b", quarters=2)
    plan = planned(dated(rows.portfolio()), objective=None)
    finish = plan.project("a").finish
    assert finish is not None
    assert finish.year == 2021
    early = [{"terms": [{"term": "benefit"}]}]
    assert planned(dated(rows.portfolio()), objective=early).project("a").finish == Period(2020, 2)


@examples(12)
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from([None, 2020, 2021, 2022]), st.integers(1, 3)),
        min_size=1,
        max_size=3,
    ),
    lag=st.integers(0, 3),
)
def test_nothing_is_less_ahead_of_printed_years_and_as_little_late(
    rows: list[tuple[int, int | None, int]], lag: int
) -> None:
    builder = PortfolioBuilder(years=3)
    for number, (quarters, target, priority) in enumerate(rows):
        builder.project(f"p{number}", quarters=quarters, target=target, priority=priority)
    portfolio = dated(builder.portfolio())
    if len(rows) > 1:
        link = {"before": "p1", "after": "p0", "lag_quarters": lag, **WHY}
        assumptions = portfolio.assumptions.model_dump(by_alias=True)
        portfolio = portfolio.changed(assumptions={**assumptions, "prerequisites": [link]})
    plan = make_plan(Case(portfolio, Scenario(name="test")))
    found = []
    for starts in product(range(12), repeat=len(rows)):
        ends = [start + quarters for start, (quarters, *_) in zip(starts, rows, strict=True)]
        if max(ends) > 12 or (len(rows) > 1 and starts[0] < ends[1] + lag):
            continue
        late = sum(
            p * max(0, end - 4 * ((t or 2022) - 2019)) for end, (_, t, p) in zip(ends, rows, strict=True)
        )
        ahead = sum(
            p * max(0, 4 * (t - 2020) - (end - 1)) for end, (_, t, p) in zip(ends, rows, strict=True) if t
        )
        found.append((late, ahead))
    if plan.status is PlanStatus.INFEASIBLE:
        assert not found
    else:
        assert violations(portfolio, plan) == ()
        aims = {aim.term: aim.value for aim in plan.provenance.objective}
        assert (aims["tardiness"], aims.get("earliness", 0)) == min(found)


def test_works_under_way_go_on_at_their_pace(build: Build) -> None:
    rows = build(years=3).project("a", quarters=4, target=2022, fixed=True, status="under_construction")
    plan = planned(dated(rows.project("b", quarters=2, target=2022).portfolio()))
    assert plan.project("a").finish == Period(2020, 4)
    assert value(plan, "earliness") == 0


def site(build: Build, **more: Any) -> Portfolio:
    modes = {"standard": 8, "slow": 12}
    rows = build(years=3, overrun=1).project(
        "site", cost=101, quarters=modes, profile="s_curve", fixed=True, status="under_construction"
    )
    return rows.project("new", quarters=2, **more).portfolio()


@pytest.mark.parametrize("mode", ["standard", "slow"])
@pytest.mark.parametrize("delay", [0, 3])
def test_what_is_history_stays_whatever_mode_goes_on(build: Build, mode: str, delay: int) -> None:
    change = {"pin": {"mode": mode}, "delay_quarters": delay}
    plan = planned(history(site(build)), projects={"site": change})
    found = plan.project("site")
    assert (found.mode, found.expenditure[2020], sum(found.expenditure.values())) == (mode, 40, 101)
    assert found.assumed == plan.assumed == {2020: 40}
    assert found.finish == Period(2020, 1).plus({"standard": 7, "slow": 11}[mode] + delay)


def test_nothing_new_starts_in_history_and_its_ceilings_bind_nobody(build: Build) -> None:
    portfolio = history(site(build))
    starts = brief_of(portfolio, Scenario(name="test")).requirements["new"].earliest
    assert starts == Period(2021, 1)
    plan = planned(portfolio, ceilings={"district": {2020: 1}})
    (use,) = plan.ceilings
    assert (use.used, use.slack) == (40, -39)
    change = {"name": "test", "projects": {"new": {"pin": {"start": "2020Q3"}}}}
    pinned = make_plan(Case(portfolio, Scenario.model_validate(change)))
    assert pinned.status is PlanStatus.INFEASIBLE


def test_a_pinned_amount_leaves_history_alone(build: Build) -> None:
    change = {"allocations": {"district": {2021: 61}}}
    plan = planned(history(site(build)), projects={"site": change})
    assert (plan.project("site").expenditure[2020], plan.project("site").expenditure[2021]) == (40, 61)


def test_payments_of_history_follow_the_terms(build: Build) -> None:
    terms = {"advance": 10, "progress": 75, "retention": 15, "settled_after": 4, **WHY}
    content = site(build).assumptions.model_dump(by_alias=True)
    portfolio = history(site(build).changed(assumptions={**content, "payment_terms": [terms]}))
    found = planned(portfolio, projects={"site": {"pin": {"mode": "standard"}}}).project("site")
    assert found.payments[2020] == 40  # 10.1 in advance, and 75 % of 40
    assert sum(found.payments.values()) == 101


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_check_finds_money_that_left_its_year(build: Build, year: int) -> None:
    portfolio = history(site(build))
    plan = planned(portfolio)
    content = plan.model_dump(mode="json")
    (row,) = [project for project in content["projects"] if project["id"] == "site"]
    other = {2020: 2021, 2021: 2022}[year]
    for money in (row["expenditure"], row["by_source"]["district"]):
        keys = {int(key): key for key in money}
        money[keys[year]] -= 2
        money[keys[other]] += 2
    found = {v.path for v in violations(portfolio, Plan.model_validate(content))}
    assert any(f"expenditure up to {year}" in path for path in found)


def test_the_check_finds_what_is_not_called_assumed(build: Build) -> None:
    portfolio = history(site(build))
    plan = planned(portfolio).model_copy(update={"assumed": {}})
    assert [v.rule for v in violations(portfolio, plan)] == ["assumed"]


def test_a_year_outside_the_programme_is_no_history(build: Build) -> None:
    (fault,) = assumption_faults(history(site(build), 2030), Form.ASSUMPTIONS)
    assert (fault.column, fault.value) == ("history.last_year", "2030")


@pytest.mark.parametrize(("ceiling", "mode", "extra"), [(None, "standard", 0), (60, "slow", 10)])
def test_a_dearer_mode_is_taken_only_where_it_is_needed(
    build: Build, ceiling: int | None, mode: str, extra: int
) -> None:
    rows = build(years=2).project("a", quarters={"standard": 4, "slow": 8})
    ceilings = {} if ceiling is None else {"district": {2020: ceiling, 2021: ceiling}}
    pinned = {"a": {"pin": {"start": "2020Q1"}}}
    plan = planned(dearer(rows.portfolio(), 110), ceilings=ceilings, projects=pinned)
    assert plan.project("a").mode == mode
    assert value(plan, "extra_cost") == extra


@examples(12)
@given(
    rows=st.lists(
        st.tuples(st.integers(20, 99), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=3
    ),
    percent=st.integers(101, 140),
    ceiling=st.integers(40, 160),
)
def test_no_plan_under_the_ceilings_costs_less_extra(
    rows: list[tuple[int, int, int]], percent: int, ceiling: int
) -> None:
    builder = PortfolioBuilder(years=2)
    for number, (cost, usual, more) in enumerate(rows):
        builder.project(f"p{number}", cost=cost, quarters={"standard": usual, "slow": usual + more})
    portfolio = dearer(builder.portfolio(), percent)
    scenario = Scenario(name="test", ceilings={"district": {2020: ceiling, 2021: ceiling}})
    plan = make_plan(Case(portfolio, scenario))
    brief = brief_of(portfolio, scenario)
    found = []
    ways = [
        [(mode, start) for mode in need.modes for start in need.starts(mode, brief.calendar.last)]
        for need in brief.requirements.values()
    ]
    for chosen in product(*ways):
        paid = {2020: 0, 2021: 0}
        for mode, start in chosen:
            for year, amount in mode.by_year(start).get("district", {}).items():
                paid[year] += amount
        if max(paid.values()) <= ceiling:
            found.append(
                sum(
                    (cost * percent + 50) // 100 - cost
                    for (mode, _), (cost, *_) in zip(chosen, rows, strict=True)
                    if mode.id == "slow"
                )
            )
    if plan.status is PlanStatus.INFEASIBLE:
        assert not found
    else:
        assert violations(portfolio, plan) == ()
        assert value(plan, TermName.EXTRA_COST) == min(found)


def test_a_band_leaves_history_alone(build: Build) -> None:
    band = {"early": 4, "late": 4}
    plan = planned(
        history(site(build)),
        projects={"site": {"band": band, "pin": {"mode": "standard"}}},
        objective=[{"terms": [{"term": "peak", "resource": "district"}]}],
    )
    assert plan.project("site").expenditure[2020] == 40
