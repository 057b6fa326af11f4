"""What follows of investment, as plans have it: debt service and running costs, beside all other money.

None stands where nothing is assumed of it or what it goes by is unknown; 0 is never said instead.
"""

from __future__ import annotations

from pydantic import BaseModel

from portfolio.domain.numbers import Balance


class PlannedCosts(BaseModel):
    """What follows of one project.

    Attributes:
        debt_service: Fiscal year -> debt service of what bonds pay of it within the schedule, later years
            included. It is rounded for the project, so that all of them may differ from the plan by units.
        running_costs: Fiscal year -> what it costs to run once it is open, with the largest floor area that
            its row gives; None where nobody says, or where that is not known.
        running_costs_lowest: Likewise with the smallest.
        running_costs_unknown: Whether it goes by a floor area that is not known.
    """

    debt_service: dict[int, Balance] | None = None
    running_costs: dict[int, Balance] | None = None
    running_costs_lowest: dict[int, Balance] | None = None
    running_costs_unknown: bool = False


class PlanCosts(BaseModel):
    """What follows of a whole plan.

    Attributes:
        debt_service: Fiscal year -> debt service of all bonds, for every year of the schedule and those in
            which what is paid within it is still owed; None where no source is a bond.
        debt_service_by_source: Source that is a bond -> likewise.
        running_costs: Fiscal year -> what it costs to run all that has opened and of which that is known, for
            every year of the schedule and up to the year that the assumptions name; None without a rule.
        running_costs_lowest: Likewise with the smallest floor areas.
        running_costs_unknown: Projects that open and of which it is not known.
    """

    debt_service: dict[int, Balance] | None = None
    debt_service_by_source: dict[str, dict[int, Balance]] = {}
    running_costs: dict[int, Balance] | None = None
    running_costs_lowest: dict[int, Balance] | None = None
    running_costs_unknown: tuple[str, ...] = ()
