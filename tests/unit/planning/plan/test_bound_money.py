"""Money that is bound to conditions, against every plan there is: reserves, room that lapses, years."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from assumed import assuming
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from placed import placements

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.explanation import SourceYearsInTheWay
from portfolio.domain.funds import Funds
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
NAMES = {"district": "public", "municipal": "public", "private": None}
Json = dict[str, Any]


def bound(portfolio: Portfolio, public: Json | None = None, **conditions: Json) -> Portfolio:
    """Return the portfolio with conditions on these sources, and on the group of public ones."""
    sources = [
        {"id": name, "name_en": name, "name_zh": name, "group": group, **conditions.get(name, {})}
        for name, group in NAMES.items()
    ]
    groups = [{"id": "public", "name_en": "Public", "name_zh": "财政", **(public or {})}]
    return assuming(portfolio, funding_sources=sources, source_groups=groups)


# --- A reserve ---------------------------------------------------------------------------------------------


@given(st.integers(0, 2000), st.decimals(0, "99.9", places=1))
def test_the_lowest_ceiling_that_leaves_an_amount_leaves_just_that(net: int, percent: Decimal) -> None:
    funds = Funds(reserves={"public": Fraction(percent) / 100})
    gross = funds.gross("public", net)
    assert funds.net("public", gross) == net
    assert gross == 0 or funds.net("public", gross - 1) < net
    assert funds.reserve("public", gross) == int(gross * percent / 100)


def test_a_reserve_is_kept_back_and_told_beside_the_ceiling(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    portfolio = bound(build(years=1).project("p", cost=90).portfolio(), public={"reserve_percent": 10})
    just = make_plan(Case(portfolio, scenario(ceilings={"public": {"2020": 100}})))
    assert just.status is PlanStatus.OPTIMAL
    (use,) = just.ceilings
    assert (use.maximum, use.reserve, use.room, use.slack) == (100, 10, 90, 0)
    assert violations(portfolio, just) == ()
    short = make_plan(Case(portfolio, scenario(ceilings={"public": {"2020": 99}})))
    assert short.status is PlanStatus.OPTIMAL  # 9.9 are 9 whole units, and 90 are left
    assert short.ceilings[0].reserve == 9
    none = make_plan(Case(portfolio, scenario(ceilings={"public": {"2020": 98}})))
    assert none.status is PlanStatus.INFEASIBLE
    released = {"public": {"reserve_percent": 0}}
    freed = make_plan(Case(portfolio, scenario(ceilings={"public": {"2020": 90}}, sources=released)))
    assert freed.status is PlanStatus.OPTIMAL
    assert freed.ceilings[0].reserve == 0


def test_a_plan_that_spends_the_reserve_is_told_by_the_check(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    plain = build(years=1).project("p", cost=90).portfolio()
    plan = make_plan(Case(plain, scenario(ceilings={"public": {"2020": 90}})))
    held = bound(plain, public={"reserve_percent": 10})
    stamped = plan.model_copy(
        update={"provenance": plan.provenance.model_copy(update={"data_hash": held.data_hash})}
    )
    assert RuleName.CEILING in {broken.rule for broken in violations(held, stamped)}


# --- Room that lapses --------------------------------------------------------------------------------------


def oldest_first(ceilings: list[int], used: list[int], lapse: int) -> list[int] | None:
    """Return what is carried into each year where all unused room is, the oldest money being used first."""
    kept: deque[tuple[int, int]] = deque()
    carried = []
    for year, (ceiling, amount) in enumerate(zip(ceilings, used, strict=True)):
        kept = deque((since, left) for since, left in kept if since + lapse >= year)
        carried.append(sum(left for _, left in kept))
        kept.append((year, ceiling))
        left_to_pay = amount
        while left_to_pay and kept:
            since, left = kept.popleft()
            paid = min(left, left_to_pay)
            left_to_pay -= paid
            if left > paid:
                kept.appendleft((since, left - paid))
        if left_to_pay:
            return None
    return carried


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 14)), min_size=1, max_size=6), st.integers(0, 4))
def test_room_lapses_as_if_the_oldest_money_were_used_first(years: list[tuple[int, int]], lapse: int) -> None:
    ceilings, used = [list(each) for each in zip(*years, strict=True)]
    funds, by_year = Funds(lapses={"public": lapse}), dict(enumerate(ceilings))
    carried, found = 0, []
    for year, ceiling in by_year.items():
        received = funds.received("public", year, by_year, Decimal(1))
        assert received is not None
        found.append(min(carried, received))
        carried = ceiling + found[-1] - used[year]
        if carried < 0:
            assert oldest_first(ceilings, used, lapse) is None
            return
    assert oldest_first(ceilings, used, lapse) == found


# --- Everything at once, against every plan ----------------------------------------------------------------


class Paid:
    """What one placement of every project pays, by payer and year, years after the schedule included."""

    def __init__(self, brief: Brief, choices: tuple[Any, ...]) -> None:
        self.brief = brief
        self.late = 0
        self.by_payer: dict[str, dict[int, int]] = {payer: {} for payer in brief.payers}
        for requirement, mode, start in choices:
            first = brief.calendar.first.plus(start)
            finish = mode.finish(first)
            self.late += requirement.priority * max(0, requirement.target.until(finish))
            for source, by_year in requirement.payments(mode, first).items():
                for payer, members in brief.payers.items():
                    for year, amount in by_year.items() if source in members else ():
                        self.by_payer[payer][year] = self.by_payer[payer].get(year, 0) + amount

    def is_allowed(self, portfolio: Portfolio, scenario: Scenario) -> bool:
        """Tell whether ceilings, reserves, lapse and years of sources hold, counted from the rows."""
        stated = portfolio.assumptions
        for source in stated.funding_sources:
            for year in self.by_payer[source.id]:
                if not (source.first_year or year) <= year <= (source.last_year or year):
                    return False
        for payer, by_year in scenario.ceilings.items():
            bound_to = next(p for p in (*stated.funding_sources, *stated.source_groups) if p.id == payer)
            years = [
                year
                for year in sorted(by_year)
                if (getattr(bound_to, "first_year", None) or year)
                <= year
                <= (getattr(bound_to, "last_year", None) or year)
            ]
            net = [(m := by_year[y] or 0) - int(m * bound_to.reserve_percent / 100) for y in years]
            used = [self.by_payer[payer].get(year, 0) for year in years]
            lapse = len(years) if bound_to.lapses_after is None else bound_to.lapses_after
            if oldest_first(net, used, lapse if scenario.carry_over.get(payer) else 0) is None:
                return False
        return True


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "reserve_percent": st.sampled_from([0, 5, 10, 33]),
        "lapses_after": st.integers(0, 2),
        "first_year": st.integers(2019, 2021),
        "last_year": st.integers(2021, 2023),
    },
)
TERMS = st.sampled_from(
    [
        {"progress": 100},
        {"advance": 20, "progress": 60, "retention": 20, "settled_after": 2},
        {"advance": 0, "progress": 90, "retention": 10, "settled_after": 6},
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Portfolio, Scenario]:
    builder = PortfolioBuilder(years=2, overrun=1)
    for number in range(draw(st.integers(1, 3))):
        builder.project(
            f"p{number}",
            cost=draw(st.integers(1, 40)),
            quarters=draw(st.integers(2, 6)),
            percent=draw(st.sampled_from([{"district": 100}, {"district": 50, "municipal": 50}])),
            earliest=f"2020Q{draw(st.integers(1, 4))}",
            target=draw(st.sampled_from([2020, 2021])),
        )
    portfolio = assuming(builder.portfolio(), payment_terms=[{**draw(TERMS), **WHY}])
    of_group = {k: v for k, v in draw(CONDITIONS).items() if not k.endswith("year")}
    portfolio = bound(portfolio, public=of_group, district=draw(CONDITIONS), municipal=draw(CONDITIONS))
    payers = draw(st.lists(st.sampled_from(["district", "public"]), unique=True))
    years = ("2020", "2021", "2022")
    ceilings = {payer: {year: draw(st.integers(0, 45)) for year in years} for payer in payers}
    carried = {payer: 1 for payer in payers if draw(st.booleans())}
    content = {"name": "t", "ceilings": ceilings, "carry_over": carried}
    content["objective"] = [{"terms": [{"term": "tardiness"}]}]
    return portfolio, Scenario.model_validate(content)


def every(brief: Brief) -> Iterator[Paid]:
    options = [
        [(need, mode, start) for mode, start in placements(brief, need)]
        for need in brief.requirements.values()
    ]
    return (Paid(brief, choices) for choices in product(*options))


@examples(120)
@given(cases())
def test_a_plan_is_as_good_as_the_best_of_all_that_the_conditions_allow(
    case: tuple[Portfolio, Scenario],
) -> None:
    portfolio, scenario = case
    brief = brief_of(portfolio, scenario)
    allowed = [paid.late for paid in every(brief) if paid.is_allowed(portfolio, scenario)]
    plan = make_plan(Case(portfolio, scenario))
    if not allowed:
        assert plan.status is PlanStatus.INFEASIBLE
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert violations(portfolio, plan) == ()
    assert plan.provenance.objective[0].value == min(allowed)


# --- Years of payment --------------------------------------------------------------------------------------


def _paid_after_a_year(build: Build) -> Portfolio:
    """Return works of a year, a tenth of which is paid a year after they are done."""
    works = build(years=2, overrun=1).project("p", cost=100, quarters=4, target=2021).portfolio()
    terms = {"advance": 0, "progress": 90, "retention": 10, "settled_after": 4}
    return assuming(works, payment_terms=[{**terms, **WHY}])


@pytest.mark.parametrize(("last_year", "start"), [(2021, "2020Q1"), (2022, "2021Q1"), (2023, "2022Q1")])
def test_the_last_year_of_a_source_is_when_the_last_is_paid_and_not_when_works_are_done(
    build: Build, scenario: Callable[..., Scenario], last_year: int, start: str
) -> None:
    portfolio = bound(_paid_after_a_year(build), district={"last_year": last_year})
    latest = [{"terms": [{"term": "usage", "resource": "total", "sense": "min"}]}]
    for quarter, status in ((start, PlanStatus.OPTIMAL), (_later(start), PlanStatus.INFEASIBLE)):
        pinned = {"p": {"pin": {"start": quarter}}}
        plan = make_plan(Case(portfolio, scenario(projects=pinned, objective=latest)))
        if status is PlanStatus.INFEASIBLE and quarter == "2022Q2":
            assert plan.status is status  # works would not be done by the end of the schedule
            continue
        assert plan.status is status, quarter
        if status is PlanStatus.INFEASIBLE:
            assert plan.explanation == (SourceYearsInTheWay(payer="district", first=None, last=last_year),)


def _later(quarter: str) -> str:
    return quarter[:-1] + str(int(quarter[-1]) + 1)


def test_works_may_be_ahead_of_the_first_year_in_which_they_are_paid(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    works = build(years=2).project("p", cost=100, quarters=4, earliest="2020Q1").portfolio()
    late = {"advance": 0, "progress": 0, "retention": 100, "settled_after": 1}
    portfolio = bound(assuming(works, payment_terms=[{**late, **WHY}]), district={"first_year": 2021})
    plan = make_plan(Case(portfolio, scenario(projects={"p": {"pin": {"start": "2020Q1"}}})))
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.by_funding_source["district"] == {2020: 100, 2021: 0}
    assert plan.payments_by_source["district"] == {2020: 0, 2021: 100}


def test_a_payment_outside_the_years_of_its_source_is_told_by_the_check(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    plain = _paid_after_a_year(build)
    plan = make_plan(Case(plain, scenario(projects={"p": {"pin": {"start": "2021Q1"}}})))
    for last_year in (2020, 2021):
        held = bound(plain, district={"last_year": last_year})
        provenance = plan.provenance.model_copy(update={"data_hash": held.data_hash})
        stamped = plan.model_copy(update={"provenance": provenance})
        assert RuleName.SOURCE_YEARS in {broken.rule for broken in violations(held, stamped)}


def test_what_has_been_paid_outside_its_years_is_a_fact(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    works = build(years=2).project("p", cost=100, quarters=4, fixed=True, status="under_construction")
    report = {
        "project": "p",
        "status": "under_construction",
        "effective": "2020Q3",
        "actual_spending": {"2020": 60},
    }
    reported = works.portfolio().changed(status_reports=[report], data_date="2020Q3")
    portfolio = bound(reported, district={"first_year": 2021})
    plan = make_plan(Case(portfolio, scenario()))
    assert plan.status is PlanStatus.INFEASIBLE or violations(portfolio, plan) == ()


def test_money_that_may_run_late_does_not_run_past_the_last_year_of_its_source(
    build: Build, scenario: Callable[..., Scenario]
) -> None:
    works = build(years=2, overrun=1).project("p", cost=100, quarters=4, target=2021).portfolio()
    late = {"p": {"pin": {"start": "2021Q1"}, "band": {"late": 4}}}
    asked = scenario(projects=late, ceilings={"district": {"2021": 60}})
    free = make_plan(Case(works, asked))
    assert free.status is PlanStatus.OPTIMAL
    assert free.payments_by_source["district"][2022] >= 40
    held = bound(works, district={"last_year": 2021})
    none = make_plan(Case(held, asked))
    assert none.status is PlanStatus.INFEASIBLE
    assert SourceYearsInTheWay(payer="district", first=None, last=2021) in none.explanation
    enough = make_plan(Case(held, scenario(projects=late, ceilings={"district": {"2021": 100}})))
    assert enough.payments_by_source["district"] == {2020: 0, 2021: 100, 2022: 0}
    assert violations(held, enough) == ()
