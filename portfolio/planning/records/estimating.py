"""Estimating what a project without a price may cost by its floor area: a range, its method and trust."""

from __future__ import annotations

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.unit_costs import Estimate, estimated
from portfolio.planning.records.projects import edit_project, found
from portfolio.planning.records.workspace import Workspace

Area = tuple[int, int]
"""The least and the most floor area, in square metres."""


def estimate_for(portfolio: Portfolio, project_id: str, area: Area | None = None) -> Estimate:
    """Return what a project is estimated to cost; nothing is written.

    Args:
        portfolio: Whose.
        project_id: Which project.
        area: Its floor area; None: as the source has it.

    Raises:
        BadInput: It has a price, its area is not known, or nothing of its type was built elsewhere.
    """
    project = found(portfolio, project_id)
    estimate = estimated(project, portfolio.unit_costs, portfolio.programme.money, area)
    if estimate is None:
        known = area is not None or project.floor_area_max_m2 is not None
        code = Expected.UNIT_COST_OF_TYPE if known else Expected.AREA_TO_ESTIMATE_BY
        code = Expected.PROJECT_WITHOUT_PRICE if project.is_priced else code
        raise BadInput([Fault(Form.PROJECT, code, None, "id", project_id)])
    return estimate


def estimate_project(
    workspace: Workspace, project_id: str, area: Area | None = None, *, actor: Actor, reason: str
) -> Recorded[Project]:
    """Put an estimate into a project, with the area that it is for.

    Args:
        workspace: Where.
        project_id: Which project.
        area: Its floor area; None: as the source has it.
        actor: Who estimates.
        reason: Why, for history.

    Raises:
        BadInput: As `estimate_for`, or no reason is given.
    """
    portfolio = workspace.portfolio().item
    estimate, money = estimate_for(portfolio, project_id, area), portfolio.programme.money
    amounts = {"low": estimate.low, "likely": estimate.likely, "high": estimate.high}
    year = estimate.unit_cost.price_year
    cells = {
        **{
            f"estimate_{end}": "" if amount is None else f"{money.number(amount)}"
            for end, amount in amounts.items()
        },
        "estimate_method": method_of(estimate, portfolio),
        "estimate_price_year": "" if year is None else str(year),
        "estimate_trust": estimate.unit_cost.trust.value,
    }
    if area is not None:
        cells |= {"floor_area_min_m2": str(area[0]), "floor_area_max_m2": str(area[1])}
    return edit_project(workspace, project_id, cells, actor=actor, reason=reason)


def method_of(estimate: Estimate, portfolio: Portfolio) -> str:
    """Return how it was estimated, as it is kept with the amounts: area times unit cost, and which rows."""
    cost, currency = estimate.unit_cost, portfolio.programme.money.currency
    prices = [cost.low, cost.high] if cost.likely is None else [cost.low, cost.likely, cost.high]
    unit = "/".join(f"{price:,f}" for price in dict.fromkeys(prices))
    area = "-".join(f"{side:,}" for side in dict.fromkeys(estimate.area))
    rows = ", ".join(cost.rows)
    source = f"{cost.portfolio or ''} {rows}".strip() or cost.id
    return f"{area} m² × {unit} {currency}/m² ({source})"
