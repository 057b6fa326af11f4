"""What is known of years that were closed, and who would tell something else of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport


def reopened(report: StatusReport, portfolio: Portfolio, years: frozenset[int]) -> list[int]:
    """Return the closed years of which a report tells something else than is known.

    Args:
        report: The one that is about to be recorded.
        portfolio: With all that was reported before.
        years: Those that have been closed.
    """
    return _reopened(report, _known(portfolio, report.project), years) if years else []


def import_faults(
    there: Portfolio, read: Portfolio, new: Iterable[StatusReport], years: frozenset[int], file: Place
) -> Iterator[Fault]:
    """Yield the reports of a file that tell something else of closed years, and a data date within these.

    Args:
        there: What they are brought into.
        read: The file's portfolio; its reports are counted from 0, as in the file.
        new: Those of its reports that are not there yet.
        years: Those that have been closed.
        file: What was read.
    """
    if not years:
        return
    numbers = {report: number for number, report in enumerate(map(_key, read.status_reports))}
    known: dict[str, dict[int, int]] = {}
    for report in new:
        spent = known.setdefault(report.project, _known(there, report.project))
        for year in _reopened(report, spent, years):
            field, value = "effective", str(report.effective)
            if year in report.actual_spending:
                amount = there.programme.money.printed(report.actual_spending[year])
                field, value = "actual_spending", f"{year}={amount}"
            place = f"status_reports[{numbers[_key(report)]}].{field}"
            values = {"years": (str(year),), "project": report.project}
            yield Fault(file, Expected.CLOSED_YEAR_AS_KNOWN, None, place, value, values=values)
        spent.update(report.actual_spending)
    if read.data_date is not None:
        yield from date_faults(read, years, file, "data_date")


def date_faults(
    portfolio: Portfolio, years: Iterable[int], file: Place, field: str | None = None
) -> Iterator[Fault]:
    """Yield a data date that would open again what was closed; having none does, too."""
    date, last = portfolio.data_date, max(years, default=None)
    if last is None or (date is not None and date.year > last):
        return
    first = portfolio.programme.periods.first(last + 1)
    value = None if date is None else str(date)
    values = {"first": first, "years": (str(last),)}
    yield Fault(file, Expected.AFTER_CLOSED_YEARS, None, field, value, values=values)


def retold(before: Portfolio, after: Portfolio, years: frozenset[int], file: Place) -> Iterator[Fault]:
    """Yield each project of which other portfolio data tell something else of closed years.

    Args:
        before: As it is.
        after: As it would be.
        years: Those that have been closed.
        file: What would do it.
    """
    if not years:
        return
    sides = [_told(portfolio, years) for portfolio in (before, after)]
    for project in dict.fromkeys([*sides[0], *sides[1]]):
        then, now = (side.get(project, {}) for side in sides)
        changed = sorted(year for year in {**then, **now} if then.get(year) != now.get(year))
        if changed:
            values = {"years": tuple(map(str, changed))}
            yield Fault(file, Expected.NOT_ACROSS_CLOSING, None, "project", project, values=values)
    if before.data_date != after.data_date:
        yield from date_faults(after, years, file, "data_date")


def _reopened(report: StatusReport, known: dict[int, int], years: frozenset[int]) -> list[int]:
    told = report.actual_spending.items()
    changed = {year for year, amount in told if year in years and amount != known.get(year, 0)}
    if report.effective.year in years:
        changed.add(report.effective.year)
    return sorted(changed)


def _known(portfolio: Portfolio, project: str) -> dict[int, int]:
    """Return fiscal year -> what is known to have been spent on a project."""
    known = portfolio.spent_before(project)
    for earlier in portfolio.reports_of(project):
        known.update(earlier.actual_spending)
    return known


def _told(portfolio: Portfolio, years: frozenset[int]) -> dict[str, dict[int, tuple[object, ...]]]:
    """Return project -> closed year -> what was spent then, and what was reported from then on."""
    told: dict[str, dict[int, tuple[object, ...]]] = {}
    for project in dict.fromkeys(report.project for report in portfolio.status_reports):
        spent = _known(portfolio, project)
        of_year: dict[int, list[object]] = {year: [spent[year]] for year in sorted(years & spent.keys())}
        for report in portfolio.reports_of(project):
            if report.effective.year in years:
                said = (report.status, report.effective, report.physical_progress, report.forecast_finish)
                of_year.setdefault(report.effective.year, []).append(said)
        told[project] = {year: tuple(parts) for year, parts in of_year.items()}
    return told


def _key(report: StatusReport) -> str:
    return report.model_dump_json()
