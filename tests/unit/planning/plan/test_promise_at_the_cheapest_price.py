"""A promise of investment is not kept by paying more for the same works: the floor leaves out extra cost."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.dates import DearerModes
from portfolio.domain.explanation import FloorMissed
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.targets import target_outcomes
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import money
from portfolio.wording.floors import floor_words
from portfolio.wording.i18n import Language, wording
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples


def dearer(portfolio: Portfolio, percent: int, *, only_if_needed: bool = True) -> Portfolio:
    """Return the portfolio with slow modes that cost more."""

    def priced(mode: Any) -> Any:
        return mode.model_copy(update={"cost_percent": percent}) if mode.id == "slow" else mode

    delivery = tuple(
        rule.model_copy(update={"modes": tuple(map(priced, rule.modes))})
        for rule in portfolio.assumptions.delivery
    )
    rule = DearerModes(only_if_needed=only_if_needed, **WHY)
    update = {"delivery": delivery, "dearer_modes": rule}
    return portfolio.changed(assumptions=portfolio.assumptions.model_copy(update=update))


def squeezed(portfolio: Portfolio, *, hard: bool = False, **changes: Any) -> Plan:
    envelope = {"soft": False} if hard else {}
    plan = make_plan(
        Case(portfolio, Scenario.model_validate({"name": "test", "envelope": envelope, **changes}))
    )
    assert violations(portfolio, plan) == ()
    return plan


def one_site(floor: int = 100) -> PortfolioBuilder:
    modes = {"standard": 4, "slow": 8}
    return PortfolioBuilder(years=2, overrun=1, floor=floor).project("a", quarters=modes, earliest="2020Q3")


def test_what_is_missing_is_what_is_left_after_the_programme() -> None:
    """Begun in 2020Q3, the slow mode has three quarters of 120 by the end of 2021: 30 are left to be done."""
    pinned = {"a": {"pin": {"start": "2020Q3", "mode": "slow"}}}
    plan = squeezed(dearer(one_site().portfolio(), 120), projects=pinned)
    floor = plan.envelope
    assert (floor.planned, floor.extra_cost, floor.counted, floor.shortfall) == (90, 20, 70, 30)
    everything = dearer(one_site().portfolio(), 120, only_if_needed=False)
    floor = squeezed(everything, projects=pinned).envelope
    assert (floor.planned, floor.extra_cost, floor.shortfall) == (90, None, 10)


def test_no_site_is_stretched_to_look_nearer_to_the_promise() -> None:
    """Two sites, one of which has to wait: the other, done at twice the price, would make up for it."""
    modes = {"standard": 4, "slow": 8}
    builder = PortfolioBuilder(years=2, overrun=1, floor=200).project("a", quarters=modes)
    portfolio = dearer(builder.project("b", quarters=4, earliest="2022Q1").portfolio(), 200)
    plan = squeezed(portfolio)
    assert plan.project("a").mode == "standard"
    assert (plan.envelope.planned, plan.envelope.shortfall) == (100, 100)
    # What is not asked for in this way counts all that is spent, as it did.
    plan = squeezed(dearer(builder.portfolio(), 200, only_if_needed=False))
    assert (plan.project("a").mode, plan.envelope.shortfall) == ("slow", 0)


def test_what_is_left_out_is_neither_paid_nor_taken_off() -> None:
    """Works that a person lets be left out bring nothing, whatever their modes cost."""
    modes = {"standard": 4, "slow": 8}
    portfolio = PortfolioBuilder(years=2, floor=100).project("a").project("b", quarters=modes).portfolio()
    plan = squeezed(
        dearer(portfolio, 150),
        projects={"b": {"mandated": False}},
        ceilings={"district": {2020: 100, 2021: 0}},
    )
    assert (plan.project("b").selected, plan.envelope.planned, plan.envelope.shortfall) == (False, 100, 0)
    assert plan.envelope.extra_cost == 0


def test_works_that_begin_after_the_programme_take_nothing_off() -> None:
    pinned = {"a": {"pin": {"start": "2022Q1", "mode": "slow"}}}
    modes = {"standard": 4, "slow": 4}
    rows = PortfolioBuilder(years=2, overrun=1, floor=100).project("a", quarters=modes)
    floor = squeezed(dearer(rows.portfolio(), 120), projects=pinned).envelope
    assert (floor.planned, floor.extra_cost, floor.shortfall) == (0, 0, 100)


def test_a_hard_floor_that_only_a_higher_price_would_reach_is_explained() -> None:
    rows = dearer(one_site(105).portfolio(), 200)
    plan = squeezed(rows, hard=True)
    assert plan.status is PlanStatus.INFEASIBLE
    (why,) = plan.explanation
    assert isinstance(why, FloorMissed)
    assert (why.needed, why.allowed) == (105, 100)
    assert squeezed(dearer(one_site(105).portfolio(), 200, only_if_needed=False)).envelope.shortfall == 0


def test_a_plan_that_hides_its_extra_cost_is_refused() -> None:
    pinned = {"a": {"pin": {"start": "2020Q3", "mode": "slow"}}}
    portfolio = dearer(one_site().portfolio(), 120)
    plan = squeezed(portfolio, projects=pinned)
    told = plan.envelope.model_copy(update={"extra_cost": 0, "shortfall": 10})
    found = {v.path for v in violations(portfolio, plan.model_copy(update={"envelope": told}))}
    assert found == {"envelope.extra_cost", "envelope.shortfall"}


@pytest.mark.parametrize("language", Language)
def test_it_is_said_what_the_floor_leaves_out(language: Language) -> None:
    pinned = {"a": {"pin": {"start": "2020Q3", "mode": "slow"}}}
    portfolio = dearer(one_site().portfolio(), 120)
    plan = squeezed(portfolio, projects=pinned)
    say = wording(language).of(portfolio)
    told = floor_words(plan.envelope, say)
    assert all(money.amount(amount, say) in told for amount in (90, 20, 70, 30, 100))


Rows = list[tuple[int, int, int, bool]]


@examples(25)
@given(
    rows=st.lists(
        st.tuples(st.integers(20, 99), st.integers(1, 4), st.integers(1, 5), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    percent=st.integers(101, 180),
    ceiling=st.integers(20, 160),
    floor=st.integers(50, 250),
)
def test_no_plan_is_nearer_to_the_promise(rows: Rows, percent: int, ceiling: int, floor: int) -> None:
    """Every way to do the works, counted afresh: money in the years less what is paid beyond the price."""
    builder = PortfolioBuilder(years=2, overrun=1, floor=floor)
    for number, (cost, usual, more, _) in enumerate(rows):
        builder.project(f"p{number}", cost=cost, quarters={"standard": usual, "slow": usual + more})
    portfolio = dearer(builder.portfolio(), percent)
    optional = {f"p{number}": {"mandated": False} for number, row in enumerate(rows) if row[3]}
    scenario = Scenario.model_validate(
        {
            "name": "test",
            "ceilings": {"district": {2020: ceiling, 2021: ceiling, 2022: 2 * ceiling}},
            "projects": optional,
        }
    )
    plan = make_plan(Case(portfolio, scenario))
    brief, found = brief_of(portfolio, scenario), []
    ways: list[list[Any]] = [
        [
            *((mode, start) for mode in need.modes for start in need.starts(mode, brief.calendar.last)),
            *([] if need.mandatory else [None]),
        ]
        for need in brief.requirements.values()
    ]
    for chosen in product(*ways):
        paid = dict.fromkeys((2020, 2021, 2022), 0)
        extra = 0
        for way, (cost, *_) in zip(chosen, rows, strict=True):
            if way is None:
                continue
            mode, start = way
            if mode.id == "slow" and start <= Period(2021, 4):
                extra += (2 * cost * percent + 100) // 200 - cost
            for year, amount in mode.by_year(start).get("district", {}).items():
                paid[year] += amount
        if paid[2020] <= ceiling and paid[2021] <= ceiling and paid[2022] <= 2 * ceiling:
            found.append(max(0, floor - (paid[2020] + paid[2021] - extra)))
    if plan.status is PlanStatus.INFEASIBLE:
        assert not found
    else:
        assert violations(portfolio, plan) == ()
        assert plan.envelope.shortfall == min(found)


def test_a_tight_bundled_plan_is_as_short_as_what_is_left(shipped: Portfolio) -> None:
    """Public money for 50,000 a year: shortfall and targets count no more than the works are worth."""
    ceilings = {"public": dict.fromkeys(range(2018, 2024), 50_000)}
    plan = make_plan(Case(shipped, Scenario.model_validate({"name": "tight", "ceilings": ceilings})))
    assert violations(shipped, plan) == ()
    left = 450_000 + (plan.envelope.extra_cost or 0) - sum(plan.annual_expenditure.values())
    assert left == 0
    later = sum(amount for year, amount in plan.annual_expenditure.items() if year > 2021)
    assert plan.envelope.shortfall == later > 0
    (promise,) = [t for t in target_outcomes(shipped, plan) if t.target.id == "investment"]
    assert promise.planned == plan.envelope.counted == 450_000 - later
