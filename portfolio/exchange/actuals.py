"""actuals.csv: what was spent before the programme's first year, one row a project, source and year."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.status import EARLIEST_YEAR, REPORTABLE, Actual
from portfolio.exchange.yearly_amounts import COLUMNS, parse_yearly_amounts


def parse_actuals(text: str, file: str, money: Money) -> tuple[tuple[Actual, ...], tuple[int, ...]]:
    """Read the table; return its rows and the line that each stands on.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.
        money: What amounts are numbers of.

    Raises:
        BadInput: With a fault for every bad cell, and for columns that are missing or not known.
    """
    rows = parse_yearly_amounts(text, file, money, refunds=True)
    actuals = tuple(
        Actual(project=row.project, source=row.source or None, year=row.year, amount=row.amount)
        for row in rows
    )
    return actuals, tuple(row.line for row in rows)


def actual_rows(actuals: tuple[Actual, ...], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [
        [actual.project, actual.source or "", str(actual.year), str(money.number(actual.amount))]
        for actual in actuals
    ]
    return [list(COLUMNS), *rows]


def actual_faults(portfolio: Portfolio, lines: tuple[int, ...], file: str) -> Iterator[Fault]:
    """Yield what the rows name that does not exist or cannot have been, each with its line."""
    known, first = {project.id: project for project in portfolio.projects}, portfolio.calendar.first_year
    seen: set[tuple[str, str | None, int]] = set()
    for actual, line in zip(portfolio.actuals, lines, strict=True):
        project = known.get(actual.project)
        if project is None:
            yield Fault(file, Expected.PROJECT_HERE, line, "project", actual.project)
        elif project.status is Status.CANCELLED or project.status not in REPORTABLE:
            values = {"status": project.status}
            yield Fault(file, Expected.NO_SPENDING, line, "project", actual.project, values=values)
        elif not project.is_priced:
            yield Fault(file, Expected.NO_SPENDING_WITHOUT_PRICE, line, "project", actual.project)
        elif portfolio.assumptions.is_milestone(project):
            yield Fault(file, Expected.NO_SPENDING_ON_MILESTONE, line, "project", actual.project)
        if actual.source is not None and actual.source not in portfolio.sources:
            names = {"names": tuple(portfolio.sources)}
            yield Fault(file, Expected.ONE_OF, line, "source", actual.source, values=names)
        if not EARLIEST_YEAR <= actual.year < first:
            span = {"earliest": EARLIEST_YEAR, "last": first - 1}
            yield Fault(file, Expected.YEAR_BEFORE_FIRST, line, "year", str(actual.year), values=span)
        key = (actual.project, actual.source, actual.year)
        if key in seen:
            yield Fault(file, Expected.SPENT_ONCE, line, "year", str(actual.year))
        seen.add(key)
    yield from _refund_faults(portfolio, lines, file)


def _refund_faults(portfolio: Portfolio, lines: tuple[int, ...], file: str) -> Iterator[Fault]:
    """Yield the rows by which more is refunded than was spent: on the project, or by the source they name."""
    rows = sorted(zip(portfolio.actuals, lines, strict=True), key=lambda row: row[0].year)
    totals: dict[tuple[str, str | None], int] = {}
    for actual, line in rows:
        overdrawn = False
        for payer in {(actual.project, None), (actual.project, actual.source)}:
            totals[payer] = totals.get(payer, 0) + actual.amount
            overdrawn = overdrawn or totals[payer] < 0
        if overdrawn and actual.amount < 0:
            told = str(portfolio.programme.money.printed(actual.amount))
            yield Fault(file, Expected.RUNNING_TOTAL, line, "amount", told, values={"year": actual.year})
