"""Keeping the database: a backup, what a backup holds brought back, and whether all of it is sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portfolio.domain.errors import Fault
from portfolio.exchange.saving import save
from portfolio.store.store import Store

Counts = dict[str, int]
"""Table -> how many rows it has."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in the database now.

    Attributes:
        kept: The file that holds what was there before; None where that was nothing.
    """

    counts: Counts
    kept: Path | None


def back_up(store: Store, file: Path) -> Counts:
    """Write everything as it stands at one moment to a file, which is replaced in one step.

    Raises:
        BadInput: The file cannot be written; what stood there stays.
    """
    content, counts = store.backed_up()
    save(content, file)
    return counts


def restore(store: Store, file: Path, *, keep_in: Path) -> Restored:
    """Put what a backup holds in the place of everything in the database, which is backed up first.

    Args:
        store: Of either kind, whichever the backup is of.
        file: The backup.
        keep_in: Folder that gets a backup of what was there.

    Raises:
        BadInput: The file is no backup, not whole, or of a newer version; the database stays as it was.
    """
    kept = None
    content, before = store.backed_up()
    if any(before.values()):
        keep_in.mkdir(parents=True, exist_ok=True)
        kept = keep_in / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.backup"
        save(content, kept)
    try:
        return Restored(store.restore(file), kept)
    except BaseException:
        if kept is not None:  # nothing has been replaced
            kept.unlink()
        raise


def checked(store: Store) -> tuple[Counts, list[Fault]]:
    """Return how many rows there are by table, and what is wrong with any of them."""
    return store.counts(), store.faults()
