"""Which band the money of a project has: a scenario's, or that of the first rule that selects it."""

from __future__ import annotations

from portfolio.domain.bands import Band, BandRule
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.scenario import DEFAULT_FLEXIBILITY, ProjectChange, Scenario

_BEGUN = frozenset(
    {Status.UNDER_CONSTRUCTION, Status.SUSPENDED, Status.COMPLETED, Status.IN_OPERATION, Status.CANCELLED}
)


def band_of(portfolio: Portfolio, scenario: Scenario, project: Project, change: ProjectChange) -> Band | None:
    """Return within which band the money of a project may move; None where it follows its curve.

    Milestones and what is not priced have no money to move. What a scenario says of the project goes first;
    a flexibility of its own, said with amounts that are pinned, is an answer too. The money of works that
    have begun and of what is appropriated moves only where a rule is for them by name: by the project's id,
    or of works that have begun by their status.
    """
    priced = project.cost if change.cost is None else change.cost
    if not priced or portfolio.assumptions.is_milestone(project):
        return None
    if change.band is not None:
        return _moving(change.band)
    if change.allocations and change.flexibility != DEFAULT_FLEXIBILITY:
        return None
    rule = portfolio.assumptions.band_rule_of(project)
    if _must_be_named(portfolio, project) and not (rule and _names(rule, portfolio, project)):
        return None
    if scenario.band is not None:
        return _moving(scenario.band)
    return None if rule is None else _moving(rule.band)


def _moving(band: Band) -> Band | None:
    return band if band.moves else None


def _must_be_named(portfolio: Portfolio, project: Project) -> bool:
    granted = portfolio.appropriated(project) is not None
    return granted or _has_begun(portfolio, project)


def _has_begun(portfolio: Portfolio, project: Project) -> bool:
    return portfolio.status_of(project) in _BEGUN or portfolio.fixed_start_of(project) is not None


def _names(rule: BandRule, portfolio: Portfolio, project: Project) -> bool:
    selector = rule.applies_to
    by_status = selector.statuses is not None and portfolio.status_of(project) in selector.statuses
    granted = portfolio.appropriated(project) is not None
    return project.id in (selector.projects or ()) or (by_status and not granted)
