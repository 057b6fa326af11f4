"""The programme's targets by year, and where facilities open by street."""

from __future__ import annotations

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.targets import target_outcomes
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.components.paging import page_of
from portfolio.wording import targets
from portfolio.wording.classes import place_head, place_name
from portfolio.wording.i18n import Wording

_ROWS = 30


def by_year(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw what the plan reaches of each target in each programme year, and by street where that counts."""
    decided = [entry for entry in target_outcomes(portfolio, plan) if entry.planned is not None]
    if not decided:
        return
    years = list(portfolio.calendar.programme_years)
    heading(say("target.by_year"), say("target.by_year_note"))
    rows = [
        (
            targets.with_unit(entry, say),
            [*targets.by_year(entry, years, say), targets.in_table(entry, entry.planned or 0, say)],
            "",
        )
        for entry in decided
    ]
    figures(rows, [say("promise.name"), *map(say.year, years), say("total")])
    counted = [entry for entry in decided if entry.by_street]
    if not counted:
        return
    places = place_head(portfolio, say)
    heading(say("target.by_street", place=places.lower()), say("target.by_street_note"))
    streets: dict[str | None, None] = {}
    for project in portfolio.projects:
        if any(project.place in entry.by_street for entry in counted):
            streets.setdefault(project.place)
    table = [
        (
            place_name(street, portfolio, say),
            [targets.opened_in(entry.by_street.get(street, {}), say) for entry in counted],
            "",
        )
        for street in sorted(streets, key=lambda street: street is None)
    ]
    shown = page_of(table, _ROWS, "page of targets by place", say)
    figures(shown, [places, *(say.either(entry.target, "name") for entry in counted)])
