"""What the changes of a scenario allow beyond what they say, so that a plan can tell."""

from __future__ import annotations

from portfolio.domain.allowance import Allowance, AllowanceKind
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, TermName


def allowances(brief: Brief) -> tuple[Allowance, ...]:
    """Return what the changes of a scenario allow beyond what they say.

    Amounts pinned on a project let its other spending move; aims of a scenario's own take the place of the
    usual ones, so that a floor that may be missed, or lateness, may count for nothing; and the years
    into which a schedule is let run on have no ceilings unless the scenario sets them.
    """
    found = [
        Allowance(kind=AllowanceKind.FLEXIBILITY, project=name, share=requirement.flexibility)
        for name, requirement in brief.requirements.items()
        if requirement.flexibility
    ]
    aims = {term.term for tier in brief.scenario.objective or () for term in tier.terms}
    if aims and brief.floor and brief.floor_is_soft and TermName.VIOLATION not in aims:
        found.append(Allowance(kind=AllowanceKind.FLOOR))
    if aims and TermName.TARDINESS not in aims:
        found.append(Allowance(kind=AllowanceKind.LATENESS))
    calendar, capped = brief.calendar, [by_year for by_year in brief.ceilings.values() if by_year]
    runs_on = calendar.years if brief.scenario.overrun_years is not None else ()
    open_years = tuple(
        year for year in runs_on if year > calendar.last_year and any(year not in held for held in capped)
    )
    if open_years:
        found.append(Allowance(kind=AllowanceKind.YEARS, years=open_years))
    return tuple(found)


def allowances_of(portfolio: Portfolio, scenario: Scenario) -> tuple[Allowance, ...]:
    """Return what the changes of a scenario that fits the portfolio allow beyond what they say."""
    return allowances(brief_of(portfolio, scenario))
