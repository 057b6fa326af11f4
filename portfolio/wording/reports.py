"""A status report in words."""

from __future__ import annotations

from portfolio.domain.status import StatusReport
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def fields_of(report: StatusReport, say: Wording) -> dict[str, str]:
    """Return the name of each field that was reported -> its value, in words."""
    fields = {
        say("column.status"): say(f"status.{report.status}"),
        say("report.effective"): str(report.effective),
    }
    if report.physical_progress is not None:
        fields[say("report.physical_progress")] = f"{report.physical_progress}%"
    for year, amount in sorted(report.actual_spending.items()):
        fields[say("report.spent_in", year=year)] = money.amount(amount, say)
    if report.forecast_finish is not None:
        fields[say("report.forecast_finish")] = str(report.forecast_finish)
    if report.note:
        fields[say("report.note")] = report.note
    return fields


def in_words(report: StatusReport, say: Wording) -> list[str]:
    """Return one line a field."""
    return [say("field.line", name=name, value=value) for name, value in fields_of(report, say).items()]
