"""Status reports: what project managers say, and what it changes."""

from __future__ import annotations

from portfolio.domain.closed_years import reopened
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.records.closing import years_closed
from portfolio.planning.records.workspace import Change, Workspace


def with_report(portfolio: Portfolio, report: StatusReport) -> Portfolio:
    """Return the portfolio as it would be with one more report, to show what it changes before it is saved.

    Raises:
        BadInput: The report does not fit the portfolio.
    """
    faults = report.faults_against(portfolio, Form.STATUS_REPORT)
    if faults:
        raise BadInput(faults)
    return portfolio.changed(status_reports=(*portfolio.status_reports, report))


def report_status(
    workspace: Workspace,
    report: StatusReport,
    *,
    actor: Actor,
    seen: int | None = None,
    corrects: bool = False,
) -> Recorded[StatusReport]:
    """Record a status report; from then on every plan starts from it.

    Args:
        workspace: Where.
        report: What is reported; its note is the reason that history keeps.
        actor: Who reports.
        seen: Number of the project's latest report when this one was begun, 0 for none; None to skip asking
            whether somebody else has reported since.
        corrects: Whether it is meant to change what is known of a year that was closed; its note says why.

    Raises:
        BadInput: The report does not fit the portfolio, or is of a year that was closed.
        Conflict: Somebody else has reported on the project since.
    """
    with workspace.changing(actor) as change:
        earlier = change.work.reports.all(change.portfolio, report.project)
        if seen is not None and earlier and earlier[-1].number != seen:
            raise Conflict(earlier[-1])
        latest = change.latest()
        with_report(latest.item, report)
        _check_closed(change, latest.item, report, corrects=corrects)
        number = change.work.reports.add(change.portfolio, report, change.stamp)
        before = _content(earlier[-1].item) if earlier else None
        subject = f"project {report.project}"
        change.note("report status", subject, before, _content(report), report.note, replaced=latest)
        return Recorded(number, change.stamp.at, change.stamp.by, report)


def status_reports(workspace: Workspace, project: str | None = None) -> list[Recorded[StatusReport]]:
    """Return the reports in the order in which they were made, of one project or of all."""
    with workspace.reading() as (work, number):
        return work.reports.all(number, project)


def years_reopened(workspace: Workspace, report: StatusReport) -> list[int]:
    """Return the closed years that a report would change, before it is recorded."""
    latest = workspace.portfolio().item
    with workspace.reading() as (work, number):
        return reopened(report, latest, years_closed(work, number))


def _check_closed(change: Change, portfolio: Portfolio, report: StatusReport, *, corrects: bool) -> None:
    """Refuse a report of a year that was closed, unless it corrects that year and says why."""
    if corrects and report.note:
        return
    years = reopened(report, portfolio, years_closed(change.work, change.portfolio))
    if years:
        values = {"years": tuple(map(str, years))}
        code = Expected.CORRECTION_WITH_REASON
        raise BadInput([Fault(Form.STATUS_REPORT, code, None, "project", report.project, values=values)])


def _content(report: StatusReport) -> dict[str, object]:
    return report.model_dump(mode="json", exclude={"project", "note"}, exclude_defaults=True)
