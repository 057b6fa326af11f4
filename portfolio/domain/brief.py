"""The brief: what a plan must respect and aim for, once a scenario has been applied to a portfolio.

Both the translator to the optimizer and the independent checker start from here; they share the arithmetic
of money and dates below, and nothing of what comes after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from portfolio.domain.calendar import Calendar, Quarter
from portfolio.domain.cashflow import split
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.reforecast import Phasing, reforecast
from portfolio.domain.requirement import Mode, Placement, Requirement
from portfolio.domain.scenario import (
    Pin,
    ProjectChange,
    Scenario,
    Term,
    TermName,
    Tier,
    default_objective,
)


@dataclass(frozen=True)
class Brief:
    """A portfolio under a scenario.

    Attributes:
        requirements: Project id -> what must be respected, for every project with works that is not dropped.
        ceilings: Source or group -> fiscal year -> most that may be spent there (10k CNY).
        carry_over: Source or group -> share of unused room that moves to the next year with a ceiling.
        floor: Least total investment within the programme's years; None when there is none.
        floor_is_soft: Whether the floor may be missed.
        baseline: Project id -> what the baseline decided, for the projects that still have works; None when
            there is no baseline.
        objective: Tiers, most important first.
    """

    portfolio: Portfolio
    scenario: Scenario
    requirements: dict[str, Requirement]
    ceilings: dict[str, dict[int, int]]
    carry_over: dict[str, Decimal]
    floor: int | None
    floor_is_soft: bool
    baseline: dict[str, Placement] | None
    objective: tuple[Tier, ...]

    @property
    def calendar(self) -> Calendar:
        """The calendar of the portfolio."""
        return self.portfolio.calendar

    @cached_property
    def pools(self) -> dict[str, tuple[str, ...]]:
        """Everything money is counted by -> the sources in it."""
        return self.portfolio.pools


def brief(portfolio: Portfolio, scenario: Scenario, baseline: Mapping[str, Placement] | None = None) -> Brief:
    """Apply a scenario to a portfolio that it fits (see `Scenario.faults_against`).

    With a baseline, the last aim is to depart from its decisions as little as the other aims allow: among
    equally good plans, people then see the one that they know.
    """
    envelope = scenario.envelope
    requirements = {}
    for project in portfolio.projects:
        change = scenario.projects.get(project.id, ProjectChange())
        requirement = None if change.excluded else _requirement(portfolio, project, change)
        if requirement is not None:
            requirements[project.id] = requirement
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
        baseline=None if baseline is None else _still_meant(baseline, requirements),
        objective=_objective(portfolio, scenario, has_baseline=baseline is not None),
    )


def _objective(portfolio: Portfolio, scenario: Scenario, *, has_baseline: bool) -> tuple[Tier, ...]:
    tiers = scenario.objective or default_objective(portfolio)
    return (*tiers, Tier(terms=(Term(term=TermName.DISRUPTION),))) if has_baseline else tiers


def _still_meant(
    baseline: Mapping[str, Placement], requirements: Mapping[str, Requirement]
) -> dict[str, Placement]:
    """Return the decisions on what still has works; for a mode that is gone, the usual one stands."""
    return {
        project: placement
        if requirements[project].mode(placement.mode)
        else Placement(mode=requirements[project].modes[0].id, start=placement.start)
        for project, placement in baseline.items()
        if project in requirements and requirements[project].modes
    }


def _requirement(portfolio: Portfolio, project: Project, change: ProjectChange) -> Requirement | None:
    """Return what must be respected for a project; None when it has neither works nor spending."""
    if not (project.status.has_works or portfolio.reports_of(project.id)):
        return None
    assumptions, calendar = portfolio.assumptions, portfolio.calendar
    start = assumptions.start_of(project)
    delivery = assumptions.delivery_of(project)
    funding = assumptions.funding_of(project)
    priority = assumptions.priority_of(project)
    if start is None or delivery is None or funding is None or priority is None:
        msg = f"{project.id} was loaded although an assumption is missing for it"
        raise LookupError(msg)

    cost = project.cost_10k_cny if change.cost is None else change.cost
    profiles = {mode.id: assumptions.profiles[mode.profile] for mode in delivery.modes}
    by_source = {} if cost is None else split(cost, funding.percent)
    earliest = max(start.earliest, calendar.first)
    pin = change.pin or Pin()
    requirement = Requirement(
        project=project.id,
        cost=cost,
        modes=tuple(
            Mode(
                id=mode.id,
                quarters=mode.quarters,
                spending={
                    source: profiles[mode.id].spread(amount, mode.quarters)
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
        pinned_start=pin.start,
        pinned_mode=pin.mode,
    )
    reports = portfolio.reports_in_force(project)
    if reports:
        phasing = Phasing(calendar, profiles, funding.percent)
        return reforecast(requirement, reports, phasing, delay=change.delay_quarters)
    return requirement.delayed(change.delay_quarters)
