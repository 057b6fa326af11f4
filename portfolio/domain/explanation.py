"""Why there is no plan: a model for each kind of reason, told apart by its `kind`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolio.domain.calendar import Period
from portfolio.domain.gates import Hold
from portfolio.domain.numbers import Balance
from portfolio.domain.rule_names import RuleName
from portfolio.domain.sharing import BoundSide

_ONCE_OF_EVERY_KIND: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(
        ("payer", "year", "quarter", "project", "needed", "allowed", "unavoidable", "detail"), (None,)
    ),
    "projects": ([], ()),
    "proven": (True,),
}
"""Keys that every kind once had -> what they held where the kind has no use for them."""


class _Reason(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_written_before(cls, content: object) -> object:
        """Leave out keys of other kinds that say nothing, as plans of before have them all."""
        if not isinstance(content, dict):
            return content
        return {
            key: value
            for key, value in content.items()
            if key in cls.model_fields or value not in _ONCE_OF_EVERY_KIND.get(key, ())
        }


class Measured(_Reason):
    """A limit that even the plan with the least excess does not keep.

    Attributes:
        needed: What that plan needs; what the floor asks for. in the smallest kept unit, sites or moves.
        allowed: What is allowed, carried-in room included; what can be reached of the floor. Likewise.
        proven: Whether the amounts are proven; otherwise they are those of the best plan found in time.
    """

    kind: RuleName
    needed: int
    allowed: int
    proven: bool = True


class CeilingExceeded(Measured):
    """A ceiling is too low.

    Attributes:
        unavoidable: The part that works already under way need in any case; None in plans of before that was
            told.
        reserve: What is kept back of the ceiling, and not in `allowed`.
        enough: The lowest ceiling that leaves what is needed; None where that is `needed`, as nothing is kept
            back.
    """

    kind: Literal[RuleName.CEILING] = RuleName.CEILING
    needed: Balance
    allowed: Balance
    payer: str
    year: int
    unavoidable: Balance | None = None
    reserve: Annotated[Balance, Field(exclude_if=lambda amount: not amount)] = 0
    enough: Annotated[Balance | None, Field(exclude_if=lambda amount: amount is None)] = None


class FloorMissed(Measured):
    """The hard floor cannot be reached."""

    kind: Literal[RuleName.FLOOR] = RuleName.FLOOR
    needed: Balance
    allowed: Balance


class MaximumExceeded(Measured):
    """The programme may not invest as much as its works need within its years."""

    kind: Literal[RuleName.MAXIMUM] = RuleName.MAXIMUM
    needed: Balance
    allowed: Balance


class SitesExceeded(Measured):
    """There are too many sites in a period.

    Attributes:
        detail: The capacity's name.
    """

    kind: Literal[RuleName.CAPACITY] = RuleName.CAPACITY
    detail: str
    quarter: Period


class MovesExceeded(Measured):
    """Too few decisions may depart from the baseline."""

    kind: Literal[RuleName.MOVES] = RuleName.MOVES


class PrerequisiteInTheWay(_Reason):
    """A prerequisite is one of the rules that cannot all be kept, and without which a plan exists.

    Attributes:
        projects: The one that comes first, then the one that waits.
    """

    kind: Literal[RuleName.PREREQUISITE] = RuleName.PREREQUISITE
    projects: tuple[str, str]


class AlternativesInTheWay(_Reason):
    """A choice between alternatives is one of the rules that cannot all be kept.

    Attributes:
        needed: The fewest of them that must be carried out.
        allowed: The most that may be.
    """

    kind: Literal[RuleName.ALTERNATIVES] = RuleName.ALTERNATIVES
    projects: tuple[str, ...]
    needed: int
    allowed: int


class AllocationInTheWay(_Reason):
    """An amount that a person has fixed is one of the rules that cannot all be kept.

    Attributes:
        needed: The amount, in the smallest kept unit.
    """

    kind: Literal[RuleName.ALLOCATION] = RuleName.ALLOCATION
    project: str
    payer: str
    year: int
    needed: Balance


class BandsInTheWay(_Reason):
    """Were the money of these projects free to run as early or as late as needed, there would be a plan."""

    kind: Literal[RuleName.BAND] = RuleName.BAND
    projects: tuple[str, ...]


class SharesInTheWay(_Reason):
    """Were a source's share of these projects not held to its bounds, there would be a plan.

    Attributes:
        payer: The source.
        detail: Whether it may pay no less, or no more.
    """

    kind: Literal[RuleName.SHARE] = RuleName.SHARE
    payer: str
    detail: BoundSide
    projects: tuple[str, ...]


class MatchesInTheWay(_Reason):
    """Were a source not held to what it matches in these projects, there would be a plan.

    Attributes:
        payer: Who matches.
        against: Whose money.
    """

    kind: Literal[RuleName.MATCH] = RuleName.MATCH
    payer: str
    against: str
    projects: tuple[str, ...]


class GateInTheWay(_Reason):
    """A gate of a project is one of the rules that cannot all be kept."""

    kind: Literal[RuleName.GATE] = RuleName.GATE
    project: str
    hold: Hold


class SourceYearsInTheWay(_Reason):
    """The years in which a source can pay are one of the rules that cannot all be kept.

    Attributes:
        payer: The source.
        first: Its first fiscal year; None where it has none.
        last: Its last one; likewise.
    """

    kind: Literal[RuleName.SOURCE_YEARS] = RuleName.SOURCE_YEARS
    payer: str
    first: int | None
    last: int | None


class NoStartCause(StrEnum):
    """The rule without which a project could start: gates, a pin, what it needs first, or the schedule's end.

    What it needs may itself run on past that end, and so leave no period after it.
    """

    GATE = "gate"
    PIN = "pin"
    NEEDS_WHAT_RUNS_ON = "needs_what_runs_on"
    PREREQUISITE = "prerequisite"
    SCHEDULE_END = "schedule_end"


class NoStart(_Reason):
    """A project has no period it could start in.

    Attributes:
        needs: The project that it needs and that runs on past the schedule; None where that is not why.
        until: The period in which that one is finished at best.
        holds: The gates without which it could start.
    """

    kind: Literal["no_start"] = "no_start"
    project: str
    detail: NoStartCause
    needs: str | None = None
    until: Period | None = None
    holds: tuple[Hold, ...] = ()


class Together(_Reason):
    """No single kind of rule is the reason; the kinds that follow have to be loosened at once.

    Attributes:
        detail: "all" if what follows is enough, loosened at once.
    """

    kind: Literal["together"] = "together"
    detail: Literal["all"] | None = None


class Open(StrEnum):
    """What was not found out: whether what was found is all, or whether fewer than named are in the way."""

    REST = "rest"
    FEWEST = "fewest"


class Undecided(_Reason):
    """Something was not found out in time.

    Attributes:
        detail: A rule if it is open whether, or which, rules of that kind are in the way; None if nothing is
            known.
    """

    kind: Literal["undecided"] = "undecided"
    detail: RuleName | Open | None = None


Explanation = Annotated[
    CeilingExceeded
    | FloorMissed
    | MaximumExceeded
    | SitesExceeded
    | MovesExceeded
    | PrerequisiteInTheWay
    | AlternativesInTheWay
    | AllocationInTheWay
    | BandsInTheWay
    | SharesInTheWay
    | MatchesInTheWay
    | GateInTheWay
    | SourceYearsInTheWay
    | NoStart
    | Together
    | Undecided,
    Field(discriminator="kind"),
]
"""Part of the answer to "why is this impossible?"."""
