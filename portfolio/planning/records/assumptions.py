"""What people set of the portfolio itself: its assumptions, and its data date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.calendar import Period
from portfolio.domain.closed_years import date_faults
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, HistoryLine, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.records.closing import years_closed
from portfolio.planning.records.workspace import Change, Workspace


def change_assumptions(
    workspace: Workspace, assumptions: Assumptions, *, actor: Actor, reason: str, opened: int
) -> None:
    """Put other assumptions in force.

    Only those that differ from the version that was opened are changed; what others have changed meanwhile
    beside them stays as they made it.

    Args:
        workspace: Where.
        assumptions: All of them, changed or not.
        actor: Who changes them.
        reason: Why.
        opened: The portfolio's version that the change was made on.

    Raises:
        BadInput: They do not fit the portfolio, or no reason is given.
        Conflict: Somebody else has changed one of the same since.
    """
    if not reason.strip():
        raise BadInput([Fault(Form.ASSUMPTIONS, Expected.REASON, None, "reason")])
    with workspace.changing(actor) as change:
        latest = change.latest()
        then = begun(change, latest, opened).assumptions.model_dump(mode="json")
        now = latest.item.assumptions.model_dump(mode="json")
        wanted = assumptions.model_dump(mode="json")
        mine = {key for key in wanted if wanted[key] != then[key]}
        if not mine:
            return
        # Where others have done all of the same there is nothing left to do, and that must not go unsaid.
        keys = [key for key in wanted if key in mine and wanted[key] != now[key]]
        if not keys or any(now[key] != then[key] for key in keys):
            raise conflict(change, latest, "assumptions", lambda line: not mine.isdisjoint(line.after))
        values = {key: getattr(assumptions, key) for key in keys}
        merged = Assumptions.model_validate({**dict(latest.item.assumptions), **values})
        changed = latest.item.changed(assumptions=merged)
        faults = list(assumption_faults(changed, Form.ASSUMPTIONS))
        if faults:
            raise BadInput(faults)
        change.work.portfolios.add_version(change.portfolio, changed, latest.version + 1, change.stamp)
        old, new = ({key: content[key] for key in keys} for content in (now, wanted))
        change.note("change assumptions", "assumptions", old, new, reason, replaced=latest)


def set_data_date(
    workspace: Workspace, data_date: Period | None, *, actor: Actor, reason: str, opened: int
) -> None:
    """Say up to which period everything is history.

    Raises:
        BadInput: The period lies outside the schedule, or before the end of a year that was closed.
        Conflict: Somebody else has set another since.
    """
    with workspace.changing(actor) as change:
        latest = change.latest()
        if latest.item.data_date != begun(change, latest, opened).data_date:
            raise conflict(change, latest, "portfolio", lambda line: line.action == "set data date")
        calendar = latest.item.calendar
        if data_date is not None and not calendar.first <= data_date <= calendar.last:
            span, typed = {"first": calendar.first, "last": calendar.last}, str(data_date)
            raise BadInput([Fault(Form.DATA_DATE, Expected.QUARTER_BETWEEN, value=typed, values=span)])
        changed = latest.item.changed(data_date=data_date)
        faults = list(date_faults(changed, years_closed(change.work, change.portfolio), Form.DATA_DATE))
        if faults:
            raise BadInput(faults)
        change.work.portfolios.add_version(change.portfolio, changed, latest.version + 1, change.stamp)
        before, after = (None if q is None else str(q) for q in (latest.item.data_date, data_date))
        change.note("set data date", "portfolio", before, after, reason, replaced=latest)


def begun(change: Change, latest: Recorded[Portfolio], opened: int) -> Portfolio:
    """Return the portfolio as somebody opened it.

    Raises:
        Conflict: There is no such version.
    """
    if opened == latest.version:
        return latest.item
    try:
        return change.work.portfolios.as_of(change.portfolio, opened, reports=0)
    except LookupError as error:
        raise Conflict(latest) from error


def conflict(
    change: Change, latest: Recorded[Portfolio], subject: str, concerns: Callable[[HistoryLine], bool]
) -> Conflict:
    """Return the conflict with whoever changed the same last; with the files, if nobody here did."""
    lines = change.work.history.all(change.portfolio, subject)
    line = next((line for line in lines if line.after is not None and concerns(line)), None)
    return Conflict(latest if line is None else replace(latest, at=line.at, by=line.by))
