"""Status reports: what a project manager says of a project, from a quarter on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from portfolio.domain.calendar import Quarter
from portfolio.domain.errors import Fault
from portfolio.domain.project import Status

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio

REPORTABLE = tuple(status for status in Status if status is not Status.EXISTING)
"""A retained facility has no works to report on."""

_NOT_PLAIN = re.compile(r"<\s*[/!?a-zA-Z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Markup; characters that are no text, of which some databases keep none."""


def plain_text(text: str) -> str:
    """Return the text without spaces around it.

    Raises:
        ValueError: It holds markup; notes are shown to others as they are.
    """
    if _NOT_PLAIN.search(text):
        msg = "plain text without markup"
        raise ValueError(msg)
    return text.strip()


class StatusReport(BaseModel):
    """What is reported of one project; the latest report of a project is the one in force.

    Attributes:
        effective: The quarter it takes effect: what lies before is history, the rest is planned.
        physical_progress: Share of the works done by then, in percent; None when not reported.
        actual_spending: Fiscal year -> 10k CNY spent before `effective`; empty when not reported.
        forecast_finish: Last quarter of the works as the manager expects it; for finished works, as it was.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str
    status: Status
    effective: Quarter
    physical_progress: Annotated[int, Field(ge=0, le=100)] | None = None
    actual_spending: dict[int, Annotated[int, Field(ge=0, le=10**9)]] = {}
    forecast_finish: Quarter | None = None
    note: str = Field(default="", max_length=2000)

    _note_is_plain = field_validator("note")(plain_text)

    @property
    def spent(self) -> int:
        """All money spent, in 10k CNY."""
        return sum(self.actual_spending.values())

    def faults_against(self, portfolio: Portfolio, file: str) -> list[Fault]:
        """Return everything that does not fit the portfolio, each with the field it belongs to."""
        return list(_faults(self, portfolio, file))


def _faults(report: StatusReport, portfolio: Portfolio, file: str) -> Iterator[Fault]:
    calendar = portfolio.calendar
    project = next((p for p in portfolio.projects if p.id == report.project), None)
    if project is None:
        yield Fault(file, "the id of a project of this portfolio", None, "project", report.project)
        return
    if project.status.is_retained:
        yield Fault(file, "a project with works (this one stays as it is)", None, "project", report.project)
    if report.status.is_retained:
        yield Fault(file, f"one of {', '.join(REPORTABLE)}", None, "status", report.status)
    if not calendar.first <= report.effective <= calendar.last:
        words = f"a quarter from {calendar.first} to {calendar.last}"
        yield Fault(file, words, None, "effective", str(report.effective))
    yield from _finish_faults(report, calendar.first, calendar.last, file)
    for year in report.actual_spending:
        if not calendar.first_year <= year <= report.effective.year:
            words = (
                f"a year from {calendar.first_year} to {report.effective.year}, when the report takes effect"
            )
            yield Fault(file, words, None, "actual_spending", str(year))
    if report.spent and not project.is_priced:
        yield Fault(
            file, "no spending on a project that is not priced", None, "actual_spending", str(report.spent)
        )
    if report.spent and report.status in _NOT_BEGUN:
        words = f"no spending while the status is {report.status}"
        yield Fault(file, words, None, "actual_spending", str(report.spent))
    progress = report.physical_progress
    if progress and report.status in _NOT_BEGUN:
        words = f"no progress while the status is {report.status}"
        yield Fault(file, words, None, "physical_progress", str(progress))
    if progress is not None and progress < 100 and report.status in _FINISHED:
        words = f"100 or nothing when the status is {report.status}"
        yield Fault(file, words, None, "physical_progress", str(progress))


def _finish_faults(report: StatusReport, first: Quarter, last: Quarter, file: str) -> Iterator[Fault]:
    finish = report.forecast_finish
    if finish is None:
        return
    if not first <= finish <= last:
        yield Fault(file, f"a quarter from {first} to {last}", None, "forecast_finish", str(finish))
    elif report.status in _FINISHED and finish > report.effective:
        words = f"no later than {report.effective}, when the report takes effect"
        yield Fault(file, words, None, "forecast_finish", str(finish))
    elif report.status not in _FINISHED and finish < report.effective:
        words = f"{report.effective} or later: the works are not finished when the report takes effect"
        yield Fault(file, words, None, "forecast_finish", str(finish))


_NOT_BEGUN = frozenset({Status.PLANNED, Status.APPROVED, Status.TENDERING})
_FINISHED = frozenset({Status.COMPLETED, Status.IN_OPERATION})
