"""Models as files hold them: trees of texts and numbers without defaults, decimals exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel


def tree_of(
    model: BaseModel, *, with_defaults: bool = False, units: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Return what a file must say so that reading it gives the model again.

    Amounts and periods are in a programme's units.
    Numbers are ints and decimals, never floats; what is no number, list, table or truth value is text.
    """
    held = model.model_dump(exclude_defaults=not with_defaults, by_alias=True)
    said = model.model_dump(mode="json", exclude_defaults=not with_defaults, by_alias=True, context=units)
    tree: dict[str, Any] = _both(held, said)
    return tree


def _both(held: Any, said: Any) -> Any:
    """Return what is said in JSON, but for decimals, which JSON says as floats or as texts."""
    if isinstance(held, dict) and isinstance(said, dict):
        return {key: _both(held[name], said[key]) for name, key in zip(held, said, strict=True)}
    if isinstance(held, list | tuple) and isinstance(said, list):
        return [_both(*pair) for pair in zip(held, said, strict=True)]
    if isinstance(held, Decimal):
        return int(held) if held.as_tuple().exponent == 0 else held
    if isinstance(said, float):
        return Decimal(repr(said))
    return said.value if isinstance(said, Enum) else said
