"""Where things are, and how much of the machine a solve may take."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_dir

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "data").is_dir()
_HOME = _PACKAGE if _INSTALLED else _PACKAGE.parent
"""In a wheel app.py and data/ lie inside the package, in a checkout beside it."""

APP_PAGE = _HOME / "app.py"
DATA_FOLDER = _HOME / "data"
DEFAULT_PORTFOLIO = "gongshu-2017-2021"
DEFAULT_SCENARIO = "default"
"""The one that changes nothing."""

_PRODUCT = "capital-portfolio-scheduler"

TIME_LIMIT_SECONDS = 60.0
"""Seconds a solve may take unless the caller says otherwise."""


def app_portfolio() -> str:
    """Return the name or folder of the portfolio the app opens (environment variable PORTFOLIO)."""
    return os.environ.get("PORTFOLIO") or DEFAULT_PORTFOLIO


def home_folder() -> Path:
    """Return the folder that holds what people enter (environment variable PORTFOLIO_HOME)."""
    named = os.environ.get("PORTFOLIO_HOME")
    return Path(named).expanduser() if named else Path(user_data_dir(_PRODUCT, appauthor=False))


def store_url() -> str:
    """Return the address of the database (environment variable DATABASE_URL), by default an SQLite file."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{_store_file().absolute()}"


def store_exists() -> bool:
    """Tell whether anything can have been recorded yet."""
    return bool(os.environ.get("DATABASE_URL")) or _store_file().is_file()


def _store_file() -> Path:
    return home_folder() / "portfolio.db"
