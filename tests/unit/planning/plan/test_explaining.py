"""What is said of a scenario that is impossible: true, with figures, and enough to mend it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from explained import impossible

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.explanation import CeilingExceeded, Explanation, FloorMissed, NoStart, Undecided
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.explaining import explain_infeasible
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]


def out_of_time(instance: Instance, options: SolveOptions) -> Result:
    """A solver that never gets anywhere."""
    content = in_process(instance, options).model_dump()
    return Result.model_validate(
        content | {"status": "unknown", "tiers": [], "projects": {}, "resources": {}}
    )


def mended(portfolio: Portfolio, scenario: Scenario, explanation: tuple[Explanation, ...]) -> Plan:
    """Return the plan once every ceiling named is raised to what is said to be needed."""
    ceilings = {payer: dict(by_year) for payer, by_year in scenario.ceilings.items()}
    for part in explanation:
        assert part.payer is not None
        assert part.year is not None
        assert part.needed is not None
        ceilings[part.payer][part.year] = part.needed
    return make_plan(Case(portfolio, scenario.model_copy(update={"ceilings": ceilings})))


def test_a_ceiling_with_what_is_needed_and_what_is_allowed(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    assert impossible(portfolio, scenario(ceilings={"district": {"2020": 60}})) == (
        CeilingExceeded(payer="district", year=2020, needed=100, allowed=60, unavoidable=0),
    )


def test_the_year_named_is_the_fiscal_year(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=4).project("p", earliest="2022Q1", target=2022).portfolio()
    changed = scenario(ceilings={"public": {"2022": 10, "2023": 10}})
    parts = impossible(portfolio, changed)
    assert {part.payer for part in parts} == {"public"}
    assert {part.year for part in parts} <= {2022, 2023}
    assert mended(portfolio, changed, parts).status is PlanStatus.OPTIMAL


def test_room_carried_in_counts_as_allowed(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("p", earliest="2021Q1").portfolio()
    changed = scenario(ceilings={"district": {"2020": 40, "2021": 50}}, carry_over={"district": 0.5})
    assert impossible(portfolio, changed) == (
        CeilingExceeded(payer="district", year=2021, needed=100, allowed=70, unavoidable=0),
    )


@pytest.mark.parametrize(
    "ceilings",
    [
        {"district": {"2020": 30, "2021": 30}},
        {"district": {"2020": 0}, "public": {"2021": 90}},
        {"public": {"2020": 60, "2021": 60}, "private": {"2020": 0, "2021": 3}},
    ],
)
def test_raising_what_is_named_to_what_is_needed_makes_a_plan_possible(
    build: Build, scenario: MakeScenario, ceilings: dict[str, dict[str, int]]
) -> None:
    portfolio = (
        build()
        .project("p", percent={"district": 60, "private": 40})
        .project("q", quarters={"standard": 2, "slow": 5})
        .portfolio()
    )
    changed = scenario(ceilings=ceilings)
    parts = impossible(portfolio, changed)
    assert {part.kind for part in parts} == {"ceiling"}
    for part in parts:
        assert part.payer is not None
        assert str(part.year) in ceilings[part.payer]
        assert (part.needed or 0) > (part.allowed or 0)
    assert mended(portfolio, changed, parts).status is PlanStatus.OPTIMAL


def test_a_hard_floor_with_the_most_that_can_be_reached(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1, overrun=1).project("p", earliest="2020Q3").project("q", cost=7).portfolio()
    changed = scenario(envelope={"minimum": 200, "soft": False})
    assert impossible(portfolio, changed) == (FloorMissed(needed=200, allowed=57),)


def test_a_floor_that_a_ceiling_keeps_out_of_reach(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1, overrun=1).project("p").portfolio()
    changed = scenario(envelope={"minimum": 100, "soft": False}, ceilings={"district": {"2020": 75}})
    # Either way out is named: more money in 2020, or a floor of what 2020 allows.
    assert set(impossible(portfolio, changed)) == {
        CeilingExceeded(payer="district", year=2020, needed=100, allowed=75, unavoidable=0),
        FloorMissed(needed=100, allowed=75),
    }


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"pin": {"start": "2021Q2"}}, "pin"),
        ({"pin": {"mode": "slow", "start": "2020Q2"}}, "pin"),
        ({"delay_quarters": 2, "pin": {"start": "2020Q1"}}, "pin"),
        ({"delay_quarters": 5}, "schedule_end"),
        ({"delay_quarters": 400}, "schedule_end"),
    ],
)
def test_a_project_with_no_quarter_to_start_in(
    build: Build, scenario: MakeScenario, changes: dict[str, Any], detail: str
) -> None:
    portfolio = build().project("other").project("p", quarters={"standard": 4, "slow": 8}).portfolio()
    assert impossible(portfolio, scenario(projects={"p": changes})) == (NoStart(project="p", detail=detail),)


def test_every_project_without_a_start_is_named(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("p").project("q", fixed=True).project("r").portfolio()
    late = {"delay_quarters": 9}
    parts = impossible(portfolio, scenario(projects={"p": late, "q": late, "r": {**late, "mandated": False}}))
    assert [(part.kind, part.project) for part in parts] == [("no_start", "p"), ("no_start", "q")]


# --- What works under way need ----------------------------------------------------------------------------


@pytest.mark.parametrize(("flexibility", "unavoidable"), [(0.5, 70), (0.6, 70)])
def test_what_is_unavoidable_is_no_more_than_what_is_allocated(
    build: Build, scenario: MakeScenario, flexibility: float, unavoidable: int
) -> None:
    portfolio = build().project("a", fixed=True, earliest="2020Q3").project("b", cost=40, fixed=True)
    changed = scenario(
        ceilings={"district": {2020: 60}},
        projects={"a": {"allocations": {"district": {2020: 30}}, "flexibility": flexibility}},
    )
    (part, *others) = impossible(portfolio.portfolio(), changed)
    assert (part.kind, part.needed, part.unavoidable) == ("ceiling", 70, unavoidable)
    assert [other.kind for other in others] == []


def test_what_is_unavoidable_may_move_to_other_years(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=3).project("a", cost=120, quarters=12, fixed=True).portfolio()
    changed = scenario(
        ceilings={"district": {2020: 10}},
        projects={"a": {"allocations": {"district": {2021: 60}}, "flexibility": 0.5}},
    )
    # 40 a year, of which half may move: 20 have to stay in 2020, and in 2021 there is no more room than 20.
    parts = impossible(portfolio, changed)
    assert (parts[0].kind, parts[0].needed, parts[0].unavoidable) == ("ceiling", 20, 20)


@pytest.mark.parametrize("seed", range(25))
def test_what_is_unavoidable_never_exceeds_what_is_needed(
    build: Build, scenario: MakeScenario, seed: int
) -> None:
    draw = Random(seed)
    builder = build(years=2)
    changes: dict[str, Any] = {}
    for name in "ab":
        percent = draw.choice([{"district": 100}, {"district": 50, "municipal": 50}])
        quarters = {"standard": draw.randint(3, 6), "slow": 6}
        builder.project(name, quarters=quarters, percent=percent, fixed=True, profile="s_curve")
        amounts = {"district": {draw.choice([2020, 2021]): draw.randint(10, 60)}}
        if draw.random() < 0.7:
            changes[name] = {"allocations": amounts, "flexibility": draw.choice([0.2, 0.5, 0.9])}
    for payer in ("district", "public"):
        asked = scenario(ceilings={payer: {2020: 5, 2021: 5}}, projects=changes)
        for part in make_plan(Case(builder.portfolio(), asked)).explanation:
            if part.kind == "ceiling":
                assert 0 <= (part.unavoidable or 0) <= (part.needed or 0)


# --- Out of time ------------------------------------------------------------------------------------------


def test_what_was_not_found_out_in_time_is_not_stated(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}))
    assert explain_infeasible(brief, out_of_time, Budget(1), seed=1) == (Undecided(),)


def test_what_else_is_in_the_way_may_stay_open(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a").project("b").portfolio()
    late = {"b": {"delay_quarters": 2}}
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}, projects=late))
    assert explain_infeasible(brief, out_of_time, Budget(1), seed=1) == (
        NoStart(project="b", detail="schedule_end"),
        Undecided(detail="rest"),
    )


def test_amounts_that_are_not_proven_the_least_say_so(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}))

    def unproven(instance: Instance, options: SolveOptions) -> Result:
        return in_process(instance, options).model_copy(update={"status": "feasible"})

    (part,) = explain_infeasible(brief, unproven, Budget(), seed=1)
    assert (part.kind, part.needed, part.proven) == ("ceiling", 100, False)


def test_what_is_possible_has_no_explanation(build: Build, scenario: MakeScenario) -> None:
    plan = make_plan(Case(build().project("p").portfolio(), scenario()))
    assert plan.explanation == ()


def test_the_bundled_plan_under_a_public_ceiling_nobody_can_keep(
    gongshu: Portfolio, scenario: MakeScenario
) -> None:
    changed = scenario(ceilings={"public": {str(year): 20_000 for year in gongshu.calendar.years}})
    parts = impossible(gongshu, changed)
    assert {(part.kind, part.payer) for part in parts} == {("ceiling", "public")}
    assert all((part.needed or 0) > 20_000 == part.allowed for part in parts)


def test_the_bundled_floor_has_no_slack(gongshu: Portfolio, scenario: MakeScenario) -> None:
    cheaper = scenario(envelope={"soft": False}, projects={"a2-02": {"cost": 249}})
    assert impossible(gongshu, cheaper) == (FloorMissed(needed=450_000, allowed=449_999),)
    dropped = scenario(envelope={"soft": False}, projects={"a2-02": {"excluded": True}})
    assert impossible(gongshu, dropped) == (FloorMissed(needed=450_000, allowed=449_750),)
