"""The table of appropriations: a row for each project, source and year; every bad cell reported at once."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.appropriations import Appropriation, total
from portfolio.domain.eligibility import barred_sources, who_may_pay
from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.yearly_amounts import COLUMNS, parse_yearly_amounts

_MOST_YEARS = 100
"""So many years before the programme or after it there can be money."""


def parse_appropriations(
    text: str, file: str, money: Money
) -> tuple[tuple[Appropriation, ...], tuple[int, ...]]:
    """Return the rows of a table of appropriations, and the line each stands on.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    rows = parse_yearly_amounts(text, file, money, refunds=False)
    appropriations = tuple(
        Appropriation(project=row.project, source=row.source, year=row.year, amount=row.amount)
        for row in rows
    )
    return appropriations, tuple(row.line for row in rows)


def appropriation_rows(appropriations: tuple[Appropriation, ...], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [[row.project, row.source, str(row.year), str(money.number(row.amount))] for row in appropriations]
    return [list(COLUMNS), *rows]


def appropriation_faults(portfolio: Portfolio, lines: tuple[int | None, ...], file: str) -> Iterator[Fault]:
    """Yield what does not fit the portfolio, each with its line: names, years, repeats, and other costs."""
    known = {project.id for project in portfolio.projects}
    horizon = portfolio.programme.horizon
    first, last = horizon.first_year - _MOST_YEARS, horizon.last_year + _MOST_YEARS
    seen: dict[tuple[str, str, int], int | None] = {}
    begins: dict[str, int | None] = {}
    for row, line in zip(portfolio.appropriations, lines, strict=True):
        if row.project not in known:
            yield Fault(file, Expected.PROJECT_ID, line, "project", row.project)
        else:
            begins.setdefault(row.project, line)
        if row.source not in portfolio.sources:
            names = {"names": portfolio.sources}
            yield Fault(file, Expected.ONE_OF, line, "source", row.source, values=names)
        elif row.project in known and row.amount:
            project = portfolio.project(row.project)
            barred = barred_sources(portfolio.assumptions, project) if project.status.has_works else ()
            if row.source in barred:
                words = who_may_pay(portfolio.assumptions, project)
                yield Fault(file, words.code, line, "source", row.source, values=words.values)
        if not first <= row.year <= last:
            span = {"first": first, "last": last}
            yield Fault(file, Expected.YEAR_BETWEEN, line, "year", str(row.year), values=span)
        earlier = seen.setdefault((row.project, row.source, row.year), line)
        if earlier != line:
            yield Fault(
                file, Expected.APPROPRIATED_ONCE, line, "year", str(row.year), values={"first": earlier}
            )
    for project_id, line in begins.items():
        works = portfolio.appropriated(portfolio.project(project_id))
        if works is not None and works.start > portfolio.calendar.last:
            span = {"first": first, "last": portfolio.calendar.last_schedule_year}
            yield Fault(file, Expected.YEAR_BETWEEN, line, "year", str(works.start.year), values=span)
        yield from appropriated_cost_faults(portfolio, project_id, line, file)


def appropriated_cost_faults(
    portfolio: Portfolio, project_id: str, line: int | None, file: Place
) -> Iterator[Fault]:
    """Yield that a project's appropriations add up to another amount than it is said to cost."""
    cost, rows = portfolio.project(project_id).cost, portfolio.appropriations_of(project_id)
    if rows and cost != total(rows):
        money = portfolio.programme.money
        found, stated = (money.number(amount or 0) for amount in (total(rows), cost))
        values = {"project": project_id, "cost": f"{stated:,}"}
        yield Fault(file, Expected.APPROPRIATED_COST, line, "amount", f"{found:,}", values=values)
