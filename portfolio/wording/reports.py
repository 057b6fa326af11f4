"""Status reports in words: every field of one, and what a project's last one says."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.status import StatusReport
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def fields_of(report: StatusReport, say: Wording) -> dict[str, str]:
    """Return the name of each field that was reported -> its value, in words."""
    fields = {
        say("column.status"): say(f"status.{report.status}"),
        say("report.effective"): say.quarter(report.effective),
    }
    if report.physical_progress is not None:
        fields[say("report.physical_progress")] = f"{report.physical_progress}%"
    for year, amount in sorted(report.actual_spending.items()):
        fields[say("report.spent_in", year=year)] = money.amount(amount, say)
    if report.forecast_finish is not None:
        fields[say("report.forecast_finish")] = say.quarter(report.forecast_finish)
    if report.note:
        fields[say("report.note")] = report.note
    return fields


def in_words(report: StatusReport, say: Wording) -> list[str]:
    """Return one line a field."""
    return [say("field.line", name=name, value=value) for name, value in fields_of(report, say).items()]


def last_reported(reports: Sequence[StatusReport], say: Wording) -> str:
    """Return what was reported last: how far the works are, and from when that holds."""
    if not reports:
        return say("not_reported")
    last = reports[-1]
    if last.physical_progress is None:
        return say("projects.since", quarter=last.effective)
    return say("projects.progress_since", percent=last.physical_progress, quarter=last.effective)
