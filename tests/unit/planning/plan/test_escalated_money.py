"""Prices that rise: what small and large projects pay, by source and year, and who would notice a mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.cashflow import Flow
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check import paying
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import UncheckedPlan, make_plan
from portfolio.planning.records.reports import with_report

WHY = {"reason_en": "a test", "reason_zh": "测试"}
NOTHING_CHANGED = Scenario(name="test")


def rising(portfolio: Portfolio, percent: int | str, base_year: int) -> Portfolio:
    content = portfolio.assumptions.model_dump()
    content["escalation"] = [{"percent_per_year": percent, "base_year": base_year, **WHY}]
    return portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content))


def fixed(build: Callable[..., Any], costs: list[int], start: str = "2025Q1", **more: Any) -> Portfolio:
    """Return projects of these costs that start then and take four quarters unless it says otherwise."""
    builder = build(years=3, first_year=2025)
    for cost in costs:
        builder.project(f"c{cost}", cost=cost, earliest=start, fixed=True, **more)
    made: Portfolio = builder.portfolio()
    return made


def totals(plan: Plan) -> dict[str, int]:
    return {planned.id: sum(planned.expenditure.values()) for planned in plan.projects}


@pytest.mark.parametrize(
    ("base_year", "expected"),
    [
        (2024, {"c4": 4, "c20": 21, "c36": 38, "c40": 42, "c44": 46, "c1000": 1050}),
        (2025, {"c4": 4, "c20": 20, "c36": 36, "c40": 40, "c44": 44, "c1000": 1000}),
        # Two years at 5 percent: x 1.1025.
        (2023, {"c4": 4, "c20": 22, "c36": 40, "c40": 44, "c44": 49, "c1000": 1103}),
    ],
)
def test_a_small_project_pays_the_same_rise_as_a_large_one(
    build: Callable[..., Any], base_year: int, expected: dict[str, int]
) -> None:
    portfolio = rising(fixed(build, [4, 20, 36, 40, 44, 1000]), 5, base_year)
    plan = make_plan(Case(portfolio, NOTHING_CHANGED))
    assert totals(plan) == expected
    assert plan.annual_expenditure[2025] == sum(expected.values())


def test_works_across_new_year_pay_each_years_price(build: Callable[..., Any]) -> None:
    portfolio = rising(fixed(build, [9], start="2025Q3"), 10, 2025)
    plan = make_plan(Case(portfolio, NOTHING_CHANGED))
    # Half of it at 9 x 1/2 = 4.5, and all of it by the end at 4.5 + 4.95 = 9.45.
    assert plan.project("c9").expenditure == {2025: 5, 2026: 4}


def test_sources_share_the_risen_price_as_they_share_the_cost(build: Callable[..., Any]) -> None:
    shares = {"district": 33, "municipal": 33, "private": 34}
    portfolio = rising(fixed(build, [1000], percent=shares), 5, 2024)
    plan = make_plan(Case(portfolio, NOTHING_CHANGED))
    by_source = {s: sum(years.values()) for s, years in plan.project("c1000").by_source.items()}
    assert by_source == {"district": 347, "municipal": 346, "private": 357}


def test_a_dearer_mode_is_rounded_once_and_not_before_prices_rise(build: Callable[..., Any]) -> None:
    portfolio = rising(fixed(build, [10]), 5, 2024)
    content = portfolio.assumptions.model_dump()
    content["delivery"][0]["modes"][0]["cost_percent"] = 125
    portfolio = portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content))
    assert totals(make_plan(Case(portfolio, NOTHING_CHANGED))) == {"c10": 13}  # 13.125; 13 x 1.05 would be 14


@given(data=st.data())
@examples(60)
def test_sources_add_up_to_quarters_and_quarters_to_the_total(
    build: Callable[..., Any], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 100), min_size=2, max_size=2)))
    shares = [after - before for before, after in pairwise([0, *cuts, 100])]
    percent = dict(zip(["district", "municipal", "private"], shares, strict=True))
    cost = data.draw(st.one_of(st.integers(0, 60), st.integers(0, 10**9)))
    quarters, rate = data.draw(st.integers(1, 12)), data.draw(st.integers(0, 100))
    profile = data.draw(st.sampled_from(["even", "s_curve", "late"]))
    builder = build(years=3, first_year=2025)
    builder.project("a", cost=cost, quarters=quarters, percent=percent, profile=profile, fixed=True)
    portfolio = rising(builder.portfolio(), rate, 2024)
    requirement = brief_of(portfolio, NOTHING_CHANGED).requirements["a"]
    mode = requirement.modes[0]
    paid, stated = mode.paid(requirement.earliest), mode.spending
    assert sum(map(sum, stated.values())) == cost
    curve = portfolio.assumptions.profiles[profile]
    for quarter in range(quarters):
        spent = sum(sum(row[: quarter + 1]) for row in stated.values())
        exact = cost * curve.share_spent(Fraction(quarter + 1, quarters))
        assert spent == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    for source, row in paid.items():
        assert min(row) >= 0
        assert sum(mode.by_year(requirement.earliest)[source].values()) == sum(row)
    plan = make_plan(Case(portfolio, NOTHING_CHANGED))
    assert totals(plan)["a"] == sum(map(sum, paid.values()))


def each_quarter_alone(flow: Flow) -> dict[str, tuple[int, ...]]:
    """Return every amount rounded by itself: the fault that the rule is there to avoid."""
    return {
        source: tuple((2 * amount + flow.per) // (2 * flow.per) for amount in row)
        for source, row in flow.amounts.items()
    }


def test_the_checker_notices_when_amounts_are_rounded_alone(
    build: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = rising(fixed(build, [40]), 5, 2024)
    monkeypatch.setattr(Flow, "whole", each_quarter_alone)
    with pytest.raises(UncheckedPlan, match=r"rounding at .*c40.*: 44, not 42"):
        make_plan(Case(portfolio, NOTHING_CHANGED))


def test_the_checker_notices_when_a_source_pays_for_another(
    build: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = fixed(build, [100], percent={"district": 50, "private": 50})
    right = Flow.whole

    def all_from_the_first(flow: Flow) -> dict[str, tuple[int, ...]]:
        rows = list(right(flow).values())
        return {"district": tuple(map(sum, zip(*rows, strict=True)))} if rows else {}

    monkeypatch.setattr(Flow, "whole", all_from_the_first)
    with pytest.raises(UncheckedPlan, match=r"rounding at .*by_source\.private"):
        make_plan(Case(portfolio, NOTHING_CHANGED))


def test_a_mistake_in_the_checkers_own_arithmetic_is_noticed_too(
    build: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = rising(fixed(build, [40]), 5, 2024)
    monkeypatch.setattr(paying, "_SIX_DECIMALS", 1)  # prices to whole numbers: no rise at all
    with pytest.raises(UncheckedPlan, match=r"rounding at .*: 42, not 40"):
        make_plan(Case(portfolio, NOTHING_CHANGED))


def test_what_is_pinned_still_has_to_come_to_the_whole_price(
    build: Callable[..., Any], scenario: Callable[..., Scenario]
) -> None:
    portfolio = rising(fixed(build, [40], start="2025Q3"), 5, 2024)
    pinned = scenario(projects={"c40": {"allocations": {"district": {"2025": 25}}}})
    plan = make_plan(Case(portfolio, pinned))
    assert plan.project("c40").expenditure == {2025: 25, 2026: 18}  # 20 x 1.05 + 20 x 1.1025 = 43.05
    content = json.loads(plan_json(plan))
    content["projects"][0]["by_source"]["district"]["2026"] = 19
    found = {v.rule: v for v in violations(portfolio, Plan.model_validate(content))}
    assert (found["rounding"].found, found["rounding"].expected) == ("44", "43")


def test_reported_money_is_shared_by_sources_over_all_years_and_not_year_by_year(
    build: Callable[..., Any],
) -> None:
    halves = {"district": 50, "private": 50}
    said = StatusReport(
        project="c40", status=Status.CANCELLED, effective=Period(2027, 4), actual_spending={2025: 1, 2026: 1}
    )
    portfolio = with_report(fixed(build, [40], percent=halves), said)
    plan = make_plan(Case(portfolio, NOTHING_CHANGED))
    assert plan.project("c40").by_source == {"district": {2025: 1}, "private": {2026: 1}}
    content = json.loads(plan_json(plan))
    content["projects"][0]["by_source"] = {"district": {"2025": 1, "2026": 1}}
    rules = {violation.rule for violation in violations(portfolio, Plan.model_validate(content))}
    assert "rounding" in rules
