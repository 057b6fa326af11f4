"""What a square metre costs elsewhere, and what a project without a price may cost by its area."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Self

from pydantic import ConfigDict, Field, model_validator

from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.names import InSomeLanguage, Text
from portfolio.domain.numbers import Exact, Whole
from portfolio.domain.project import Project, Trust

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.domain.money import Money


class UnitCost(InSomeLanguage):
    """What a square metre of floor above ground has cost, as a range; no plan counts it.

    Attributes:
        facility_types: Of what.
        low: The least that one has cost, in units of the currency; `high` likewise the most.
        likely: What all of them together have cost a square metre; None: nobody says.
        trust: How far it is to be trusted.
        price_year: The year whose prices it is in.
        portfolio: Where the rows are from that it was read off.
        rows: Ids of those rows.
        excluded: Ids of rows of these types that were left out; the reason says why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    facility_types: tuple[str, ...] = Field(min_length=1)
    low: Exact = Field(gt=0)
    likely: Exact | None = None
    high: Exact
    trust: Trust
    price_year: Whole | None = Field(default=None, ge=1900, le=2200)
    portfolio: Text | None = None
    rows: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        known = {"low": self.low, "likely": self.likely, "high": self.high}
        given = {name: value for name, value in known.items() if value is not None}
        if list(given.values()) != sorted(given.values()):
            raise UnfitParts([("high", str(self.high), Expectation(Expected.CELL_ESTIMATE_ORDER))])
        return self


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a project is estimated to cost, in the smallest kept unit of money; always a range with a method.

    Attributes:
        unit_cost: What it was estimated by.
        area: The least and the most floor area that it was estimated for, in square metres.
    """

    low: int
    likely: int | None
    high: int
    unit_cost: UnitCost
    area: tuple[int, int]


def unit_cost_of(project: Project, unit_costs: Sequence[UnitCost]) -> UnitCost | None:
    """Return what a square metre of a project's type has cost: the first that is of it; None: none is."""
    return next((one for one in unit_costs if project.facility_type in one.facility_types), None)


def estimated(
    project: Project, unit_costs: Sequence[UnitCost], money: Money, area: tuple[int, int] | None = None
) -> Estimate | None:
    """Return what a project is estimated to cost by its floor area.

    Args:
        project: Which; one with a price needs no estimate.
        unit_costs: What a square metre has cost.
        money: What amounts are in.
        area: The least and the most floor area; None: as the source has it.

    Returns:
        None where the area is not known, or nothing of its type was built elsewhere.
    """
    if area is None and project.floor_area_min_m2 is not None and project.floor_area_max_m2 is not None:
        area = project.floor_area_min_m2, project.floor_area_max_m2
    cost = unit_cost_of(project, unit_costs)
    if project.is_priced or area is None or cost is None:
        return None

    def kept(square_metres: Decimal, price: Decimal, rounding: str) -> int:
        amount = square_metres * price * money.kept_in_one / money.unit
        return int(amount.quantize(Decimal(1), rounding=rounding))

    least, most = (Decimal(side) for side in area)
    likely = None if cost.likely is None else kept((least + most) / 2, cost.likely, ROUND_HALF_UP)
    low, high = kept(least, cost.low, ROUND_FLOOR), kept(most, cost.high, ROUND_CEILING)
    return Estimate(low, likely, high, cost, area)
