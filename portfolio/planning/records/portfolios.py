"""Where a portfolio is, by name or by folder, and what has been recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.text import is_folder

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.store.repositories import Held
    from portfolio.store.store import Store


@dataclass(frozen=True, slots=True)
class Located:
    """Where a portfolio is.

    Attributes:
        address: What a plan notes so that its portfolio is found again from any working directory.
        folder: Where its files are; None for one that lives in the store alone.
    """

    address: str
    folder: Path | None


def bundled_names() -> list[str]:
    """Return the names of the bundled portfolios."""
    return sorted(folder.name for folder in settings.DATA_FOLDER.iterdir() if folder.is_dir())


def kept_names(store: Store | None) -> list[str]:
    """Return the names of the portfolios that live in the store alone."""
    if store is None:
        return []
    with store.reading() as work:
        return [address for address, held in work.portfolios.all() if not held.has_files]


def located(name_or_folder: str, store: Store | None) -> Located:
    """Return where a portfolio is: in the store alone, bundled, or in a folder; a name goes before a folder.

    Args:
        name_or_folder: The portfolio.
        store: Where it may live; None as long as there is no store.

    Raises:
        BadInput: It is nowhere.
    """
    kept, bundled = kept_names(store), bundled_names()
    if name_or_folder in kept:
        return Located(name_or_folder, None)
    if name_or_folder in bundled:
        return Located(name_or_folder, settings.DATA_FOLDER / name_or_folder)
    folder = Path(name_or_folder)
    if not is_folder(folder):
        names = {"names": (*bundled, *kept)}
        raise BadInput(
            [Fault(Form.PORTFOLIO, Expected.PORTFOLIO_OR_ONE_OF, value=name_or_folder, values=names)]
        )
    return Located(str(folder.resolve()), folder)


def portfolio_at(place: Located, store: Store | None) -> Portfolio:
    """Return a portfolio with everything recorded of it since, if anything was; nothing is written.

    Raises:
        BadInput: Its files have faults; all are named.
    """
    files = None if place.folder is None else load_portfolio(place.folder)
    held = recorded = None
    if store is not None:
        with store.reading() as work:
            held = work.portfolios.find(place.address)
            recorded = None if held is None else work.portfolios.latest(held.number).item
    if held is None or recorded is None:
        if files is None:
            raise LookupError(place.address)
        return files
    return recorded if files is None else as_recorded(files, held, recorded)


def as_recorded(files: Portfolio, held: Held, recorded: Portfolio) -> Portfolio:
    """Return the portfolio with what has been recorded of it.

    Files that were edited outside count as long as nobody has edited the portfolio here; from then on what is
    here counts.

    Args:
        files: As it lies in its files.
        held: What the store knows of those.
        recorded: As it is in the store.
    """
    if recorded.content_hash != held.files_hash:
        return recorded
    return files.changed(status_reports=recorded.status_reports, data_date=recorded.data_date)
