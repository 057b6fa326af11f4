"""Unit costs and what follows from them, in words: always ranges, with their rows and their trust."""

from __future__ import annotations

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.unit_costs import Estimate
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row


def heads(portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the heads of the table of unit costs."""
    unit = say("unit_costs.unit", currency=portfolio.programme.money.currency)
    keys = ("low", "likely", "high", "trust", "price_year", "rows", "excluded")
    columns = [say(f"column.unit_costs.unit_costs.{key}") for key in keys]
    return [unit, say("column.unit_costs.unit_costs.facility_types"), *columns]


def rows(portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each unit cost."""
    blank = say("field.blank")
    names = {one.id: say.either(one, "name") for one in portfolio.classes.facility_types}
    return [
        (
            say.either(one, "name"),
            [
                say.listed([names.get(kind, kind) for kind in one.facility_types]),
                f"{one.low:,f}",
                blank if one.likely is None else f"{one.likely:,f}",
                f"{one.high:,f}",
                say(f"trust.{one.trust}"),
                blank if one.price_year is None else str(one.price_year),
                say.few([*one.rows]) or blank,
                say.few([*one.excluded]) or blank,
            ],
            "",
        )
        for one in portfolio.unit_costs
    ]


def estimate_words(project: str, estimate: Estimate, portfolio: Portfolio, say: Wording) -> str:
    """Return what a project is estimated to cost, how, and how far that is to be trusted."""
    cost = estimate.unit_cost
    low, high = (money.table_amount(amount, say) for amount in (estimate.low, estimate.high))
    return say(
        "unit_costs.estimate",
        project=say.name(portfolio.project(project)),
        low=low,
        high=high,
        unit=money.table_unit(say),
        by=say.either(cost, "name"),
        trust=say(f"trust.{cost.trust}"),
        reason=say.either(cost, "reason"),
    )
