"""Which gates hold for a project under a scenario, and from when on they let its works start."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from portfolio.domain.gates import Gate, GateKind, Hold, Reached, most_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.requirement import Requirement
from portfolio.domain.stages import Stage, StageKind, period_of_date

_HAS_BEGUN = frozenset({Status.UNDER_CONSTRUCTION, Status.SUSPENDED})


def gates_of(portfolio: Portfolio, project: Project) -> list[Gate]:
    """Return the gates that are declared for a project, whether or not its works have begun."""
    assumptions = portfolio.assumptions
    owner = assumptions.owner_of(project) if assumptions.gates else None
    return [gate for gate in assumptions.gates if gate.applies_to.selects(project, owner, portfolio.classes)]


def has_begun(portfolio: Portfolio, project: Project) -> bool:
    """Whether works have begun by what is known: no gate stops what is under way or over."""
    rule, status = portfolio.assumptions.start_of(project), portfolio.status_of(project)
    begun = project.began is not None or (rule is not None and rule.fixed)
    return begun or status in _HAS_BEGUN or not status.has_works


def hold_of(gate: Gate, portfolio: Portfolio, project: Project) -> Hold | None:
    """Return what a gate asks of a project; None where no amount is known that it could be held against."""
    stage = portfolio.stage_of(project.id, gate.stage) or Stage(project=project.id, stage=gate.stage)
    if gate.kind is GateKind.AMOUNT_AT_MOST:
        if stage.amount is None:
            return None
        most = most_of(stage.amount, gate.tolerance_percent)
        return Hold(
            kind=gate.kind, stage=gate.stage, reached=Reached.APPROVED, approved=stage.amount, most=most
        )
    programme = portfolio.programme
    if stage.date is not None:
        passed = period_of_date(stage.date, programme.fiscal_year, programme.period)
        return Hold(kind=gate.kind, stage=gate.stage, reached=Reached.PASSED, since=passed)
    now = portfolio.data_date or portfolio.calendar.first
    if stage.expected is not None:
        expected = period_of_date(stage.expected, programme.fiscal_year, programme.period)
        return Hold(kind=gate.kind, stage=gate.stage, reached=Reached.EXPECTED, since=max(expected, now))
    if gate.lead_quarters is not None:
        assumed = now.plus(gate.lead_quarters)
        return Hold(kind=gate.kind, stage=gate.stage, reached=Reached.ASSUMED, since=assumed)
    return Hold(kind=gate.kind, stage=gate.stage, reached=Reached.UNKNOWN)


def held(
    requirement: Requirement, portfolio: Portfolio, project: Project, waived: Collection[StageKind]
) -> Requirement:
    """Return what must be respected with the gates that are in the way of any start, less those waived.

    Milestones are no works, and what has begun has passed its gates or gone round them.
    """
    if requirement.is_milestone or not requirement.opens or has_begun(portfolio, project):
        return requirement
    found = []
    for gate in gates_of(portfolio, project):
        hold = None if gate.stage in waived else hold_of(gate, portfolio, project)
        if hold is not None and requirement.is_stopped_by(hold):
            found.append(hold)
    costs = [requirement.cost_of(mode, requirement.earliest) for mode in requirement.modes]
    least = min(costs, default=None)
    told = [hold.model_copy(update={"cost": least}) if hold.most is not None else hold for hold in found]
    return replace(requirement, holds=tuple(dict.fromkeys(told))) if told else requirement
