"""What concerns several projects at once: what one needs of another, alternatives, and sites of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portfolio.domain.links import Alternative
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Of these projects at least and at most so many are carried out.

    Attributes:
        projects: Those that are still to be decided. What stands already counts as carried out: both bounds
            are lower by it. What is dropped or cancelled does not, and there may be too few left.
        rule: As it was assumed.
    """

    projects: tuple[str, ...]
    at_least: int
    at_most: int
    rule: Alternative


@dataclass(frozen=True, slots=True)
class SiteCapacity:
    """No more than so many of these projects are under construction in the same period."""

    projects: tuple[str, ...]
    maximum: int


def without_what_lacks_a_prerequisite(
    portfolio: Portfolio, requirements: dict[str, Requirement]
) -> dict[str, Requirement]:
    """Leave no mode to a project that needs one which is dropped or cancelled."""
    carried_out = {name for name, requirement in requirements.items() if requirement.opens}
    lacking = {
        link.after
        for link in portfolio.assumptions.prerequisites
        if link.before not in carried_out | _standing(portfolio)
    }
    return {
        name: replace(requirement, modes=()) if name in lacking else requirement
        for name, requirement in requirements.items()
    }


def _standing(portfolio: Portfolio) -> set[str]:
    """Return the facilities that are there already: retained, or finished."""
    return {
        project.id
        for project in portfolio.projects
        if not (status := portfolio.status_of(project)).has_works and status is not Status.CANCELLED
    }


def alternatives_of(
    portfolio: Portfolio, requirements: Mapping[str, Requirement]
) -> tuple[Alternatives, ...]:
    """Return of which projects how many are still to be chosen; a choice that is over is left out."""
    standing = _standing(portfolio)
    undecided = {name for name, requirement in requirements.items() if requirement.opens} - standing
    found = []
    for rule in portfolio.assumptions.alternatives:
        there = len(standing.intersection(rule.projects))
        choice = Alternatives(
            projects=tuple(name for name in rule.projects if name in undecided),
            at_least=max(0, rule.at_least - there),
            at_most=max(0, rule.at_most - there),
            rule=rule,
        )
        if choice.projects or choice.at_least:
            found.append(choice)
    return tuple(found)


def capacities_of(portfolio: Portfolio, requirements: Mapping[str, Requirement]) -> dict[str, SiteCapacity]:
    """Return name of a capacity -> which projects with works count as its sites, and how many at most."""
    counted: dict[str, list[str]] = {}
    maximum: dict[str, int] = {}
    for project in portfolio.projects:
        owner = portfolio.assumptions.owner_of(project)
        for capacity in portfolio.assumptions.capacities:
            if project.id not in requirements:
                continue
            if not capacity.applies_to.selects(project, owner, portfolio.classes):
                continue
            for counter in capacity.counters_of(project):
                counted.setdefault(counter, []).append(project.id)
                maximum[counter] = capacity.maximum
    return {name: SiteCapacity(tuple(projects), maximum[name]) for name, projects in counted.items()}
