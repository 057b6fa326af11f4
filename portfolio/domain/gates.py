"""Gates: what a stage of a project must have come to before its works may start or its money may flow."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from portfolio.domain.calendar import QUARTERS, Period, periods_in
from portfolio.domain.counting import CountsPeriods
from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import Balance, ExactPercent, Whole
from portfolio.domain.rules import Rule
from portfolio.domain.stages import StageKind

_MOST_PERIODS = 120


class GateKind(StrEnum):
    """What a gate stops.

    `NO_MONEY_BEFORE`: nothing is invested or paid before the stage is passed. `NO_START_BEFORE`: works do not
    start before. `AMOUNT_AT_MOST`: they do not start where they cost more than was approved with the stage.
    """

    NO_MONEY_BEFORE = "no_money_before"
    NO_START_BEFORE = "no_start_before"
    AMOUNT_AT_MOST = "amount_at_most"


class Gate(CountsPeriods, Rule):
    """A gate for some projects. All gates that select a project hold for it, not only the first.

    It is for works that have not begun. A stage is passed in the period of its date, and opens the gate from
    that period on; so does one that is expected then. One of which no date is known is not passed: works wait
    for `lead_quarters` from the data date on, or do not start at all where none are assumed.

    Attributes:
        tolerance_percent: By how much more than approved works may cost.
        lead_quarters: How many periods after the data date, or the first period without one, a stage is
            assumed to be passed of which no date is known.
    """

    kind: GateKind
    stage: StageKind
    tolerance_percent: ExactPercent = Field(default=Decimal(0), ge=0, le=100)
    lead_quarters: Whole | None = Field(
        default=None, ge=0, le=_MOST_PERIODS, validation_alias=AliasChoices("lead_quarters", "lead")
    )

    @model_validator(mode="after")
    def _says_nothing_idle(self, info: ValidationInfo) -> Self:
        lead = (periods_in(info.context) or QUARTERS).called("lead_quarters")
        of_amounts = self.kind is GateKind.AMOUNT_AT_MOST
        idle = [
            *([(lead, str(self.lead_quarters))] if of_amounts and self.lead_quarters is not None else []),
            *(
                [("tolerance_percent", str(self.tolerance_percent))]
                if self.tolerance_percent and not of_amounts
                else []
            ),
        ]
        if idle:
            words = Expectation(Expected.OF_OTHER_GATES)
            raise UnfitParts([(place, found, words) for place, found in idle])
        return self


class Reached(StrEnum):
    """How it is known when a stage is passed.

    `PASSED`: it has a date. `EXPECTED`: one is expected. `ASSUMED`: none is known, and one is assumed.
    `UNKNOWN`: none is known or assumed. `APPROVED`: it is about the amount that was approved, whenever.
    """

    PASSED = "passed"
    EXPECTED = "expected"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    APPROVED = "approved"


class Hold(BaseModel):
    """What a gate asks of one project.

    Attributes:
        since: The first period in which it lets works start, or money flow; None: it lets none.
        approved: The amount that was approved, of a gate on amounts.
        most: What they may cost, with what is tolerated.
        cost: What they cost at least.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: GateKind
    stage: StageKind
    reached: Reached
    since: Period | None = None
    approved: Balance | None = None
    most: Balance | None = None
    cost: Balance | None = None

    def stops(self, start: Period, first_money: Period | None, cost: int) -> bool:
        """Tell whether it stops works that start then.

        Args:
            start: Their first period.
            first_money: The first period in which any of their money may flow; None: they have no price.
            cost: What they cost in all.
        """
        if self.kind is GateKind.AMOUNT_AT_MOST:
            return self.most is not None and cost > self.most
        at = first_money if self.kind is GateKind.NO_MONEY_BEFORE else start
        return at is not None and (self.since is None or at < self.since)


def most_of(approved: int, tolerance_percent: Decimal) -> int:
    """Return the most that works may cost, in whole units: what was approved and what is tolerated."""
    return int(approved * (1 + Fraction(tolerance_percent) / 100))


def stages_in(gates: tuple[Gate, ...]) -> Iterator[StageKind]:
    """Yield the stages that gates name, each once, in the order in which projects pass them."""
    named = {gate.stage for gate in gates}
    return (stage for stage in StageKind if stage in named)
