"""Ways out where a plan is more than dates: allocations, moves from a baseline, carry-over into locked years.

Everything is counted out in plain Python: each price is the least there is, each part as small as it can be,
and a way out that exists is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from assumed import assuming
from counted_ways import with_a_part_smaller
from every_plan import Candidate, candidates
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.ways_out import WayKind, WayOut, ways_out
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.cases import approved

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}

some = examples(6)


def counted(portfolio: Portfolio, scenario: Scenario, baseline: Plan | None = None) -> Iterator[Candidate]:
    """Yield every choice of dates that keeps to order, moves and allocations."""
    brief = brief_of(portfolio, scenario, None if baseline is None else baseline.decisions)
    for candidate in candidates(brief):
        moved = 0 if brief.baseline is None else candidate.moves(brief.baseline)
        if moved <= (moved if brief.most_moves is None else brief.most_moves) and allocates(candidate):
            yield candidate


def allocates(candidate: Candidate) -> bool:
    """Move spending to what is allocated, of projects with one source within two years, if it may so move."""
    chosen = {choice.requirement.project: choice for choice in candidate.chosen}
    for name, requirement in candidate.brief.requirements.items():
        for source, by_year in requirement.allocations.items():
            if name not in chosen:
                if any(by_year.values()):
                    return False
                continue
            choice = chosen[name]
            start = candidate.brief.calendar.first.plus(choice.start)
            years = list(candidate.brief.calendar.years)
            assert len(years) == 2
            assert set(choice.mode.spending) <= {source}
            usual = {year: choice.mode.by_year(start).get(source, {}).get(year, 0) for year in years}
            first, second = (by_year.get(year) for year in years)
            total = sum(usual.values())
            if first is None and second is None:
                continue
            wanted = {
                years[0]: total - (second or 0) if first is None else first,
                years[1]: total - (first or 0) if second is None else second,
            }
            room = requirement.room(choice.mode, start).get(source, {})
            moves = {year: wanted[year] - usual[year] for year in years}
            if sum(moves.values()) or any(abs(move) > room.get(year, 0) for year, move in moves.items()):
                return False
            for payer, members in candidate.brief.payers.items():
                for year, move in moves.items():
                    candidate.spent[payer][year] += move if source in members else 0
    return True


def possible(portfolio: Portfolio, scenario: Scenario, baseline: Plan | None = None) -> bool:
    """Tell by counting whether a scenario has a plan."""
    return any(candidate.is_allowed for candidate in counted(portfolio, scenario, baseline))


def found(portfolio: Portfolio, scenario: Scenario, baseline: Plan | None = None) -> dict[WayKind, WayOut]:
    """Return the ways out of what has no plan by counting, each held to what every one must be."""
    assume(not possible(portfolio, scenario, baseline))
    assert make_plan(Case(portfolio, scenario, approved(baseline))).status is PlanStatus.INFEASIBLE
    ways = ways_out(Case(portfolio, scenario, approved(baseline)), solve=in_process)
    assert not ways.undecided
    for way in ways.found:
        assert way.minimal
        assert violations(portfolio, way.plan) == ()
        if way.kind is WayKind.SCHEDULE:
            continue  # too many plans to count
        assert possible(portfolio, way.scenario, baseline)
        for smaller in with_a_part_smaller(scenario, way):
            assert not possible(portfolio, smaller, baseline), (way.kind, smaller)
    return {way.kind: way for way in ways.found}


def price(ways: dict[WayKind, WayOut], kind: WayKind) -> int | None:
    return ways[kind].price if kind in ways else None


def least_dropped(portfolio: Portfolio, scenario: Scenario, baseline: Plan | None = None) -> int | None:
    """Return by counting the least investment without which the rest has a plan."""
    needed = {
        name: requirement.cost or 0
        for name, requirement in brief_of(portfolio, scenario).requirements.items()
        if not scenario.project(name).mandated
        and (requirement.mandatory or any(sum(a.values()) for a in requirement.allocations.values()))
    }

    def without(names: tuple[str, ...]) -> Scenario:
        dropped = {name: {"excluded": True} for name in names}
        return scenario.changed(projects={**scenario.projects, **dropped})

    sets = [names for size in range(1, len(needed) + 1) for names in combinations(needed, size)]
    prices = [
        sum(needed[n] for n in names) for names in sets if possible(portfolio, without(names), baseline)
    ]
    return min(prices, default=None)


def fewest_undone(portfolio: Portfolio, scenario: Scenario) -> int | None:
    """Return by counting how many changes on projects must be undone."""
    for size in range(1, len(scenario.projects) + 1):
        for names in combinations(scenario.projects, size):
            kept = {name: change for name, change in scenario.projects.items() if name not in names}
            if possible(portfolio, scenario.changed(projects=kept)):
                return size
    return None


@some
@given(data=st.data())
def test_ceilings_with_carry_over_and_locked_years(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder = build(years=3)
    for name in "ab"[: draw(st.integers(1, 2))]:
        cost, quarters = draw(st.integers(10, 60)), draw(st.integers(2, 8))
        builder.project(name, cost=cost, quarters=quarters, fixed=draw(st.booleans()))
    portfolio, years = builder.portfolio(), (2020, 2021, 2022)
    ceilings = {"district": {year: draw(st.integers(0, 25)) for year in years}}
    share = draw(st.sampled_from([0, 0.33, 0.5, 1]))
    lock = draw(st.none() | st.sampled_from(years))
    locked = [] if lock is None else [f"district.{lock}"]
    asked = Scenario.model_validate(
        {"name": "tight", "ceilings": ceilings, "carry_over": {"district": share}, "locked": locked}
    )
    ways = found(portfolio, asked)
    held = {("district", year) for year in years if lock and (year == lock or (share and year < lock))}
    overruns = [sum(c.over.values()) for c in counted(portfolio, asked) if not held & c.over.keys()]
    assert price(ways, WayKind.CEILINGS) == min(overruns, default=None)


@some
@given(data=st.data())
def test_drops_of_what_money_was_allocated_to(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder, changes = build(), {}
    for name in "abc"[: draw(st.integers(2, 3))]:
        cost = draw(st.integers(10, 60))
        builder.project(name, cost=cost, quarters=draw(st.integers(1, 6)), fixed=draw(st.booleans()))
        if draw(st.booleans()):
            year, amount = draw(st.sampled_from([2020, 2021])), draw(st.integers(0, cost))
            changes[name] = {
                "allocations": {"district": {year: amount}},
                "flexibility": draw(st.sampled_from([0, 0.2, 1])),
                "mandated": draw(st.sampled_from([None, None, True, False])),
            }
    ceilings = {
        payer: {year: draw(st.integers(0, 50)) for year in (2020, 2021)}
        for payer in draw(st.sampled_from([["district"], ["public"], ["public", "district"]]))
    }
    carry_over = {payer: draw(st.sampled_from([0, 0.5, 1])) for payer in ceilings}
    asked = Scenario.model_validate(
        {"name": "tight", "ceilings": ceilings, "carry_over": carry_over, "projects": changes}
    )
    portfolio = builder.portfolio()
    assert price(found(portfolio, asked), WayKind.DROP) == least_dropped(portfolio, asked)


@some
@given(data=st.data())
def test_drops_where_few_may_move(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    names = "abc"[: draw(st.integers(2, 3))]
    builder = build()
    for name in names:
        builder.project(name, cost=draw(st.integers(10, 60)), quarters=draw(st.integers(1, 4)))
    portfolio = builder.portfolio()
    if draw(st.booleans()):
        portfolio = assuming(portfolio, prerequisites=[{"before": "a", "after": "b", **WHY}])
    baseline = make_plan(Case(portfolio, Scenario(name="as it was")))
    assume(baseline.status.has_plan)
    changes: dict[str, Any] = {}
    for name in names:
        change = draw(
            st.sampled_from([None, {"mandated": False}, {"delay_quarters": 2}, {"pin": {"start": "2020Q2"}}])
        )
        if change is not None:
            changes[name] = change
    asked = Scenario.model_validate(
        {
            "name": "tight",
            "ceilings": {"district": {year: draw(st.integers(10, 80)) for year in (2020, 2021)}},
            "projects": changes,
            "most_moves": draw(st.integers(0, 2)),
        }
    )
    ways = found(portfolio, asked, baseline)
    assert price(ways, WayKind.DROP) == least_dropped(portfolio, asked, baseline)


@some
@given(data=st.data())
def test_undoing_some_changes_while_others_stay(build: Build, data: st.DataObject) -> None:
    draw = data.draw
    builder, changes = build(), {}
    for name in "abcd"[: draw(st.integers(2, 4))]:
        cost, quarters = draw(st.integers(20, 60)), draw(st.integers(2, 5))
        builder.project(name, cost=cost, quarters=quarters, earliest=f"2020Q{draw(st.integers(1, 4))}")
        making_room = [{"excluded": True}, {"mandated": False}, {"cost": 5}]
        demanding = [{"delay_quarters": 6}, {"pin": {"start": "2021Q4"}}, {"cost": 90}]
        changes[name] = draw(st.sampled_from([*making_room, *demanding]))
    asked = Scenario.model_validate(
        {
            "name": "tight",
            "ceilings": {"district": {year: draw(st.integers(20, 80)) for year in (2020, 2021)}},
            "projects": changes,
        }
    )
    portfolio = builder.portfolio()
    assert price(found(portfolio, asked), WayKind.UNDO) == fewest_undone(portfolio, asked)
