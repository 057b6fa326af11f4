"""Reading JSON that somebody else wrote, in bounded memory and without a traceback."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from optimizer.format.errors import InputError, InstanceError, ResultError, path_of, problems_of
from optimizer.format.instance import Instance
from optimizer.format.numbers import shown
from optimizer.format.result import Claim

# 10,000 projects with 20 periods and 3 resources are about 6 MB and 600,000 values.
LARGEST_FILE: Final = 32_000_000
MOST_VALUES: Final = 4_000_000
# Python refuses to convert longer integers, and no amount is near this length.
LONGEST_INTEGER: Final = 100

Json = Any  # what json.loads may return; its shape is what the pydantic models establish


def read_instance(path: Path) -> Instance:
    """Read and validate an instance.

    Raises:
        InstanceError: the file cannot be read, is too large, is no JSON or no valid instance.
    """
    try:
        return Instance.parse(read_json(path))
    except InstanceError as error:
        raise InstanceError([f"{path}: {problem}" for problem in error.problems]) from error
    except InputError as error:
        raise InstanceError(error.problems) from error


def read_claim(path: Path) -> Claim:
    """Read a result that is to be checked.

    Raises:
        ResultError: the file cannot be read, is too large, is no JSON or has not the shape of a result.
    """
    try:
        return Claim.model_validate(read_json(path))
    except ValidationError as error:
        raise ResultError([f"{path}: {problem}" for problem in problems_of(error)]) from error
    except InputError as error:
        raise ResultError(error.problems) from error


def read_json(path: Path) -> Json:
    """Decode a JSON file, numbers with a point as `Decimal`.

    Raises:
        InputError: one line that names the file and the fault.
    """
    try:
        with path.open("rb") as file:
            # One byte more than allowed shows that a file is too large without reading the rest of it,
            # also where its size is not known beforehand (a pipe, a device).
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError([f"{path}: cannot be read, {error.strerror or error}"]) from error
    except ValueError as error:
        raise InputError([f"{path}: cannot be read, {error}"]) from error
    try:
        return decode(data)
    except InputError as error:
        raise InputError([f"{path}: {problem}" for problem in error.problems]) from error


def decode(data: bytes) -> Json:
    """Decode JSON, refusing duplicate keys and whatever would take unbounded memory or depth.

    Raises:
        InputError: one line that names the fault.
    """
    if len(data) > LARGEST_FILE:
        raise InputError([f"the whole document: larger than {LARGEST_FILE // 10**6} MB"])
    # A pair of brackets takes two bytes here and sixty in memory, so values are counted before they exist.
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise InputError([f"the whole document: more than {MOST_VALUES // 10**6} million values"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([f"the whole document: not UTF-8 at byte {error.start}"]) from error

    repeated: list[tuple[dict[str, Json], str]] = []

    def members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.append((found, counts.most_common(1)[0][0]))
        return found

    try:
        document = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=Decimal,
            parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits),
            parse_constant=float,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise InputError([f"the whole document: not JSON, {error.msg} at {where}"]) from error
    except RecursionError as error:
        raise InputError(["the whole document: nested too deeply"]) from error
    except ArithmeticError as error:
        raise InputError(["the whole document: a number no computer can hold"]) from error
    if repeated:
        culprit, key = repeated[0]
        raise InputError([f"{_path_to(document, culprit)}: duplicate key {shown(key)}"])
    return document


def _path_to(document: Json, culprit: dict[str, Json]) -> str:
    """Where in the document this very object stands."""
    waiting: list[tuple[tuple[int | str, ...], Json]] = [((), document)]
    while waiting:
        location, value = waiting.pop()
        if value is culprit:
            return path_of(location)
        if isinstance(value, dict):
            waiting.extend(((*location, key), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*location, k), item) for k, item in enumerate(value))
    return "the whole document"
