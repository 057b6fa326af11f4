"""A portfolio and everything recorded of it: the place where use cases read and write.

Every write names who acts and leaves one line of history.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portfolio import settings
from portfolio.domain.assumptions import Assumptions
from portfolio.domain.calendar import Quarter
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.history import Actor, Conflict, HistoryLine, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import plain_text
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.portfolios import address_of, as_recorded, folder_of
from portfolio.store.repositories import Stamp
from portfolio.store.store import Store, UnitOfWork

SETTING_UP = Actor("first use")
_LONGEST_NAME = 200


def local_user() -> Actor:
    """Return who is acting when nobody has logged in: the user of this machine."""
    try:
        return Actor(getpass.getuser())
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return Actor("local user")


@dataclass(frozen=True)
class Change:
    """A transaction on one portfolio, on behalf of somebody.

    Attributes:
        portfolio: The portfolio's number in the store.
    """

    work: UnitOfWork
    portfolio: int
    stamp: Stamp

    def note(self, action: str, subject: str, before: Any, after: Any, reason: str) -> None:
        """Leave the line of history that every change owes.

        Raises:
            BadInput: The reason is not plain text.
        """
        why = _plain(reason, action, "reason")
        line = HistoryLine(self.stamp.at, self.stamp.by, action, subject, before, after, why)
        self.work.history.add(self.portfolio, line)


def _plain(text: str, form: str, field: str) -> str:
    try:
        return plain_text(text)
    except ValueError as error:
        raise BadInput([Fault(form, str(error), None, field, text)]) from error


class Workspace:
    """A portfolio in a store."""

    def __init__(
        self,
        name_or_folder: str = settings.DEFAULT_PORTFOLIO,
        *,
        store: Store | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open a portfolio in the store; on first use both are set up from the portfolio's files.

        Raises:
            BadInput: The files have faults, or the store cannot be opened.
        """
        self.folder = folder_of(name_or_folder)
        self.address = address_of(name_or_folder)
        self.now = now
        files = load_portfolio(self.folder)
        self.store = store or Store(settings.store_url())
        with self.store.transaction() as work:
            self._number = self._take_in(files, work)

    def _take_in(self, files: Portfolio, work: UnitOfWork) -> int:
        """Take the files in on first use, and again when they changed and nobody has edited them here."""
        stamp = Stamp(self.now(), SETTING_UP.name)
        work.portfolios.hold(self.address)
        held = work.portfolios.find(self.address)
        if held is None:
            held = work.portfolios.add(self.address, files.content_hash)
            work.portfolios.add_version(held.number, files, 1, stamp)
            change = Change(work, held.number, stamp)
            change.note("take in", "portfolio", None, {"hash": files.content_hash}, "first use")
            return held.number
        latest = work.portfolios.latest(held.number)
        current = as_recorded(files, self.address, work)
        if current.content_hash != latest.item.content_hash:
            work.portfolios.add_version(held.number, current, latest.version + 1, stamp)
            work.portfolios.note_files(held.number, files.content_hash)
            before, after = ({"hash": p.content_hash} for p in (latest.item, current))
            Change(work, held.number, stamp).note("take in", "portfolio", before, after, "files changed")
        return held.number

    def portfolio(self) -> Recorded[Portfolio]:
        """Return the portfolio in force, and the version it is."""
        with self.store.transaction() as work:
            return work.portfolios.latest(self._number)

    @contextmanager
    def reading(self) -> Iterator[tuple[UnitOfWork, int]]:
        """Give read access to the repositories, and the portfolio's number."""
        with self.store.transaction() as work:
            yield work, self._number

    @contextmanager
    def changing(self, actor: Actor) -> Iterator[Change]:
        """Change something on behalf of somebody: all of it, with its line of history, or nothing.

        Raises:
            BadInput: Nobody is named.
        """
        name = _plain(actor.name, "change", "by")
        if not 0 < len(name) <= _LONGEST_NAME:
            words = f"who acts, in at most {_LONGEST_NAME} characters"
            raise BadInput([Fault("change", words, None, "by", actor.name)])
        with self.store.transaction() as work:
            work.portfolios.hold(self.address)
            yield Change(work, self._number, Stamp(self.now(), name))

    def history(self, subject: str | None = None) -> list[HistoryLine]:
        """Return what was changed, newest first: of one subject (as "project a1-08"), or all."""
        with self.reading() as (work, number):
            return work.history.all(number, subject)


def change_assumptions(
    workspace: Workspace, assumptions: Assumptions, *, actor: Actor, reason: str, opened: int
) -> None:
    """Put other assumptions in force.

    Args:
        workspace: Where.
        assumptions: All of them, changed or not.
        actor: Who changes them.
        reason: Why.
        opened: The portfolio's version that the change was made on.

    Raises:
        BadInput: They do not fit the portfolio, or no reason is given.
        Conflict: Somebody else has changed the portfolio since.
    """
    if not reason.strip():
        raise BadInput([Fault("assumptions", "a reason for the change", None, "reason")])
    with workspace.changing(actor) as change:
        latest = _unchanged(change, opened)
        changed = latest.item.changed(assumptions=assumptions)
        faults = list(assumption_faults(changed, "assumptions"))
        if faults:
            raise BadInput(faults)
        before = latest.item.assumptions.model_dump(mode="json")
        after = assumptions.model_dump(mode="json")
        keys = [key for key in after if after[key] != before[key]]
        if not keys:
            return
        change.work.portfolios.add_version(change.portfolio, changed, latest.version + 1, change.stamp)
        old, new = ({key: content[key] for key in keys} for content in (before, after))
        change.note("change assumptions", "assumptions", old, new, reason)


def set_data_date(
    workspace: Workspace, data_date: Quarter | None, *, actor: Actor, reason: str, opened: int
) -> None:
    """Say up to which quarter everything is history.

    Raises:
        BadInput: The quarter lies outside the schedule.
        Conflict: Somebody else has changed the portfolio since.
    """
    with workspace.changing(actor) as change:
        latest = _unchanged(change, opened)
        calendar = latest.item.calendar
        if data_date is not None and not calendar.first <= data_date <= calendar.last:
            words = f"a quarter from {calendar.first} to {calendar.last}"
            raise BadInput([Fault("data date", words, value=str(data_date))])
        changed = latest.item.changed(data_date=data_date)
        change.work.portfolios.add_version(change.portfolio, changed, latest.version + 1, change.stamp)
        before, after = (None if q is None else str(q) for q in (latest.item.data_date, data_date))
        change.note("set data date", "portfolio", before, after, reason)


def _unchanged(change: Change, opened: int) -> Recorded[Portfolio]:
    latest = change.work.portfolios.latest(change.portfolio)
    if latest.version != opened:
        raise Conflict(latest)
    return latest
