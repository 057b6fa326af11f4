"""Ways out of an impossible scenario: minimal, of different kinds, priced, each solved again and checked.

Every way out is a scenario of its own: the impossible one with a few more changes. What a person has locked
stays as it is. Minimal means: no part of it can be smaller while the others stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.dropping import drop
from portfolio.planning.answers.paying_longer import pay_longer
from portfolio.planning.answers.relaxations import (
    Candidate,
    Search,
    Step,
    WayKind,
    let_slip,
    lower_floor,
    raise_ceilings,
    raise_maximum,
)
from portfolio.planning.answers.releasing import release
from portfolio.planning.answers.searches import carry_over, lengthen_schedule, undo
from portfolio.planning.answers.waiving import waive
from portfolio.planning.answers.widening import widen
from portfolio.planning.answers.wider_bands import widen_bands
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody

__all__ = ["Step", "WayKind", "WayOut", "WaysOut", "ways_out"]

KINDS: dict[WayKind, Callable[[Search], Candidate | None]] = {
    WayKind.RESERVE: release,
    WayKind.CEILINGS: raise_ceilings,
    WayKind.FLOOR: lower_floor,
    WayKind.MAXIMUM: raise_maximum,
    WayKind.SLIP: let_slip,
    WayKind.CARRY_OVER: carry_over,
    WayKind.SCHEDULE: lengthen_schedule,
    WayKind.BAND: widen_bands,
    WayKind.SOURCE_YEARS: pay_longer,
    WayKind.WAIVE: waive,
    WayKind.SHARES: widen,
    WayKind.DROP: drop,
    WayKind.UNDO: undo,
}
OF_MONEY = {WayKind.RESERVE, WayKind.CEILINGS, WayKind.FLOOR, WayKind.MAXIMUM, WayKind.DROP}
"""Kinds whose price is an amount of money."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A scenario that is possible, and what it changes on the impossible one.

    Attributes:
        price: How much is given up: 10k CNY for what was kept back (and by how much ceilings rise besides),
            ceilings, floor, maximum and drops (less what stays spent); periods for slips and bands; the
            largest share in percent for carry-over; years for the schedule or sources; how many changes are
            undone; of how many stages of projects gates are waived; by how many percent bounds of shares give
            way.
        minimal: Whether it is proven that no part of it can be smaller while the others stay.
        plan: The plan of the scenario, checked.
    """

    kind: WayKind
    steps: tuple[Step, ...]
    price: int
    minimal: bool
    scenario: Scenario
    plan: Plan

    @property
    def in_money(self) -> tuple[str, ...]:
        """Fields that hold amounts: those of its own and of its steps, where what is given up is money."""
        return ("price", "steps") if self.kind in OF_MONEY else ()


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The ways out of a case that has no plan.

    Attributes:
        found: One for each kind that helps.
        undecided: Kinds of which the time ran out before it was known whether they help. Where there are none
            and nothing was found, no kind alone helps.
    """

    found: tuple[WayOut, ...]
    undecided: tuple[WayKind, ...]


def ways_out(case: Case, *, solve: Solve, keep: Keep[WaysOut] = kept_by_nobody) -> WaysOut:
    """Return minimal ways out of a case that is proven to have no plan, cheapest of each kind.

    Args:
        case: As the impossible plan was asked for; its time limit is for each solve.
        solve: Whoever solves.
        keep: Takes those found so far, every time there is another one.
    """
    brief = case.brief()
    found: list[WayOut] = []
    undecided: list[WayKind] = []
    for kind, seek in KINDS.items():
        search = Search(case, brief, solve)
        candidate = seek(search)
        way = None if candidate is None else _planned(search, kind, candidate)
        if way is not None:
            found.append(way)
            keep(WaysOut(tuple(found), tuple(undecided)))
        elif search.unanswered:
            undecided.append(kind)
    return WaysOut(tuple(found), tuple(undecided))


def _planned(search: Search, kind: WayKind, candidate: Candidate) -> WayOut | None:
    """Return a candidate with its plan; None where it changes nothing or no plan was found in time."""
    if candidate.scenario == search.scenario:
        return None
    plan = make_plan(search.case.with_scenario(candidate.scenario), solve=search.solve)
    if plan.status is PlanStatus.UNKNOWN:
        search.unanswered.append(candidate.scenario.name)
    if not plan.status.has_plan:
        return None
    return WayOut(kind, candidate.steps, candidate.price, candidate.minimal, candidate.scenario, plan)
