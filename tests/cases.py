"""Cases for tests: a plan as the baseline that somebody has approved."""

from __future__ import annotations

from datetime import UTC, datetime

from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan


def approved(plan: Plan | None) -> Recorded[Plan] | None:
    """Return a plan as an approved baseline; None without one."""
    return None if plan is None else Recorded(1, datetime(2020, 1, 1, tzinfo=UTC), "somebody", plan)
