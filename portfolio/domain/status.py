"""Status reports: what a project manager says of a project, from a period on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from portfolio.domain.calendar import Period
from portfolio.domain.errors import Fault, Place, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import MOST_COST, Balance
from portfolio.domain.project import Status
from portfolio.domain.running_on import last_finish

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio

REPORTABLE = tuple(status for status in Status if status is not Status.EXISTING)
"""A retained facility has no works to report on."""

EARLIEST_YEAR = 1900
"""Nothing that was spent earlier is of a programme of today."""
_NOT_PLAIN = re.compile(r"<\s*[/!?a-zA-Z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Markup; characters that are no text, of which some databases keep none."""


def plain_text(text: str) -> str:
    """Return the text without spaces around it.

    Raises:
        Unfit: It holds markup; notes are shown to others as they are.
    """
    if _NOT_PLAIN.search(text):
        raise Unfit(Expected.PLAIN_TEXT)
    return text.strip()


class Actual(BaseModel):
    """What was spent on a project in a year before the programme's first.

    Attributes:
        source: Whose money it was; None: of the project's sources by their shares.
        amount: In the smallest kept unit; negative: more was refunded than spent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str
    source: str | None = None
    year: int
    amount: Annotated[int, Field(ge=-(10**11), le=10**11)]


class StatusReport(BaseModel):
    """What is reported of one project; the latest report of a project is the one in force.

    Attributes:
        effective: The period it takes effect: what lies before is history, the rest is planned.
        physical_progress: Share of the works done by then, in percent; None when not reported.
        actual_spending: Fiscal year -> what was spent before `effective`, in the smallest kept unit; empty
            when not reported. Years may lie before the programme, and before works begin: land, plans. Where
            more was refunded than spent it is negative.
        forecast_finish: Last period of the works as the manager expects it; for finished works, as it was.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str
    status: Status
    effective: Period
    physical_progress: Annotated[int, Field(ge=0, le=100)] | None = None
    actual_spending: dict[int, Annotated[Balance, Field(ge=-MOST_COST, le=MOST_COST)]] = {}
    forecast_finish: Period | None = None
    note: str = Field(default="", max_length=2000)

    _note_is_plain = field_validator("note")(plain_text)

    @property
    def spent(self) -> int:
        """All money spent, in 10k CNY."""
        return sum(self.actual_spending.values())

    def faults_against(self, portfolio: Portfolio, file: Place) -> list[Fault]:
        """Return everything that does not fit the portfolio, each with the field it belongs to."""
        return list(_faults(self, portfolio, file))


def _faults(report: StatusReport, portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    calendar = portfolio.calendar
    project = next((p for p in portfolio.projects if p.id == report.project), None)
    if project is None:
        yield Fault(file, Expected.PROJECT_HERE, None, "project", report.project)
        return
    if project.status.is_retained:
        yield Fault(file, Expected.PROJECT_TO_REPORT_ON, None, "project", report.project)
    if report.status.is_retained:
        yield Fault(file, Expected.ONE_OF, None, "status", report.status, values={"names": REPORTABLE})
    dates = {"effective": report.effective, "forecast_finish": report.forecast_finish}
    foreign = {name: date for name, date in dates.items() if date and date.periods != calendar.periods}
    for name, date in foreign.items():
        yield Fault(file, calendar.periods.expected, None, name, str(date))
    if foreign:
        return
    if not calendar.first <= report.effective <= calendar.last:
        span = {"first": calendar.first, "last": calendar.last}
        yield Fault(file, Expected.QUARTER_BETWEEN, None, "effective", str(report.effective), values=span)
    yield from _finish_faults(report, calendar.first, last_finish(portfolio, project), file)
    yield from _spending_faults(report, portfolio, file)
    spent = str(report.spent)
    if any(report.actual_spending.values()) and not project.is_priced:
        yield Fault(file, Expected.NO_SPENDING_WITHOUT_PRICE, None, "actual_spending", spent)
    if any(report.actual_spending.values()) and portfolio.assumptions.is_milestone(project):
        yield Fault(file, Expected.NO_SPENDING_ON_MILESTONE, None, "actual_spending", spent)
    status = {"status": report.status}
    progress = report.physical_progress
    if progress and report.status in NOT_BEGUN:
        yield Fault(file, Expected.NO_PROGRESS, None, "physical_progress", str(progress), values=status)
    if progress is not None and progress < 100 and report.status in FINISHED:
        code = Expected.ALL_OR_NOTHING_DONE
        yield Fault(file, code, None, "physical_progress", str(progress), values=status)


def _spending_faults(report: StatusReport, portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    printed = portfolio.programme.money.printed
    for year in report.actual_spending:
        if not EARLIEST_YEAR <= year <= report.effective.year:
            by_then = {"first": EARLIEST_YEAR, "last": report.effective.year}
            yield Fault(file, Expected.YEAR_BY_THEN, None, "actual_spending", str(year), values=by_then)
    # A refund may be of what an earlier report, or the source, says was spent.
    earlier = [known for known in portfolio.reports_of(report.project) if known != report]
    spending = portfolio.spent_before(report.project)
    for known in sorted((*earlier, report), key=lambda known: known.effective):
        spending.update(known.actual_spending)
    total = 0
    for year in sorted(spending):
        total += spending[year]
        if total < 0:
            told = str(printed(total))
            yield Fault(file, Expected.RUNNING_TOTAL, None, "actual_spending", told, values={"year": year})
            return


def _finish_faults(report: StatusReport, first: Period, last: Period, file: Place) -> Iterator[Fault]:
    finish = report.forecast_finish
    if finish is None:
        return
    effective = {"effective": report.effective}
    if not first <= finish <= last:
        span = {"first": first, "last": last}
        yield Fault(file, Expected.QUARTER_BETWEEN, None, "forecast_finish", str(finish), values=span)
    elif report.status in FINISHED and finish > report.effective:
        yield Fault(file, Expected.FINISH_BY_THEN, None, "forecast_finish", str(finish), values=effective)
    elif report.status not in FINISHED and finish < report.effective:
        yield Fault(file, Expected.FINISH_LATER, None, "forecast_finish", str(finish), values=effective)


NOT_BEGUN = frozenset({Status.PROPOSED, Status.PLANNED, Status.APPROVED, Status.TENDERING})
FINISHED = frozenset({Status.COMPLETED, Status.IN_OPERATION})
