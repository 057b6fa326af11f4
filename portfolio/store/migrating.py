"""Bringing tables up to date: the one module that loads Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from portfolio.store.tables import MIGRATIONS, OfAnotherVersion


def upgrade(connection: Connection) -> None:
    """Run every migration that the tables lack, within the transaction of this connection.

    Raises:
        OfAnotherVersion: The tables are of a revision that this version has no migration for.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise OfAnotherVersion(str(error)) from error
