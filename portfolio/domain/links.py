"""Assumptions that tie projects to each other, to capacities other than money, and to the price of time."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import AliasChoices, Field, model_validator

from portfolio.domain.calendar import Periods
from portfolio.domain.cashflow import PRICE_DECIMALS
from portfolio.domain.counting import CountsPeriods
from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.names import Text
from portfolio.domain.numbers import Percent, Whole
from portfolio.domain.project import Project
from portfolio.domain.rules import Identifier, Part, Rule


class Prerequisite(CountsPeriods, Part):
    """One project needs another: that one must be carried out too, and be finished a lag before.

    Attributes:
        lag_quarters: Periods between the finish of `before` and the start of `after`; negative: an overlap.
    """

    before: str
    after: str
    lag_quarters: Whole = Field(
        default=0, ge=-200, le=200, validation_alias=AliasChoices("lag_quarters", "lag")
    )
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.before == self.after:
            raise Unfit(Expected.TWO_PROJECTS)
        return self


class Alternative(Part):
    """Projects of which only some are carried out; the plan chooses, unless a scenario mandates one.

    Attributes:
        at_least: How many must be.
        at_most: How many may be.
    """

    projects: tuple[str, ...] = Field(min_length=2)
    at_least: Whole = Field(default=1, ge=0)
    at_most: Whole = Field(default=1, ge=0)
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if len(set(self.projects)) != len(self.projects):
            raise Unfit(Expected.DIFFERENT_PROJECTS)
        if not self.at_least <= self.at_most <= len(self.projects):
            raise Unfit(Expected.ORDERED_LIMITS)
        return self


class Capacity(Rule):
    """A limit other than money: how many of the projects may be under construction in the same period.

    Attributes:
        maximum: Concurrent sites.
        each_street: Count every street for itself; projects without a street are then not counted.
        each_area: Count every area for itself, a project that lies in several in each of them; those without
            an area count in their street, or not at all.
    """

    id: Identifier
    name: Text | None = None
    name_zh: Text | None = None
    name_en: Text | None = None
    maximum: Whole = Field(ge=0)
    each_street: bool = False
    each_area: bool = False

    def counters_of(self, project: Project) -> tuple[str, ...]:
        """Return the names under which a project that the rule is for counts; none if it does not count."""
        if self.each_area:
            return tuple(map(self.counter_in, project.places))
        if not self.each_street:
            return (self.counter_in(None),)
        return () if project.street is None else (self.counter_in(project.street),)

    def counter_in(self, place: str | None) -> str:
        """Return the name under which projects of a street or area count; None: those of all together."""
        return self.id if place is None else f"{self.id} {place}"


class Escalation(Rule):
    """How prices rise: by so many percent a year, compounded, from the year after the base year on."""

    percent_per_year: Percent = Field(ge=0, le=100)
    base_year: Whole

    def index(self, year: int) -> Decimal:
        """Return the price of a year relative to the base year, to six decimals; 1 up to the base year."""
        years = max(0, year - self.base_year)
        return round((1 + self.percent_per_year / 100) ** years, PRICE_DECIMALS)


class Discount(Part):
    """What a later opening is worth less, in percent a year; used for the term benefit only."""

    percent_per_year: Percent = Field(ge=0, le=100)
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None

    def per_period(self, periods: Periods) -> Decimal:
        """Return the rate of a period: those of a year compound to the yearly rate, to twelve decimals."""
        return round((1 + self.percent_per_year / 100) ** (1 / Decimal(periods.per_year)) - 1, 12)
