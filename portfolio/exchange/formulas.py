"""Cells that a spreadsheet would take for formulas: made harmless in text files, and read as they were."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"[-+]?[0-9][0-9., ]*%?")
_TAKEN_FOR_ONE = re.compile(r"'*[=+\-@\t\r]")
_MADE_HARMLESS = re.compile(r"'+[=+\-@\t\r]")


def harmless(cell: str) -> str:
    """Return a cell as a text file holds it: what is no number and begins like a formula, quoted."""
    return f"'{cell}" if _TAKEN_FOR_ONE.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_meant(cells: Iterable[str]) -> list[str]:
    """Return the cells of a text file as they were before they were made harmless."""
    return [cell[1:] if _MADE_HARMLESS.match(cell) else cell for cell in cells]
