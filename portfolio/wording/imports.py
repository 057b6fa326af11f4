"""Bringing a portfolio in, in words: what came of it, and what differs from what was there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from portfolio.domain.differences import Difference, flat
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.records.register import Imported
from portfolio.wording.columns import SHEETS, column_label
from portfolio.wording.i18n import Wording

_LONGEST, _MOST_FIELDS = 80, 5
_BLANK: tuple[object, ...] = (None, "", [], {}, False)
"""What stands in fields that say nothing."""


def outcome(done: Imported, read: Portfolio, say: Wording) -> str:
    """Return what came of bringing a portfolio in."""
    if done.is_new:
        return say("portfolios.brought_in", name=read.name, n=len(read.projects))
    if not done.changes:
        return say("portfolios.unchanged", name=read.name)
    return say("portfolios.updated", name=read.name, version=done.version)


def difference_lines(changes: Iterable[Difference], say: Wording) -> Iterator[str]:
    """Yield a line for each thing that differs: what it is of, and what it was and is."""
    for change in changes:
        subject = subject_of(change, say)
        if change.is_added:
            yield say("portfolios.added", subject=subject)
        elif change.is_removed:
            yield say("portfolios.removed", subject=subject)
        else:
            before, after = (shown_value(value, say) for value in (change.before, change.after))
            yield say("portfolios.changed", place=place_of(change, say), before=before, after=after)


def place_of(change: Difference, say: Wording) -> str:
    """Return what differs, and which field of it."""
    subject = subject_of(change, say)
    return subject if change.field is None else say("field.line", name=subject, value=field_of(change, say))


def subject_of(change: Difference, say: Wording) -> str:
    """Return what a difference is of: the project's id, an item of a list, or the part of the portfolio."""
    kind, _, name = change.subject.partition(" ")
    if kind == "project":
        return say("exchange.project", project=name)
    table, _, last = kind.rpartition(".")
    if not name and not table:
        return say(f"exchange.part.{kind}")
    listed = column_label(table or "portfolio", last, say)
    return say("field.line", name=listed, value=name) if name else listed


def field_of(change: Difference, say: Wording) -> str:
    """Return the field that differs as people call it, with its name in files where that can be typed."""
    name = str(change.field)
    label = column_label(_table_of(change), name, say)
    is_said = label.casefold() == name or not say.as_typed
    return label if is_said else say("portfolios.named", label=label, name=name)


def _table_of(change: Difference) -> str:
    """Return the table whose columns are the fields of what differs."""
    kind = change.subject.partition(" ")[0]
    return {"project": "projects", **SHEETS}.get(kind, kind)


def whole_words(change: Difference, say: Wording) -> str:
    """Return what is in a project or item that is new or gone: the first fields, and how many more."""
    item = change.after if change.before is None else change.before
    parts = [
        say("field.line", name=column_label(_table_of(change), name, say), value=shown_value(value, say))
        for name, value in flat(item).items()
        if name != "id" and value not in _BLANK
    ]
    return say.few(parts, _MOST_FIELDS)


def shown_value(value: Any, say: Wording) -> str:
    """Return a value as a cell has it, or else as JSON does, cut short where it is long."""
    if value in (None, []):
        return say("field.blank")
    text = cell_text(value) if isinstance(value, list) else None
    if text is None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def cell_text(parts: list[Any]) -> str | None:
    """Return a list as one cell has it: words, or areas with their shares; None where it holds more."""
    areas = [f"{part['area']}: {part['share']}" for part in parts if _is_in_area(part)]
    if len(areas) == len(parts):
        return "; ".join(areas)
    return "; ".join(parts) if all(isinstance(part, str) for part in parts) else None


def _is_in_area(part: Any) -> bool:
    return isinstance(part, dict) and part.keys() == {"area", "share"}
