"""Reading text files and turning what pydantic finds into faults that name a place."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from portfolio.domain.errors import BadInput, Fault
from portfolio.exchange.encoding import decode

MOST_BYTES = 20_000_000
"""Larger files are refused before they are read: no table or plan of this product comes near it."""

M = TypeVar("M", bound=BaseModel)


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


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        BadInput: The file is missing, is not a file or is too large.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput([Fault(path.name, f"a file of at most {MOST_BYTES} bytes")])
        return path.read_bytes()
    except OSError as error:
        raise BadInput([Fault(path.name, f"a readable file ({error.strerror})")]) from error


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
        raise BadInput([Fault(file, f"TOML ({error})")]) from error


def read_json(text: str, file: str) -> Any:
    """Parse JSON, decimals exactly; duplicate keys and NaN are refused.

    Raises:
        BadInput: It is not JSON.
    """
    try:
        return json.loads(
            text, parse_float=_exact, parse_constant=_refuse, object_pairs_hook=_without_duplicates
        )
    except json.JSONDecodeError as error:
        raise BadInput([Fault(file, f"JSON ({error.msg})", error.lineno)]) from error
    except (ValueError, RecursionError) as error:
        raise BadInput([Fault(file, f"JSON ({error})")]) from error


def validated(model: type[M], content: object, file: str, at: str = "") -> M:
    """Return the content as a model.

    Raises:
        BadInput: With one fault for everything that does not fit.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BadInput(faults_of(error, file, at)) from error


def faults_of(error: ValidationError, file: str, at: str = "", line: int | None = None) -> list[Fault]:
    """Return a fault for each error pydantic found, or for each place that a validator named in one error."""
    faults = []
    for detail in error.errors(include_url=False):
        location = (*((at,) if at else ()), *detail["loc"])
        if detail["type"] == "places":
            faults += [
                Fault(file, expected, line, _path((*location, place)), value)
                for place, value, expected in detail["ctx"]["places"]
            ]
            continue
        faults.append(
            Fault(
                file=file,
                line=line,
                column=_path(location) or None,
                value=None if detail["type"] == "missing" else _shown(detail["input"]),
                expected=_expectation(detail["type"], detail["msg"]),
            )
        )
    return faults


def _expectation(kind: str, message: str) -> str:
    if kind == "missing":
        return "this key to be given"
    if kind == "extra_forbidden":
        return "no key of this name"
    return message.removeprefix("Value error, ").removeprefix("Input should be ")


def _path(location: tuple[int | str, ...]) -> str:
    """Return funding[2].percent for ("funding", 2, "percent")."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _shown(value: object) -> str | None:
    """Return a scalar as it stands in the file; tables and lists are not repeated."""
    if isinstance(value, dict | list | tuple | BaseModel):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _exact(number: str) -> Decimal:
    try:
        return Decimal(number)
    except InvalidOperation as error:
        msg = "a number is out of range"
        raise ValueError(msg) from error


def _refuse(constant: str) -> None:
    msg = f"{constant} is not a number"
    raise ValueError(msg)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        msg = f"the key {repeated!r} stands twice"
        raise ValueError(msg)
    return result
