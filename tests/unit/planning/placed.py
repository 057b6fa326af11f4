"""Every way in which a project may be carried out, counted out in plain Python from the brief."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.brief import Brief
from portfolio.domain.requirement import Mode, Requirement


def placements(brief: Brief, requirement: Requirement) -> Iterator[tuple[Mode, int]]:
    """Yield each mode with each quarter it may start in, counted from the first of the schedule."""
    first, quarters = brief.calendar.first, 4 * len(brief.calendar.years)
    earliest = first.until(requirement.earliest)
    latest = quarters if requirement.latest is None else first.until(requirement.latest)
    for mode in requirement.modes:
        if requirement.pinned_mode not in {None, mode.id}:
            continue
        last = quarters - 1 if requirement.runs_on else quarters - mode.quarters
        for start in range(earliest, min(latest, last) + 1):
            if requirement.pinned_start is None or first.until(requirement.pinned_start) == start:
                yield mode, start
