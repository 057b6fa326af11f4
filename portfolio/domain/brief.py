"""The brief: what a plan must respect and aim for, once a scenario has been applied to a portfolio.

Both the translator to the optimizer and the independent checker start from here; they share the arithmetic
of money and dates below, and nothing of what comes after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolio.domain.calendar import Calendar, Quarter
from portfolio.domain.cashflow import split
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.scenario import ProjectChange, Scenario, Tier, default_objective


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to deliver a project.

    Attributes:
        quarters: Duration.
        spending: Source -> amount in each elapsed quarter (10k CNY); empty when not priced.
    """

    id: str
    quarters: int
    spending: dict[str, tuple[int, ...]]

    def finish(self, start: Quarter) -> Quarter:
        """Return the last quarter of the works."""
        return start.plus(self.quarters - 1)

    def by_year(self, start: Quarter) -> dict[str, dict[int, int]]:
        """Return source -> fiscal year -> spending for this start; years without money are absent."""
        result: dict[str, dict[int, int]] = {}
        for source, amounts in self.spending.items():
            years: dict[int, int] = {}
            for elapsed, amount in enumerate(amounts):
                if amount:
                    year = start.plus(elapsed).year
                    years[year] = years.get(year, 0) + amount
            result[source] = years
        return result


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the plan must respect for one project that has works to schedule.

    Attributes:
        cost: Total investment in 10k CNY; None when not priced.
        earliest: First quarter in which it may start.
        latest: Last quarter in which it may start; None when there is no such limit.
        target: Last quarter of the target year.
        priority: Weight of a quarter of tardiness.
        mandatory: Whether the plan must carry it out.
        pinned_start: A start fixed by a person.
        pinned_mode: A mode fixed by a person.
    """

    project: str
    cost: int | None
    modes: tuple[Mode, ...]
    earliest: Quarter
    latest: Quarter | None
    target: Quarter
    priority: int
    mandatory: bool
    pinned_start: Quarter | None
    pinned_mode: str | None

    def mode(self, mode_id: str) -> Mode | None:
        """Return the mode with this id, or None."""
        return next((mode for mode in self.modes if mode.id == mode_id), None)

    def starts(self, mode: Mode, last: Quarter) -> list[Quarter]:
        """Return the quarters in which this mode may start and still finish by the last quarter given."""
        if self.pinned_mode is not None and mode.id != self.pinned_mode:
            return []
        window = [self.earliest.plus(k) for k in range(max(0, self.earliest.until(last) + 1))]
        return [
            quarter
            for quarter in window
            if mode.finish(quarter) <= last
            and (self.latest is None or quarter <= self.latest)
            and (self.pinned_start is None or quarter == self.pinned_start)
        ]

    def tardiness(self, finish: Quarter) -> int:
        """Return how many quarters after its target the project finishes; 0 when on time."""
        return max(0, self.target.until(finish))


@dataclass(frozen=True)
class Brief:
    """A portfolio under a scenario.

    Attributes:
        requirements: Project id -> what must be respected, for every project with works that is not dropped.
        ceilings: Source or group -> fiscal year -> most that may be spent there (10k CNY).
        carry_over: Source or group -> share of unused room that moves to the next year with a ceiling.
        floor: Least total investment within the programme's years; None when there is none.
        floor_is_soft: Whether the floor may be missed.
        objective: Tiers, most important first.
    """

    portfolio: Portfolio
    scenario: Scenario
    requirements: dict[str, Requirement]
    ceilings: dict[str, dict[int, int]]
    carry_over: dict[str, Decimal]
    floor: int | None
    floor_is_soft: bool
    objective: tuple[Tier, ...]

    @property
    def calendar(self) -> Calendar:
        """The calendar of the portfolio."""
        return self.portfolio.calendar

    @cached_property
    def pools(self) -> dict[str, tuple[str, ...]]:
        """Everything money is counted by -> the sources in it."""
        return self.portfolio.pools


def brief(portfolio: Portfolio, scenario: Scenario) -> Brief:
    """Apply a scenario to a portfolio that it fits (see `Scenario.faults_against`)."""
    envelope = scenario.envelope
    requirements = {}
    for project in portfolio.projects:
        change = scenario.projects.get(project.id, ProjectChange())
        if project.status.has_works and not change.excluded:
            requirements[project.id] = _requirement(portfolio, project, change)
    return Brief(
        portfolio=portfolio,
        scenario=scenario,
        requirements=requirements,
        ceilings={
            payer: {year: amount for year, amount in sorted(by_year.items()) if amount is not None}
            for payer, by_year in scenario.ceilings.items()
        },
        carry_over=dict(scenario.carry_over),
        floor=portfolio.programme.envelope.minimum if envelope.minimum is None else envelope.minimum,
        floor_is_soft=(portfolio.assumptions.envelope_floor.soft if envelope.soft is None else envelope.soft),
        objective=scenario.objective or default_objective(portfolio),
    )


def _requirement(portfolio: Portfolio, project: Project, change: ProjectChange) -> Requirement:
    assumptions = portfolio.assumptions
    start = assumptions.start_of(project)
    delivery = assumptions.delivery_of(project)
    funding = assumptions.funding_of(project)
    priority = assumptions.priority_of(project)
    if start is None or delivery is None or funding is None or priority is None:
        msg = f"{project.id} was loaded although an assumption is missing for it"
        raise LookupError(msg)

    cost = project.cost_10k_cny if change.cost is None else change.cost
    by_source = {} if cost is None else split(cost, funding.percent)
    earliest = max(start.earliest, portfolio.calendar.first).plus(change.delay_quarters)
    return Requirement(
        project=project.id,
        cost=cost,
        modes=tuple(
            Mode(
                id=mode.id,
                quarters=mode.quarters,
                spending={
                    source: assumptions.profiles[mode.profile].spread(amount, mode.quarters)
                    for source, amount in by_source.items()
                    if amount
                },
            )
            for mode in delivery.modes
        ),
        earliest=earliest,
        latest=earliest if start.fixed else None,
        target=Quarter(portfolio.target_year_of(project), 4),
        priority=priority.weight,
        mandatory=change.mandated is not False,
        pinned_start=None if change.pin is None else change.pin.start,
        pinned_mode=None if change.pin is None else change.pin.mode,
    )
