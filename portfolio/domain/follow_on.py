"""What investment calls for later: debt service of bonds and running costs, each with ceilings of its own.

They are no investment and no payments: no total, peak or floor counts them. In scenarios, plans and answers
their ceilings stand beside those of payers, under names of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.bonds import DEBT_SERVICE, Bond, debt_of
from portfolio.domain.running_costs import RUNNING_COSTS, RunningCost, by_year, running_cost_of

if TYPE_CHECKING:
    from portfolio.domain.brief import Brief
    from portfolio.domain.plan import PlannedProject
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.project import Project
    from portfolio.domain.requirement import Requirement
    from portfolio.domain.scenario import Scenario

Costs = dict[str, dict[int, int]]
"""Name of a follow-on cost -> fiscal year -> amount; years without any are absent."""


def bonds_of(portfolio: Portfolio) -> dict[str, Bond]:
    """Return source -> its bond, of the sources that are bonds."""
    return {bond.source: bond for bond in portfolio.assumptions.bonds}


def with_bonds(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """Return the portfolio with its bonds as the scenario has them."""
    if not scenario.bonds:
        return portfolio
    changed = tuple(
        scenario.bonds[bond.source].put_on(bond) if bond.source in scenario.bonds else bond
        for bond in portfolio.assumptions.bonds
    )
    return portfolio.changed(assumptions=portfolio.assumptions.model_copy(update={"bonds": changed}))


def follow_on_names(portfolio: Portfolio) -> dict[str, tuple[str, ...]]:
    """Return what ceilings may be of besides payers -> what it adds up; empty where nothing is assumed."""
    of_bonds = tuple(debt_of(source) for source in bonds_of(portfolio))
    names: dict[str, tuple[str, ...]] = {name: (name,) for name in of_bonds}
    if of_bonds:
        names[DEBT_SERVICE] = of_bonds
    if portfolio.assumptions.running_costs:
        names[RUNNING_COSTS] = (RUNNING_COSTS,)
    return names


def capped_names(portfolio: Portfolio) -> dict[str, tuple[str, ...]]:
    """Return all that ceilings may be of: payers but for the total, and follow-on costs."""
    payers = {name: sources for name, sources in portfolio.payers.items() if name != TOTAL}
    return {**payers, **follow_on_names(portfolio)}


def last_year_told(portfolio: Portfolio) -> int:
    """Return up to which year running costs are told of."""
    outlook, last = portfolio.assumptions.outlook, portfolio.calendar.last_schedule_year
    return last if outlook is None else max(last, outlook.until)


def running_of(requirement: Requirement | None, portfolio: Portfolio, project: Project) -> RunningCost | None:
    """Return what a project costs to run once it is open; None where it opens nothing, or nobody says."""
    if requirement is None or not requirement.opens:
        return None
    return running_cost_of(portfolio, project)


def with_costs(brief: Brief, planned: PlannedProject) -> PlannedProject:
    """Return a project as it is planned with what follows of it."""
    portfolio, bonds = brief.portfolio, bonds_of(brief.portfolio)
    served = {
        source: bond.service(planned.payments_by_source.get(source, {})) for source, bond in bonds.items()
    }
    costs: dict[str, object] = {"debt_service": _added(served.values()) if bonds else None}
    requirement = brief.requirements.get(planned.id)
    cost = running_of(requirement, portfolio, portfolio.project(planned.id))
    if cost is not None and requirement is not None and planned.opens and planned.finish is not None:
        opening = planned.finish if requirement.is_milestone else planned.finish.plus(1)
        told = last_year_told(portfolio)
        for name, yearly in (("running_costs", cost.highest), ("running_costs_lowest", cost.lowest)):
            costs[name] = None if yearly is None else by_year(yearly, opening, told)
        costs["running_costs_unknown"] = cost.is_unknown
    return planned.model_copy(update=costs)


def costs_of_plan(
    brief: Brief, projects: Iterable[PlannedProject], paid: Mapping[str, Mapping[int, int]]
) -> dict[str, Any]:
    """Return what follows of a whole plan, by the names of its fields.

    Args:
        brief: What was planned.
        projects: With what follows of each.
        paid: Source -> fiscal year -> what it pays.
    """
    portfolio, years, each = brief.portfolio, brief.calendar.years, tuple(projects)
    told: dict[str, Any] = {}
    if bonds := bonds_of(portfolio):
        by_source = {source: bond.service(paid.get(source, {})) for source, bond in bonds.items()}
        told["debt_service"] = dict.fromkeys(years, 0) | _added(by_source.values())
        told["debt_service_by_source"] = {
            source: dict.fromkeys(years, 0) | due for source, due in by_source.items()
        }
    if portfolio.assumptions.running_costs:
        none = dict.fromkeys(range(years[0], last_year_told(portfolio) + 1), 0)
        told["running_costs"] = none | _added(planned.running_costs or {} for planned in each)
        told["running_costs_lowest"] = none | _added(planned.running_costs_lowest or {} for planned in each)
        told["running_costs_unknown"] = tuple(p.id for p in each if p.running_costs_unknown)
    return told


def _added(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for part in parts:
        for year, amount in part.items():
            total[year] = total.get(year, 0) + amount
    return {year: amount for year, amount in sorted(total.items()) if amount}


def follow_on_costs(
    portfolio: Portfolio, paid: Mapping[str, Mapping[int, int]], running: Iterable[Mapping[int, int] | None]
) -> Costs:
    """Return what follows of a whole plan: debt service of each bond, and running costs.

    Args:
        portfolio: With bonds as the scenario has them.
        paid: Source -> fiscal year -> what it pays.
        running: What each project costs to run.
    """
    costs = {
        debt_of(source): bond.service(paid.get(source, {})) for source, bond in bonds_of(portfolio).items()
    }
    if portfolio.assumptions.running_costs:
        costs[RUNNING_COSTS] = _added(each or {} for each in running)
    return costs
