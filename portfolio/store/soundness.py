"""Whether a database is sound: its pages, its references, and that every document in it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Table, func, select

from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.store import tables
from portfolio.store.repositories import WITHDRAWS

_READ_BY: dict[str, Callable[[object], object]] = {
    "portfolio_versions": Portfolio.model_validate,
    "status_reports": StatusReport.model_validate,
    "scenarios": Scenario.model_validate,
    "plans": Plan.model_validate,
}


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield everything that is wrong, each with its table and the number of its row."""
    if connection.dialect.name == "sqlite":
        yield from _of_the_file(connection)
    for table in tables.metadata.sorted_tables:
        yield from _of_references(connection, table)
    for name, read in _READ_BY.items():
        yield from _of_documents(connection, tables.metadata.tables[name], read)
    yield from _of_numbers(connection)


def _of_the_file(connection: Connection) -> Iterator[Fault]:
    for (words,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if words != "ok":
            yield Fault("portfolio.db", Expected.SOUND_DATABASE, values={"reason": words})


def _of_references(connection: Connection, table: Table) -> Iterator[Fault]:
    """Yield rows that name one of another table which is not there."""
    for key in table.foreign_keys:
        named, there = key.parent, key.column
        query = select(table.c.id, named).where(named.is_not(None), named.not_in(select(there)))
        for number, value in connection.execute(query):
            of = {"reason": there.table.name}
            yield Fault(table.name, Expected.ROW_OF, number, named.name, str(value), values=of)


def _of_documents(connection: Connection, table: Table, read: Callable[[object], object]) -> Iterator[Fault]:
    for number, content in connection.execute(select(table.c.id, table.c.content).order_by(table.c.id)):
        if table is tables.status_reports and WITHDRAWS in content:
            continue
        try:
            read(content)
        except ValueError as error:
            reason = {"reason": str(error).replace("\n", " ")}
            yield Fault(table.name, Expected.READABLE_DOCUMENT, number, "content", values=reason)


def _of_numbers(connection: Connection) -> Iterator[Fault]:
    """Yield portfolios whose versions are not numbered one by one."""
    versions = tables.portfolio_versions
    counted = (func.count(), func.min(versions.c.number), func.max(versions.c.number))
    query = select(versions.c.portfolio_id, *counted).group_by(versions.c.portfolio_id)
    for portfolio, count, first, last in connection.execute(query):
        if last - first + 1 != count:
            found, all_of_them = f"{count} of {first}-{last}", {"count": last - first + 1}
            code = Expected.VERSIONS_IN_ORDER
            yield Fault(versions.name, code, portfolio, "number", found, values=all_of_them)
