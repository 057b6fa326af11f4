"""Several reasons at once, and rules without an amount: all that is in the way is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assumed import assuming
from explained import impossible, needing, one_site

from portfolio.domain.changes import ChangeKind, Slot, edited
from portfolio.domain.explanation import (
    AllocationInTheWay,
    AlternativesInTheWay,
    CeilingExceeded,
    FloorMissed,
    MovesExceeded,
    NoStart,
    PrerequisiteInTheWay,
    Together,
)
from portfolio.domain.plan import PlanStatus
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording.i18n import Language, wording
from portfolio.wording.loosening import loosenings
from tests.cases import approved

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
TOO_LATE = {"b": {"delay_quarters": 2}}

# --- Several reasons at once ------------------------------------------------------------------------------


def test_a_ceiling_too_low_and_a_floor_too_high(build: Build, scenario: MakeScenario) -> None:
    # Without its ceiling the floor still cannot be reached, and without the floor the ceiling still breaks.
    portfolio = build(years=1).project("p").portfolio()
    changed = scenario(envelope={"minimum": 101, "soft": False}, ceilings={"district": {"2020": 99}})
    assert impossible(portfolio, changed) == (
        Together(detail="all"),
        CeilingExceeded(payer="district", year=2020, needed=100, allowed=99, unavoidable=0),
        FloorMissed(needed=101, allowed=100),
    )


def test_the_floor_that_can_be_reached_is_not_traded_for_ceilings(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = build(years=1, overrun=1).project("p").project("q").portfolio()
    changed = scenario(envelope={"minimum": 300, "soft": False}, ceilings={"district": {2020: 50, 2021: 50}})
    whole, *parts = impossible(portfolio, changed)
    assert whole == Together(detail="all")
    told = {part.kind: (part.needed, part.allowed) for part in parts}
    assert told == {"ceiling": (200, 50), "floor": (300, 200)}


def test_a_ceiling_and_a_capacity(build: Build, scenario: MakeScenario) -> None:
    portfolio = one_site(build(years=1).project("a").project("b").portfolio())
    parts = impossible(portfolio, scenario(ceilings={"district": {"2020": 60}}))
    assert parts[0] == Together(detail="all")
    assert [part.kind for part in parts[1:]] == ["ceiling", *["capacity"] * 4]
    assert (parts[1].needed, parts[1].allowed) == (200, 60)


def test_a_ceiling_and_a_prerequisite(build: Build, scenario: MakeScenario) -> None:
    portfolio = needing(build(years=1).project("a").project("b").portfolio(), ("a", "b"))
    assert impossible(portfolio, scenario(ceilings={"district": {"2020": 150}})) == (
        Together(detail="all"),
        CeilingExceeded(payer="district", year=2020, needed=200, allowed=150, unavoidable=0),
        PrerequisiteInTheWay(projects=("a", "b")),
    )


def test_a_project_without_a_start_hides_no_ceiling(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a", cost=80).project("b").portfolio()
    changed = scenario(ceilings={"district": {"2020": 50}}, projects=TOO_LATE)
    assert impossible(portfolio, changed) == (
        NoStart(project="b", detail="schedule_end"),
        CeilingExceeded(payer="district", year=2020, needed=80, allowed=50, unavoidable=0),
    )


def test_the_floor_is_out_of_reach_whatever_becomes_of_what_has_no_start(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = build(years=1).project("a", cost=80).project("b").portfolio()
    stuck = NoStart(project="b", detail="schedule_end")
    reachable = scenario(envelope={"minimum": 180, "soft": False}, projects=TOO_LATE)
    assert impossible(portfolio, reachable) == (stuck,)
    beyond = scenario(envelope={"minimum": 181, "soft": False}, projects=TOO_LATE)
    assert impossible(portfolio, beyond) == (stuck, FloorMissed(needed=181, allowed=180))


def test_what_has_no_start_may_yet_be_the_alternative_that_is_carried_out(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = assuming(
        build(years=1).project("a").project("b").portfolio(),
        alternatives=[{"projects": ["a", "b"], **WHY}],
    )
    changed = scenario(projects={"a": {"excluded": True}, "b": {"mandated": True, **TOO_LATE["b"]}})
    assert impossible(portfolio, changed) == (NoStart(project="b", detail="schedule_end"),)


# --- Rules without an amount ------------------------------------------------------------------------------


def test_prerequisites_that_are_too_long_for_the_schedule(build: Build, scenario: MakeScenario) -> None:
    projects = build().project("a").project("b", quarters=3).project("c", quarters=2).project("d")
    portfolio = needing(projects.portfolio(), ("a", "b"), ("b", "c"), ("a", "d"))
    # The chain is what cannot be kept; that d comes after a is in nobody's way.
    assert impossible(portfolio, scenario()) == (
        PrerequisiteInTheWay(projects=("a", "b")),
        PrerequisiteInTheWay(projects=("b", "c")),
    )


def test_every_conflict_of_prerequisites_is_named(build: Build, scenario: MakeScenario) -> None:
    projects = build(years=1).project("a").project("b").project("c").project("d").project("e", quarters=1)
    portfolio = needing(projects.project("f", quarters=1).portfolio(), ("a", "b"), ("e", "f"), ("c", "d"))
    assert {part.projects for part in impossible(portfolio, scenario())} == {("a", "b"), ("c", "d")}


def test_an_amount_that_cannot_be_met(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("a").project("b", quarters=8).portfolio()
    fixed = {"pin": {"start": "2020Q1"}, "allocations": {"district": {2020: 40}}, "flexibility": 0}
    met = {"allocations": {"district": {2020: 60}}}
    assert impossible(portfolio, scenario(projects={"a": fixed, "b": met})) == (
        AllocationInTheWay(project="a", payer="district", year=2020, needed=40),
    )


def test_one_click_takes_amounts_away_that_cannot_be_met(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("a").portfolio()
    fixed = {"pin": {"start": "2020Q1"}, "allocations": {"district": {2020: 40}}, "flexibility": 0}
    asked = scenario(projects={"a": fixed})
    ((label, changes),) = loosenings(make_plan(Case(portfolio, asked)), asked, wording(Language.EN))
    assert label == "Take these pinned amounts away, and solve"
    assert changes == {Slot(ChangeKind.ALLOCATION, "a", 2020, "district"): None}
    assert make_plan(Case(portfolio, edited(asked, changes))).status is PlanStatus.OPTIMAL


def test_one_click_loosens_all_that_is_in_the_way_together(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    asked = scenario(envelope={"minimum": 101, "soft": False}, ceilings={"district": {"2020": 99}})
    plan = make_plan(Case(portfolio, asked))
    ((_, changes),) = loosenings(plan, asked, wording(Language.EN))
    assert changes == {Slot(ChangeKind.CEILING, "district", 2020): 100, Slot(ChangeKind.FLOOR): 100}
    assert make_plan(Case(portfolio, edited(asked, changes))).status is PlanStatus.OPTIMAL
    locked = asked.model_copy(update={"locked": ("floor",)})
    assert loosenings(plan, locked, wording(Language.EN)) == []


def test_how_many_decisions_must_change_at_least(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("a").project("b").project("c").portfolio()
    first = {name: {"pin": {"start": "2020Q1"}} for name in "abc"}
    baseline = make_plan(Case(portfolio, scenario(projects=first)))
    late = {"delay_quarters": 1}
    asked = scenario(projects={"a": late, "b": late}, most_moves=1)
    plan = make_plan(Case(portfolio, asked, approved(baseline)))
    assert plan.explanation == (MovesExceeded(needed=2, allowed=1),)
    enough = asked.model_copy(update={"most_moves": 2})
    assert make_plan(Case(portfolio, enough, approved(baseline))).status is PlanStatus.OPTIMAL


def test_alternatives_of_which_too_many_are_mandated(build: Build, scenario: MakeScenario) -> None:
    portfolio = assuming(
        build().project("a").project("b").portfolio(), alternatives=[{"projects": ["a", "b"], **WHY}]
    )
    both = {"a": {"mandated": True}, "b": {"mandated": True}}
    assert impossible(portfolio, scenario(projects=both)) == (
        AlternativesInTheWay(projects=("a", "b"), needed=1, allowed=1),
    )
