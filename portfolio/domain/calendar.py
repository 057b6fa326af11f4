"""Fiscal years (budgets) made of quarters (schedule)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import Whole

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = QUARTERS_PER_YEAR * MONTHS_PER_QUARTER
_LONGEST_LABEL = 40
_PLACES = ("year", "begins", "ends", "begins2", "ends2")
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter of a fiscal year, in files the text "2018Q3": the third one of fiscal 2018.

    Which months that is, a programme's `FiscalYear` tells.
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "2018Q3".

        Raises:
            Unfit: The text is not a year, a Q and a digit from 1 to 4.
        """
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise Unfit(Expected.QUARTER)
        return cls(year=int(match[1]), number=int(match[2]))

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    def plus(self, quarters: int) -> Period:
        """Return the quarter that lies so many quarters later (earlier if negative)."""
        year, index = divmod(self.year * QUARTERS_PER_YEAR + self.number - 1 + quarters, QUARTERS_PER_YEAR)
        return Period(year=year, number=index + 1)

    def until(self, later: Period) -> int:
        """Return how many quarters later the other one lies (negative: earlier)."""
        return (later.year - self.year) * QUARTERS_PER_YEAR + later.number - self.number

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let models hold quarters as text in files and as this class in memory."""
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _validated(cls, value: object) -> Period:
        return value if isinstance(value, Period) else cls.parse(value if isinstance(value, str) else "")


class NamedAfter(StrEnum):
    """Which calendar year a fiscal year that lies in two of them is named after."""

    BEGINS = "begins"
    ENDS = "ends"


class FiscalYear(BaseModel):
    """When a programme's fiscal years begin, and what they are called.

    Attributes:
        first_month: The month on whose first day a fiscal year begins: 1 for January.
        named: Whether its key, the four digits of files, is the calendar year in which it begins or ends.
        label: How people write it, with places for `{year}` (the key), `{begins}` and `{ends}` (the calendar
            years) or `{begins2}` and `{ends2}` (their last two digits); None: "2024" where fiscal years are
            calendar years, "FY2024" elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_month: Whole = Field(default=1, ge=1, le=MONTHS_PER_YEAR)
    named: NamedAfter = NamedAfter.ENDS
    label: str | None = Field(default=None, max_length=_LONGEST_LABEL)

    @model_validator(mode="after")
    def _labels_tell_years_apart(self) -> Self:
        if self.label is not None and not _is_label(self.label):
            raise UnfitParts([("label", self.label, Expectation(Expected.YEAR_LABEL, {"places": _PLACES}))])
        return self

    @property
    def is_calendar_year(self) -> bool:
        """Whether fiscal years are calendar years."""
        return self.first_month == 1

    def first_day(self, quarter: Period) -> date:
        """Return the day on which a quarter begins."""
        months = self.first_month - 1 + (quarter.number - 1) * MONTHS_PER_QUARTER
        years, month = divmod(months, MONTHS_PER_YEAR)
        return date(self._begins_in(quarter.year) + years, month + 1, 1)

    def day_after(self, quarter: Period) -> date:
        """Return the day after a quarter's last one."""
        return self.first_day(quarter.plus(1))

    def first_day_of(self, year: int) -> date:
        """Return the day on which a fiscal year begins."""
        return self.first_day(Period(year, 1))

    def label_of(self, year: int) -> str:
        """Return what a fiscal year is called."""
        begins = self._begins_in(year)
        ends = begins if self.is_calendar_year else begins + 1
        label = self.label or ("{year}" if self.is_calendar_year else "FY{year}")
        values = {"begins2": f"{begins % 100:02}", "ends2": f"{ends % 100:02}"}
        return label.format(year=year, begins=begins, ends=ends, **values)

    def labels(self, years: Iterable[int]) -> dict[int, str]:
        """Return fiscal year -> what it is called."""
        return {year: self.label_of(year) for year in years}

    def _begins_in(self, year: int) -> int:
        """Return the calendar year in which a fiscal year begins."""
        return year if self.is_calendar_year or self.named is NamedAfter.BEGINS else year - 1


def _is_label(text: str) -> bool:
    """Whether a text has places of a label, none of anything else, and can stand in a chart as it is."""
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return False
    places = all(place in _PLACES and not form and not conversion for _, place, form, conversion in parts)
    return bool(parts) and places and text.isprintable() and not {"<", ">", "&"} & set(text)


class Calendar(BaseModel):
    """The programme's years, and the years that the schedule may run on into.

    Attributes:
        first_year: First fiscal year of programme and schedule.
        last_year: Last fiscal year of the programme; money after it does not count towards the envelope.
        last_schedule_year: Last fiscal year in which anything may still be built or paid.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_year: int
    last_year: int
    last_schedule_year: int

    @property
    def years(self) -> range:
        """All fiscal years of the schedule."""
        return range(self.first_year, self.last_schedule_year + 1)

    @property
    def programme_years(self) -> range:
        """The fiscal years of the programme itself."""
        return range(self.first_year, self.last_year + 1)

    @property
    def first(self) -> Period:
        """First quarter of the schedule."""
        return Period(self.first_year, 1)

    @property
    def last(self) -> Period:
        """Last quarter of the schedule."""
        return Period(self.last_schedule_year, QUARTERS_PER_YEAR)
