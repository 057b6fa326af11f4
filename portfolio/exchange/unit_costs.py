"""unit_costs.toml: what a square metre has cost elsewhere, to estimate by what has no price."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.unit_costs import UnitCost


class UnitCosts(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit_costs: tuple[UnitCost, ...] = ()


def unit_cost_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield ids that stand twice, and types that the portfolio does not have."""
    ids = [one.id for one in portfolio.unit_costs]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield Fault(file, Expected.OWN_ID, None, f"unit_costs[{number}].id", name)
    types = (
        (f"unit_costs[{number}].facility_types", "facility_types", name)
        for number, one in enumerate(portfolio.unit_costs)
        for name in one.facility_types
    )
    for place, found, words in portfolio.classes.unknown(types):
        yield Fault(file, words.code, None, place, found, values=words.values)
