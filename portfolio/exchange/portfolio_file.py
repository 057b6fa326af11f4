"""What somebody brings in as a portfolio: a folder, a workbook, or a project table alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from portfolio.domain.consistency import assumption_faults
from portfolio.domain.defaults import classes_named_by, default_assumptions, default_programme
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected, Note
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.encoding import decode_table
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.sheets.mapping import Mapping, mapped
from portfolio.exchange.sheets.reading import is_workbook, read_sheets
from portfolio.exchange.sheets.workbook import is_portfolio, portfolio_in, projects_in
from portfolio.exchange.table import parse_projects
from portfolio.exchange.text import is_folder, read_bytes
from portfolio.exchange.validating import faults_of


def read_portfolio(
    path: Path,
    name: str,
    known: Portfolio | None,
    this_year: int,
    *,
    mapping: Mapping | None = None,
    tell: Callable[[Aside], object] = lambda _: None,
) -> Portfolio:
    """Read a portfolio, all of it or nothing.

    Args:
        path: A folder, a workbook that was exported, or a list of projects: a workbook of one's own, or CSV.
        name: What the portfolio is to be called.
        known: The portfolio of this name as it is now: a table brings other projects for it and leaves the
            rest. None: there is none yet; a table then comes with a programme and assumptions of the product,
            and with the classes that it names.
        this_year: The first year of such a programme.
        mapping: Which columns of a list are which of a project table, if it has names of its own.
        tell: Is called with what somebody should know who trusts what was read: what is hidden, for one.

    Raises:
        BadInput: With every fault.
    """
    if is_folder(path):
        return load_portfolio(path, assume=True).changed(name=name)
    file = path.name
    programme = None if known is None else known.programme
    declared = known.classes if known is not None and known.projects else None
    if mapping is None and not is_workbook(path):
        text = decode_table(read_bytes(path), file, None, Aside(Note.SAVE_AS_UTF8))
        projects = parse_projects(text, file, programme, declared).projects
    else:
        book = read_sheets(path)
        for aside in book.told:
            tell(aside)
        if mapping is None and is_portfolio(book):
            return portfolio_in(book).changed(name=name)
        listed = mapped(book, mapping or Mapping())
        projects = projects_in(listed, programme, declared)
    try:
        classes = declared or classes_named_by(projects)
    except ValidationError as error:
        raise BadInput(faults_of(error, file)) from error
    if known is not None:
        portfolio = known.changed(projects=projects, classes=classes)
    else:
        targets = [project.target_year for project in projects if project.target_year is not None]
        documents = dict.fromkeys(project.document for project in projects if project.document)
        try:
            programme = default_programme(name, this_year, targets, documents)
        except ValidationError as error:
            raise BadInput(faults_of(error, file)) from error
        assumptions = default_assumptions(programme)
        portfolio = Portfolio(
            name=name, projects=projects, programme=programme, assumptions=assumptions, classes=classes
        )
    faults = [*assumption_faults(portfolio, file), *report_faults(portfolio, file)]
    if faults:
        raise BadInput(faults)
    return portfolio


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
    """Return what was reported of projects and does not fit them any more."""
    gone = {report.project for report in portfolio.status_reports} - {p.id for p in portfolio.projects}
    missing = [Fault(file, Expected.REPORTED_PROJECT, None, "id", project) for project in sorted(gone)]
    reports = [report for report in portfolio.status_reports if report.project not in gone]
    return missing + [fault for report in reports for fault in report.faults_against(portfolio, file)]
