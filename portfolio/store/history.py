"""The history of changes in and out of its table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select

from portfolio.domain.history import DataState, HistoryLine
from portfolio.store import tables as t
from portfolio.store.repositories import Repository


class History(Repository):
    """The history of changes; lines are added and never changed."""

    def add(self, portfolio: int, line: HistoryLine) -> None:
        """Add a line, which gets a number of its own."""
        values = {
            "portfolio_id": portfolio,
            "action": line.action,
            "subject": line.subject,
            "before": line.before,
            "after": line.after,
            "reason": line.reason,
            "at": line.at,
            "by": line.by,
            "undoes": line.undoes,
            "redoes": line.redoes,
        }
        if line.replaced is not None:
            values["data_before"] = line.replaced.data_hash
            values["version_before"] = line.replaced.version
            values["reports_before"] = line.replaced.reports
        self._connection.execute(insert(t.history).values(values))

    def all(self, portfolio: int, subject: str | None = None, most: int | None = None) -> list[HistoryLine]:
        """Return the lines, newest first: of one subject or of all, all of them or the latest few."""
        h = t.history
        query = select(h).where(h.c.portfolio_id == portfolio).order_by(h.c.id.desc()).limit(most)
        if subject is not None:
            query = query.where(h.c.subject == subject)
        return [_line(row) for row in self._connection.execute(query)]

    def next_change(self, portfolio: int, number: int) -> HistoryLine | None:
        """Return the first line after this one that changes the data, if there is one."""
        h = t.history
        query = select(h).where(h.c.portfolio_id == portfolio, h.c.id > number, h.c.data_before.is_not(None))
        row = self._connection.execute(query.order_by(h.c.id).limit(1)).one_or_none()
        return None if row is None else _line(row)

    def replaced(self, portfolio: int, data_hash: str) -> tuple[DataState, list[HistoryLine]] | None:
        """Return how data of this hash once stood, and what has changed them since, oldest first.

        None where the data have never been replaced: they are those in force, or were never here.
        """
        h = t.history
        ours = h.c.portfolio_id == portfolio
        query = select(h).where(ours, h.c.data_before == data_hash).order_by(h.c.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        since = select(h).where(ours, h.c.id >= row.id, h.c.data_before.is_not(None)).order_by(h.c.id)
        lines = [_line(row) for row in self._connection.execute(since)]
        return DataState(data_hash, row.version_before, row.reports_before), lines


def _line(row: Row[Any]) -> HistoryLine:
    replaced = None
    if row.data_before is not None:
        replaced = DataState(row.data_before, row.version_before, row.reports_before)
    told = (row.at, row.by, row.action, row.subject, row.before, row.after, row.reason)
    return HistoryLine(*told, row.id, replaced, row.undoes, row.redoes)
