"""Where things are, and how the product runs: settings from the environment, typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portfolio.environment import Settings

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "data").is_dir()
_HOME = _PACKAGE if _INSTALLED else _PACKAGE.parent
"""In a wheel app.py and data/ lie inside the package, in a checkout beside it."""

APP_PAGE = _HOME / "app.py"
DATA_FOLDER = _HOME / "data"
DEFAULT_PORTFOLIO = "gongshu-2017-2021"
DEFAULT_SCENARIO = "default"
"""The one that changes nothing."""

TIME_LIMIT_SECONDS = 60.0
"""Seconds a solve may take unless the caller says otherwise."""


def current() -> Settings:
    """Return what the environment says now."""
    from portfolio.environment import Settings  # noqa: PLC0415 - help texts load no models

    return Settings()


def app_portfolio() -> str:
    """Return the name or folder of the portfolio the app opens (environment variable PORTFOLIO)."""
    return current().portfolio or DEFAULT_PORTFOLIO


def home_folder() -> Path:
    """Return the folder that holds what people enter (environment variable PORTFOLIO_HOME)."""
    return current().home.expanduser()


def store_url() -> str:
    """Return the address of the database (environment variable DATABASE_URL), by default an SQLite file."""
    url = current().database_url
    return f"sqlite:///{_store_file().absolute()}" if url is None else url.get_secret_value()


def store_exists() -> bool:
    """Tell whether anything can have been recorded yet."""
    return current().database_url is not None or _store_file().is_file()


def _store_file() -> Path:
    return home_folder() / "portfolio.db"
