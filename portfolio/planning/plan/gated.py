"""From which period on the gates of a project let it start in a mode, for an instance."""

from __future__ import annotations

from portfolio.domain.brief import Brief
from portfolio.domain.requirement import Mode, Requirement
from portfolio.planning.plan.windows import period_of


def first_start(brief: Brief, requirement: Requirement, mode: Mode) -> int | None:
    """Return the first period in which a mode may start, after the last one where it may not at all.

    None where no gate is in the way. Stages stay passed, so what may start in a period may start later too.
    """
    if not requirement.holds:
        return None
    calendar = brief.calendar
    after_all = calendar.number_of_periods
    first = max(0, period_of(calendar, requirement.earliest))
    free = (at for at in range(first, after_all) if not requirement.stopped_by(mode, calendar.first.plus(at)))
    return next(free, after_all)
