"""A database as one file and back: every row of every table, of either kind of database into either.

The file is gzipped JSON lines: what it is, then each table's columns and rows in order, then how many there
were and their hash, by which a file that was cut short is known. Amounts, texts and documents are kept to the
letter: documents are not read on the way.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Cast,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import DateTime

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.store.migrating import upgrade
from portfolio.store.tables import OfAnotherVersion, metadata, revision_of

_FORMAT = "portfolio backup 1"
_ROWS_AT_ONCE = 500
_REVISION = "alembic_version"


class _Letters(TypeDecorator[str]):
    """A document of PostgreSQL, which is strict about them, as the letters it is kept in."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindparam: BindParameter[str]) -> Cast[Any]:
        """Say that these letters are a document."""
        return cast(bindparam, JSON)

    def column_expression(self, column: ColumnElement[Any]) -> Cast[str]:
        """Ask for the letters."""
        return cast(column, Text)


def backed_up(connection: Connection) -> tuple[bytes, dict[str, int]]:
    """Return what a file has to hold, and how many rows there are by table.

    Args:
        connection: In a transaction that reads everything as it stands at one moment.
    """
    counted: dict[str, int] = {}
    writer = _Writer()
    writer.put({"format": _FORMAT, "revision": revision_of(connection)})
    for table in _tables(connection, list(metadata.tables)):
        writer.put({"table": table.name, "columns": [column.name for column in table.columns]})
        rows = connection.execute(select(table).order_by(*table.primary_key.columns))
        counted[table.name] = 0
        for row in rows.yield_per(_ROWS_AT_ONCE):
            writer.put([_told(value) for value in row])
            counted[table.name] += 1
    return writer.closed(), counted


def restored(connection: Connection, file: Path) -> dict[str, int]:
    """Put the rows of a file in the place of all that the database has, and bring its tables up to date.

    Args:
        connection: In a transaction that nobody else writes in; it is undone when anything goes wrong.
        file: What `back_up` wrote, of this version or an older one.

    Returns:
        Table -> how many rows it has.

    Raises:
        BadInput: The file cannot be read, is no backup or not whole, or is of a newer version.
    """
    for _ in _lines(file):  # all of it is read before anything is touched
        pass
    lines = _lines(file)
    revision = next(lines)["revision"]
    here = set(inspect(connection).get_table_names())
    for table in reversed(metadata.sorted_tables):
        if table.name in here:
            table.drop(connection)
    if _REVISION in here:
        connection.execute(text(f"DROP TABLE {_REVISION}"))
    try:
        upgrade(connection, revision)
    except OfAnotherVersion as error:
        raise _unfit(file, str(error)) from error
    counted = _put(connection, lines)
    upgrade(connection)
    return counted


def _put(connection: Connection, lines: Iterator[Any]) -> dict[str, int]:
    """Write all rows; returns table -> how many."""
    counted: dict[str, int] = {}
    for name, columns, rows in _by_table(lines):
        (table,) = _tables(connection, [name])
        counted[name] = 0
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            values = [dict(zip(columns, row, strict=True)) for row in some]
            moments = [name for name in columns if isinstance(table.c[name].type, DateTime)]
            for row in values:
                row.update({key: datetime.fromisoformat(row[key]) for key in moments if row[key]})
            connection.execute(insert(table), values)
            counted[name] += len(values)
        if connection.dialect.name == "postgresql" and counted[name]:
            sequence = func.pg_get_serial_sequence(name, "id")
            connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
    return counted


def _by_table(lines: Iterator[Any]) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """Yield each table's name, columns and rows; the rows have to be taken before the next table."""
    head = next(lines, None)
    while head is not None:
        following: list[Any] = []

        def rows(following: list[Any] = following) -> Iterator[list[Any]]:
            for line in lines:
                if isinstance(line, dict):
                    following.append(line)
                    return
                yield line

        yield head["table"], head["columns"], rows()
        head = following[0] if following else None


def _tables(connection: Connection, names: Sequence[str]) -> list[Table]:
    """Return tables as the database has them, parents first, with documents as letters."""
    found = MetaData()
    found.reflect(connection, only=names)
    kept = MetaData()
    letters = _Letters() if connection.dialect.name == "postgresql" else Text()
    for table in found.sorted_tables:
        columns = (
            Column(
                column.name,
                letters if isinstance(column.type, JSON) else column.type,
                primary_key=column.primary_key,
            )
            for column in table.columns
        )
        Table(table.name, kept, *columns)
    return [kept.tables[table.name] for table in found.sorted_tables if table.name in names]


def _told(value: Any) -> Any:
    """Return a value as a file holds it: a moment in UTC, as which SQLite keeps it without saying so."""
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


class _Writer:
    """Packs lines, and at the end how many there were and their hash."""

    def __init__(self) -> None:
        self._packed = io.BytesIO()
        self._out = gzip.GzipFile(fileobj=self._packed, mode="wb", mtime=0)
        self._lines = 0
        self._hash = hashlib.sha256()

    def put(self, content: object) -> None:
        line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
        self._hash.update(line)
        self._lines += 1
        self._out.write(line)

    def closed(self) -> bytes:
        end = {"lines": self._lines, "sha256": self._hash.hexdigest()}
        self._out.write(json.dumps(end).encode() + b"\n")
        self._out.close()
        return self._packed.getvalue()


def _lines(file: Path) -> Iterator[Any]:
    """Yield what each line holds but the last, which says whether it was all.

    Raises:
        BadInput: The file cannot be read, is no backup, or not whole.
    """
    seen, count = hashlib.sha256(), 0
    try:
        with gzip.open(file, "rb") as text_lines:
            for line in text_lines:
                content = json.loads(line)
                if isinstance(content, dict) and "sha256" in content:
                    if content == {"lines": count, "sha256": seen.hexdigest()}:
                        return
                    break
                if count == 0 and (not isinstance(content, dict) or content.get("format") != _FORMAT):
                    break
                seen.update(line)
                count += 1
                yield content
    except (OSError, EOFError, ValueError) as error:
        raise _unfit(file, str(error)) from error
    raise _unfit(file, "cut short or changed" if count else "no backup")


def _unfit(file: Path, reason: str) -> BadInput:
    return BadInput([Fault(str(file), Expected.BACKUP, values={"reason": reason})])
