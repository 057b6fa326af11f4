"""Moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from portfolio.wording.i18n import Wording


def moment(at: datetime, say: Wording) -> str:
    """Return a moment (UTC) to the minute, in the time of the machine the app runs on."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return say("moment", at=aware.astimezone().strftime("%Y-%m-%d %H:%M"))


def day(at: datetime) -> str:
    """Return the day of a moment (UTC), in the time of the machine the app runs on."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return aware.astimezone().strftime("%Y-%m-%d")
