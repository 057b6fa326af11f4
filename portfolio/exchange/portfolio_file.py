"""What somebody brings in as a portfolio: a folder, a workbook, or a list of projects alone."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from portfolio.domain.appropriations import Appropriation
from portfolio.domain.assumptions import Assumptions
from portfolio.domain.calendar import PeriodKind
from portfolio.domain.classes import Classes
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.defaults import (
    classes_named_by,
    default_assumptions,
    default_programme,
    with_sources,
)
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project
from portfolio.exchange.appropriations import appropriation_faults
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.promised import promise_faults
from portfolio.exchange.sheets.cells import Book
from portfolio.exchange.sheets.finding import found_in
from portfolio.exchange.sheets.headings import plain
from portfolio.exchange.sheets.listing import Listed, listed
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.reading import read_sheets
from portfolio.exchange.sheets.workbook import is_portfolio, portfolio_in, projects_in
from portfolio.exchange.stages import stage_faults
from portfolio.exchange.text import is_folder
from portfolio.exchange.validating import faults_of


def read_portfolio(
    path: Path,
    name: str,
    known: Portfolio | None,
    this_year: int,
    *,
    mapping: Mapping | None = None,
    remembered: Mapping | None = None,
    tell: Callable[[Aside], object] = lambda _: None,
) -> Portfolio:
    """Read a portfolio, all of it or nothing.

    Args:
        path: A folder, a workbook that was exported, or a list of projects: a workbook of one's own, or CSV.
        name: What the portfolio is to be called.
        known: The portfolio of this name as it is now: a list brings other projects for it and leaves the
            rest. None: there is none yet; a list then comes with a programme and assumptions of the product,
            and with the classes and the funding sources that it names.
        this_year: The first year of such a programme.
        mapping: Which columns of a list are which of a project table, where they are not called so.
        remembered: What was said of an earlier list, for one of the same shape if nothing is said of it.
        tell: Is called with what somebody should know who trusts what was read: what is hidden, for one.

    Raises:
        BadInput: With every fault.
    """
    if is_folder(path):
        return load_portfolio(path, assume=True).changed(name=name)
    book = book_of(path, mapping, remembered)
    for aside in book.told:
        tell(aside)
    if mapping is None and is_portfolio(book):
        return portfolio_in(book).changed(name=name)
    if mapping is None and remembered is not None:
        mapping = fitting(book, remembered)
        if mapping is not None:
            tell(Aside(Note.MAPPING_REMEMBERED))
    return _of_list(book, name, known, this_year, mapping=mapping or Mapping(), tell=tell)


def book_of(path: Path, mapping: Mapping | None, remembered: Mapping | None) -> Book:
    """Read a file of sheets, a text in the encoding that is said, or else found, or else remembered.

    Raises:
        BadInput: It cannot be read.
    """
    said = None if mapping is None else mapping.encoding
    try:
        return read_sheets(path, said)
    except BadInput:
        if mapping is not None or remembered is None or remembered.encoding is None:
            raise
        return read_sheets(path, remembered.encoding)


def fitting(book: Book, remembered: Mapping) -> Mapping | None:
    """Return what was said of an earlier list if this one has its columns too, on whichever sheet and row."""
    anywhere = remembered.model_copy(update={"sheet": None, "header_row": None})
    for mapping in (remembered, anywhere):
        try:
            found_in(book, mapping)
        except BadInput:
            continue
        return mapping
    return None


def _of_list(
    book: Book,
    name: str,
    known: Portfolio | None,
    this_year: int,
    *,
    mapping: Mapping,
    tell: Callable[[Aside], object],
) -> Portfolio:
    file = book.file
    programme = None if known is None else known.programme
    declared = known.classes if known is not None and known.projects else None
    usual = Classes() if known is None else known.classes
    years = (programme.horizon.first_year, programme.horizon.last_year) if programme is not None else None
    money = (programme.money, programme.fiscal_year) if programme is not None else None
    ids = {} if known is None else {project.own_name: project.id for project in known.projects}
    period = PeriodKind.QUARTER if programme is None else programme.period
    found = listed(book, mapping, usual, known=money, ids=ids, horizon=years, period=period)
    projects = projects_in(found.sheet, programme, declared, found.money)
    for aside in found.told:
        tell(aside)
    try:
        classes = declared or classes_named_by(projects)
    except ValidationError as error:
        raise BadInput(faults_of(error, file)) from error
    if known is not None:
        assumptions = known.assumptions
        is_new = not known.projects and assumptions == default_assumptions(known.programme)
        portfolio = known.changed(projects=projects, classes=classes)
    else:
        programme = _programme(name, this_year, projects, found, file)
        assumptions, is_new = default_assumptions(programme), True
        portfolio = Portfolio(
            name=name, projects=projects, programme=programme, assumptions=assumptions, classes=classes
        )
    lines: tuple[int | None, ...] = (None,) * len(portfolio.appropriations)
    if found.yearly:
        portfolio, lines = _with_money(portfolio, found, is_new=is_new)
    faults = [
        *assumption_faults(portfolio, file),
        *report_faults(portfolio, file),
        *appropriation_faults(portfolio, lines, found.sheet.file),
    ]
    if faults:
        raise BadInput(faults)
    return portfolio


def _programme(
    name: str, this_year: int, projects: tuple[Project, ...], found: Listed, file: str
) -> Programme:
    """Return the programme that a list makes: its years reach from its first to its last."""
    years = [project.target_year for project in projects if project.target_year is not None]
    documents = dict.fromkeys(project.document for project in projects if project.document)
    known = {"money": found.money, "fiscal_year": found.fiscal_year}
    first = min([this_year, *found.years]) if found.years else this_year
    try:
        return default_programme(name, first, [*years, *found.years], documents, known)
    except ValidationError as error:
        raise BadInput(faults_of(error, file)) from error


def _with_money(
    portfolio: Portfolio, found: Listed, *, is_new: bool
) -> tuple[Portfolio, tuple[int | None, ...]]:
    """Return a portfolio with the money of a list's years, and where each amount stands.

    One that nobody has planned yet gains the list's sources.

    Raises:
        BadInput: A source is none of the portfolio's, or it has several and the list names none.
    """
    assumptions = portfolio.assumptions
    named = list(dict.fromkeys(one.source for one in found.yearly if one.source))
    if is_new and named:
        assumptions = with_sources(assumptions, named)
    ids = _by_name(assumptions)
    only = assumptions.funding_sources[0].id if len(assumptions.funding_sources) == 1 else ""
    names = tuple(source.id for source in assumptions.funding_sources)
    money = portfolio.programme.money
    faults: list[Fault] = []
    amounts: dict[tuple[str, str, int], int] = {}
    lines: dict[tuple[str, str, int], int | None] = {}
    for one in found.yearly:
        source = ids.get(plain(one.source)) if one.source else only or (is_new and names[0])
        if not source:
            values = {"names": names}
            faults.append(
                Fault(found.sheet.file, Expected.ONE_OF, one.row, "source", one.source, values=values)
            )
            continue
        key = (one.project, source, one.year)
        amounts[key] = amounts.get(key, 0) + money.kept(one.amount)
        lines.setdefault(key, one.row)
    if faults:
        raise BadInput(faults)
    rows = tuple(
        Appropriation(project=project, source=source, year=year, amount=amount)
        for (project, source, year), amount in amounts.items()
    )
    return portfolio.changed(assumptions=assumptions, appropriations=rows), tuple(lines.values())


def _by_name(assumptions: Assumptions) -> dict[str, str]:
    """Return what a funding source may be called, plainly -> its id."""
    return {
        plain(name): source.id
        for source in assumptions.funding_sources
        for name in (source.name_zh, source.name_en, source.name, source.id)
        if name
    }


def read_upload(
    raw: bytes,
    file: str,
    name: str,
    known: Portfolio | None,
    this_year: int,
    *,
    mapping: Mapping | None = None,
    tell: Callable[[Aside], object] = lambda _: None,
) -> Portfolio:
    """Read a portfolio from the bytes of a file that was handed over; see `read_portfolio`.

    Raises:
        BadInput: With every fault.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file).name
        path.write_bytes(raw)
        return read_portfolio(path, name, known, this_year, mapping=mapping, tell=tell)


def report_faults(portfolio: Portfolio, file: str) -> list[Fault]:
    """Return what was reported of projects, their stages or targets, and does not fit them any more."""
    date, periods = portfolio.data_date, portfolio.programme.periods
    if date is not None and date.periods != periods:
        return [Fault(file, periods.expected, None, "data_date", str(date))]
    gone = {report.project for report in portfolio.status_reports} - {p.id for p in portfolio.projects}
    missing = [Fault(file, Expected.REPORTED_PROJECT, None, "id", project) for project in sorted(gone)]
    reports = [report for report in portfolio.status_reports if report.project not in gone]
    told = [fault for report in reports for fault in report.faults_against(portfolio, file)]
    promised = promise_faults(portfolio, defaultdict(lambda: file))
    return [*missing, *told, *stage_faults(portfolio, file), *promised]
