"""When a cost is paid: cash-flow profiles, and shares of an amount that add up to it exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HUNDRED = Decimal(100)


class CashFlowProfile(BaseModel):
    """Cumulative spending against elapsed time, both in percent, linear between the points given.

    Attributes:
        cumulative_percent: Spending at equal steps of elapsed time, from 0 at the start to 100 at the end.
        reason_en: Why this curve; reason_zh says it in Chinese.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cumulative_percent: tuple[Decimal, ...]
    reason_en: str = Field(min_length=1)
    reason_zh: str = Field(min_length=1)

    @model_validator(mode="after")
    def _runs_from_nothing_to_all(self) -> Self:
        points = self.cumulative_percent
        if len(points) < 2 or points[0] != 0 or points[-1] != HUNDRED or list(points) != sorted(points):
            msg = "percentages that never fall, from 0 at the start to 100 at the end"
            raise ValueError(msg)
        return self

    def share_spent(self, elapsed: Fraction) -> Fraction:
        """Return the share of the cost spent when this share of the duration (0..1) has passed."""
        steps = len(self.cumulative_percent) - 1
        step = min(int(elapsed * steps), steps - 1)
        below, above = (Fraction(point) / 100 for point in self.cumulative_percent[step : step + 2])
        return below + (above - below) * (elapsed * steps - step)

    def spread(self, amount: int, quarters: int, since: Fraction = Fraction(0)) -> tuple[int, ...]:
        """Return the spending in each of so many quarters; the total is exactly the amount.

        Cumulative spending is rounded (half up) to whole units at each quarter's end, so that no rounding is
        carried further than one quarter and no quarter is negative.

        Args:
            amount: What is to be spent, in whole units.
            quarters: How many quarters it is spent in, at least 1.
            since: Follow the profile from this share of the duration on (0..1): the rest of works under way.
        """
        spent = self.share_spent(since)
        if spent == 1:
            reached = [_round(Fraction(amount * k, quarters)) for k in range(quarters + 1)]
        else:
            shares = [
                self.share_spent(since + (1 - since) * Fraction(k, quarters)) for k in range(quarters + 1)
            ]
            reached = [_round(amount * (share - spent) / (1 - spent)) for share in shares]
        return tuple(after - before for before, after in pairwise(reached))


def split(amount: int, percent: dict[str, int]) -> dict[str, int]:
    """Divide an amount by percentages that add up to 100; the parts add up to exactly the amount.

    Largest-remainder (Hamilton) apportionment; equal remainders favour the source named first.
    """
    exact = {name: Fraction(amount * share, 100) for name, share in percent.items()}
    parts = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: parts[name] - exact[name])
    for name in by_remainder[: amount - sum(parts.values())]:
        parts[name] += 1
    return parts


def _round(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
