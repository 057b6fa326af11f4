"""Which rule of a list decides for each project, and what another list of rules changes about that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.rules import Rule

ANY_RULE = "capacities"
"""Rules that all count for a project, whichever stands first."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a rule is for.

    Attributes:
        number: Where the rule stands in its list, counted from 0.
        projects: The projects that it decides for.
        before: Place in the list as it was -> how many of these projects were decided by that other rule.
        new: How many of these projects no rule decided for.
    """

    number: int
    projects: tuple[str, ...]
    before: dict[int, int]
    new: int


def covered(before: Portfolio, after: Portfolio, field: str, origins: Sequence[int | None]) -> list[Covered]:
    """Return for each rule of a list which projects it decides for, and which did so before.

    Args:
        before: The portfolio as it is.
        after: As it would be.
        field: The list within the assumptions: "starts".
        origins: For each rule, which one it was, counted from 0; None: it is new.
    """
    projects = [project for project in after.projects if not project.status.is_retained]
    known = {project.id: project for project in before.projects}
    was = {name: deciding(before, field, project) for name, project in known.items()}
    rules: Sequence[Rule] = getattr(after.assumptions, field)
    found: list[list[str]] = [[] for _ in rules]
    for project in projects:
        for number in deciding(after, field, project):
            found[number].append(project.id)
    told = []
    for number, names in enumerate(found):
        others: dict[int, int] = {}
        fresh = 0
        for name in names:
            earlier = was.get(name, ())
            if not earlier:
                fresh += 1
            elif origins[number] not in earlier:
                others[earlier[0]] = others.get(earlier[0], 0) + 1
        told.append(Covered(number, tuple(names), others, fresh))
    return told


def deciding(portfolio: Portfolio, field: str, project: Project) -> tuple[int, ...]:
    """Return the places in a list of the rules that decide for a project: the first one that selects it."""
    assumptions = portfolio.assumptions
    if field == "ownership" and project.ownership is not None:
        return ()  # the source says who owns it
    owner = None if field == "ownership" else assumptions.owner_of(project)
    rules: Sequence[Rule] = getattr(assumptions, field)
    places = tuple(
        number
        for number, rule in enumerate(rules)
        if rule.applies_to.selects(project, owner, portfolio.classes)
    )
    return places if field == ANY_RULE else places[:1]
