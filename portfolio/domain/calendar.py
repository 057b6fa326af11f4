"""Fiscal years (budgets) made of quarters (schedule)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected

QUARTERS_PER_YEAR = 4
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a fiscal year, in files the text "2018Q3". Fiscal years here are calendar years."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
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

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter that lies so many quarters later (earlier if negative)."""
        year, index = divmod(self.year * QUARTERS_PER_YEAR + self.number - 1 + quarters, QUARTERS_PER_YEAR)
        return Quarter(year=year, number=index + 1)

    def until(self, later: Quarter) -> int:
        """Return how many quarters later the other one lies (negative: earlier)."""
        return (later.year - self.year) * QUARTERS_PER_YEAR + later.number - self.number

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let models hold quarters as text in files and as this class in memory."""
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _validated(cls, value: object) -> Quarter:
        return value if isinstance(value, Quarter) else cls.parse(value if isinstance(value, str) else "")


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
    def first(self) -> Quarter:
        """First quarter of the schedule."""
        return Quarter(self.first_year, 1)

    @property
    def last(self) -> Quarter:
        """Last quarter of the schedule."""
        return Quarter(self.last_schedule_year, QUARTERS_PER_YEAR)
