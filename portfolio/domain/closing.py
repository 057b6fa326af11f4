"""Closing a year: what nobody has reported of it, and the portfolio in which it is history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme_rules import Overrun
from portfolio.domain.project import Project, Status
from portfolio.domain.status import FINISHED, NOT_BEGUN, StatusReport

_UNDER_WAY = frozenset({Status.UNDER_CONSTRUCTION, Status.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Unreported:
    """Works under way in a year of which its end was not reported.

    Attributes:
        years: Whose spending nobody has told, that year and earlier ones; none where only a report is missing
            that looks back on the whole year.
    """

    project: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What closing a year comes to, or adjusting within it, before anything is planned for it.

    Attributes:
        wanted: The portfolio as it is to be; within a running year it is as it was.
        missing: Works under way that nobody has reported to the year's end; none within a running year.
        assumed: The reports that stand in for these, as the baseline has them; they are in `wanted`.
    """

    wanted: Portfolio
    missing: tuple[Unreported, ...] = ()
    assumed: tuple[StatusReport, ...] = ()


def year_end(
    portfolio: Portfolio, baseline: Plan, year: int, *, note: str, extend: int = 0, reason: str = ""
) -> YearEnd:
    """Return what closing a year comes to.

    Args:
        portfolio: With all that was reported.
        baseline: The plan in force, which stands in for what nobody has reported.
        year: The fiscal year that is closed.
        note: Marks each report that is assumed.
        extend: By how many years the schedule gets longer.
        reason: Why.

    Raises:
        BadInput: The year cannot be closed.
    """
    frozen = closed(portfolio, year, extend=extend, reason=reason)
    missing = tuple(unreported(portfolio, baseline, year))
    assumed = tuple(as_planned(portfolio, baseline, year, note))
    wanted = frozen.changed(status_reports=(*frozen.status_reports, *assumed))
    return YearEnd(wanted, missing, assumed)


def under_way(portfolio: Portfolio, baseline: Plan, year: int) -> Iterator[tuple[Project, PlannedProject]]:
    """Yield the works under way in a year, as reported or else as the baseline has them."""
    known = {project.id: project for project in portfolio.projects}
    for planned in baseline.projects:
        project = known.get(planned.id)
        if project is not None and _is_under_way(portfolio, project, planned, year):
            yield project, planned


def unreported(portfolio: Portfolio, baseline: Plan, year: int) -> list[Unreported]:
    """Return the works under way in a year that nobody has reported to its end."""
    found = []
    for project, planned in under_way(portfolio, baseline, year):
        years = () if _without_money(portfolio, project, planned) else _untold(portfolio, planned, year)
        reports = portfolio.reports_of(project.id)
        looks_back = bool(reports) and (
            reports[-1].effective >= _next(portfolio, year) or reports[-1].status in _OVER
        )
        if years or not looks_back:
            found.append(Unreported(project.id, years))
    return found


def faults_of_unreported(portfolio: Portfolio, missing: Iterable[Unreported], year: int) -> list[Fault]:
    """Return what is missing before a year can be closed, each project by its name."""
    date, faults = _next(portfolio, year), []
    for entry in missing:
        name, years = portfolio.project(entry.project).own_name, tuple(map(str, entry.years or (year,)))
        values = {"date": date, "years": years}
        faults.append(
            Fault(Form.CLOSING, Expected.ACTUALS_OF_YEARS, None, name, entry.project, values=values)
        )
    return faults


def as_planned(portfolio: Portfolio, baseline: Plan, year: int, note: str) -> list[StatusReport]:
    """Return reports that say of works left unreported that all went as the baseline has it.

    Args:
        portfolio: What is reported on.
        baseline: Whose dates and amounts are taken.
        year: The year that is closed.
        note: Marks each of them as assumed.
    """
    return [
        report
        for entry in unreported(portfolio, baseline, year)
        for report in _assumed(portfolio, baseline.project(entry.project), entry.years, year, note)
    ]


def closed(portfolio: Portfolio, year: int, *, extend: int = 0, reason: str = "") -> Portfolio:
    """Return the portfolio with everything up to the end of a year history, and a longer schedule.

    The programme's own years, its promises and target years stay; years that are added have no ceilings.

    Args:
        portfolio: With all that was reported.
        year: The fiscal year that is closed.
        extend: By how many years the schedule gets longer.
        reason: Why, which the assumption about the schedule's end keeps.

    Raises:
        BadInput: The schedule has no such year, or none after it; or it is history already.
    """
    check_year(portfolio, year)
    if extend:
        there = portfolio.assumptions.schedule_overrun
        years = there.years + extend
        if years > MOST_OVERRUN:
            most = {"limit": MOST_OVERRUN - there.years}
            raise BadInput([Fault(Form.CLOSING, Expected.AT_MOST, None, "extend", str(extend), values=most)])
        overrun = Overrun(years=years, reason=reason) if reason else there.model_copy(update={"years": years})
        assumptions = portfolio.assumptions.model_copy(update={"schedule_overrun": overrun})
        portfolio = portfolio.changed(assumptions=assumptions)
    after = _next(portfolio, year)
    if after > portfolio.calendar.last:
        years_left = {"first": portfolio.calendar.first_year, "last": portfolio.calendar.last.year - 1}
        raise BadInput(
            [Fault(Form.CLOSING, Expected.YEAR_BETWEEN, None, "year", str(year), values=years_left)]
        )
    if portfolio.data_date is not None and portfolio.data_date >= after:
        still_open = {"first": portfolio.data_date.year, "last": portfolio.calendar.last.year - 1}
        raise BadInput(
            [Fault(Form.CLOSING, Expected.YEAR_BETWEEN, None, "year", str(year), values=still_open)]
        )
    return portfolio.changed(data_date=after)


def check_year(portfolio: Portfolio, year: int) -> None:
    """Refuse a year that the schedule does not have.

    Raises:
        BadInput: It has none such.
    """
    years = portfolio.calendar.years
    if year not in years:
        span = {"first": years[0], "last": years[-1]}
        raise BadInput([Fault(Form.CLOSING, Expected.YEAR_BETWEEN, None, "year", str(year), values=span)])


MOST_OVERRUN = 20
"""How many years a schedule may run past its programme."""
_OVER = FINISHED | {Status.CANCELLED}


def _next(portfolio: Portfolio, year: int) -> Period:
    """Return the first period after a year."""
    return portfolio.programme.periods.first(year + 1)


def _is_under_way(portfolio: Portfolio, project: Project, planned: PlannedProject, year: int) -> bool:
    status = portfolio.status_of(project)
    if portfolio.reports_of(project.id) and status in _OVER | NOT_BEGUN:
        # Whatever the baseline had: it was over before, or has not begun by the time of the report.
        reported = portfolio.reports_of(project.id)[-1].effective
        if status in NOT_BEGUN:
            return reported < _next(portfolio, year) and _has_begun(planned, year)
        return reported.year >= year and _has_begun(planned, year)
    return status in _UNDER_WAY or (project.status.has_works and _has_begun(planned, year))


def _has_begun(planned: PlannedProject, year: int) -> bool:
    """Whether works go on in the year, or are paid for in it, as planned."""
    if planned.start is None or planned.finish is None or planned.cancelled or planned.start.year > year:
        return False
    return planned.finish.year >= year or bool(planned.expenditure.get(year))


def _without_money(portfolio: Portfolio, project: Project, planned: PlannedProject) -> bool:
    return not (project.is_priced and planned.priced) or portfolio.assumptions.is_milestone(project)


def _untold(portfolio: Portfolio, planned: PlannedProject, year: int) -> tuple[int, ...]:
    """Return the years up to this one whose spending nobody has told, where the plan spends something."""
    told = set(portfolio.spent_before(planned.id))
    told.update(*(report.actual_spending for report in portfolio.reports_of(planned.id)))
    spends = {y for y, amount in _spending(planned).items() if amount and y <= year}
    return tuple(sorted((spends | {year}) - told))


def _spending(planned: PlannedProject) -> dict[int, int]:
    """Return fiscal year -> investment completed, before the schedule too."""
    spent: dict[int, int] = dict(planned.expenditure)
    for amounts in () if planned.before is None else planned.before.by_source.values():
        for year, amount in amounts.items():
            spent[year] = spent.get(year, 0) + amount
    return spent


def _assumed(
    portfolio: Portfolio, planned: PlannedProject, years: tuple[int, ...], year: int, note: str
) -> Iterator[StatusReport]:
    """Yield what would have been reported of works that went as planned.

    Those that nobody has said to be under way are first reported where they began: spending alone would have
    them begin with its year.
    """
    project, reports = portfolio.project(planned.id), portfolio.reports_of(planned.id)
    status, start, finish = portfolio.status_of(project), planned.start, planned.finish
    if start is not None and status in NOT_BEGUN and start >= portfolio.calendar.first:
        if start != portfolio.programme.periods.first(start.year) and not _without_money(
            portfolio, project, planned
        ):
            nothing_yet = {start.year: 0}
            yield StatusReport(
                project=project.id, status=status, effective=start, actual_spending=nothing_yet, note=note
            )
        yield StatusReport(project=project.id, status=Status.UNDER_CONSTRUCTION, effective=start, note=note)
    spent, is_over = _spending(planned), finish is not None and finish.year <= year
    status = status if status in _OVER | {Status.SUSPENDED} else Status.UNDER_CONSTRUCTION
    if is_over and status not in _OVER:
        status = Status.COMPLETED
    forecast = (
        None
        if status is Status.SUSPENDED
        else reports[-1].forecast_finish
        if status in _OVER and (reports and reports[-1].status in _OVER)
        else finish
    )
    yield StatusReport(
        project=project.id,
        status=status,
        effective=_next(portfolio, year),
        actual_spending={y: spent.get(y, 0) for y in years},
        forecast_finish=forecast,
        note=note,
    )
