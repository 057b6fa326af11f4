"""What is verified of a plan, by name: hard rules, each with one name for all its faces, and statements."""

from __future__ import annotations

from enum import StrEnum


class RuleName(StrEnum):
    """What a plan must keep: whoever posts, verifies or explains a rule calls it by this name.

    `MANDATORY`: what must be carried out is. `DROPPED`: what is dropped, cancelled or retained is not.
    `MODE`: works are done in a mode that the project has. `START`: they start in a period that their mode,
    what is under way, pins and the end of the schedule allow. `GATE`: no gate of theirs is in the way.
    `PREREQUISITE`: they start after what they need is finished. `ALTERNATIVES`: of alternative projects, so
    many are carried out. `CAPACITY`: no more sites are under construction in a period than there is capacity
    for. `MOVES`: no more projects depart from the baseline than the scenario lets. `CASH_FLOW`: a project
    spends its cost along its mode's profile. `ROUNDING`: by the end of each year it has paid what is due
    then, rounded to whole units and no more. `PAYMENT`: what is completed is paid by the terms of the
    project. `DEBT`: what bonds pay is served in the years after. `RUNNING`: what has opened costs to run.
    `FLEXIBILITY`: where a year's amount is fixed, the others move no further than they may. `BAND`: where
    money may move from its curve, it stays within its band. `SHARE`: where sources share what a project
    costs, each pays a share between its bounds. `MATCH`: none pays more than the ratio of what it matches.
    `ALLOCATION`: an amount that a person has fixed is spent. `CEILING`: no payer spends more in a year than
    its ceiling, less what is kept back of it, and what was carried into it. `SOURCE_YEARS`: no source pays
    before its first year or after its last. `ELIGIBLE`: no source pays for a project that it is not for.
    `FLOOR`: the programme's years reach a floor that may not be missed. `MAXIMUM`: they take no more than the
    programme may invest.
    """

    MANDATORY = "mandatory"
    DROPPED = "dropped"
    MODE = "mode"
    START = "start"
    GATE = "gate"
    PREREQUISITE = "prerequisite"
    ALTERNATIVES = "alternatives"
    CAPACITY = "capacity"
    MOVES = "moves"
    CASH_FLOW = "cash_flow"
    ROUNDING = "rounding"
    PAYMENT = "payment"
    DEBT = "debt_service"
    RUNNING = "running_costs"
    FLEXIBILITY = "flexibility"
    BAND = "band"
    SHARE = "share"
    MATCH = "match"
    ALLOCATION = "allocation"
    CEILING = "ceiling"
    SOURCE_YEARS = "source_years"
    ELIGIBLE = "eligible"
    FLOOR = "floor"
    MAXIMUM = "maximum"


class StatementName(StrEnum):
    """What a plan states of itself, and the check counts again.

    `DATA`, `SCENARIO`: what it was made from. `UNIT` to `ALLOWANCES`: what every plan file holds. `PRICED` to
    `ASSUMED`: of each project. `TOTALS` to `ENVELOPE`: of its money. `OBJECTIVE`, `BOUND`, `GAP`: what its
    aims came to, and how good that is proven to be. `EARLIEST_STARTS`: the plan that it is compared with.
    `NO_PLAN`: that there is none, and why.
    """

    DATA = "data"
    SCENARIO = "scenario"
    UNIT = "unit"
    YEARS = "years"
    PROJECTS = "projects"
    VIOLATIONS = "violations"
    TARGET = "target"
    PAYER = "payer"
    ALLOWANCES = "allowances"
    PRICED = "priced"
    SELECTED = "selected"
    CANCELLED = "cancelled"
    UNSCHEDULED = "unscheduled"
    FINISH = "finish"
    TARDINESS = "tardiness"
    BEYOND = "beyond"
    ASSUMED = "assumed"
    TOTALS = "totals"
    PEAKS = "peaks"
    CEILINGS = "ceilings"
    ENVELOPE = "envelope"
    OBJECTIVE = "objective"
    BOUND = "bound"
    GAP = "gap"
    EARLIEST_STARTS = "earliest_starts"
    NO_PLAN = "no_plan"
