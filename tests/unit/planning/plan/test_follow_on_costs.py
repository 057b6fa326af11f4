"""Debt service of bonds and running costs: what they come to, and under which ceilings of their own."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from assumed import assuming
from examples import examples
from follow_on_cases import BOND, RUNNING, planned, small, with_areas
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portfolio.domain.bonds import Bond, BondTerms
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import BadInput
from portfolio.domain.explanation import CeilingExceeded
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from tests.conftest import WHY, PortfolioBuilder

THREE = {"source": "district", "rate_percent": 5, "term_years": 3, **WHY}


# --- What an annuity is ------------------------------------------------------------------------------------


@examples(200)
@given(
    st.decimals(0, 100, places=4),
    st.integers(1, 40),
    st.integers(0, 5),
    st.dictionaries(st.integers(2000, 2010), st.integers(-(10**9), 10**9), max_size=4),
)
def test_what_is_paid_back_is_worth_what_was_paid(
    rate: Decimal, term: int, grace: int, paid: dict[int, int]
) -> None:
    terms = BondTerms(rate_percent=rate, term_years=term, grace_years=grace)
    due = terms.service(paid)
    r = Fraction(rate) / 100
    # Rounding leaves half a unit open in each payment, and half of the last decimal of its factor.
    open_ = sum(
        (Fraction(1, 2) + abs(amount) * Fraction(1, 2 * 10**8)) * (term + grace) for amount in paid.values()
    )
    first = min(paid, default=2000)
    worth = sum(amount / (1 + r) ** (year - first) for year, amount in due.items())
    assert abs(worth - sum(amount / (1 + r) ** (year - first) for year, amount in paid.items())) <= open_
    years = {year + k for year, amount in paid.items() for k in range(1, grace + term + 1)}
    assert set(due) <= years


def test_the_annuity_is_that_of_any_table_and_rounded_as_is_said() -> None:
    terms = BondTerms(rate_percent=Decimal("3.5"), term_years=20)
    assert terms.annuity == Decimal("0.07036108")
    assert BondTerms(rate_percent=Decimal(0), term_years=3).annuity == Decimal("0.33333333")
    assert terms.service({2020: 1000}) == dict.fromkeys(range(2021, 2041), 70)
    assert terms.service({2020: 1000, 2021: 1000})[2022] == 140
    assert terms.service({}) == {}


def test_in_years_of_grace_only_interest_is_due() -> None:
    terms = BondTerms(rate_percent=Decimal(5), term_years=3, grace_years=2)
    assert terms.service({2020: 1000}) == {2021: 50, 2022: 50, 2023: 367, 2024: 367, 2025: 367}


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_percent": -1},
        {"rate_percent": 101},
        {"rate_percent": "dear"},
        {"term_years": 0},
        {"term_years": 1.5},
        {"grace_years": -1},
        {"reason_en": None, "reason_zh": None},
        {"source": "nobody"},
    ],
)
def test_a_bond_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        small(bonds=[{**BOND, **wrong}])


def test_a_source_is_a_bond_once_and_no_source_is_called_like_a_follow_on_cost() -> None:
    with pytest.raises(ValidationError):
        small(bonds=[BOND, BOND])
    called = [{"id": "running_costs", "name": "Upkeep"}]
    built = PortfolioBuilder().project("p").portfolio()
    sources = [source.model_dump() for source in built.assumptions.funding_sources] + called
    assert assuming(built, funding_sources=sources).sources[-1] == "running_costs"
    with pytest.raises(ValidationError):
        assuming(built, funding_sources=sources, running_costs=[RUNNING])


# --- What a plan says --------------------------------------------------------------------------------------


def test_debt_service_falls_in_the_years_after_and_is_no_payment() -> None:
    without, plan = planned(small()), planned(small(bonds=[BOND]))
    paid = plan.payments_by_source["municipal"]
    expected: dict[int, int] = dict.fromkeys(plan.years, 0)
    for year, amount in paid.items():
        share = int((Decimal("0.36720856") * amount).quantize(Decimal(1), ROUND_HALF_UP))
        for later in range(year + 1, year + 4):
            expected[later] = expected.get(later, 0) + share
    assert plan.debt_service == plan.debt_service_by_source["municipal"] == expected
    assert max(plan.debt_service) > plan.years[-1], "later years are told"
    for told in ("payments", "annual_expenditure", "peaks", "envelope", "ceilings"):
        assert getattr(plan, told) == getattr(without, told)
    assert (without.debt_service, without.running_costs) == (None, None)


def test_running_costs_begin_when_it_opens_quarter_by_quarter() -> None:
    portfolio = small(running=[RUNNING])
    changes = {"projects": {"p": {"pin": {"start": "2020Q2"}}}}
    plan = planned(portfolio, **changes)
    assert plan.project("p").finish == Period.parse("2021Q1")
    # 0.05 of each of 1,000 to 2,000 m2; open for three quarters of 2021.
    assert plan.project("p").running_costs == {2021: 75, 2022: 100, 2023: 100}
    assert plan.project("p").running_costs_lowest == {2021: 38, 2022: 50, 2023: 50}
    assert plan.running_costs == {2020: 0, 2021: 75, 2022: 100, 2023: 100}


def test_an_unknown_area_leaves_the_cost_unknown_and_never_0() -> None:
    plan = planned(small(running=[RUNNING]))
    q = plan.project("q")
    assert (q.running_costs, q.running_costs_lowest, q.running_costs_unknown) == (None, None, True)
    assert plan.running_costs_unknown == ("q",)
    content = json.loads(plan_json(plan))
    assert content["projects"][1]["running_costs"] is None


def test_what_no_rule_is_for_is_not_called_unknown() -> None:
    plan = planned(small(running=[{**RUNNING, "applies_to": {"projects": ["p"]}}]))
    assert (plan.project("q").running_costs, plan.running_costs_unknown) == (None, ())


def test_a_rule_of_its_own_comes_before_that_of_its_type() -> None:
    own = {"per_year": 8, "applies_to": {"projects": ["q"]}, **WHY}
    plan = planned(small(running=[own, RUNNING]), projects={"q": {"pin": {"start": "2020Q1"}}})
    assert plan.project("q").running_costs == {2021: 8, 2022: 8, 2023: 8}
    per_unit = planned(
        small(running=[{"per_unit": 3.5, **WHY}]), projects={"q": {"pin": {"start": "2020Q1"}}}
    )
    assert per_unit.project("q").running_costs == {2021: 4, 2022: 4, 2023: 4}


def test_running_costs_are_told_until_the_year_that_is_stated() -> None:
    portfolio = assuming(small(running=[RUNNING]), outlook={"until": 2026, **WHY})
    plan = planned(portfolio, projects={"p": {"pin": {"start": "2020Q1"}}})
    assert plan.running_costs == {2020: 0} | dict.fromkeys(range(2021, 2027), 100)


def test_nobody_runs_what_is_dropped() -> None:
    plan = planned(small(running=[RUNNING]), projects={"q": {"excluded": True}})
    assert (plan.project("q").running_costs, plan.running_costs_unknown) == (None, ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_year": 3},
        {"per_m2": None},
        {"per_m2": -1},
        {"per_m2": "dear"},
    ],
)
def test_a_running_cost_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        small(running=[{**RUNNING, **wrong}])


def test_a_rule_for_nobody_is_told_with_its_place() -> None:
    portfolio = small(running=[{**RUNNING, "applies_to": {"projects": ["nobody"]}}])
    (fault,) = assumption_faults(portfolio, "assumptions")
    assert fault.column == "running_costs[0].applies_to.projects"


def test_data_without_them_are_the_same_data(gongshu: Portfolio) -> None:
    content = gongshu.model_dump(exclude_defaults=True)["assumptions"]
    assert not {"bonds", "running_costs", "outlook"} & set(content)
    instance = compile_brief(brief_of(gongshu, Scenario(name="test"))).instance
    assert not any(resource.serves or resource.ongoing for resource in instance.resources)


def test_plans_of_before_say_nothing_of_them() -> None:
    plan = planned(small())
    content = json.loads(plan_json(plan))
    for told in (content, *content["projects"]):
        for name in [name for name in told if name.startswith(("debt_service", "running_costs"))]:
            del told[name]
    assert Plan.model_validate(content) == plan


# --- Ceilings ----------------------------------------------------------------------------------------------


def test_a_ceiling_on_debt_service_moves_what_calls_for_it() -> None:
    portfolio = small(bonds=[BOND])
    plan = planned(portfolio, ceilings={"debt_service": {2021: 0, 2022: 0}})
    assert plan.status is PlanStatus.OPTIMAL
    assert (plan.debt_service[2021], plan.debt_service[2022]) == (0, 0)
    assert not plan.payments_by_source["municipal"][2020]
    of_one = planned(portfolio, ceilings={"debt_service:municipal": {2021: 0, 2022: 0}})
    assert of_one.debt_service[2022] == 0
    assert [use.payer for use in of_one.ceilings] == ["debt_service:municipal"] * 2


def test_a_bond_with_other_terms_is_one_change_of_a_scenario() -> None:
    portfolio = small(bonds=[BOND])
    usual = planned(portfolio, projects={"p": {"pin": {"start": "2020Q1"}}})
    cheaper = planned(
        portfolio,
        projects={"p": {"pin": {"start": "2020Q1"}}},
        bonds={"municipal": {"rate_percent": 0, "term_years": 10}},
    )
    assert usual.project("p").debt_service[2021] == 18
    assert cheaper.project("p").debt_service == dict.fromkeys(range(2021, 2031), 5)
    assert violations(portfolio, cheaper) == ()
    with pytest.raises(BadInput):
        planned(portfolio, bonds={"district": {"rate_percent": 1}})


def test_why_there_is_no_plan_is_told_as_of_any_ceiling() -> None:
    portfolio = small(running=[RUNNING])
    plan = planned(
        portfolio, ceilings={"running_costs": {2022: 99}}, projects={"p": {"pin": {"start": "2020Q1"}}}
    )
    assert plan.status is PlanStatus.INFEASIBLE
    (told,) = plan.explanation
    assert isinstance(told, CeilingExceeded)
    assert (told.payer, told.year, told.needed, told.allowed) == ("running_costs", 2022, 100, 99)


@pytest.mark.parametrize("name", ["debt_service", "debt_service:municipal", "running_costs"])
def test_there_is_nothing_to_limit_where_nothing_is_assumed(name: str) -> None:
    with pytest.raises(BadInput):
        planned(small(), ceilings={name: {2021: 1}})


def test_no_room_is_carried_over_of_what_is_no_payer() -> None:
    with pytest.raises(BadInput):
        planned(small(running=[RUNNING]), carry_over={"running_costs": 0.5})


# --- The check ---------------------------------------------------------------------------------------------


def _wrong(plan: Plan, change: Any) -> set[str]:
    content = json.loads(plan_json(plan))
    change(content)
    return {violation.rule for violation in violations(PORTFOLIO, Plan.model_validate(content))}


PORTFOLIO = small(bonds=[BOND], running=[RUNNING])


def test_wrong_figures_are_told_by_the_rule_they_break() -> None:
    plan = planned(PORTFOLIO)
    year = str(plan.years[-1])

    def of_plan(name: str) -> Any:
        return lambda content: content[name].update({year: content[name][year] + 1})

    def of_p(name: str) -> Any:
        return lambda content: content["projects"][0][name].update({year: 10**6})

    assert _wrong(plan, of_plan("debt_service")) == {"debt_service"}
    assert _wrong(plan, of_plan("running_costs")) == {"running_costs"}
    assert "debt_service" in _wrong(plan, of_p("debt_service"))
    assert "running_costs" in _wrong(plan, of_p("running_costs"))
    assert _wrong(plan, lambda content: content.update(running_costs_unknown=[])) == {"running_costs"}
    assert _wrong(plan, lambda content: content.update(debt_service=None)) == {"debt_service"}
    none = {"running_costs": {}, "running_costs_unknown": False}
    assert _wrong(plan, lambda content: content["projects"][1].update(none)) == {"running_costs"}


# --- Against enumeration -----------------------------------------------------------------------------------


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Portfolio, dict[str, Any]]:
    names, built = "pq"[: draw(st.integers(1, 2))], PortfolioBuilder(years=3)
    for name in names:
        built = built.project(
            name,
            cost=draw(st.integers(1, 60)),
            quarters=draw(st.integers(1, 6)),
            percent=draw(st.sampled_from([{"municipal": 100}, {"district": 40, "municipal": 60}])),
            target=2022,
        )
    bond = {
        **BOND,
        "rate_percent": draw(st.sampled_from([0, 2.5, 7, 33.3])),
        "term_years": draw(st.integers(1, 4)),
        "grace_years": draw(st.integers(0, 1)),
    }
    terms = draw(
        st.sampled_from([None, {"advance": 10, "progress": 80, "retention": 10, "settled_after": 2}])
    )
    more = {} if terms is None else {"payment_terms": [{**terms, **WHY}]}
    rule = draw(st.sampled_from([{"per_m2": 0.013}, {"per_unit": 7}, {"per_year": 10}]))
    portfolio = with_areas(
        assuming(built.portfolio(), bonds=[bond], running_costs=[{**rule, **WHY}], **more),
        {"p": (100, draw(st.integers(100, 2000)))},
    )
    years = portfolio.calendar.years
    ceilings = {
        name: {year: draw(st.integers(0, 25)) for year in years if draw(st.booleans())}
        for name in ("debt_service", "debt_service:municipal", "running_costs")
        if draw(st.booleans())
    }
    return portfolio, {"ceilings": ceilings}


@examples(25)
@given(_cases())
def test_what_is_found_is_the_best_of_all_plans(case: tuple[Portfolio, dict[str, Any]]) -> None:
    portfolio, changes = case
    earliest = {"objective": [{"terms": [{"term": "benefit"}]}]}
    plan = planned(portfolio, **changes, **earliest)
    brief = brief_of(portfolio, Scenario.model_validate({"name": "test", **changes}))
    bond = Bond.model_validate(portfolio.assumptions.bonds[0])
    best = None
    needs = list(brief.requirements.values())
    starts = [need.starts(need.modes[0], brief.calendar.last) for need in needs]
    for chosen in product(*starts):
        paid: dict[int, int] = {}
        run: dict[int, Fraction] = {}
        benefit = 0
        for need, start in zip(needs, chosen, strict=True):
            for year, amount in need.payments(need.modes[0], start).get("municipal", {}).items():
                if year in brief.calendar.years:
                    paid[year] = paid.get(year, 0) + amount
            open_from = need.modes[0].done(start)
            benefit += open_from.until(brief.calendar.last) + 1
            for year, amount in _run(portfolio, need.project, open_from).items():
                run[year] = run.get(year, 0) + amount
        due = bond.service(paid)
        used = {"debt_service": due, "debt_service:municipal": due, "running_costs": run}
        fits = all(
            used[name].get(year, 0) <= most
            for name, by_year in brief.ceilings.items()
            for year, most in by_year.items()
        )
        if fits and (best is None or benefit > best):
            best = benefit
    if best is None:
        assert plan.status is PlanStatus.INFEASIBLE
    else:
        assert plan.status is PlanStatus.OPTIMAL
        assert plan.provenance.objective[0].value == best


def _run(portfolio: Portfolio, name: str, opening: Period) -> dict[int, int]:
    rule, project = portfolio.assumptions.running_costs[0], portfolio.project(name)
    if rule.per_m2 is not None:
        if project.floor_area_max_m2 is None:
            return {}
        yearly = rule.per_m2 * project.floor_area_max_m2
    else:
        yearly = rule.per_year or rule.per_unit or Decimal(0)
    whole = int(yearly.quantize(Decimal(1), ROUND_HALF_UP))
    costs = {}
    for year in portfolio.calendar.years:
        quarters = sum(Period(year, n, opening.periods) >= opening for n in range(1, 5))
        costs[year] = int((Decimal(whole) * quarters / 4).quantize(Decimal(1), ROUND_HALF_UP))
    return costs


def test_a_case_has_no_wish_that_nobody_can_meet() -> None:
    assert Case(PORTFOLIO, Scenario(name="test")).brief().follow_on == {
        "debt_service:municipal": ("debt_service:municipal",),
        "debt_service": ("debt_service:municipal",),
        "running_costs": ("running_costs",),
    }
