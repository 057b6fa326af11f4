"""What a scenario's changes allow a plan beyond what they say, as a plan notes it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from portfolio.domain.numbers import Exact


class AllowanceKind(StrEnum):
    """What a scenario's changes allow beyond what they say."""

    FLEXIBILITY = "flexibility"
    FLOOR = "floor"
    LATENESS = "lateness"
    YEARS = "years"


class Allowance(BaseModel):
    """Something that a scenario's changes allow a plan beyond what they say.

    Attributes:
        kind: "flexibility": as amounts of the project are pinned, the rest of its spending may move. "floor",
            "lateness": the scenario's own aims take the place of the usual ones, and the shortfall against a
            floor that may be missed, or lateness, counts for nothing. "years": the scenario
            lets the schedule run on, into years in which payers that have ceilings have none.
        years: Those years.
        share: Of each quarter's spending, how much may move, up or down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: AllowanceKind
    project: str | None = None
    share: Exact | None = None
    years: tuple[int, ...] = ()
