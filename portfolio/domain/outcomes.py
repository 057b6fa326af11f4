"""How a plan stands against the envelope's floor and against annual ceilings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portfolio.domain.numbers import Balance


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EnvelopeOutcome(_Model):
    """The envelope's floor against the plan, in the smallest kept unit, within the programme's years.

    Attributes:
        shortfall: max(0, minimum - counted).
        maximum: The most that may be planned; None when there is no such limit.
        extra_cost: What works begun within the programme cost more in the modes chosen than in the cheapest,
            where the floor leaves that out; None where it counts all that is planned.
    """

    minimum: Balance | None
    planned: Balance
    shortfall: Balance
    soft: bool
    maximum: Balance | None = None
    extra_cost: Annotated[Balance | None, Field(exclude_if=lambda amount: amount is None)] = None

    @property
    def counted(self) -> int:
        """What the floor counts of what is planned."""
        return self.planned - (self.extra_cost or 0)


class CeilingUse(_Model):
    """One annual ceiling against the plan, in the smallest kept unit.

    Attributes:
        reserve: What is kept back of `maximum`, and not to be planned with.
        carried_in: Unused room that came over from the year before.
        slack: Room left: maximum - reserve + carried_in - used.
    """

    payer: str
    year: int
    maximum: Balance
    reserve: Balance = 0
    carried_in: Balance
    used: Balance
    slack: Balance

    @property
    def room(self) -> int:
        """What may be spent in all."""
        return self.maximum - self.reserve + self.carried_in
