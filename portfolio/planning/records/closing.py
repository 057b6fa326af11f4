"""Years that were closed, and adjustments of the baseline that wait for their approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, HistoryLine, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.records.workspace import Workspace, checked_text, state_of
from portfolio.store.store import UnitOfWork

CLOSE, ADJUST = "close year", "adjust year"


@dataclass(frozen=True, slots=True)
class RecordedAdjustment:
    """A plan that is to take the baseline's place, once it is approved.

    Attributes:
        line: The line of history that it was recorded with.
        year: The one that was closed, or that was running.
        is_closing: Whether the year was closed with it.
        baseline: The plan that was in force.
        plan: The one that was recorded.
    """

    line: HistoryLine
    year: int
    is_closing: bool
    baseline: Plan
    plan: Plan


def record_adjustment(
    workspace: Workspace,
    opened: Recorded[Portfolio],
    wanted: Portfolio,
    plan: Plan,
    *,
    baseline: Recorded[Plan],
    year: int,
    assumed: Sequence[StatusReport],
    closes: bool,
    actor: Actor,
    reason: str,
) -> None:
    """Record an adjustment in one step: what is history from now on, and the plan that is to be approved.

    Args:
        workspace: Where.
        opened: The portfolio that it was made on.
        wanted: The portfolio that the plan was made from.
        plan: The adjusted plan.
        baseline: The plan in force, which stays in force.
        year: The year that is closed, or that is running.
        assumed: Reports taken from the baseline where nobody has reported.
        closes: Whether the year is closed with it.
        actor: Who does.
        reason: Why.

    Raises:
        BadInput: No reason is given.
        Conflict: Somebody else has changed the data since, or approved another plan.
    """
    check_reason(reason)
    with workspace.changing(actor) as change:
        latest, work = change.latest(), change.work
        in_force = work.plans.baseline(change.portfolio, baseline)
        if state_of(latest) != state_of(opened):
            raise Conflict(latest)
        if in_force is not None and in_force.version != baseline.version:
            raise Conflict(in_force)
        for report in assumed:
            work.reports.add(change.portfolio, report, change.stamp)
        if closes:
            work.portfolios.add_version(change.portfolio, wanted, latest.version + 1, change.stamp)
        content = {
            "data_date": None if wanted.data_date is None else str(wanted.data_date),
            "overrun_years": wanted.assumptions.schedule_overrun.years,
            "assumed": list(dict.fromkeys(report.project for report in assumed)),
            "scenario": plan.scenario.name,
            "baseline": baseline.version,
            "plan": work.plans.add(change.portfolio, plan, change.stamp),
        }
        action, replaced = (CLOSE, latest) if closes else (ADJUST, None)
        change.note(action, f"year {year}", None, content, reason, replaced=replaced)


def check_reason(reason: str) -> None:
    """Refuse to close or adjust a year without a reason, before anything is solved for it.

    Raises:
        BadInput: None is given, or it is not plain text.
    """
    if not checked_text(reason, CLOSE, "reason"):
        raise BadInput([Fault(Form.CLOSING, Expected.REASON, None, "reason")])


def recorded_adjustment(workspace: Workspace, year: int | None = None) -> RecordedAdjustment:
    """Return the adjustment that was recorded last, of a year or of any.

    Raises:
        BadInput: None was.
    """
    with workspace.reading() as (work, number):
        subject = None if year is None else f"year {year}"
        for line in _in_force(work.history.all(number, subject)):
            return _recorded(work, number, line)
    value = None if year is None else str(year)
    raise BadInput([Fault(Form.CLOSING, Expected.ADJUSTMENT_RECORDED, None, "year", value)])


def waiting_adjustment(workspace: Workspace) -> RecordedAdjustment | None:
    """Return the adjustment that was recorded last, unless a plan has been approved since."""
    with workspace.reading() as (work, number):
        for line in _in_force(work.history.all(number)):
            approvals = work.plans.approvals(number)
            in_force = max(approval.version for approval in approvals)
            is_waiting = in_force == line.after["baseline"]
            return _recorded(work, number, line) if is_waiting else None
    return None


def _recorded(work: UnitOfWork, portfolio: int, line: HistoryLine) -> RecordedAdjustment:
    plan = work.plans.find(portfolio, line.after["plan"])
    baseline = work.plans.approved(portfolio, line.after["baseline"])
    if plan is None or baseline is None:
        raise LookupError(line.number)
    return RecordedAdjustment(line, _year(line), line.action == CLOSE, baseline.item, plan)


def years_closed(work: UnitOfWork, portfolio: int, since: int = 0) -> frozenset[int]:
    """Return the years that were closed and not opened again by taking that back.

    Args:
        work: What is read in.
        portfolio: The portfolio's number.
        since: Only those closed after the step of this number.
    """
    lines = work.history.all(portfolio)
    return frozenset(_year(line) for line in _in_force(lines) if line.action == CLOSE and line.step > since)


def _in_force(lines: Sequence[HistoryLine]) -> list[HistoryLine]:
    """Return the lines of adjustments that were not taken back, newest first."""
    latest: dict[int, HistoryLine] = {}
    for line in lines:
        if line.action in {CLOSE, ADJUST}:
            latest.setdefault(line.step, line)
    return [line for line in latest.values() if line.after is not None]


def _year(line: HistoryLine) -> int:
    return int(line.subject.partition(" ")[2])
