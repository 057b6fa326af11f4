"""Bringing tables up to date: the one module that loads Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from portfolio.store.tables import MIGRATIONS, OfAnotherVersion, newest_revision, revision_of


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run every migration that the tables lack, within the transaction of this connection.

    Args:
        connection: With tables of any earlier revision, or none.
        revision: Up to which one; the newest if absent.

    Raises:
        OfAnotherVersion: The tables are of a revision that this version has no migration for.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        of_file = revision if revision != "head" else revision_of(connection)
        reason = f"its tables are of revision {of_file}, and this version knows up to {newest_revision()}"
        raise OfAnotherVersion(reason) from error
