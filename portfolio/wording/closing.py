"""Closing a year in words: who has reported to its end, and what nobody has."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.closing import Unreported
from portfolio.domain.project import Project
from portfolio.wording.i18n import Wording


def standing(every: Sequence[Project], missing: Sequence[Unreported], year: int, say: Wording) -> str:
    """Return how many of the works under way in a year are reported to its end."""
    if not every:
        return say("closing.no_works", year=year)
    if not missing:
        return say("closing.all_reported", year=year, n=len(every))
    return say("closing.some_missing", year=year, n=len(every), missing=len(missing))


def reported_rows(
    every: Sequence[Project], missing: Sequence[Unreported], year: int, say: Wording
) -> list[tuple[list[str], bool]]:
    """Return each of the works under way in a year and what is known of it, those unreported first."""
    lacks = {entry.project: entry for entry in missing}
    rows = []
    for project in sorted(every, key=lambda project: project.id not in lacks):
        entry = lacks.get(project.id)
        if entry is None:
            told = say("closing.is_reported")
        elif entry.years:
            told = say(
                "closing.spending_missing", years=say.listed([say.year(lacking) for lacking in entry.years])
            )
        else:
            told = say("closing.report_missing", year=year)
        rows.append(([say.name(project), told], entry is not None))
    return rows
