"""How far money may move from the curve of its works: bands, decided year by year within them."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import Amount, Balance, Whole, money_in
from portfolio.domain.rules import Rule

MOST_PERIODS_MOVED = 120
_AS_TEXT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,12}){3,4}")


class Band(BaseModel):
    """How far investment completed may run ahead of its curve or behind it, source by source.

    By the end of every fiscal year a source has completed at least what the curve has `late` periods before,
    and at most what it has `early` periods after, both widened to whole steps; in all exactly what the curve
    has. With both 0 the money follows the curve.

    Attributes:
        early: By how many periods money may come earlier.
        late: By how many it may come later.
        step: Yearly amounts of a source are whole multiples of it, but for the last remainder.
        minimum: The least of a source in a year in which the curve has so much; else whole steps of what it
            has.
        maximum: The most of a source in a year; None for no such limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    early: Whole = Field(default=0, ge=0, le=MOST_PERIODS_MOVED)
    late: Whole = Field(default=0, ge=0, le=MOST_PERIODS_MOVED)
    step: Annotated[Amount, Field(ge=1)] = 1
    minimum: Amount = 0
    maximum: Amount | None = None

    @model_validator(mode="after")
    def _amounts_are_whole_steps(self, info: ValidationInfo) -> Self:
        words = Expectation(Expected.WHOLE_STEPS)
        money = money_in(info.context)
        printed = str if money is None else money.printed
        wrong = [
            (name, str(printed(amount)), words)
            for name in ("minimum", "maximum")
            if (amount := getattr(self, name)) is not None and amount % self.step
        ]
        if not wrong and self.maximum is not None and self.maximum < max(self.minimum, 1):
            wrong = [("maximum", str(printed(self.maximum)), words)]
        if wrong:
            raise UnfitParts(wrong)
        return self

    @property
    def moves(self) -> bool:
        """Whether money may move at all."""
        return self.early > 0 or self.late > 0

    @property
    def as_text(self) -> str:
        """The band as a link and a change hold it; `band_of_text` reads it."""
        amounts = [self.early, self.late, self.step, self.minimum]
        return ".".join(map(str, amounts if self.maximum is None else [*amounts, self.maximum]))


def band_of_text(text: str) -> Band:
    """Return the band that a link or a change holds: early, late, step, least and, where there is one, most.

    Raises:
        ValueError: It is none.
    """
    if not _AS_TEXT.fullmatch(text):
        raise ValueError(text)
    return Band(**dict(zip(Band.model_fields, map(int, text.split(".")), strict=False)))


class BandRule(Rule, Band):
    """The band of the projects that it selects."""

    @property
    def band(self) -> Band:
        """The band alone."""
        return Band(**{name: getattr(self, name) for name in Band.model_fields})


AS_THE_CURVE = Band()
"""A band of nothing."""

AS_FREE_AS_CAN_BE = Band(early=MOST_PERIODS_MOVED, late=MOST_PERIODS_MOVED)
"""The widest band there is."""


class MovedWithin(BaseModel):
    """That a project's yearly amounts were chosen within a band, beside what its curve alone would have.

    Attributes:
        within: The band.
        curve: Source -> fiscal year of the schedule -> what the curve has for the mode and start chosen;
            years and sources without money are absent.
        moved: How much stands in other years than by the curve.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    within: Band
    curve: dict[str, dict[int, Balance]]
    moved: Balance


def _none_written_as_zero(value: object) -> object:
    return AS_THE_CURVE if value == 0 and not isinstance(value, bool) else value


OwnBand = Annotated[Band, BeforeValidator(_none_written_as_zero)]
"""A band that a scenario sets: its parts, or 0 for none."""
