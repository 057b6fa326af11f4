"""The portfolios that live in the store: which there are, a new one, and one brought in from files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from portfolio.domain.closed_years import import_faults
from portfolio.domain.defaults import default_assumptions, default_programme
from portfolio.domain.differences import Difference, differences
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.portfolio_file import report_faults
from portfolio.exchange.sheets.mapping import Mapping as ColumnsSaid
from portfolio.exchange.validating import faults_of
from portfolio.planning.records.closing import years_closed
from portfolio.planning.records.portfolios import bundled_names, kept_names, located, portfolio_at
from portfolio.planning.records.workspace import Change, Workspace, acting
from portfolio.store.store import Store

_NAME = re.compile(r"[^\W_][\w.-]{0,79}")
_FRESH = "new portfolio"
_MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Imported:
    """What bringing a portfolio in has changed.

    Attributes:
        version: The version that is in force now.
        is_new: Whether there was none of this name.
        changes: What differs from what was there; nothing for what is new or the same.
    """

    version: int
    is_new: bool
    changes: list[Difference]


def all_portfolios(store: Store | None) -> list[tuple[str, Portfolio]]:
    """Return every portfolio that has a name, by that name, with everything recorded of it.

    Raises:
        BadInput: The files of a bundled one have faults.
    """
    names = sorted({*bundled_names(), *kept_names(store)})
    return [(name, portfolio_at(located(name, store), store)) for name in names]


def empty_portfolio(
    name: str,
    title: str,
    first_year: int,
    last_year: int | None = None,
    known: Mapping[str, object] | None = None,
) -> Portfolio:
    """Return a portfolio without projects, and with the product's own assumptions.

    Args:
        name: What it is called.
        title: What readers see.
        first_year: The programme's first fiscal year.
        last_year: Its last one; the fifth if None.
        known: Fields of the programme, as its money; what is not given is as in the first programmes.

    Raises:
        BadInput: The years are in no order or too many, or a field is wrong.
    """
    years = {} if last_year is None else {"horizon": {"first_year": first_year, "last_year": last_year}}
    try:
        programme = default_programme(title, first_year, known={**(known or {}), **years})
    except ValidationError as error:
        raise BadInput(faults_of(error, Form.PORTFOLIO)) from error
    assumptions = default_assumptions(programme)
    return Portfolio(name=name, projects=(), programme=programme, assumptions=assumptions)


def is_known(name: str, store: Store | None) -> bool:
    """Tell whether a portfolio has this name."""
    return name in {*bundled_names(), *kept_names(store)}


def checked_name(name: str) -> str:
    """Return the name of a portfolio.

    Raises:
        BadInput: It is none: letters and digits of any alphabet, with . - and _ between them, 80 at most.
    """
    if not _NAME.fullmatch(name):
        raise BadInput([Fault(Form.PORTFOLIO, Expected.PORTFOLIO_NAME, None, "name", name)])
    return name


def add_portfolio(
    store: Store,
    portfolio: Portfolio,
    *,
    actor: Actor,
    reason: str,
    at: datetime,
    mapping: ColumnsSaid | None = None,
) -> Imported:
    """Put a portfolio into the store under its name.

    Args:
        store: Where.
        portfolio: With everything reported of it.
        actor: Who does.
        reason: Why, for history.
        at: When (UTC).
        mapping: What somebody said of the columns of the list that it comes from; it is remembered.

    Raises:
        BadInput: There is one of this name, or it is no name.
    """
    name, stamp = checked_name(portfolio.name), acting(actor, at)
    with store.transaction() as work:
        work.portfolios.hold(name)
        if name in bundled_names() or work.portfolios.find(name) is not None:
            raise BadInput([Fault(Form.PORTFOLIO, Expected.NEW_PORTFOLIO_NAME, None, "name", name)])
        held = work.portfolios.add(name, "")
        work.portfolios.add_version(held.number, portfolio, 1, stamp)
        for report in portfolio.status_reports:
            work.reports.add(held.number, report, stamp)
        after = {"hash": portfolio.content_hash, "projects": len(portfolio.projects), **_said(mapping)}
        Change(work, held.number, stamp, is_by_itself=True).note(_FRESH, "portfolio", None, after, reason)
    return Imported(version=1, is_new=True, changes=[])


def merged(there: Portfolio, read: Portfolio) -> Portfolio:
    """Return what was read in place of what is there; what was reported since stays."""
    new = [report for report in read.status_reports if report not in there.status_reports]
    return read.changed(
        name=there.name,
        status_reports=(*there.status_reports, *new),
        data_date=there.data_date if read.data_date is None else read.data_date,
    )


def faults_of_import(workspace: Workspace, there: Portfolio, read: Portfolio, file: str) -> list[Fault]:
    """Return what keeps a file from being taken in place of what is there; nothing is changed."""
    wanted = merged(there, read)
    new = wanted.status_reports[len(there.status_reports) :]
    with workspace.reading() as (work, number):
        years = years_closed(work, number)
    return [*report_faults(wanted, file), *import_faults(there, read, new, years, file)]


def update_portfolio(
    workspace: Workspace,
    read: Portfolio,
    *,
    actor: Actor,
    reason: str,
    file: str,
    opened: int | None = None,
    mapping: ColumnsSaid | None = None,
) -> Imported:
    """Put what was read in place of what is there, as one change; what was reported since stays.

    Args:
        workspace: Where the portfolio is.
        read: The portfolio as it is to be.
        actor: Who brings it in.
        reason: Why, for history.
        file: What it was read from, for faults.
        opened: The version that somebody saw this held against before agreeing to it; None if nobody did.
        mapping: What somebody said of the columns of the list; it is remembered for the next one.

    Raises:
        BadInput: What was reported does not fit what was read, or that tells something else of years that
            were closed.
        Conflict: Somebody else has changed the portfolio since it was opened.
    """
    with workspace.changing(actor) as change:
        latest = change.latest()
        there = latest.item
        if opened not in {None, latest.version}:
            raise Conflict(latest)
        if there.projects and there.programme.periods != read.programme.periods:
            # What was reported, saved and approved is in the periods of before.
            period, values = read.programme.period, {"period": there.programme.period}
            raise BadInput([Fault(file, Expected.SAME_PERIODS, None, "period", period, values=values)])
        wanted = merged(there, read)
        changes = differences(there, wanted)
        if not changes:
            return Imported(latest.version, is_new=False, changes=[])
        new = wanted.status_reports[len(there.status_reports) :]
        years = years_closed(change.work, change.portfolio)
        faults = [*report_faults(wanted, file), *import_faults(there, read, new, years, file)]
        if faults:
            raise BadInput(faults)
        version = latest.version + 1
        change.work.portfolios.add_version(change.portfolio, wanted, version, change.stamp)
        for report in new:
            change.work.reports.add(change.portfolio, report, change.stamp)
        before = {"hash": there.content_hash}
        after = {"hash": wanted.content_hash, **counted(changes), **_said(mapping)}
        change.note("import portfolio", "portfolio", before, after, reason, replaced=latest)
    return Imported(version, is_new=False, changes=changes)


def _said(mapping: ColumnsSaid | None) -> dict[str, object]:
    return {} if mapping is None else {_MAPPING: mapping.model_dump(exclude_defaults=True)}


def remembered_mapping(store: Store | None, name: str) -> ColumnsSaid | None:
    """Return what was last said of the columns of a list that a portfolio was imported from, if anything."""
    if store is None:
        return None
    with store.reading() as work:
        held = work.portfolios.find(name)
        lines = [] if held is None else work.history.all(held.number, "portfolio")
    said = (line.after[_MAPPING] for line in lines if isinstance(line.after, dict) and _MAPPING in line.after)
    found = next(said, None)
    return None if found is None else ColumnsSaid.model_validate(found)


def counted(changes: list[Difference]) -> dict[str, int]:
    """Return how many projects are added, removed and changed, and how many other fields are."""
    of_projects = [change for change in changes if change.subject.startswith("project ")]
    return {
        "added": sum(change.is_added for change in of_projects),
        "removed": sum(change.is_removed for change in of_projects),
        "changed": len({change.subject for change in of_projects if change.field is not None}),
        "others": len(changes) - len(of_projects),
    }
