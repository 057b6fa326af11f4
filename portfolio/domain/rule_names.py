"""The hard rules of a plan, each under the one name that all its faces have."""

from __future__ import annotations

from enum import StrEnum


class RuleName(StrEnum):
    """What a plan must keep.

    `MANDATORY`: what must be carried out is. `DROPPED`: what is dropped, cancelled or retained is not.
    `MODE`: works are done in a mode that the project has. `START`: they start in a quarter that their mode,
    what is under way, pins and the end of the schedule allow. `PREREQUISITE`: they start after what they need
    is finished. `ALTERNATIVES`: of alternative projects, so many are carried out. `CAPACITY`: no more sites
    are under construction in a quarter than there is capacity for. `MOVES`: no more projects depart from the
    baseline than the scenario lets. `CASH_FLOW`: a project spends its cost along its mode's profile.
    `FLEXIBILITY`: where a year's amount is fixed, the others move no further than they may. `ALLOCATION`: an
    amount that a person has fixed is spent. `CEILING`: no payer spends more in a year than its ceiling and
    what was carried into it. `FLOOR`: the programme's years reach a floor that may not be missed.
    """

    MANDATORY = "mandatory"
    DROPPED = "dropped"
    MODE = "mode"
    START = "start"
    PREREQUISITE = "prerequisite"
    ALTERNATIVES = "alternatives"
    CAPACITY = "capacity"
    MOVES = "moves"
    CASH_FLOW = "cash_flow"
    FLEXIBILITY = "flexibility"
    ALLOCATION = "allocation"
    CEILING = "ceiling"
    FLOOR = "floor"
