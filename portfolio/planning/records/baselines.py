"""Baselines: approved plans, frozen; variances are measured against the latest one."""

from __future__ import annotations

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Approval, DataState, HistoryLine, Recorded
from portfolio.domain.plan import Plan, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Solve, in_process
from portfolio.planning.records.people import SETTING_UP
from portfolio.planning.records.scenarios import default_scenario
from portfolio.planning.records.workspace import Change, Workspace, checked_text, state_of
from portfolio.store.store import UnitOfWork

_APPROVE = "approve baseline"


def baseline_in_force(workspace: Workspace, known: Recorded[Plan] | None = None) -> Recorded[Plan] | None:
    """Return the baseline in force: the plan approved last; None when none has been approved yet.

    Args:
        workspace: Where.
        known: As it was read before; it is returned, and no plan read, as long as it is in force.
    """
    with workspace.reading() as (work, number):
        return work.plans.baseline(number, known)


def approved_baselines(workspace: Workspace) -> list[Recorded[Approval]]:
    """Return what is known of every baseline but its plan, the one in force first.

    The version says the how many-th it was.
    """
    with workspace.reading() as (work, number):
        return work.plans.approvals(number)


def approved_baseline(workspace: Workspace, version: int) -> Recorded[Plan] | None:
    """Return the baseline that was the so-many-th to be approved, if there is one."""
    with workspace.reading() as (work, number):
        return work.plans.approved(number, version)


def first_baseline(workspace: Workspace, solve: Solve = in_process) -> Recorded[Plan]:
    """Return the baseline in force; on first use that is the plan of the default scenario.

    However many ask for it at once, in whichever processes, one is made: who comes second uses that of who
    came first.

    Raises:
        BadInput: There is no baseline and the default scenario has no plan.
    """
    found = baseline_in_force(workspace)
    if found is not None:
        return found
    portfolio = workspace.portfolio().item
    plan = make_plan(Case(portfolio, default_scenario(), address=workspace.address), solve=solve)
    made_from = _made_from(workspace, plan)
    with workspace.changing(SETTING_UP) as change:
        found = change.work.plans.baseline(change.portfolio)
        return found or _approve(change, plan, made_from, "The default plan, as a first baseline")


def approve(workspace: Workspace, plan: Plan, *, actor: Actor, note: str) -> Recorded[Plan]:
    """Make a plan the baseline in force.

    What is approved is what was looked at: a plan made from data that have changed since is held against the
    data as they were, and history says which those are. `changes_since` tells what has changed.

    Raises:
        BadInput: It holds no plan, breaks a rule, or was made from data that were never those of the
            portfolio here.
    """
    # What the data once were never changes, so that nobody has to wait while the plan is checked.
    made_from = _made_from(workspace, plan)
    with workspace.changing(actor) as change:
        return _approve(change, plan, made_from, note)


def check_note(note: str) -> None:
    """Refuse a note that could not be kept, before anything is solved for it.

    Raises:
        BadInput: It is not plain text.
    """
    checked_text(note, _APPROVE, "reason")


def changes_since(workspace: Workspace, plan: Plan) -> list[HistoryLine]:
    """Return what has changed the data since those that a plan was made from, oldest first."""
    latest = workspace.portfolio()
    with workspace.reading() as (work, number):
        return _changes_since(work, number, latest, plan.provenance.data_hash)


def _changes_since(
    work: UnitOfWork, portfolio: int, latest: Recorded[Portfolio], data_hash: str
) -> list[HistoryLine]:
    replaced = work.history.replaced(portfolio, data_hash)
    return [] if replaced is None or latest.item.data_hash == data_hash else replaced[1]


def _made_from(workspace: Workspace, plan: Plan) -> DataState:
    """Return which data a plan was made from, against which it holds.

    Raises:
        BadInput: It holds no plan, breaks a rule, or was made from data that were never here.
    """
    if not plan.status.has_plan:
        raise BadInput([Fault(Form.PLAN, Expected.SCENARIO_WITH_PLAN, None, "status", plan.status)])
    latest = workspace.portfolio()
    data, made_from = latest.item, state_of(latest)
    if plan.provenance.data_hash != made_from.data_hash:
        with workspace.reading() as (work, number):
            replaced = work.history.replaced(number, plan.provenance.data_hash)
            if replaced is not None:
                made_from = replaced[0]
                data = work.portfolios.as_of(number, made_from.version, made_from.reports)
    broken = violations(data, plan)
    if broken:
        raise BadInput([_fault(violation) for violation in broken])
    return made_from


def _fault(violation: Violation) -> Fault:
    kept = {"expected": violation.wording or violation.expected}
    return Fault(Form.PLAN, Expected.RULE_KEPT, None, violation.path, violation.found, values=kept)


def _approve(change: Change, plan: Plan, made_from: DataState, note: str) -> Recorded[Plan]:
    plans, portfolio = change.work.plans, change.portfolio
    since = _changes_since(change.work, portfolio, change.latest(), made_from.data_hash)
    before = next(iter(plans.approvals(portfolio)), None)
    plans.approve(portfolio, plans.add(portfolio, plan, change.stamp), note.strip(), change.stamp)
    change.note(
        _APPROVE,
        "baseline",
        None if before is None else {"scenario": before.item.scenario, "approved": str(before.at)},
        {
            "scenario": plan.scenario.name,
            "data_hash": made_from.data_hash,
            "version": made_from.version,
            "reports": made_from.reports,
            "changes_since": len(since),
        },
        note,
    )
    approved = plans.baseline(portfolio)
    if approved is None:
        msg = "a baseline was written and is not there"
        raise LookupError(msg)
    return approved
