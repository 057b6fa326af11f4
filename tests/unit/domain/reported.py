"""What status reports make of a portfolio's one project, in the figures that tests assert."""

from __future__ import annotations

from typing import Any

from portfolio.domain.brief import brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Requirement
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.records.reports import with_report


def after(portfolio: Portfolio, *reports: dict[str, Any]) -> Portfolio:
    """Return the portfolio after these reports on its project."""
    for content in reports:
        usual = {"project": "a", "status": "under_construction"}
        portfolio = with_report(portfolio, StatusReport.model_validate({**usual, **content}))
    return portfolio


def required(portfolio: Portfolio, **change: Any) -> Requirement:
    """Return what a plan must respect for the project, under a scenario that changes it so."""
    changes = {"projects": {"a": change}} if change else {}
    return brief_of(portfolio, Scenario.model_validate({"name": "test", **changes})).requirements["a"]


def money(requirement: Requirement, mode: str | None = None) -> dict[int, int]:
    """Return the yearly spending of a mode (the only one if absent), from the earliest start."""
    chosen = requirement.modes[0] if mode is None else requirement.mode(mode)
    assert chosen is not None
    total: dict[int, int] = {}
    for years in chosen.by_year(requirement.earliest).values():
        for year, amount in years.items():
            total[year] = total.get(year, 0) + amount
    return total


def span(requirement: Requirement, mode: int = 0) -> tuple[str, str]:
    """Return the only start and the finish of a mode that has only one start."""
    assert requirement.earliest == requirement.latest
    return str(requirement.earliest), str(requirement.modes[mode].finish(requirement.earliest))
