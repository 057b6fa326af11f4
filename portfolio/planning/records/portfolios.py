"""Where a portfolio lies, by name or by folder, and what has been recorded of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.exchange.text import is_folder

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.store.repositories import Held
    from portfolio.store.store import Store


def portfolio_names() -> list[str]:
    """Return the names of the bundled portfolios."""
    return sorted(folder.name for folder in settings.DATA_FOLDER.iterdir() if folder.is_dir())


def folder_of(name_or_folder: str) -> Path:
    """Return the folder of a bundled portfolio, or the folder itself.

    Raises:
        BadInput: It is neither.
    """
    if name_or_folder in portfolio_names():
        return settings.DATA_FOLDER / name_or_folder
    folder = Path(name_or_folder)
    if not is_folder(folder):
        names = {"names": tuple(portfolio_names())}
        raise BadInput(
            [Fault(Form.PORTFOLIO, Expected.PORTFOLIO_OR_ONE_OF, value=name_or_folder, values=names)]
        )
    return folder


def address_of(name_or_folder: str) -> str:
    """Return what a plan notes so that its portfolio is found again from any working directory."""
    return name_or_folder if name_or_folder in portfolio_names() else str(folder_of(name_or_folder).resolve())


def portfolio_in(store: Store, address: str, files: Portfolio) -> Portfolio:
    """Return a portfolio with everything recorded of it since, if anything was.

    Args:
        store: Where it may be recorded.
        address: What it is called there.
        files: As it lies in its files.
    """
    with store.reading() as work:
        held = work.portfolios.find(address)
        return files if held is None else as_recorded(files, held, work.portfolios.latest(held.number).item)


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
