"""Values of cells as a model wants them: sheets do not tell the text "5" from the number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.exchange.validating import errors_in

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_NOWHERE = object()
_OF_NUMBERS = frozenset({"int_type", "int_parsing", "decimal_type", "decimal_parsing", "float_type"})


def typed(model: type[BaseModel], tree: dict[str, Any]) -> dict[str, Any]:
    """Return a tree in which texts are numbers and numbers are texts where the model asks for that.

    Whatever else is wrong with it stays as it is, for whoever reads it then.
    """
    try:
        model.model_validate(tree)
    except ValidationError as error:
        for detail in errors_in(error):
            _retype(tree, detail)
    return tree


def _retype(tree: Any, detail: ErrorDetails) -> None:
    *way, last = detail["loc"] or ("",)
    for step in way:
        tree = _at(tree, step)
    value = detail["input"]
    if _at(tree, last) is not value:
        return  # the place is the model's own, as which form of several it tried
    if detail["type"] == "string_type" and isinstance(value, int | Decimal):
        tree[last] = str(value)
    elif isinstance(value, str) and _asks_for_a_number(detail) and _NUMBER.fullmatch(value):
        tree[last] = Decimal(value) if "." in value else int(value)


def _at(tree: Any, place: str | int) -> Any:
    """Return what stands at a key or an index of a tree, or the model's own word for nothing of the tree."""
    try:
        return tree[place]
    except (KeyError, IndexError, TypeError):
        return _NOWHERE


def _asks_for_a_number(detail: ErrorDetails) -> bool:
    cause = detail.get("ctx", {}).get("error")
    return detail["type"] in _OF_NUMBERS or (
        isinstance(cause, Unfit) and cause.expected.code is Expected.NUMBER
    )
