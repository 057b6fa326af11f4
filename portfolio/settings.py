"""Where things are, and how much of the machine a solve may take."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "data").is_dir()
_HOME = _PACKAGE if _INSTALLED else _PACKAGE.parent
"""In a wheel app.py and data/ lie inside the package, in a checkout beside it."""

APP_PAGE = _HOME / "app.py"
DATA_FOLDER = _HOME / "data"
DEFAULT_PORTFOLIO = "gongshu-2017-2021"

TIME_LIMIT_SECONDS = 60.0
"""Seconds a solve may take unless the caller says otherwise."""


def app_portfolio() -> str:
    """Return the name or folder of the portfolio the app opens (environment variable PORTFOLIO)."""
    return os.environ.get("PORTFOLIO") or DEFAULT_PORTFOLIO
