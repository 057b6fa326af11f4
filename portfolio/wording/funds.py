"""Conditions on the money of sources in words: years, reserve, how long room is carried, what it is for."""

from __future__ import annotations

from portfolio.wording.i18n import Wording


def years_paid(first: int | None, last: int | None, say: Wording) -> str:
    """Return in which fiscal years a source can pay."""
    key = "until" if first is None else "from" if last is None else "between"
    return say(f"source.years.{key}", first=first, last=last)
