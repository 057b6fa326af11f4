"""Reading text files: bytes, text, and the TOML or JSON in it."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.exchange.encoding import decode
from portfolio.exchange.syntax import Unreadable, json_fault, refusal, toml_fault

MOST_BYTES = 20_000_000
"""Larger files are refused before they are read: no table or plan of this product comes near it."""


def is_file(path: Path) -> bool:
    """Tell whether this is a file that can be looked at; a name no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tell whether this is a folder that can be looked at; a name no folder can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return a file's bytes, if there are no more than so many.

    Raises:
        BadInput: The file is missing, is not a file or is too large.
    """
    try:
        if path.stat().st_size > most:
            limit = {"limit": most}
            raise BadInput([Fault(path.name, Expected.FILE_OF_AT_MOST, values=limit)])
        return path.read_bytes()
    except OSError as error:
        reason = {"reason": refusal(error)}
        raise BadInput([Fault(path.name, Expected.READABLE_FILE, values=reason)]) from error


def read_text(path: Path) -> str:
    """Return a file's text, in UTF-8 (with or without byte order mark) or, beyond doubt, in GB18030.

    Raises:
        BadInput: The file cannot be read, or its encoding cannot be told.
    """
    return decode(read_bytes(path), path.name)


def read_toml(text: str, file: str) -> dict[str, Any]:
    """Parse TOML, decimals exactly.

    Raises:
        BadInput: It is not TOML.
    """
    try:
        return tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as error:
        raise BadInput([toml_fault(error, file)]) from error


def read_json(text: str, file: str) -> Any:
    """Parse JSON, decimals exactly; duplicate keys and NaN are refused.

    Raises:
        BadInput: It is not JSON.
    """
    try:
        return json.loads(
            text, parse_float=_exact, parse_constant=_refuse, object_pairs_hook=_without_duplicates
        )
    except (ValueError, RecursionError) as error:
        raise BadInput([json_fault(error, file)]) from error


def _exact(number: str) -> Decimal:
    try:
        return Decimal(number)
    except InvalidOperation as error:
        raise Unreadable(Note.OUT_OF_RANGE) from error


def _refuse(constant: str) -> None:
    raise Unreadable(Note.NOT_A_NUMBER, {"constant": constant})


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise Unreadable(Note.KEY_TWICE, {"key": repeated})
    return result
