"""Baselines: approved plans, frozen; variances are measured against the latest one."""

from __future__ import annotations

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.plan import Plan
from portfolio.planning.checking import violations
from portfolio.planning.plans import make_plan
from portfolio.planning.scenarios import default_scenario
from portfolio.planning.solving import Solve, in_process
from portfolio.planning.workspace import SETTING_UP, Workspace


def baseline_in_force(workspace: Workspace) -> Recorded[Plan] | None:
    """Return the baseline in force: the plan approved last; None when none has been approved yet."""
    with workspace.reading() as (work, number):
        return work.plans.baseline(number)


def approved_baselines(workspace: Workspace) -> list[Recorded[Plan]]:
    """Return every baseline, the one in force first; its version says the how many-th it was."""
    with workspace.reading() as (work, number):
        return work.plans.baselines(number)


def first_baseline(workspace: Workspace, solve: Solve = in_process) -> Recorded[Plan]:
    """Return the baseline in force; on first use that is the plan of the default scenario.

    Raises:
        BadInput: There is no baseline and the default scenario has no plan.
    """
    found = baseline_in_force(workspace)
    if found is None:
        portfolio = workspace.portfolio().item
        plan = make_plan(portfolio, default_scenario(), address=workspace.address, solve=solve)
        found = approve(workspace, plan, actor=SETTING_UP, note="The default plan, as a first baseline")
    return found


def approve(workspace: Workspace, plan: Plan, *, actor: Actor, note: str) -> Recorded[Plan]:
    """Make a plan the baseline in force.

    Raises:
        BadInput: It holds no plan, breaks a rule, or was made from data that have changed since.
    """
    if not plan.status.has_plan:
        raise BadInput([Fault("plan", "a scenario that has a plan", None, "status", plan.status)])
    with workspace.changing(actor) as change:
        broken = violations(change.work.portfolios.latest(change.portfolio).item, plan)
        if broken:
            raise BadInput([Fault("plan", v.expected, None, v.path, v.found) for v in broken])
        before = change.work.plans.baseline(change.portfolio)
        number = change.work.plans.add(change.portfolio, plan, change.stamp)
        change.work.plans.approve(change.portfolio, number, note.strip(), change.stamp)
        change.note(
            "approve baseline",
            "baseline",
            None if before is None else {"scenario": before.item.scenario.name, "approved": str(before.at)},
            {"scenario": plan.scenario.name, "data_hash": plan.provenance.data_hash},
            note,
        )
        approved = change.work.plans.baseline(change.portfolio)
        if approved is None:
            msg = "a baseline was written and is not there"
            raise LookupError(msg)
        return approved
