"""What a programme promises besides its projects: deliverables, indicators, and what was reported of them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from portfolio.domain.calendar import FiscalYear, PeriodKind
from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.names import InSomeLanguage, Text
from portfolio.domain.numbers import Exact, Whole
from portfolio.domain.programme import Citation, TargetComparison
from portfolio.domain.stages import is_date, period_of_date

_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
_YEAR = re.compile("[0-9]{4}")


class _Model(InSomeLanguage):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _month(text: str) -> str:
    if _MONTH.fullmatch(text) is None:
        raise Unfit(Expected.MONTH)
    return text


def _reported_at(text: str) -> str:
    if not (_YEAR.fullmatch(text) or is_date(text)):
        raise Unfit(Expected.READING_DATE)
    return text


Month = Annotated[Text, AfterValidator(_month)]
"""A month of the calendar: "2019-08"."""
ReadingDate = Annotated[Text, AfterValidator(_reported_at)]
"""A fiscal year ("2018"), a day, a month of the calendar or a fiscal quarter, as precisely as is known."""


class IndicatorKind(StrEnum):
    """How far an indicator binds whoever has set it: 约束性, 指导性, 预期性, or the source does not say."""

    BINDING = "binding"
    GUIDING = "guiding"
    EXPECTED = "expected"
    UNKNOWN = "unknown"


class Filled(StrEnum):
    """A value that the print has once for several rows, in a cell that is merged."""

    KIND = "kind"
    TARGET = "target"


class Milestone(_Model):
    """What an indicator is to be by a year: one of the dated values of its target.

    Attributes:
        year: By the end of which fiscal year; None: the source names none.
        is_yearly: Whether it is promised of every year up to then.
        comparison: How a result is held against it; `in_words` has no number, `range` two.
        quantity: The number, in the indicator's unit; of a ratio 1 : x it is x.
        upper: The upper end of a range.
        printed: As it is printed: "≥77", "达国家要求".
        source: Where it stands, if not where the indicator does.
    """

    year: Whole | None = Field(default=None, ge=1900, le=2200)
    is_yearly: bool = False
    comparison: TargetComparison = TargetComparison.AT_LEAST
    quantity: Exact | None = None
    upper: Exact | None = None
    printed: Text | None = None
    source: Citation | None = None

    @model_validator(mode="after")
    def _has_the_numbers_that_it_is_held_to(self) -> Self:
        unfit: list[tuple[str, str | None, Expectation]] = []
        in_words = self.comparison is TargetComparison.IN_WORDS
        if in_words and self.quantity is not None:
            unfit.append(("quantity", str(self.quantity), Expectation(Expected.NO_NUMBER_IN_WORDS)))
        if in_words and self.printed is None:
            unfit.append(("printed", None, Expectation(Expected.GIVEN)))
        if not in_words and self.quantity is None:
            unfit.append(("quantity", None, Expectation(Expected.NUMBER)))
        is_range = self.comparison is TargetComparison.RANGE
        if is_range != (self.upper is not None) or (
            self.upper is not None and self.quantity is not None and self.upper <= self.quantity
        ):
            found = None if self.upper is None else str(self.upper)
            unfit.append(("upper", found, Expectation(Expected.UPPER_END)))
        if unfit:
            raise UnfitParts(unfit)
        return self


class Indicator(_Model):
    """An outcome that is measured: where it began, where it is to be and by when.

    Attributes:
        row: Its number in the source's table; None where there is no table, or none has survived.
        category: The heading that it stands under, in the source's words.
        baseline: Its value before the programme; None: the source has none.
        baseline_comparison: How the baseline is bounded where the source prints a bound (">95").
        baseline_source: Where the baseline stands, if not where the indicator does.
        kind: How far it binds.
        filled_down: What stands in a merged cell of the print, so that it was taken from a row above.
        milestones: The dated values of its target, earliest first; none: it has no target.
        bodies: Who answers for it, by id; `responsible`: in the source's words.
    """

    id: Text
    row: Whole | None = Field(default=None, ge=1)
    category: Text | None = None
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    unit: str | None = None
    unit_zh: str | None = None
    unit_en: str | None = None
    baseline: Exact | None = None
    baseline_comparison: TargetComparison | None = None
    baseline_year: Whole | None = Field(default=None, ge=1900, le=2200)
    baseline_source: Citation | None = None
    kind: IndicatorKind = IndicatorKind.UNKNOWN
    filled_down: tuple[Filled, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    bodies: tuple[str, ...] = ()
    responsible: Text | None = None
    note_zh: Text | None = None
    note_en: Text | None = None
    source: Citation

    @property
    def kind_filled_down(self) -> bool:
        """Whether its kind was taken from a merged cell."""
        return Filled.KIND in self.filled_down

    @property
    def last(self) -> Milestone | None:
        """What it is to be in the end; None: it has no target."""
        return self.milestones[-1] if self.milestones else None


class Phase(_Model):
    """A dated part of a programme, from the first to the last of its months."""

    id: Text
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    first: Month
    last: Month
    responsible: Text | None = None
    source: Citation

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise UnfitParts([("last", self.last, Expectation(Expected.LATER_MONTH))])
        return self

    @property
    def months(self) -> int:
        """How many months it takes."""
        return _months(self.last) - _months(self.first) + 1


class Body(_Model):
    """An office or department that has a part in a programme; offices, not the people who hold them."""

    id: Text
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    source: Citation


class Deliverable(_Model):
    """Something to be made or set up that is counted rather than built at a price.

    Attributes:
        quantity: How many are promised, in `unit`.
        phase: The phase by whose end it is due.
        begins: The month from which on it is worked on.
        due: The month by whose end it is promised; None: that of its phase.
        due_latest: The same by another reading of the source, where it has two.
        bodies: Who answers for it, by id; `responsible`: in the source's words.
    """

    id: Text
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    comparison: TargetComparison = TargetComparison.EXACTLY
    quantity: Exact = Field(ge=0)
    unit: str | None = None
    unit_zh: str | None = None
    unit_en: str | None = None
    phase: str | None = None
    begins: Month | None = None
    due: Month | None = None
    due_latest: Month | None = None
    bodies: tuple[str, ...] = ()
    responsible: Text | None = None
    note_zh: Text | None = None
    note_en: Text | None = None
    source: Citation


class ReadingKind(StrEnum):
    """Whether a number was reported, or is what somebody plans to have reached by then."""

    REPORTED = "reported"
    PLANNED = "planned"


class Reading(_Model):
    """How far a target, a deliverable or an indicator is, or is planned to be, at a date.

    Attributes:
        target: The id of what it is of.
        value: In the unit of that, counted from the beginning rather than since the last one.
        as_of: When it was so, or is to be.
        area: Where, if it is of one place alone.
        document: The document that says so, with `place` and `quote`; None: `by` alone does.
        by: Who has reported it.
    """

    target: str
    value: Exact
    as_of: ReadingDate
    kind: ReadingKind = ReadingKind.REPORTED
    area: Text | None = None
    document: str | None = None
    place: Text | None = None
    quote: Text | None = None
    by: Text | None = None
    note: Text | None = None

    def year(self, years: FiscalYear) -> int:
        """Return the fiscal year in which it was so."""
        if _YEAR.fullmatch(self.as_of):
            return int(self.as_of)
        return period_of_date(self.as_of, years, PeriodKind.MONTH).year

    def until(self, years: FiscalYear) -> tuple[int, int]:
        """Return the last month of the fiscal year in which it was so, to tell what is later."""
        if _YEAR.fullmatch(self.as_of):
            return int(self.as_of), 12
        period = period_of_date(self.as_of, years, PeriodKind.MONTH)
        return period.year, period.number


def _months(text: str) -> int:
    year, _, month = text.partition("-")
    return int(year) * 12 + int(month)
