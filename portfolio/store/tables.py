"""The tables. Documents (portfolio, plan, …) are kept whole as JSON; what is searched for has a column."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    inspect,
    text,
)

MIGRATIONS = Path(__file__).parent / "migrations"


class OfAnotherVersion(Exception):  # noqa: N818 - says what it is
    """A database's tables are of a revision that this version of the product does not know."""


def newest_revision() -> str:
    """Return the revision of tables that are up to date, as the migrations' file names count them."""
    return max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("v*.py"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the tables are of, None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - the base class's form
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - the base class's form
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _of_portfolio() -> Column[int]:
    return Column("portfolio_id", ForeignKey("portfolios.id"), nullable=False, index=True)


def _by() -> tuple[Column[datetime], Column[str]]:
    return Column("at", Utc, nullable=False), Column("by", String(200), nullable=False)


portfolios = Table(
    "portfolios",
    metadata,
    Column("id", Integer, primary_key=True),
    # The name of a bundled portfolio, or of one that lives here alone, or the folder it was read from.
    Column("address", String(1000), nullable=False, unique=True),
    # Hash of the files as last taken in; a version of another hash was edited here. Empty: it has no files.
    Column("files_hash", String(80), nullable=False),
)

portfolio_versions = Table(
    "portfolio_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("number", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    *_by(),
    UniqueConstraint("portfolio_id", "number"),
)

status_reports = Table(
    "status_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("project", String(40), nullable=False),
    Column("content", JSON, nullable=False),
    *_by(),
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("name", String(120), nullable=False),
    # A deleted one keeps its row, so that the versions of a name never begin again.
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False, server_default=false()),
    Column("content", JSON, nullable=False),
    *_by(),
    UniqueConstraint("portfolio_id", "name"),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("content", JSON, nullable=False),
    # What it was made from, data and scenario, and what is known of it; all also stand in the content.
    Column("data_hash", String(80), nullable=False),
    Column("scenario", String(120), nullable=False),
    Column("status", String(20), nullable=False, server_default="unknown"),
    *_by(),
)

baselines = Table(
    "baselines",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("note", Text, nullable=False),
    *_by(),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("action", String(80), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("reason", Text, nullable=False),
    # For a change of the data: their hash until then, as of which version with how many reports.
    Column("data_before", String(80), index=True),
    Column("version_before", Integer),
    Column("reports_before", Integer),
    # The line that this one takes back, or does once more; the first of all that are about the same step.
    Column("undoes", Integer),
    Column("redoes", Integer),
    *_by(),
)

solve_runs = Table(
    "solve_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_portfolio(),
    Column("topic", String(20), nullable=False, server_default="plan"),
    Column("subject", String(120), nullable=False, server_default=""),
    # Hash of everything the answer depends on: the same question has the same.
    Column("question", String(80), nullable=False, server_default="", index=True),
    Column("scenario", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("plan_id", ForeignKey("plans.id")),
    Column("solves", Integer, nullable=False, server_default="0"),
    Column("progress", JSON, nullable=False, server_default="[]"),
    # When the process that works on it last said so.
    Column("heard_at", Utc),
    Column("finished_at", Utc),
    # Why it failed or was interrupted; empty where nothing is to be said.
    Column("message", Text, nullable=False),
    *_by(),
)

solves = Table(
    "solves",
    metadata,
    Column("id", Integer, primary_key=True),
    # Hash of the instance and of whatever else decides the result.
    Column("key", String(80), nullable=False, index=True),
    Column("result", Text, nullable=False),
    # Seconds the solver was given; none where it had no limit.
    Column("time_limit", Float),
    Column("at", Utc, nullable=False),
)
