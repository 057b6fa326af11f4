"""Fiscal years (budgets) made of quarters or months (schedule)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import Whole

MONTHS_PER_YEAR = 12
PERIODS = "periods"
"""Name in the context of validating and serialising a model: the periods that its files count in.

Without it a text is of the periods that it looks like, as in the database and in hashes.
"""
COUNTED = {
    "quarters": "duration",
    "lag_quarters": "lag",
    "delay_quarters": "delay",
    "lead_quarters": "lead",
}
"""What counts periods in files of programmes in quarters -> the same in others, as those may call it too."""
_LONGEST_LABEL = 40
_PLACES = ("year", "begins", "ends", "begins2", "ends2")
_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
# What a spreadsheet makes of a month is its first day.
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-01)?")
_STORED_MONTH = re.compile(r"([0-9]{4}-[0-9]{2})(?:/([+-][0-9]{1,2}))?")


class PeriodKind(StrEnum):
    """What a programme is planned in."""

    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, order=True, slots=True)
class Periods:
    """The periods that a programme is planned in.

    Attributes:
        per_year: How many make a fiscal year: 4 quarters or 12 months.
        ahead: By how many months a month of a fiscal year is ahead of that of the calendar with the same
            number and year; of quarters, which files name by fiscal years, always 0.
    """

    per_year: int = 4
    ahead: int = 0

    @property
    def kind(self) -> PeriodKind:
        """Whether they are quarters or months."""
        return PeriodKind.MONTH if self.per_year == MONTHS_PER_YEAR else PeriodKind.QUARTER

    @property
    def are_months(self) -> bool:
        """Whether they are months."""
        return self.kind is PeriodKind.MONTH

    @property
    def months(self) -> int:
        """How many months each lasts."""
        return MONTHS_PER_YEAR // self.per_year

    @property
    def expected(self) -> Expected:
        """What a text must be to be one."""
        return Expected.MONTH if self.are_months else Expected.QUARTER

    def parse(self, text: str) -> Period:
        """Read "2018Q3", the third quarter of fiscal 2018, or "2018-07", the calendar's month; or as stored.

        Raises:
            Unfit: The text is no such period, or one of the other kind.
        """
        text = text.removesuffix(self.told)
        match = (_MONTH if self.are_months else _QUARTER).fullmatch(text)
        if match is None:
            raise Unfit(self.expected)
        return Period(int(match[1]), int(match[2]), self).plus(self.ahead)

    @property
    def told(self) -> str:
        """What is stored after a month to tell its fiscal year; nothing where that is the calendar's."""
        return f"/{self.ahead:+}" if self.ahead else ""

    def called(self, name: str) -> str:
        """Return what files call a field that counts periods; any other keeps its name."""
        return COUNTED.get(name, name) if self.are_months else name

    def first(self, year: int) -> Period:
        """Return the first period of a fiscal year."""
        return Period(year, 1, self)

    def last(self, year: int) -> Period:
        """Return the last period of a fiscal year."""
        return Period(year, self.per_year, self)


QUARTERS = Periods()


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter or a month of a fiscal year.

    In files it is the text "2018Q3", the third quarter of fiscal 2018, or "2018-07", a month of the calendar.
    Which months a quarter has, a programme's `FiscalYear` tells.

    Attributes:
        year: The fiscal year that it lies in.
        number: Its place there, from 1 on.
        periods: What a year is made of.
    """

    year: int
    number: int
    periods: Periods = field(default=QUARTERS, hash=False)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read what `stored` has written, whatever its periods.

        Raises:
            Unfit: The text is no period.
        """
        match = _STORED_MONTH.fullmatch(text)
        if match is None:
            return QUARTERS.parse(text)
        return Periods(MONTHS_PER_YEAR, int(match[2] or 0)).parse(match[1])

    def __str__(self) -> str:
        if self.periods.are_months:
            year, month = divmod(self.month, MONTHS_PER_YEAR)
            return f"{year:04}-{month + 1:02}"
        return f"{self.year}Q{self.number}"

    @property
    def stored(self) -> str:
        """The period as a text from which alone it can be read again."""
        return f"{self}{self.periods.told}"

    @property
    def month(self) -> int:
        """The calendar's months before this one, counted from the year 0."""
        return self.year * MONTHS_PER_YEAR + self.number - 1 - self.periods.ahead

    def plus(self, periods: int) -> Period:
        """Return the period that lies so many later (earlier if negative)."""
        per_year = self.periods.per_year
        year, index = divmod(self.year * per_year + self.number - 1 + periods, per_year)
        return Period(year, index + 1, self.periods)

    def until(self, later: Period) -> int:
        """Return how many periods later the other one lies (negative: earlier)."""
        return (later.year - self.year) * self.periods.per_year + later.number - self.number

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let models hold periods as text in files and as this class in memory."""
        return core_schema.with_info_plain_validator_function(
            cls._validated,
            serialization=core_schema.plain_serializer_function_ser_schema(
                cls._printed,
                info_arg=True,
                # Outside JSON a period stays what it is; pydantic's own way would be to take it apart.
                return_schema=core_schema.any_schema(serialization=core_schema.to_string_ser_schema()),
            ),
        )

    @classmethod
    def _validated(cls, value: object, info: ValidationInfo) -> Period:
        if isinstance(value, Period):
            return value
        periods, text = periods_in(info.context), value if isinstance(value, str) else ""
        return cls.parse(text) if periods is None else periods.parse(text)

    @staticmethod
    def _printed(period: Period, info: SerializationInfo) -> Period | str:
        if not info.mode_is_json():
            return period
        return period.stored if periods_in(info.context) is None else str(period)


def periods_in(context: object) -> Periods | None:
    """Return the periods in such a context; None where it tells of none."""
    periods = context.get(PERIODS) if isinstance(context, dict) else None
    return periods if isinstance(periods, Periods) else None


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

    def periods(self, kind: PeriodKind) -> Periods:
        """Return the periods of this kind that the years are made of."""
        if kind is PeriodKind.QUARTER:
            return QUARTERS
        return Periods(MONTHS_PER_YEAR, (1 - self._begins_in(1)) * MONTHS_PER_YEAR - (self.first_month - 1))

    def first_day(self, period: Period) -> date:
        """Return the day on which a period begins."""
        if period.periods.are_months:
            year, month = divmod(period.month, MONTHS_PER_YEAR)
            return date(year, month + 1, 1)
        months = self.first_month - 1 + (period.number - 1) * period.periods.months
        years, month = divmod(months, MONTHS_PER_YEAR)
        return date(self._begins_in(period.year) + years, month + 1, 1)

    def day_after(self, period: Period) -> date:
        """Return the day after a period's last one."""
        return self.first_day(period.plus(1))

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
        periods: What the years are made of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_year: int
    last_year: int
    last_schedule_year: int
    periods: Periods = QUARTERS

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
        """First period of the schedule."""
        return self.periods.first(self.first_year)

    @property
    def last(self) -> Period:
        """Last period of the schedule."""
        return self.periods.last(self.last_schedule_year)

    @property
    def number_of_periods(self) -> int:
        """How many periods the schedule has."""
        return len(self.years) * self.periods.per_year
