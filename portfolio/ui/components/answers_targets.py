"""The programme's targets by year, and where facilities open by street."""

from __future__ import annotations

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import TargetKind
from portfolio.planning.answers.targets import TargetOutcome, target_outcomes
from portfolio.ui.components.blocks import figures, heading
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.plans import street_name


def by_year(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw what the plan reaches of each target in each programme year, and by street where that counts."""
    decided = [entry for entry in target_outcomes(portfolio, plan) if entry.planned is not None]
    if not decided:
        return
    years = list(portfolio.calendar.programme_years)
    heading(say("target.by_year"), say("target.by_year_note"))
    rows = [
        (
            _name(entry, say),
            [
                *(_cell(entry, entry.by_year.get(year, 0), say) for year in years),
                _cell(entry, entry.planned or 0, say),
            ],
            "",
        )
        for entry in decided
    ]
    figures(rows, [say("promise.name"), *map(str, years), say("total")])
    counted = [entry for entry in decided if entry.by_street]
    if not counted:
        return
    heading(say("target.by_street"), say("target.by_street_note"))
    streets: dict[str | None, None] = {}
    for project in portfolio.projects:
        if any(project.street in entry.by_street for entry in counted):
            streets.setdefault(project.street)
    table = [
        (
            street_name(street, say),
            [_opened(entry.by_street.get(street, {})) for entry in counted],
            "",
        )
        for street in sorted(streets, key=lambda street: street is None)
    ]
    figures(table, [say("column.street"), *(say.either(entry.target, "name") for entry in counted)])


def _name(entry: TargetOutcome, say: Wording) -> str:
    unit = (
        say("unit.table") if entry.target.kind is TargetKind.INVESTMENT else say.either(entry.target, "unit")
    )
    return say("target.in_unit", name=say.either(entry.target, "name"), unit=unit)


def _cell(entry: TargetOutcome, number: int, say: Wording) -> str:
    if not number:
        return "—"
    return money.table_amount(number, say) if entry.target.kind is TargetKind.INVESTMENT else f"{number:,}"


def _opened(by_year: dict[int, int]) -> str:
    """Return how many open in which year: "2 (2019), 1 (2021)"."""
    return ", ".join(f"{number} ({year})" for year, number in sorted(by_year.items()) if number) or "—"
