"""A small programme with a bond and running costs, for tests of what investment calls for later."""

from __future__ import annotations

from typing import Any

from assumed import assuming

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import WHY, PortfolioBuilder

BOND: dict[str, Any] = {"source": "municipal", "rate_percent": 5, "term_years": 3, **WHY}
RUNNING: dict[str, Any] = {"per_m2": 0.05, **WHY}


def with_areas(portfolio: Portfolio, areas: dict[str, tuple[int, int]]) -> Portfolio:
    """Return the portfolio with the floor areas of some of its projects."""
    projects = []
    for project in portfolio.projects:
        low, high = areas.get(project.id, (None, None))
        update = {"floor_area_min_m2": low, "floor_area_max_m2": high}
        projects.append(project.model_copy(update=update))
    return portfolio.changed(projects=tuple(projects))


def small(
    *, years: int = 4, bonds: list[dict[str, Any]] | None = None, running: list[dict[str, Any]] | None = None
) -> Portfolio:
    """Return two projects of a year each, half of them paid by a bond; one of 1,000 to 2,000 m2."""
    half = {"district": 50, "municipal": 50}
    built = PortfolioBuilder(years=years).project("p", percent=half).project("q", percent=half).portfolio()
    more: dict[str, Any] = {} if bonds is None else {"bonds": bonds}
    if running is not None:
        more["running_costs"] = running
    return with_areas(assuming(built, **more), {"p": (1000, 2000)})


def planned(portfolio: Portfolio, **changes: Any) -> Any:
    """Return the plan of a scenario with these changes."""
    return make_plan(Case(portfolio, Scenario.model_validate({"name": "test", **changes})))
