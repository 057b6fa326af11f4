"""A portfolio and everything recorded of it: the place where use cases read and write.

Every write names who acts and leaves one line of history.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault, Place, Unfit
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, DataState, HistoryLine, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import plain_text
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.records.people import SETTING_UP
from portfolio.planning.records.portfolios import as_recorded, located
from portfolio.planning.records.roles import check_right
from portfolio.store.repositories import Held, Stamp
from portfolio.store.store import Store, UnitOfWork

_LONGEST_NAME = 200
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """A transaction on one portfolio, on behalf of somebody.

    Attributes:
        portfolio: The portfolio's number in the store.
        known: The portfolio as it was read before, which spares reading it again.
        is_by_itself: Whether the product does it by itself, for which nobody needs a right.
        noted: What was done to what, as history is told of it.
    """

    work: UnitOfWork
    portfolio: int
    stamp: Stamp
    known: Recorded[Portfolio] | None = None
    is_by_itself: bool = False
    noted: list[tuple[str, str]] = field(default_factory=list)

    def latest(self) -> Recorded[Portfolio]:
        """Return the portfolio in force, which nobody else changes meanwhile."""
        return self.work.portfolios.latest(self.portfolio, self.known)

    def note(
        self,
        action: str,
        subject: str,
        before: Any,
        after: Any,
        reason: str,
        *,
        replaced: Recorded[Portfolio] | None = None,
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> None:
        """Leave the line of history that every change owes.

        Args:
            action: What is done.
            subject: To what.
            before: What stood there.
            after: What stands there now.
            reason: Why.
            replaced: The portfolio as it was, where its data are changed: a plan made from it is still known
                to be one of ours.
            undoes: The number of the line that this takes back, if it does.
            redoes: The number of the line that this does once more, if it does.

        Raises:
            BadInput: The reason is not plain text, or the change is not for who acts to make.
        """
        if not self.is_by_itself:
            check_right(self.work, self.portfolio, self.stamp.by, action, subject)
        why = checked_text(reason, action, "reason")
        state = None if replaced is None else state_of(replaced)
        done = (self.stamp.at, self.stamp.by, action, subject, before, after, why)
        line = HistoryLine(*done, replaced=state, undoes=undoes, redoes=redoes)
        self.work.history.add(self.portfolio, line)
        self.noted.append((action, subject))


def state_of(portfolio: Recorded[Portfolio]) -> DataState:
    """Return what tells the data of a portfolio from those before and after."""
    return DataState(portfolio.item.data_hash, portfolio.version, portfolio.reports)


def checked_text(text: str, form: Place, field: str) -> str:
    """Return what somebody entered, without spaces around it.

    Raises:
        BadInput: It is not plain text.
    """
    try:
        return plain_text(text)
    except Unfit as error:
        raise BadInput([Fault(form, Expected.PLAIN_TEXT, None, field, text)]) from error


def acting(actor: Actor, at: datetime) -> Stamp:
    """Return the stamp of what somebody does.

    Raises:
        BadInput: Nobody is named.
    """
    name = checked_text(actor.name, Form.CHANGE, "by")
    if not 0 < len(name) <= _LONGEST_NAME:
        limit = {"limit": _LONGEST_NAME}
        raise BadInput([Fault(Form.CHANGE, Expected.WHO_ACTS, None, "by", actor.name, values=limit)])
    return Stamp(at, name)


class Workspace:
    """A portfolio in a store."""

    def __init__(
        self,
        name_or_folder: str = settings.DEFAULT_PORTFOLIO,
        *,
        store: Store,
        files: Portfolio | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open a portfolio in the store; one that has files is taken in from them on first use.

        Args:
            name_or_folder: The portfolio.
            store: Where it is recorded.
            files: The portfolio as it lies in its files; loaded here if absent.
            now: Tells the time.

        Raises:
            BadInput: There is no such portfolio, or its files have faults.
        """
        place = located(name_or_folder, store)
        self.folder, self.address = place.folder, place.address
        self.now = now
        self.store = store
        self._known: Recorded[Portfolio] | None = None
        self._number = self._open(files)

    def _open(self, files: Portfolio | None) -> int:
        if self.folder is None:
            with self.store.reading() as work:
                held = work.portfolios.find(self.address)
                if held is None:
                    raise LookupError(self.address)
                return held.number
        files = files or load_portfolio(self.folder)
        return self._current(files) or self._take_in(files)

    def _current(self, files: Portfolio) -> int | None:
        """Return the portfolio's number, if there is nothing new in its files to take in."""
        with self.store.reading() as work:
            held = work.portfolios.find(self.address)
            if held is None:
                return None
            recorded = work.portfolios.latest(held.number)
        is_current = _taken_in(files, held, recorded.item) is None
        self._known = recorded
        return held.number if is_current else None

    def _take_in(self, files: Portfolio) -> int:
        """Take the files in on first use, and again when they changed and nobody has edited them here."""
        stamp = Stamp(self.now(), SETTING_UP.name)
        with self.store.transaction() as work:
            work.portfolios.hold(self.address)
            held = work.portfolios.find(self.address)
            if held is None:
                held = work.portfolios.add(self.address, files.content_hash)
                work.portfolios.add_version(held.number, files, 1, stamp)
                for report in files.status_reports:
                    work.reports.add(held.number, report, stamp)
                change = Change(work, held.number, stamp, is_by_itself=True)
                change.note("take in", "portfolio", None, {"hash": files.content_hash}, "first use")
                return held.number
            change = Change(work, held.number, stamp, is_by_itself=True)
            latest = change.latest()
            current = _taken_in(files, held, latest.item)
            if current is not None:
                work.portfolios.add_version(held.number, current, latest.version + 1, stamp)
                work.portfolios.note_files(held.number, files.content_hash)
                before, after = ({"hash": p.content_hash} for p in (latest.item, current))
                change.note("take in", "portfolio", before, after, "files changed", replaced=latest)
            return held.number

    def portfolio(self) -> Recorded[Portfolio]:
        """Return the portfolio in force, and the version it is."""
        with self.store.reading() as work:
            known = work.portfolios.latest(self._number, self._known)
        # Only what was read here is kept: whoever changes something may yet take it back.
        self._known = known
        return known

    @contextmanager
    def reading(self) -> Iterator[tuple[UnitOfWork, int]]:
        """Give read access to the repositories, and the portfolio's number; writing fails."""
        with self.store.reading() as work:
            yield work, self._number

    @contextmanager
    def changing(self, actor: Actor) -> Iterator[Change]:
        """Change something on behalf of somebody: all of it, with its line of history, or nothing.

        Raises:
            BadInput: Nobody is named, or somebody for whom it is not to change.
        """
        begun, done = time.monotonic(), []
        try:
            with self.store.transaction() as work:
                work.portfolios.hold(self.address)
                stamp = acting(actor, self.now())
                change = Change(work, self._number, stamp, self._known, actor is SETTING_UP)
                yield change
                done = change.noted
        except (BadInput, Conflict) as error:
            self._log("refused", actor, begun, because=type(error).__name__)
            raise
        for action, subject in done:
            self._log("changed", actor, begun, use_case=action, subject=subject)

    def _log(self, event: str, actor: Actor, begun: float, **more: str) -> None:
        seconds = round(time.monotonic() - begun, 3)
        about = {"user": actor.name, "portfolio": self.address, "seconds": seconds, **more}
        _LOG.info(event, extra=about)

    def history(self, subject: str | None = None, most: int | None = None) -> list[HistoryLine]:
        """Return what was changed, newest first: of one subject (as "project a1-08"), or of all."""
        with self.reading() as (work, number):
            return work.history.all(number, subject, most)


def _taken_in(files: Portfolio, held: Held, recorded: Portfolio) -> Portfolio | None:
    """Return the portfolio with what its files hold that is new; None where they hold nothing new."""
    current = as_recorded(files, held, recorded)
    return None if current.content_hash == recorded.content_hash else current
