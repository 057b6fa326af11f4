"""Bringing a portfolio in, in words: what came of it, and what differs from what was there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from portfolio.domain.differences import Difference
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.records.register import Imported
from portfolio.wording.i18n import Wording

_LONGEST = 80


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
        if change.is_added:
            yield say("portfolios.added", subject=change.subject)
        elif change.is_removed:
            yield say("portfolios.removed", subject=change.subject)
        else:
            before, after = (shown_value(value, say) for value in (change.before, change.after))
            place = f"{change.subject}: {change.field}"
            yield say("portfolios.changed", place=place, before=before, after=after)


def shown_value(value: Any, say: Wording) -> str:
    """Return a value as JSON has it, cut short where it is long."""
    if value is None:
        return say("field.blank")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
