"""The store: one database, opened with its tables up to date, and the unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.store import tables
from portfolio.store.history import History
from portfolio.store.repositories import Plans, Portfolios, Scenarios, Solves, StatusReports
from portfolio.store.runs import Runs

_BUSY_SECONDS = 30
_READS = "portfolio_reads"
"""Marks the connections of transactions that only read."""


@dataclass(frozen=True)
class UnitOfWork:
    """The repositories within one transaction: all of it is kept, or none."""

    portfolios: Portfolios
    reports: StatusReports
    scenarios: Scenarios
    plans: Plans
    runs: Runs
    solves: Solves
    history: History


class Store:
    """A database with all tables up to date."""

    def __init__(self, url: str) -> None:
        """Open a database, create it on first use, and bring its tables up to date.

        Args:
            url: An SQLAlchemy address, as sqlite:////folder/portfolio.db or postgresql://…

        Raises:
            BadInput: It cannot be opened, or was written by a newer version of this product.
        """
        shown = "DATABASE_URL"
        try:
            place = make_url(url)
            shown = place.render_as_string(hide_password=True)
            self._engine = _engine(place)
            self._reader = _reader(self._engine)
            self._migrate()
        except (SQLAlchemyError, tables.OfAnotherVersion, OSError, ImportError) as error:
            reason = {"reason": _first_line(error)}
            raise BadInput([Fault(shown, Expected.DATABASE, values=reason)]) from error

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        """Do something whole: it is committed at the end, and undone if anything goes wrong."""
        with self._engine.begin() as connection:
            yield _work(connection)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Read everything as it stands at one moment; writing fails.

        Readers wait for no writer and no writer waits for them.
        """
        with self._reader.begin() as connection:
            yield _work(connection)

    def backed_up(self) -> tuple[bytes, dict[str, int]]:
        """Return everything as a file holds it, as it stands at one moment, and how many rows by table."""
        from portfolio.store.backup import backed_up  # noqa: PLC0415 - loads what changes tables

        with self._reader.begin() as connection:
            return backed_up(connection)

    def restore(self, file: Path) -> dict[str, int]:
        """Put what a file holds in the place of everything here, all of it or nothing.

        Returns:
            Table -> how many rows it has.

        Raises:
            BadInput: The file is no backup, not whole, or of a newer version.
        """
        from portfolio.store.backup import restored  # noqa: PLC0415 - loads what changes tables

        with self._alone() as connection:
            return restored(connection, file)

    def counts(self) -> dict[str, int]:
        """Return table -> how many rows it has."""
        with self._reader.begin() as connection:
            return {
                table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for table in tables.metadata.sorted_tables
            }

    def faults(self) -> list[Fault]:
        """Return what is wrong with the database itself and with the documents in it; see `soundness`."""
        from portfolio.store.soundness import faults  # noqa: PLC0415 - loads every model

        with self._reader.begin() as connection:
            return list(faults(connection))

    @property
    def revision(self) -> str:
        """The revision of its tables, which are up to date."""
        return tables.newest_revision()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        """Bring the tables up to date, in one transaction and one process at a time.

        Where they are, nothing is written, nobody who writes is waited for, and Alembic is not even loaded.
        """
        with self._reader.begin() as connection:
            self.migrated_from = tables.revision_of(connection)
            if self.migrated_from == self.revision:
                return
        # Loading what changes tables takes a fifth of a second, which is seldom needed.
        from portfolio.store.migrating import upgrade  # noqa: PLC0415 - see above

        with self._alone() as connection:
            upgrade(connection)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Begin a transaction that changes tables, of one process at a time."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite's BEGIN IMMEDIATE lets one process in at a time; here a lock of our own does.
                connection.execute(text("SELECT pg_advisory_xact_lock(7205759)"))
            yield connection


def without_password(url: str) -> str:
    """Return a database's address as it may be shown."""
    return make_url(url).render_as_string(hide_password=True)


def _work(connection: Connection) -> UnitOfWork:
    return UnitOfWork(
        portfolios=Portfolios(connection),
        reports=StatusReports(connection),
        scenarios=Scenarios(connection),
        plans=Plans(connection),
        runs=Runs(connection),
        solves=Solves(connection),
        history=History(connection),
    )


def _engine(place: URL) -> Engine:
    if place.get_backend_name() != "sqlite":
        return create_engine(place, hide_parameters=True)
    if place.database:
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(place, hide_parameters=True)  # what people wrote stands in no log
    _prepare_sqlite(engine)
    return engine


def _reader(engine: Engine) -> Engine:
    """Return the same connections for transactions that only read, each of them at one moment."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(**{_READS: True})


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite safe against being killed, and let transactions cover changes of tables too."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, too late and not for table changes; we begin them.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {_BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(_READS, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
        # A writer lets nobody else in from the start: what it reads stays so until it has written.
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
