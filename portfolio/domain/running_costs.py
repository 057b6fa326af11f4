"""What facilities cost to run once they are open: staff, upkeep. No investment, and never added to it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from portfolio.domain.calendar import Period
from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.names import Text
from portfolio.domain.numbers import Exact, Whole
from portfolio.domain.rules import Part, Rule

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.project import Project

RUNNING_COSTS = "running_costs"
"""What a ceiling on running costs is of."""

UnitPrice = Annotated[Exact, Field(ge=0, le=10**9, decimal_places=8)]
"""An amount in the programme's unit of money, with more decimals: a square metre costs little."""


class RunningCostRule(Rule):
    """What the facilities that it selects cost to run in a year, in the programme's unit of money.

    One of the three is given. For a project of its own a rule stands before those for its type.

    Attributes:
        per_m2: Of each square metre of floor area.
        per_unit: Of each unit that the row stands for.
        per_year: Of the whole row.
    """

    per_m2: UnitPrice | None = None
    per_unit: UnitPrice | None = None
    per_year: UnitPrice | None = None

    @model_validator(mode="after")
    def _one_is_given(self) -> Self:
        if [self.per_m2, self.per_unit, self.per_year].count(None) != 2:
            raise Unfit(Expected.ONE_RUNNING_COST)
        return self


class Outlook(Part):
    """Up to which year running costs are told of; without one, to the end of the schedule.

    Attributes:
        until: The last fiscal year.
    """

    until: Whole = Field(ge=1900, le=2200)
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


@dataclass(frozen=True, slots=True)
class RunningCost:
    """What a facility costs to run in a full year, in the smallest kept unit.

    Attributes:
        lowest: With the smallest floor area that its row gives; None where that is unknown.
        highest: With the largest, which is what ceilings count.
    """

    lowest: int | None
    highest: int | None

    @property
    def is_unknown(self) -> bool:
        """Whether a rule is for it, and what that goes by is not known."""
        return self.highest is None


def running_cost_of(portfolio: Portfolio, project: Project) -> RunningCost | None:
    """Return what a facility costs to run; None where nobody says anything of it."""
    rule = portfolio.assumptions.running_cost_rule_of(project)
    if rule is None:
        return None
    kept = portfolio.programme.money.kept_in_one
    if rule.per_m2 is not None:
        areas, price = (project.floor_area_min_m2, project.floor_area_max_m2), Fraction(rule.per_m2) * kept
        low, high = (None if area is None else _half_up(price * area) for area in areas)
        return RunningCost(low, high)
    in_all = (rule.per_year or 0) if rule.per_unit is None else rule.per_unit * project.units
    yearly = _half_up(Fraction(in_all) * kept)
    return RunningCost(yearly, yearly)


def run_for(yearly: int, periods: int, per_year: int) -> int:
    """Return what so many periods from the opening on cost, rounded half up; of whole years exactly."""
    return (2 * yearly * periods + per_year) // (2 * per_year)


def by_elapsed(yearly: int, per_year: int, periods: int) -> list[int]:
    """Return what a facility costs in each of so many periods from its opening on."""
    until = [run_for(yearly, elapsed, per_year) for elapsed in range(periods + 1)]
    return [later - earlier for earlier, later in pairwise(until)]


def by_year(yearly: int, opening: Period, until: int) -> dict[int, int]:
    """Return fiscal year -> what a facility costs in it that opens in this period; years without are absent.

    In the year in which it opens that is the share of its periods that are left, rounded half up.
    """
    periods = opening.periods
    rest = opening.until(periods.last(opening.year)) + 1
    costs = dict.fromkeys(range(opening.year, until + 1), yearly)
    if costs:
        costs[opening.year] = run_for(yearly, rest, periods.per_year)
    return {year: amount for year, amount in costs.items() if amount}


def _half_up(amount: Fraction) -> int:
    numerator, denominator = amount.as_integer_ratio()
    return (2 * numerator + denominator) // (2 * denominator)
