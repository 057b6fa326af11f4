"""What dates of the source mean for a plan: printed years as dates, years that are history, dearer modes.

Each is an assumption with its reason, and none holds where the data do not state it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from portfolio.domain.cashflow import Flow
from portfolio.domain.names import Text
from portfolio.domain.numbers import Whole
from portfolio.domain.project import Project
from portfolio.domain.rules import Part

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.requirement import Mode, Requirement


class PrintedYears(Part):
    """What a target year printed in a row of the source is.

    Attributes:
        are_dates: When works are to be done, which plans aim for by themselves; else the latest year only.
    """

    are_dates: bool
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class History(Part):
    """Up to which year everything is history, reported or not.

    Attributes:
        last_year: Nothing that has not begun starts up to its end, works under way have spent by then what
            their usual mode has spent, and no ceiling of those years binds.
    """

    last_year: Whole
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class DearerModes(Part):
    """When works are done in a mode that costs more than another.

    Attributes:
        only_if_needed: Only where the floor or a date needs it, which plans aim for by themselves, and the
            floor counts works at the cheapest price; else whenever a peak is lower for it, and all counts.
    """

    only_if_needed: bool
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


def dated(
    requirement: Requirement, portfolio: Portfolio, project: Project, changed_cost: int | None
) -> Requirement:
    """Return a project's requirement with the year printed for it, and with what its modes cost more.

    Works that have begun go on at their pace, whatever year is printed. Costs are at stated prices.
    """
    printed = None if requirement.latest is not None else project.target_year
    return replace(
        requirement,
        due_from=None if printed is None else portfolio.calendar.periods.first(printed),
        extra_costs=extra_costs(portfolio, project, changed_cost),
    )


def extra_costs(portfolio: Portfolio, project: Project, changed_cost: int | None) -> dict[str, int]:
    """Return mode -> what it costs more than the cheapest one, at stated prices; others cost no more."""
    delivery = portfolio.delivery_of(project)
    cost = (project.cost if changed_cost is None else changed_cost) or 0
    modes = () if delivery is None else delivery.modes
    prices = {mode.id: (2 * cost * mode.cost_percent + 100) // 200 for mode in modes}
    least = min(prices.values(), default=0)
    return {mode: price - least for mode, price in prices.items() if price > least}


def with_assumed_history(going_on: Requirement, usual: Mode) -> Requirement:
    """Return works under way with what they are assumed to have completed as part of their course.

    It is no fact that was reported: payments follow from it by the terms, and it stays as it is because every
    mode begins with it, and every amount that a person pins leaves its years alone.

    Args:
        going_on: As they go on, with their history told apart.
        usual: The mode in which they are assumed to have gone on until then.
    """

    def begun(mode: Mode) -> Mode:
        done = {source: amounts[: mode.history] for source, amounts in usual.spending.items()}
        return replace(mode, flow=Flow(done).plus(mode.flow), past={})

    allocations = {source: dict(by_year) for source, by_year in going_on.allocations.items()}
    if going_on.allocations and going_on.latest is not None:
        for source, by_year in going_on.spent.items():
            for year, amount in by_year.items():
                allocations.setdefault(source, {}).setdefault(year, amount)
    return replace(going_on, modes=tuple(map(begun, going_on.modes)), allocations=allocations)


def assumed_spending(portfolio: Portfolio, project: Project, by_year: Mapping[int, int]) -> dict[int, int]:
    """Return year of history -> what of a project's spending is in it and reported by nobody."""
    rule = portfolio.assumptions.history
    if rule is None or portfolio.actuals_of(project.id) or portfolio.appropriations_of(project.id):
        return {}
    told = {year for report in portfolio.reports_of(project.id) for year in report.actual_spending}
    return {
        year: amount
        for year, amount in by_year.items()
        if year <= rule.last_year and year not in told and amount
    }


def has_printed_dates(portfolio: Portfolio) -> bool:
    """Tell whether printed years are dates, and some row of works that have not begun has one."""
    rule = portfolio.assumptions.printed_years
    return (
        rule is not None
        and rule.are_dates
        and any(
            project.target_year is not None
            and portfolio.status_of(project).has_works
            and portfolio.fixed_start_of(project) is None
            for project in portfolio.projects
        )
    )


def has_dearer_modes(portfolio: Portfolio) -> bool:
    """Tell whether works are done in dearer modes only if needed, and some mode is dearer than another."""
    rule = portfolio.assumptions.dearer_modes
    return (
        rule is not None
        and rule.only_if_needed
        and any(len({mode.cost_percent for mode in d.modes}) > 1 for d in portfolio.assumptions.delivery)
    )
