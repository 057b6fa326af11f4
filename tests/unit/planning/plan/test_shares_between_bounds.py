"""Sources share what projects cost between bounds: as good as any sharing by hand, and never beyond."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import BETWEEN, HALVES, ONE_TO_ONE, by_source, planned, sharing

from optimizer.format.instance import Term, Tier
from optimizer.format.result import Incumbent
from portfolio.domain.explanation import CeilingExceeded, MatchesInTheWay, SharesInTheWay
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.sharing import BoundSide
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.answers.freedoms import FreedomKind, freedoms
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.telling import progress_of
from portfolio.planning.plan.ties import with_ties_broken
from tests.cases import approved
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples

SOURCES = ("district", "municipal", "private")
THIRDS = {"shares": {"district": "1/3", "municipal": "1/3", "private": "1/3"}, "percent": {}}


def town(*costs: int, years: int = 1, **rule: Any) -> Portfolio:
    builder = PortfolioBuilder(years=years)
    for number, cost in enumerate(costs):
        builder.project(f"p{number}", cost=cost, percent=HALVES)
    return sharing(builder.portfolio(), **(rule or BETWEEN))


def scenario(**changes: Any) -> Scenario:
    return Scenario.model_validate({"name": "any", **changes})


def refused(portfolio: Portfolio, **changes: Any) -> set[Any]:
    plan = make_plan(Case(portfolio, scenario(**changes)))
    assert plan.status is PlanStatus.INFEASIBLE
    return set(plan.explanation)


def splits(cost: int, low: tuple[int, ...], high: tuple[int, ...], ratio: int | None) -> Iterator[Any]:
    """All whole amounts of three sources that come to a cost within bounds in percent and a match."""
    for one, two in product(range(cost + 1), repeat=2):
        amounts = (one, two, cost - one - two)
        bounded = (
            math.floor(Fraction(least * cost, 100)) <= amount <= math.ceil(Fraction(most * cost, 100))
            for amount, least, most in zip(amounts, low, high, strict=True)
        )
        if amounts[2] >= 0 and all(bounded) and (ratio is None or amounts[1] <= ratio * amounts[0] // 100):
            yield amounts


@examples(25)
@given(
    costs=st.lists(st.integers(0, 13), min_size=1, max_size=3),
    low=st.tuples(*[st.integers(0, 33)] * 3),
    high=st.tuples(*[st.integers(34, 100)] * 3),
    ratio=st.none() | st.integers(100, 250),
    room=st.tuples(*[st.integers(0, 20)] * 3),
)
def test_what_is_shared_is_what_counting_finds(
    costs: list[int],
    low: tuple[int, ...],
    high: tuple[int, ...],
    ratio: int | None,
    room: tuple[int, ...],
) -> None:
    """All is spent in one year, so a plan is a way to share each cost; the dearest source is to be cheap."""
    matches = [{"source": "municipal", "against": "district", "ratio": ratio / 100}] if ratio else []
    bounds = {
        "at_least": dict(zip(SOURCES, low, strict=True)),
        "at_most": dict(zip(SOURCES, high, strict=True)),
    }
    portfolio = town(*costs, **THIRDS, **bounds, matches=matches)
    changes = {
        "ceilings": {source: {2020: most} for source, most in zip(SOURCES, room, strict=True)},
        "objective": [{"terms": [{"term": "usage", "resource": "district"}]}],
    }
    sums = {(0, 0, 0)}
    for cost in costs:
        each = list(splits(cost, low, high, ratio))
        sums = {tuple(map(sum, zip(known, more, strict=True))) for known in sums for more in each}
    fits = [one for one in sums if all(amount <= most for amount, most in zip(one, room, strict=True))]
    plan = make_plan(Case(portfolio, scenario(**changes)))
    assert plan.status is (PlanStatus.OPTIMAL if fits else PlanStatus.INFEASIBLE)
    if fits:
        assert violations(portfolio, plan) == ()
        assert by_source(plan).get("district", 0) == min(one[0] for one in fits)


@pytest.mark.parametrize("least", [30, 31])
def test_a_ceiling_is_kept_by_sharing_as_far_as_the_bounds_go(least: int) -> None:
    plan = planned(town(101), ceilings={"district": {2020: least}})
    assert by_source(plan)["district"] in range(30, least + 1)
    found = refused(town(101), ceilings={"district": {2020: 29}})
    assert SharesInTheWay(payer="district", detail=BoundSide.LEAST, projects=("p0",)) in found
    assert {type(part) for part in found} == {CeilingExceeded, SharesInTheWay}


def test_where_the_most_of_a_share_is_in_the_way_it_is_named() -> None:
    found = refused(town(100), ceilings={"municipal": {2020: 20}})
    assert SharesInTheWay(payer="district", detail=BoundSide.MOST, projects=("p0",)) in found


def test_a_match_is_kept_and_named_where_it_is_in_the_way() -> None:
    portfolio = town(100, 40, **ONE_TO_ONE)
    plan = planned(portfolio, objective=[{"terms": [{"term": "usage", "resource": "district"}]}])
    assert by_source(plan) == {"district": 70, "municipal": 70}
    found = refused(portfolio, ceilings={"district": {2020: 69}})
    assert MatchesInTheWay(payer="municipal", against="district", projects=("p0", "p1")) in found


def test_years_are_shared_each_for_itself() -> None:
    """The sum follows the curve; who pays which year of it is chosen, and in all each has its share."""
    ceilings = {"district": {2020: 0}, "municipal": {2021: 0}}
    pinned = {"p0": {"pin": {"start": "2020Q3"}}}
    plan = planned(town(100, years=2), projects=pinned, ceilings=ceilings)
    assert plan.projects[0].by_source == {"district": {2021: 50}, "municipal": {2020: 50}}
    assert plan.projects[0].expenditure == {2020: 50, 2021: 50}


@examples(20)
@given(
    cost=st.integers(8, 30),
    late=st.integers(0, 2),
    step=st.sampled_from([1, 3, 5]),
    bounds=st.tuples(st.integers(0, 50), st.integers(50, 100)),
    room=st.integers(5, 30),
)
def test_shares_within_a_band_are_what_counting_finds(
    cost: int, late: int, step: int, bounds: tuple[int, int], room: int
) -> None:
    """By the curve half a cost falls due in either year; the district pays as little as it can in one."""
    low, high = bounds
    portfolio = town(cost, years=2, at_least={"municipal": low}, at_most={"municipal": high})
    change = {"p0": {"pin": {"start": "2020Q3"}, "band": {"late": late, "step": step} if late else 0}}
    plan = make_plan(
        Case(
            portfolio,
            scenario(
                projects=change,
                ceilings={"district": {2021: room}},
                objective=[{"terms": [{"term": "peak", "resource": "district"}]}],
            ),
        )
    )
    curve = [math.floor(Fraction(cost * part, 4) + Fraction(1, 2)) for part in range(5)]
    sums = (
        {curve[2]} if not late else {s for s in (*range(0, cost, step), cost) if _fits(s, curve, late, step)}
    )
    steps = range(0, cost + 1, step if late else 1)
    found = [
        max(by_then - first, cost - by_then - later)
        for by_then in sums
        for first, later in product(steps, steps)
        if first <= by_then and later <= cost - by_then
        and _within(first + later, cost, low, high, step if late else 1)
        and cost - by_then - later <= room
    ]  # fmt: skip
    assert plan.status is (PlanStatus.OPTIMAL if found else PlanStatus.INFEASIBLE)
    if found:
        assert violations(portfolio, plan) == ()
        highest = plan.peaks.get("district")  # nobody's peak is that of a source that pays nothing
        assert (0 if highest is None else highest.amount) == min(found)


def _fits(by_then: int, curve: list[int], late: int, step: int) -> bool:
    """Whether so much may be spent by the end of the first year, two of four periods of works gone."""
    behind, whole = curve[2 - late], curve[-1]
    down = whole if behind == whole else behind // step * step
    up = min(whole, -(-curve[2] // step) * step)
    return down <= by_then <= up


def _within(amount: int, cost: int, low: int, high: int, step: int) -> bool:
    least = cost if low == 100 else math.floor(Fraction(low * cost, 100)) // step * step
    most = min(cost, -(-math.ceil(Fraction(high * cost, 100)) // step) * step)
    return least <= amount <= most


def test_the_plan_tells_what_was_chosen_between_which_bounds() -> None:
    plan = planned(town(100), ceilings={"district": {2020: 30}})
    told = json.loads(plan_json(plan))["projects"][0]["sharing"]
    assert told["bounds"] == {"district": [30, 70], "municipal": [0, 100]}
    assert told["chosen"] == {"district": 30, "municipal": 70}
    assert told["usual"] == {"district": 50, "municipal": 50}
    assert Plan.model_validate_json(plan_json(plan)).projects[0].sharing == plan.projects[0].sharing


@pytest.mark.parametrize(
    "told",
    [
        {"by_source": {"district": {2020: 29}, "municipal": {2020: 71}}},
        {"by_source": {"district": {2020: 71}, "municipal": {2020: 29}}},
        {"sharing": None},
        {"by_source": {"district": {2020: 50}, "municipal": {2020: 51}}},
    ],
)
def test_the_checker_counts_shares_again(told: dict[str, Any]) -> None:
    portfolio = town(100)
    plan = planned(portfolio)
    told = {**told, **({"payments_by_source": told["by_source"]} if "by_source" in told else {})}
    other = plan.model_copy(update={"projects": (plan.projects[0].model_copy(update=told),)})
    rules = {violation.rule for violation in violations(portfolio, other)}
    assert {"share", "cash_flow"} & rules


def test_where_shares_are_stated_nothing_is_told_of_a_choice() -> None:
    portfolio = PortfolioBuilder().project("p0", percent=HALVES).portfolio()
    assert planned(portfolio).projects[0].sharing is None
    assert "at_least" not in str(portfolio.model_dump(mode="json", exclude_defaults=True))


# --- With other rules --------------------------------------------------------------------------------------


def under_way(**actuals: Any) -> dict[str, Any]:
    return {
        "project": "p0",
        "status": "under_construction",
        "effective": "2021Q1",
        "physical_progress": 50,
        "actual_spending": {"2020": 60},
        **actuals,
    }


def test_what_was_spent_counts_towards_the_shares() -> None:
    """Sixty of a hundred are spent, half each: of the forty to come the district pays anything."""
    portfolio = town(100, years=3, **BETWEEN).changed(status_reports=(under_way(),))
    for room, most in ((0, 0), (100, 40)):
        plan = planned(
            portfolio,
            ceilings={"district": {2021: room, 2022: 0}},
            objective=[{"terms": [{"term": "usage", "resource": "municipal"}]}],
        )
        assert by_source(plan).get("district", 0) == 30 + most
    told = plan.projects[0].sharing
    assert told is not None
    assert told.chosen == {"district": 70, "municipal": 30}


def test_what_was_spent_beyond_a_bound_stands() -> None:
    portfolio = town(
        100, years=3, at_most={"district": 20, "municipal": 90}, percent={"district": 20, "municipal": 80}
    )
    named = portfolio.changed(
        status_reports=(under_way(),),
        actuals=({"project": "p0", "year": 2020, "amount": 60, "source": "district"},),
    )
    plan = planned(named)
    assert by_source(plan) == {"district": 60, "municipal": 40}


def test_an_advance_that_was_paid_by_the_stated_shares_leaves_nothing_to_choose() -> None:
    builder = PortfolioBuilder(years=2).project("p0", percent=HALVES, status="under_construction", fixed=True)
    portfolio = sharing(builder.portfolio(), **BETWEEN)
    assert planned(portfolio).projects[0].sharing is not None
    content = portfolio.assumptions.model_dump(mode="json")
    content["payment_terms"] = [{"advance": 10, "progress": 90, **WHY}]
    plan = planned(portfolio.changed(assumptions=content))
    assert plan.projects[0].sharing is None
    assert by_source(plan) == {"district": 50, "municipal": 50}


def test_ceilings_count_what_is_paid_of_what_was_chosen() -> None:
    portfolio = town(100, years=3)
    content = portfolio.assumptions.model_dump(mode="json")
    content["payment_terms"] = [{"advance": 20, "progress": 60, "retention": 20, "settled_after": 4, **WHY}]
    portfolio = portfolio.changed(assumptions=content)
    pinned = {"p0": {"pin": {"start": "2020Q1"}}}
    plan = planned(portfolio, projects=pinned, ceilings={"district": {2020: 24}})
    assert plan.projects[0].payments_by_source["district"] == {2020: 24, 2021: 6}
    assert SharesInTheWay in {
        type(p) for p in refused(portfolio, projects=pinned, ceilings={"district": {2020: 23}})
    }


def test_an_amount_that_is_pinned_is_what_its_source_pays() -> None:
    change = {"p0": {"pin": {"start": "2020Q3"}, "allocations": {"district": {2020: 10}}}}
    plan = planned(town(100, years=2), projects=change)
    assert plan.projects[0].by_source["district"][2020] == 10
    assert plan.projects[0].by_source["municipal"][2020] == 40


def test_one_of_two_pays_all_or_who_is_assumed_shares_it() -> None:
    portfolio = town(100, **BETWEEN, or_else=[{"private": 100}])
    nothing = {"public": {2020: 0}}
    plan = planned(portfolio, ceilings=nothing, projects={"p0": {"funding": "open"}})
    assert (by_source(plan), plan.projects[0].sharing) == ({"private": 100}, None)
    low = {"district": {2020: 30}, "private": {2020: 0}}
    plan = planned(portfolio, ceilings=low, projects={"p0": {"funding": "open"}})
    assert by_source(plan) == {"district": 30, "municipal": 70}
    plan = planned(portfolio, projects={"p0": {"funding": "private"}})
    assert by_source(plan) == {"private": 100}


# --- Where nothing decides ---------------------------------------------------------------------------------


def test_where_nothing_decides_the_stated_shares_are_taken() -> None:
    portfolio = town(101, 60, years=2)
    plan = planned(portfolio)
    stated = planned(
        PortfolioBuilder(years=2)
        .project("p0", cost=101, percent=HALVES)
        .project("p1", cost=60, percent=HALVES)
        .portfolio()
    )
    assert plan.by_funding_source == stated.by_funding_source
    assert plan.decisions == stated.decisions
    assert [p.by_source for p in plan.projects] == [p.by_source for p in stated.projects]


def test_no_more_departs_from_the_stated_shares_than_the_aims_need() -> None:
    plan = planned(town(100), ceilings={"district": {2020: 45}})
    assert by_source(plan) == {"district": 45, "municipal": 55}
    assert plan.status is PlanStatus.OPTIMAL
    assert all(outcome.gap == 0 for outcome in plan.provenance.objective)


def test_a_scenario_changes_the_bounds_of_a_project() -> None:
    portfolio = town(100, 40)
    plan = planned(portfolio, projects={"p0": {"shares": {"district": {"at_least": 0, "at_most": 20}}}})
    assert plan.projects[0].by_source == {"district": {2020: 20}, "municipal": {2020: 80}}
    assert plan.projects[1].by_source == {"district": {2020: 20}, "municipal": {2020: 20}}
    opened = planned(
        PortfolioBuilder(years=1).project("p0").portfolio(),
        projects={"p0": {"shares": {"municipal": {"at_most": 40}}}},
        ceilings={"district": {2020: 65}},
    )
    assert by_source(opened) == {"district": 65, "municipal": 35}


def test_beside_a_baseline_shares_are_chosen_too() -> None:
    portfolio = town(100, 40, years=2)
    baseline = planned(portfolio, projects={"p0": {"pin": {"start": "2020Q2"}}})
    ceilings = {"ceilings": {"district": {2020: 40, 2021: 20}}}
    plan = make_plan(Case(portfolio, scenario(**ceilings), approved(baseline)))
    assert violations(portfolio, plan) == ()
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.provenance.objective[-1].term == "disruption"


def test_progress_tells_nothing_of_hidden_aims() -> None:
    heard: list[int] = []
    case = Case(town(100, years=2), scenario(ceilings={"district": {2020: 10}}))
    plan = make_plan(case, on_progress=lambda progress: heard.append(progress.tier))
    assert max(heard) < len(plan.provenance.objective)
    told = Incumbent(seconds=1, tier=1, value=0, bound=0)
    hidden = with_ties_broken(compile_brief(case.brief()).instance)
    departing = hidden.model_copy(update={"objective": [Tier(terms=[Term(term="departure")])]})
    assert (
        progress_of(told.model_copy(update={"tier": 0}), departing, case.brief(), has_baseline=True) is None
    )


def test_beside_a_plan_with_other_bounds_it_is_told_which_may_share_more() -> None:
    portfolio = town(100)
    usual = planned(portfolio)
    freer = planned(portfolio, projects={"p0": {"shares": {"district": {"at_most": 90}}}})
    found = freedoms(portfolio, usual, freer)
    assert [(freedom.kind, freedom.project) for freedom in found.after] == [(FreedomKind.SHARES, "p0")]
    assert found.before == ()
