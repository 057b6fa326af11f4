"""Typed values -> other assumptions: only what differs changes, and takes the reason given with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.domain.assumptions import Assumptions

Path = tuple[str | int, ...]
"""Where a value stands in the assumptions, as keys and places in lists."""
_SECTIONS = {
    *("default_target", "schedule_overrun", "envelope_floor", "discount", "appropriations"),
    *("printed_years", "history", "dearer_modes", "outlook"),
}
"""Parts of the assumptions that have a reason themselves, and no rules."""


def edited(assumptions: Assumptions, typed: Mapping[Path, Any], reason: str) -> Assumptions:
    """Return the assumptions with these values.

    What is changed no longer rests on its old reason: the reason of the change takes its place, in both
    languages; history keeps the old one.

    Raises:
        ValidationError: The values cannot be assumptions.
    """
    content = assumptions.model_dump(mode="json")
    for path, value in typed.items():
        *way, last = path
        place = _at(content, way)
        if place[last] != value:
            place[last] = value
            ruled = _at(content, path[: _depth(path)])
            if ruled is not None:  # what is not assumed any more has no reason
                ruled |= {"reason": None, "reason_en": reason, "reason_zh": reason}
    return Assumptions.model_validate(content)


def differs(assumptions: Assumptions, typed: Mapping[Path, Any]) -> bool:
    """Tell whether any value is another one than in force."""
    content = assumptions.model_dump(mode="json")
    return any(_at(content, path) != value for path, value in typed.items())


def _depth(path: Path) -> int:
    """Return how much of a path leads to the thing that has a reason: a rule, a profile, or a section."""
    return 1 if path[0] in _SECTIONS else 2


def _at(content: Any, path: tuple[str | int, ...] | list[str | int]) -> Any:
    for key in path:
        content = content[key]
    return content
