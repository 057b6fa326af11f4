"""Turning what pydantic finds into faults that name a place, and say what was expected in no language yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portfolio.domain.errors import BadInput, Expectation, Fault, Place, Unfit, UnfitParts
from portfolio.domain.expectations import Expected

M = TypeVar("M", bound=BaseModel)

_CODES = {
    "bool_parsing": Expected.BOOLEAN,
    "bool_type": Expected.BOOLEAN,
    "date_from_datetime_inexact": Expected.DATE,
    "date_from_datetime_parsing": Expected.DATE,
    "date_parsing": Expected.DATE,
    "date_type": Expected.DATE,
    "datetime_from_date_parsing": Expected.DATE,
    "datetime_object_invalid": Expected.DATE,
    "datetime_parsing": Expected.DATE,
    "datetime_type": Expected.DATE,
    "decimal_parsing": Expected.DECIMAL,
    "decimal_type": Expected.DECIMAL,
    "dict_type": Expected.DICTIONARY,
    "extra_forbidden": Expected.NO_SUCH_KEY,
    "finite_number": Expected.FINITE,
    "float_parsing": Expected.NUMBER_NOT_A_TEXT,
    "float_type": Expected.NUMBER,
    "int_from_float": Expected.INTEGER_NOT_A_FRACTION,
    "int_parsing": Expected.INTEGER_NOT_A_TEXT,
    "int_parsing_size": Expected.INTEGER_NOT_A_TEXT,
    "int_type": Expected.INTEGER,
    "list_type": Expected.LIST,
    "missing": Expected.GIVEN,
    "model_attributes_type": Expected.DICTIONARY,
    "model_type": Expected.DICTIONARY,
    "string_type": Expected.TEXT,
    "string_unicode": Expected.UNICODE,
    "tuple_type": Expected.LIST,
}
"""Pydantic's kind of error -> what would have been right, where that is all there is to say."""

_LIMITS = {
    "decimal_max_digits": (Expected.DIGITS_AT_MOST, "max_digits"),
    "greater_than": (Expected.GREATER_THAN, "gt"),
    "greater_than_equal": (Expected.AT_LEAST, "ge"),
    "less_than": (Expected.LESS_THAN, "lt"),
    "less_than_equal": (Expected.AT_MOST, "le"),
    "string_pattern_mismatch": (Expected.MATCHING, "pattern"),
    "string_too_long": (Expected.CHARACTERS_AT_MOST, "max_length"),
    "string_too_short": (Expected.CHARACTERS_AT_LEAST, "min_length"),
    "too_long": (Expected.ITEMS_AT_MOST, "max_length"),
    "too_short": (Expected.ITEMS_AT_LEAST, "min_length"),
}
"""Pydantic's kind of error -> what would have been right, and the name of the limit in its context."""

_CHOICE = re.compile(r"\^\(([a-z_|]+)\)\$")
"""A pattern that is a choice of names."""
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


def validated(
    model: type[M],
    content: object,
    file: Place,
    at: str = "",
    *,
    units: Mapping[str, object] | None = None,
) -> M:
    """Return the content as a model, its amounts and periods being in a programme's units.

    Raises:
        BadInput: With one fault for everything that does not fit.
    """
    try:
        return model.model_validate(content, context=units)
    except ValidationError as error:
        raise BadInput(faults_of(error, file, at)) from error


def faults_of(error: ValidationError, file: Place, at: str = "") -> list[Fault]:
    """Return a fault for each error pydantic found, or for each part that a validator named in one error."""
    start = (at,) if at else ()
    return [fault for detail in errors_in(error) for fault in _faults(detail, file, start)]


def errors_in(error: ValidationError) -> list[ErrorDetails]:
    """Return what pydantic found, but not that a list is too short only because an item of it is wrong."""
    found = error.errors(include_url=False)
    above = {detail["loc"][:depth] for detail in found for depth in range(len(detail["loc"]))}
    return [detail for detail in found if detail["type"] != "too_short" or detail["loc"] not in above]


def parts_of(detail: ErrorDetails) -> Iterator[tuple[tuple[int | str, ...], str | None, Expectation]]:
    """Yield the place within the model, the value there and what was expected for all that an error is of."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, UnfitParts):
        for place, value, expected in cause.parts:
            yield (*detail["loc"], place), value, expected
    else:
        found = None if detail["type"] == "missing" else _shown(detail["input"])
        yield detail["loc"], found, cause.expected if isinstance(cause, Unfit) else _expected(detail)


def _faults(detail: ErrorDetails, file: Place, start: tuple[str, ...]) -> Iterator[Fault]:
    for place, value, expected in parts_of(detail):
        column = _path((*start, *place)) or None
        yield Fault(file, expected.code, None, column, value, values=expected.values)


def _expected(detail: ErrorDetails) -> Expectation:
    """Return what would have been right in place of what pydantic refused."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _CODES:
        return Expectation(_CODES[kind])
    choice = _CHOICE.fullmatch(str(context.get("pattern")))
    if choice is not None:
        return Expectation(Expected.ONE_OF, {"names": tuple(choice[1].split("|"))})
    if kind in _LIMITS:
        code, name = _LIMITS[kind]
        return Expectation(code, {"limit": context[name]})
    if kind in {"enum", "literal_error"}:
        return Expectation(Expected.ONE_OF, {"names": _names(context["expected"])})
    if kind == "union_tag_invalid":
        names = {"key": context["discriminator"], "names": _names(context["expected_tags"])}
        return Expectation(Expected.TAGGED, names)
    return Expectation(Expected.ANOTHER_VALUE, {"message": detail["msg"].removeprefix("Input should be ")})


def _names(listed: str) -> tuple[str, ...]:
    """Return the names in pydantic's list of them: 'soft' or 'hard'."""
    return tuple(_QUOTED.findall(listed)) or (listed,)


def _path(location: tuple[int | str, ...]) -> str:
    """Return funding[2].percent for ("funding", 2, "percent")."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _shown(value: Any) -> str | None:
    """Return a scalar as it stands in the file; tables and lists are not repeated."""
    if isinstance(value, dict | list | tuple | BaseModel):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
