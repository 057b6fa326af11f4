"""Conditions on money as changes of a scenario: each kind stands for one field, of one payer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portfolio.domain.conditions import SourceChange

LIFTED = "lifted"
"""Value of a condition that a scenario takes away."""
TO_ALL = "open"
"""Value of a source that may pay for every project."""

FIELDS = {
    "reserve": "reserve_percent",
    "lapse": "lapses_after",
    "first_year": "first_year",
    "last_year": "last_year",
    "eligible": "open_to_all",
}
"""Kind of change -> the field of the conditions that it is about."""

Said = int | str
"""A percentage, a number of years, a fiscal year, or a code."""


def said(change: SourceChange) -> Iterator[tuple[str, Said]]:
    """Yield kind and value of everything that a scenario says of a payer's money."""
    written = change.model_dump()
    for kind, field in FIELDS.items():
        if field in written:
            yield kind, _told(written[field])


def put(content: dict[str, Any], payer: str, kind: str, value: Said | None) -> None:
    """Write one condition into a scenario's content; None: the scenario says nothing of it."""
    changed = dict(content.get("sources", {}).get(payer) or {})
    changed.pop(FIELDS[kind], None)
    if value is not None:
        changed[FIELDS[kind]] = _meant(value)
    sources: Mapping[str, Any] = {**content.get("sources", {}), payer: changed}
    content["sources"] = {name: change for name, change in sources.items() if change}


def _told(value: Decimal | int | bool | None) -> Said:
    if value is None:
        return LIFTED
    if value is True:
        return TO_ALL
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return value


def _meant(value: Said) -> Decimal | int | bool | None:
    if value == LIFTED:
        return None
    if value == TO_ALL:
        return True
    return Decimal(value) if isinstance(value, str) else value
