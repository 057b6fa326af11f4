"""Ways out as they are found, each held to what every one must be, and the least that counting gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from every_plan import candidates, is_possible

from portfolio.domain.brief import brief_of
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.ways_out import WayKind, WayOut, WaysOut, ways_out
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.cases import approved


def found(portfolio: Portfolio, scenario: Scenario) -> dict[WayKind, WayOut]:
    """Return the ways out, each of which is held to what every one must be."""
    assert make_plan(Case(portfolio, scenario)).status is PlanStatus.INFEASIBLE
    told: list[WaysOut] = []
    ways = ways_out(Case(portfolio, scenario), solve=in_process, keep=told.append).found
    assert [part.found for part in told] == [ways[:count] for count in range(1, len(ways) + 1)]
    for way in ways:
        assert way.plan.status is PlanStatus.OPTIMAL
        assert way.plan.scenario == way.scenario
        assert violations(portfolio, way.plan) == ()
        assert way.minimal
        assert way.steps
        for smaller in with_a_part_smaller(scenario, way):
            assert make_plan(Case(portfolio, smaller)).status is PlanStatus.INFEASIBLE, (way.kind, smaller)
            assert not is_possible(portfolio, smaller)
    by_kind = {way.kind: way for way in ways}
    assert len(by_kind) == len(ways)
    return by_kind


def with_a_part_smaller(scenario: Scenario, way: WayOut) -> Iterator[Scenario]:
    """Yield the way out's scenario with each of its steps a unit smaller, or taken back."""
    out = way.scenario
    for step in way.steps:
        after = step.after or 0
        match way.kind:
            case WayKind.CEILINGS:
                assert step.payer is not None
                by_year = {**out.ceilings[step.payer], step.year: after - 1}
                yield out.changed(ceilings={**out.ceilings, step.payer: by_year})
            case WayKind.FLOOR:
                yield out.changed(envelope=out.envelope.model_copy(update={"minimum": after + 1}))
            case WayKind.MAXIMUM:
                yield out.changed(envelope=out.envelope.model_copy(update={"maximum": after - 1}))
            case WayKind.SLIP:
                changed = out.project(step.project or "").model_copy(update={"delay_quarters": after - 1})
                yield out.changed(projects={**out.projects, step.project: changed})
            case WayKind.CARRY_OVER:
                share = {step.payer: Decimal(after - 1) / 100}
                yield out.changed(carry_over={**out.carry_over, **share})
            case WayKind.SCHEDULE:
                yield out.changed(overrun_years=after - 1)
            case WayKind.BAND:
                change = out.project(step.project or "")
                assert change.band is not None
                assert step.side is not None
                assert getattr(change.band, step.side) == after > (step.before or 0)
                narrower = change.band.model_copy(update={step.side.value: after - 1})
                changed = change.model_copy(update={"band": narrower})
                yield out.changed(projects={**out.projects, step.project: changed})
            case WayKind.DROP | WayKind.UNDO:
                before = scenario.projects.get(step.project or "")
                kept = {name: change for name, change in out.projects.items() if name != step.project}
                yield out.changed(projects=kept if before is None else {**kept, step.project: before})


def least_overrun(portfolio: Portfolio, scenario: Scenario, *locked: tuple[str, int]) -> int | None:
    """Return by counting the least sum by which ceilings must rise, the locked ones left as they are."""
    brief = brief_of(portfolio, scenario)
    return min(
        (
            sum(candidate.over.values())
            for candidate in candidates(brief)
            if not candidate.over.keys() & set(locked) and (brief.floor_is_soft or not candidate.shortfall)
        ),
        default=None,
    )


def least_dropped(portfolio: Portfolio, scenario: Scenario) -> int | None:
    """Return by counting the least investment without which the rest has a plan."""
    brief = brief_of(portfolio, scenario)
    names = [name for name, r in brief.requirements.items() if r.mandatory]
    prices = []
    for mask in range(1, 2 ** len(names)):
        dropped = [name for bit, name in enumerate(names) if mask >> bit & 1]
        without = {**scenario.projects, **{name: {"excluded": True} for name in dropped}}
        if not any(scenario.project(name).mandated for name in dropped) and is_possible(
            portfolio, scenario.changed(projects=without)
        ):
            prices.append(sum(brief.requirements[name].cost or 0 for name in dropped))
    return min(prices, default=None)


def highest_floor(portfolio: Portfolio, scenario: Scenario) -> int | None:
    brief = brief_of(portfolio, scenario)
    reached = [(brief.floor or 0) - c.shortfall for c in candidates(brief) if not c.over]
    return max(reached, default=None)


def found_without_counting(
    portfolio: Portfolio, scenario: Scenario, baseline: Plan | None = None
) -> dict[WayKind, WayOut]:
    assert make_plan(Case(portfolio, scenario, approved(baseline))).status is PlanStatus.INFEASIBLE
    ways = ways_out(Case(portfolio, scenario, approved(baseline)), solve=in_process).found
    assert all(violations(portfolio, way.plan) == () for way in ways)
    return {way.kind: way for way in ways}


def price(ways: dict[WayKind, WayOut], kind: WayKind) -> int | None:
    return ways[kind].price if kind in ways else None
