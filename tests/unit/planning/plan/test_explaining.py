"""What is said of a scenario that is impossible: true, with figures, and enough to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

import pytest

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget
from portfolio.cli.tables import explained
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.plan import Explanation, Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Placement
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.explaining import explain_infeasible
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from portfolio.ui.components.explanation import ways_out
from portfolio.wording.changes import ChangeKind, Slot, edited
from portfolio.wording.explanations import sentence
from portfolio.wording.i18n import Language, wording

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


def assuming(portfolio: Portfolio, **more: Any) -> Portfolio:
    content = portfolio.assumptions.model_dump()
    return portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content | more))


def needing(portfolio: Portfolio, *links: tuple[str, str], lag: int = 0) -> Portfolio:
    rules = [{"before": before, "after": after, "lag_quarters": lag, **WHY} for before, after in links]
    return assuming(portfolio, prerequisites=rules)


def one_site(portfolio: Portfolio) -> Portfolio:
    return assuming(
        portfolio, capacities=[{"id": "sites", "name_zh": "队", "name_en": "Sites", "maximum": 1, **WHY}]
    )


def out_of_time(instance: Instance, **limits: Any) -> Result:
    """A solver that never gets anywhere."""
    content = in_process(instance, **limits).model_dump()
    return Result.model_validate(
        content | {"status": "unknown", "tiers": [], "projects": {}, "resources": {}}
    )


def impossible(portfolio: Portfolio, scenario: Scenario) -> tuple[Explanation, ...]:
    plan = make_plan(portfolio, scenario)
    assert plan.status is PlanStatus.INFEASIBLE
    assert not any(project.scheduled for project in plan.projects)
    return plan.explanation


def mended(portfolio: Portfolio, scenario: Scenario, explanation: tuple[Explanation, ...]) -> Plan:
    """Return the plan once every ceiling named is raised to what is said to be needed."""
    ceilings = {payer: dict(by_year) for payer, by_year in scenario.ceilings.items()}
    for part in explanation:
        assert part.payer is not None
        assert part.year is not None
        assert part.needed is not None
        ceilings[part.payer][part.year] = part.needed
    return make_plan(portfolio, scenario.model_copy(update={"ceilings": ceilings}))


def test_a_ceiling_with_what_is_needed_and_what_is_allowed(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    assert impossible(portfolio, scenario(ceilings={"district": {"2020": 60}})) == (
        Explanation(kind="ceiling", payer="district", year=2020, needed=100, allowed=60, unavoidable=0),
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
        Explanation(kind="ceiling", payer="district", year=2021, needed=100, allowed=70, unavoidable=0),
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
    assert impossible(portfolio, changed) == (Explanation(kind="floor", needed=200, allowed=57),)


def test_a_floor_that_a_ceiling_keeps_out_of_reach(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1, overrun=1).project("p").portfolio()
    changed = scenario(envelope={"minimum": 100, "soft": False}, ceilings={"district": {"2020": 75}})
    # Either way out is named: more money in 2020, or a floor of what 2020 allows.
    assert set(impossible(portfolio, changed)) == {
        Explanation(kind="ceiling", payer="district", year=2020, needed=100, allowed=75, unavoidable=0),
        Explanation(kind="floor", needed=100, allowed=75),
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
    assert impossible(portfolio, scenario(projects={"p": changes})) == (
        Explanation(kind="no_start", project="p", detail=detail),
    )


def test_every_project_without_a_start_is_named(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("p").project("q", fixed=True).project("r").portfolio()
    late = {"delay_quarters": 9}
    parts = impossible(portfolio, scenario(projects={"p": late, "q": late, "r": {**late, "mandated": False}}))
    assert [(part.kind, part.project) for part in parts] == [("no_start", "p"), ("no_start", "q")]


# --- Several reasons at once ------------------------------------------------------------------------------


def test_a_ceiling_too_low_and_a_floor_too_high(build: Build, scenario: MakeScenario) -> None:
    # Without its ceiling the floor still cannot be reached, and without the floor the ceiling still breaks.
    portfolio = build(years=1).project("p").portfolio()
    changed = scenario(envelope={"minimum": 101, "soft": False}, ceilings={"district": {"2020": 99}})
    assert impossible(portfolio, changed) == (
        Explanation(kind="together", detail="all"),
        Explanation(kind="ceiling", payer="district", year=2020, needed=100, allowed=99, unavoidable=0),
        Explanation(kind="floor", needed=101, allowed=100),
    )


def test_the_floor_that_can_be_reached_is_not_traded_for_ceilings(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = build(years=1, overrun=1).project("p").project("q").portfolio()
    changed = scenario(envelope={"minimum": 300, "soft": False}, ceilings={"district": {2020: 50, 2021: 50}})
    parts = {part.kind: (part.needed, part.allowed) for part in impossible(portfolio, changed)}
    assert parts == {"together": (None, None), "ceiling": (200, 50), "floor": (300, 200)}


def test_a_ceiling_and_a_capacity(build: Build, scenario: MakeScenario) -> None:
    portfolio = one_site(build(years=1).project("a").project("b").portfolio())
    parts = impossible(portfolio, scenario(ceilings={"district": {"2020": 60}}))
    assert parts[0] == Explanation(kind="together", detail="all")
    assert [part.kind for part in parts[1:]] == ["ceiling", *["capacity"] * 4]
    assert (parts[1].needed, parts[1].allowed) == (200, 60)


def test_a_ceiling_and_a_prerequisite(build: Build, scenario: MakeScenario) -> None:
    portfolio = needing(build(years=1).project("a").project("b").portfolio(), ("a", "b"))
    assert impossible(portfolio, scenario(ceilings={"district": {"2020": 150}})) == (
        Explanation(kind="together", detail="all"),
        Explanation(kind="ceiling", payer="district", year=2020, needed=200, allowed=150, unavoidable=0),
        Explanation(kind="prerequisite", projects=("a", "b")),
    )


def test_a_project_without_a_start_hides_no_ceiling(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a", cost=80).project("b", quarters=6).portfolio()
    changed = scenario(ceilings={"district": {"2020": 50}})
    assert impossible(portfolio, changed) == (
        Explanation(kind="no_start", project="b", detail="schedule_end"),
        Explanation(kind="ceiling", payer="district", year=2020, needed=80, allowed=50, unavoidable=0),
    )


def test_the_floor_is_out_of_reach_whatever_becomes_of_what_has_no_start(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = build(years=1).project("a", cost=80).project("b", quarters=6).portfolio()
    stuck = Explanation(kind="no_start", project="b", detail="schedule_end")
    reachable = scenario(envelope={"minimum": 180, "soft": False})
    assert impossible(portfolio, reachable) == (stuck,)
    beyond = scenario(envelope={"minimum": 181, "soft": False})
    assert impossible(portfolio, beyond) == (stuck, Explanation(kind="floor", needed=181, allowed=180))


def test_what_has_no_start_may_yet_be_the_alternative_that_is_carried_out(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = assuming(
        build(years=1).project("a").project("b", quarters=6).portfolio(),
        alternatives=[{"projects": ["a", "b"], **WHY}],
    )
    changed = scenario(projects={"a": {"excluded": True}, "b": {"mandated": True}})
    assert impossible(portfolio, changed) == (
        Explanation(kind="no_start", project="b", detail="schedule_end"),
    )


# --- Rules without an amount ------------------------------------------------------------------------------


def test_prerequisites_that_are_too_long_for_the_schedule(build: Build, scenario: MakeScenario) -> None:
    projects = build().project("a").project("b", quarters=3).project("c", quarters=2).project("d")
    portfolio = needing(projects.portfolio(), ("a", "b"), ("b", "c"), ("a", "d"))
    # The chain is what cannot be kept; that d comes after a is in nobody's way.
    assert impossible(portfolio, scenario()) == (
        Explanation(kind="prerequisite", projects=("a", "b")),
        Explanation(kind="prerequisite", projects=("b", "c")),
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
        Explanation(kind="allocation", project="a", payer="district", year=2020, needed=40),
    )


def test_one_click_takes_amounts_away_that_cannot_be_met(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("a").portfolio()
    fixed = {"pin": {"start": "2020Q1"}, "allocations": {"district": {2020: 40}}, "flexibility": 0}
    asked = scenario(projects={"a": fixed})
    ((label, changes),) = ways_out(make_plan(portfolio, asked), asked, wording(Language.EN))
    assert label == "Take these pinned amounts away, and solve"
    assert changes == {Slot(ChangeKind.ALLOCATION, "a", 2020, "district"): None}
    assert make_plan(portfolio, edited(asked, changes)).status is PlanStatus.OPTIMAL


def test_one_click_loosens_all_that_is_in_the_way_together(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    asked = scenario(envelope={"minimum": 101, "soft": False}, ceilings={"district": {"2020": 99}})
    plan = make_plan(portfolio, asked)
    ((_, changes),) = ways_out(plan, asked, wording(Language.EN))
    assert changes == {Slot(ChangeKind.CEILING, "district", 2020): 100, Slot(ChangeKind.FLOOR): 100}
    assert make_plan(portfolio, edited(asked, changes)).status is PlanStatus.OPTIMAL
    locked = asked.model_copy(update={"locked": ("floor",)})
    assert ways_out(plan, locked, wording(Language.EN)) == []


def test_how_many_decisions_must_change_at_least(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("a").project("b").project("c").portfolio()
    first = {name: {"pin": {"start": "2020Q1"}} for name in "abc"}
    baseline = make_plan(portfolio, scenario(projects=first))
    late = {"delay_quarters": 1}
    asked = scenario(projects={"a": late, "b": late}, most_moves=1)
    plan = make_plan(portfolio, asked, baseline=baseline)
    assert plan.explanation == (Explanation(kind="moves", needed=2, allowed=1),)
    enough = asked.model_copy(update={"most_moves": 2})
    assert make_plan(portfolio, enough, baseline=baseline).status is PlanStatus.OPTIMAL


def test_alternatives_of_which_too_many_are_mandated(build: Build, scenario: MakeScenario) -> None:
    portfolio = assuming(
        build().project("a").project("b").portfolio(), alternatives=[{"projects": ["a", "b"], **WHY}]
    )
    both = {"a": {"mandated": True}, "b": {"mandated": True}}
    assert impossible(portfolio, scenario(projects=both)) == (
        Explanation(kind="alternatives", projects=("a", "b"), needed=1, allowed=1),
    )


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
        for part in make_plan(builder.portfolio(), asked).explanation:
            if part.kind == "ceiling":
                assert 0 <= (part.unavoidable or 0) <= (part.needed or 0)


# --- Out of time ------------------------------------------------------------------------------------------


def test_what_was_not_found_out_in_time_is_not_stated(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}))
    assert explain_infeasible(brief, out_of_time, Budget(1), seed=1) == (Explanation(kind="undecided"),)


def test_what_else_is_in_the_way_may_stay_open(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("a").project("b", quarters=6).portfolio()
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}))
    assert explain_infeasible(brief, out_of_time, Budget(1), seed=1) == (
        Explanation(kind="no_start", project="b", detail="schedule_end"),
        Explanation(kind="undecided", detail="rest"),
    )


def test_amounts_that_are_not_proven_the_least_say_so(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1).project("p").portfolio()
    brief = brief_of(portfolio, scenario(ceilings={"district": {"2020": 60}}))

    def unproven(instance: Instance, **limits: Any) -> Result:
        return in_process(instance, **limits).model_copy(update={"status": "feasible"})

    (part,) = explain_infeasible(brief, unproven, Budget(20), seed=1)
    assert (part.kind, part.needed, part.proven) == ("ceiling", 100, False)


def test_what_is_possible_has_no_explanation(build: Build, scenario: MakeScenario) -> None:
    plan = make_plan(build().project("p").portfolio(), scenario())
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
    assert impossible(gongshu, cheaper) == (Explanation(kind="floor", needed=450_000, allowed=449_999),)
    dropped = scenario(envelope={"soft": False}, projects={"a2-02": {"excluded": True}})
    assert impossible(gongshu, dropped) == (Explanation(kind="floor", needed=450_000, allowed=449_750),)


# --- Every kind against every plan there is ---------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """One start for every project, and what it breaks, counted out in plain Python."""

    over: dict[tuple[str, int], int]
    short: int
    crowded: dict[int, int]
    unordered: frozenset[tuple[str, str]]
    moved: int
    moves_over: int
    wrong_choice: bool

    @property
    def broken(self) -> frozenset[str]:
        kinds = {
            "ceiling": self.over,
            "floor": self.short,
            "capacity": self.crowded,
            "prerequisite": self.unordered,
            "moves": self.moves_over,
            "alternatives": self.wrong_choice,
        }
        return frozenset(kind for kind, broken in kinds.items() if broken)


def every_plan(brief: Brief) -> Iterator[Counted]:
    first, quarters = brief.calendar.first, 4 * len(brief.calendar.years)
    options: list[list[tuple[str, int, int] | None]] = []
    for name, need in brief.requirements.items():
        (mode,) = need.modes
        starts = range(first.until(need.earliest), quarters - mode.quarters + 1)
        options.append([None] * (not need.mandatory) + [(name, s, s + mode.quarters) for s in starts])
    for choices in product(*options):
        placed = {choice[0]: choice[1:] for choice in choices if choice is not None}
        spent: Counter[int] = Counter()
        sites: Counter[int] = Counter()
        for name, (start, end) in placed.items():
            for quarter, amount in enumerate(brief.requirements[name].modes[0].spending["district"]):
                spent[brief.calendar.years[(start + quarter) // 4]] += amount
            sites.update(range(start, end))
        within = sum(spent[year] for year in brief.calendar.programme_years)
        kept = {name: Placement(mode="standard", start=first.plus(s)) for name, (s, _) in placed.items()}
        moved = sum(kept.get(name) != was for name, was in (brief.baseline or {}).items())
        most = brief.most_moves
        yield Counted(
            over={
                ("district", year): spent[year] - most_spent
                for year, most_spent in brief.ceilings.get("district", {}).items()
                if spent[year] > most_spent
            },
            short=0 if brief.floor_is_soft else max(0, (brief.floor or 0) - within),
            crowded={q: n - 1 for q, n in sites.items() if n > 1} if brief.capacities else {},
            unordered=frozenset(
                (link.before, link.after)
                for link in brief.prerequisites
                if link.after in placed
                and (link.before not in placed or placed[link.after][0] < placed[link.before][1])
            ),
            moved=moved,
            moves_over=0 if most is None else max(0, moved - most),
            wrong_choice=any(
                not each.rule.at_least <= len(placed.keys() & set(each.rule.projects)) <= each.rule.at_most
                for each in brief.alternatives
            ),
        )


def is_least(parts: list[Explanation], plans: list[Counted], links: frozenset[tuple[str, str]]) -> None:
    """Assert that what is said of one kind that alone is enough holds for every plan there is."""
    match parts[0].kind:
        case "ceiling":
            said = sum((part.needed or 0) - (part.allowed or 0) for part in parts)
            assert said == min(sum(plan.over.values()) for plan in plans)
        case "capacity":
            said = sum((part.needed or 0) - (part.allowed or 0) for part in parts)
            assert said == min(sum(plan.crowded.values()) for plan in plans)
        case "floor":
            assert (parts[0].needed or 0) - (parts[0].allowed or 0) == min(plan.short for plan in plans)
        case "moves":
            assert parts[0].needed == min(plan.moved for plan in plans)
        case "prerequisite":
            named = {part.projects for part in parts}
            assert any(plan.unordered <= named for plan in plans)
            assert all(plan.unordered & named for plan in plans)
            assert named <= links


def can_be_said_and_mended(portfolio: Portfolio, plan: Plan, baseline: Plan) -> None:
    """Assert that every face has words for the reasons, and that each of its buttons leads to a plan."""
    for part in plan.explanation:
        assert explained(portfolio, part)
        assert all(sentence(part, portfolio, wording(language)) for language in Language)
    for _, changes in ways_out(plan, plan.scenario, wording(Language.EN)):
        assert make_plan(portfolio, edited(plan.scenario, changes), baseline=baseline).status.has_plan


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_holds_for_every_plan_there_is(build: Build, scenario: MakeScenario, seed: int) -> None:
    draw = Random(seed)
    builder = build(years=1, overrun=1)
    for name in "abc":
        builder.project(name, cost=draw.randint(2, 9) * 10, quarters=draw.randint(2, 4))
    portfolio = builder.portfolio()
    baseline = make_plan(portfolio, scenario())
    if draw.random() < 0.6:
        portfolio = needing(portfolio, *draw.sample([("a", "b"), ("b", "c"), ("a", "c")], draw.randint(1, 2)))
    if draw.random() < 0.3:
        portfolio = one_site(portfolio)
    changes: dict[str, Any] = {}
    if draw.random() < 0.3:
        portfolio = assuming(portfolio, alternatives=[{"projects": ["a", "b"], **WHY}])
        changes["projects"] = {"a": {"mandated": True}, "b": {"mandated": draw.random() < 0.5}}
    if draw.random() < 0.8:
        changes["ceilings"] = {"district": {year: draw.randint(0, 12) * 10 for year in (2020, 2021)}}
    if draw.random() < 0.5:
        changes["envelope"] = {"minimum": draw.randint(5, 20) * 10, "soft": False}
    if draw.random() < 0.5:
        changes["most_moves"] = draw.randint(0, 2)
    asked = scenario(**changes)
    brief = brief_of(portfolio, asked, baseline.decisions)
    plans = list(every_plan(brief))
    plan = make_plan(portfolio, asked, baseline=baseline)
    assert plan.status.has_plan == any(not each.broken for each in plans)
    if plan.status.has_plan:
        return
    can_be_said_and_mended(portfolio, plan, baseline)
    links = frozenset((link.before, link.after) for link in brief.prerequisites)
    by_kind: dict[str, list[Explanation]] = {}
    for part in plan.explanation:
        by_kind.setdefault(part.kind, []).append(part)
    alone = {kind for each in plans for kind in each.broken if len(each.broken) == 1}
    if alone:
        assert by_kind.keys() == alone
        for kind, parts in by_kind.items():
            is_least(parts, [each for each in plans if each.broken == {kind}], links)
        return
    assert by_kind.pop("together") == [Explanation(kind="together", detail="all")]
    for kind in by_kind:
        assert not any(each.broken <= by_kind.keys() - {kind} for each in plans)
    named = {part.projects for part in by_kind.get("prerequisite", [])}
    left = [each for each in plans if each.broken <= by_kind.keys() and each.unordered <= named]
    assert tuple(
        sum(abs((part.needed or 0) - (part.allowed or 0)) for part in by_kind.get(kind, []))
        for kind in ("moves", "capacity", "floor", "ceiling")
    ) == min(
        (each.moves_over, sum(each.crowded.values()), each.short, sum(each.over.values())) for each in left
    )
