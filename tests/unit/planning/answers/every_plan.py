"""Every plan of a small portfolio, counted out in plain Python from the brief: what answers must equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from placed import placements

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Mode, Placement, Requirement
from portfolio.domain.scenario import Scenario, Tier
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.cases import approved

EARLY = [{"terms": [{"term": "benefit"}]}]
"""An objective: as much benefit as early as possible."""


@dataclass(frozen=True)
class Choice:
    """A project, its mode, and the quarter it starts in, counted from the first of the schedule."""

    requirement: Requirement
    mode: Mode
    start: int

    @property
    def end(self) -> int:
        """The quarter after its last."""
        return self.start + self.mode.quarters


@dataclass(frozen=True)
class Candidate:
    """One choice for every project; None leaves it out. It may well break ceilings and the floor."""

    brief: Brief
    choices: tuple[Choice | None, ...]

    @cached_property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice is not None]

    @cached_property
    def spent(self) -> dict[str, dict[int, int]]:
        years = list(self.brief.calendar.years)
        spent = {payer: dict.fromkeys(years, 0) for payer in self.brief.payers}
        for choice in self.chosen:
            start = self.brief.calendar.first.plus(choice.start)
            for source, amounts in choice.mode.paid(start).items():
                for elapsed, amount in enumerate(amounts):
                    for payer, members in self.brief.payers.items():
                        if source in members and 0 <= (choice.start + elapsed) // 4 < len(years):
                            spent[payer][years[(choice.start + elapsed) // 4]] += amount
        return spent

    @cached_property
    def shortfall(self) -> int:
        within = sum(self.spent["total"][year] for year in self.brief.calendar.programme_years)
        return max(0, (self.brief.floor or 0) - within)

    @cached_property
    def over(self) -> dict[tuple[str, int], int]:
        """Payer and year -> what lies above the ceiling and what was carried into it."""
        over = {}
        for payer, by_year in self.brief.ceilings.items():
            carried = 0
            for year in sorted(by_year):
                room = by_year[year] + carried - self.spent[payer][year]
                if room < 0:
                    over[payer, year] = -room
                carried = int(self.brief.carry_over.get(payer, 0) * max(0, room))
        return over

    @cached_property
    def late(self) -> dict[str, int]:
        """Late project -> quarters after its target."""
        first = self.brief.calendar.first
        late = {c.requirement.project: c.end - 1 - first.until(c.requirement.target) for c in self.chosen}
        return {project: quarters for project, quarters in late.items() if quarters > 0}

    @property
    def is_allowed(self) -> bool:
        return not self.over and (self.brief.floor_is_soft or not self.shortfall)

    @property
    def ordered(self) -> bool:
        """Whether every project comes after those it needs, and alternatives are as many as they may be."""
        by_id = {choice.requirement.project: choice for choice in self.chosen}
        for link in self.brief.prerequisites:
            before, after = by_id.get(link.before), by_id.get(link.after)
            if after and (before is None or after.start < before.end + link.lag_quarters):
                return False
        return all(
            each.at_least <= len(by_id.keys() & set(each.projects)) <= each.at_most
            for each in self.brief.alternatives
        )

    @cached_property
    def decisions(self) -> dict[str, Placement]:
        first = self.brief.calendar.first
        return {
            c.requirement.project: Placement(mode=c.mode.id, start=first.plus(c.start)) for c in self.chosen
        }

    def moves(self, baseline: Mapping[str, Placement]) -> int:
        """How many projects of a baseline stand otherwise here."""
        return sum(self.decisions.get(name) != kept for name, kept in baseline.items())

    def term(self, name: str, payer: str | None) -> int:
        quarters = 4 * len(self.brief.calendar.years)
        weights = {name: r.priority for name, r in self.brief.requirements.items()}
        return {
            "violation": lambda: self.shortfall if self.brief.floor_is_soft else 0,
            "tardiness": lambda: sum(weights[project] * late for project, late in self.late.items()),
            "peak": lambda: max(self.spent[payer or ""].values()),
            "usage": lambda: sum(self.spent[payer or ""].values()),
            "benefit": lambda: sum(quarters - choice.end for choice in self.chosen),
            "makespan": lambda: max((choice.end for choice in self.chosen), default=0),
        }[name]()

    def value(self, tier: Tier) -> int:
        assert len({term.is_maximised for term in tier.terms}) == 1, "no mixed tiers here"
        return sum(int(term.weight) * self.term(term.term, term.resource) for term in tier.terms)


def candidates(brief: Brief) -> Iterator[Candidate]:
    """Yield every choice for every project that keeps to its dates and to its order."""
    every = [list(_options(brief, requirement)) for requirement in brief.requirements.values()]
    for choices in product(*every):
        candidate = Candidate(brief, choices)
        if candidate.ordered:
            yield candidate


def allowed(brief: Brief) -> list[Candidate]:
    """Return every plan there is."""
    return [candidate for candidate in candidates(brief) if candidate.is_allowed]


def is_possible(portfolio: Portfolio, scenario: Scenario) -> bool:
    """Tell by counting whether a scenario has a plan."""
    return any(candidate.is_allowed for candidate in candidates(brief_of(portfolio, scenario)))


def best(brief: Brief, among: list[Candidate] | None = None) -> list[int] | None:
    """Return the values of the aims but disruption, each the best that those before leave; None if none."""
    left = allowed(brief) if among is None else among
    if not left:
        return None
    values = []
    for tier in brief.objective:
        if tier.terms[0].term == "disruption":
            continue
        choose = max if tier.terms[0].is_maximised else min
        values.append(choose(candidate.value(tier) for candidate in left))
        left = [candidate for candidate in left if candidate.value(tier) == values[-1]]
    return values


def values(plan: Plan) -> list[float | None]:
    """Return the values of a plan's aims, without the disruption that a baseline adds."""
    return [o.value for o in plan.provenance.objective if o.terms[0].term != "disruption"]


def planned(portfolio: Portfolio, baseline: Plan | None = None, **changes: Any) -> Plan:
    """Return the plan of a scenario with the changes given."""
    return make_plan(
        Case(portfolio, Scenario.model_validate({"name": "test", **changes}), approved(baseline))
    )


def pinned(**starts: str) -> dict[str, Any]:
    """Return changes of projects, each pinned to a start."""
    return {project: {"pin": {"start": start}} for project, start in starts.items()}


def _options(brief: Brief, requirement: Requirement) -> Iterator[Choice | None]:
    if not requirement.mandatory:
        yield None
    yield from (Choice(requirement, mode, start) for mode, start in placements(brief, requirement))
