"""Who acts, and the line that every change leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from portfolio.domain.differences import Difference

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: the name that history keeps."""

    name: str


@dataclass(frozen=True, slots=True)
class Recorded(Generic[T]):
    """Something that was recorded, by whom and when (UTC), under a number of its own.

    Attributes:
        version: How often it has been saved under this name, from 1; 1 for what never changes.
        reports: Of a portfolio: how many status reports and withdrawals of such it was put together from.
    """

    number: int
    at: datetime
    by: str
    item: T
    version: int = 1
    reports: int = 0


@dataclass(frozen=True, slots=True)
class DataState:
    """How the data of a portfolio stood at one time: a version of it, with so many entries of reports.

    Attributes:
        data_hash: Hash of everything a plan is computed from.
    """

    data_hash: str
    version: int
    reports: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change.

    Attributes:
        action: What was done, as "report status".
        subject: What it was done to, as "project a1-08".
        before: What stood there before; None when nothing did.
        after: What stands there now; None when it was taken away.
        number: Its own; 0 for one that is not written yet.
        replaced: How the data stood until then, where it changes them.
        undoes: Number of the line that it takes back, if it does.
        redoes: Number of the line that it does once more, which had been taken back.
    """

    at: datetime
    by: str
    action: str
    subject: str
    before: Any
    after: Any
    reason: str
    number: int = 0
    replaced: DataState | None = None
    undoes: int | None = None
    redoes: int | None = None

    @property
    def step(self) -> int:
        """The number of the line that it is all about: its own, or of what it takes back or does again."""
        return self.undoes or self.redoes or self.number


@dataclass(frozen=True, slots=True)
class Approval:
    """What is known of a baseline without its plan.

    Attributes:
        scenario: Name of the scenario whose plan it is.
        note: Why it was approved.
    """

    scenario: str
    note: str


class Conflict(Exception):  # noqa: N818 - the word people use
    """Somebody else has changed or deleted it since; nothing has been overwritten.

    Attributes:
        theirs: What stands there now; where it was deleted what stood there last, deleted by whom and when.
        is_deleted: Whether it was deleted.
        clashes: Where two changes meet, if known: what the first one put there, and what stands there now.
    """

    def __init__(
        self, theirs: Recorded[Any], *, is_deleted: bool = False, clashes: Sequence[Difference] = ()
    ) -> None:
        self.theirs = theirs
        self.is_deleted = is_deleted
        self.clashes = tuple(clashes)
        super().__init__(theirs)
