"""The programme: its years, its envelope, its own targets, and the documents all of it comes from."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import AliasChoices, ConfigDict, Field, model_validator

from portfolio.domain.calendar import PERIODS, FiscalYear, PeriodKind, Periods
from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.names import InSomeLanguage
from portfolio.domain.numbers import MONEY, Amount, Whole

_MOST_YEARS_LATER = 49
"""How long after its first year a programme may end."""


class _Model(InSomeLanguage):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Model):
    """A source document.

    Attributes:
        date: As precisely as the document itself tells; None where it bears none.
    """

    id: str
    title: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    date: str | None = None


class Citation(_Model):
    """A place in a document, and the words that stand there."""

    document: str
    place: str
    quote: str


class Horizon(_Model):
    """First and last fiscal year of the programme."""

    first_year: Whole = Field(ge=1900, le=2200)
    last_year: Whole = Field(ge=1900, le=2200)
    source: Citation | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.first_year <= self.last_year <= self.first_year + _MOST_YEARS_LATER:
            raise Unfit(Expected.ORDERED_YEARS, {"most": _MOST_YEARS_LATER})
        return self


class Envelope(_Model):
    """Bounds on total investment within the programme's years, in 10k CNY.

    Attributes:
        minimum: The floor; None: the programme promises no amount.
        maximum: The most that may be invested, not below the floor; None: there is no such limit.
        source: Where it is promised; needed wherever there is a floor.
    """

    minimum: Amount | None = None
    maximum: Amount | None = None
    source: Citation | None = None

    @model_validator(mode="after")
    def _promised_somewhere(self) -> Self:
        if self.minimum is not None and self.source is None:
            raise Unfit(Expected.SOURCE_OF_MINIMUM)
        return self

    @model_validator(mode="after")
    def _maximum_leaves_room_for_the_floor(self) -> Self:
        if self.maximum is not None and self.maximum < (self.minimum or 0):
            words = Expectation(Expected.MAXIMUM_FROM_MINIMUM)
            raise UnfitParts([("maximum", str(self.maximum), words)])
        return self


class TargetKind(StrEnum):
    """What a target counts."""

    FACILITIES = "facilities"
    INVESTMENT = "investment"
    PEOPLE = "people"
    OUTCOME = "outcome"
    SERVICE = "service"


class TargetComparison(StrEnum):
    """How a result is held against the number promised.

    What is about a number, in words or a ratio nobody has said a threshold of, so no plan settles it.
    """

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EXACTLY = "exactly"
    ABOUT = "about"
    RANGE = "range"
    RATIO = "ratio"
    IN_WORDS = "in_words"


class Target(_Model):
    """Something the programme promises.

    Attributes:
        quantity: The number promised, in `unit`.
        facility_type: For facilities: the type whose units count towards it. None where the source's rows do
            not decide it.
        projects: For investment: the projects it is about; none named means all of them.
    """

    id: str
    kind: TargetKind
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    comparison: TargetComparison
    quantity: Decimal
    unit: str | None = None
    unit_zh: str | None = None
    unit_en: str | None = None
    facility_type: str | None = None
    projects: tuple[str, ...] = ()
    source: Citation


class Programme(_Model):
    """What the programme's text says, apart from its list of projects.

    Attributes:
        place: The district, town or country it is for, in the programme's own language.
        district_zh: The same in Chinese; files may call it `place_zh`, and `place_en` in English.
        fiscal_year: When its years begin, and what they are called.
        period: What it is planned in; durations, lags and delays count these.
        pipeline: Whether it only names what is to be prepared: before anything of it has a price there is
            nothing that could be called a plan.
    """

    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    place: str | None = None
    district_zh: str | None = Field(default=None, validation_alias=AliasChoices("district_zh", "place_zh"))
    district_en: str | None = Field(default=None, validation_alias=AliasChoices("district_en", "place_en"))
    horizon: Horizon
    envelope: Envelope = Envelope()
    money: Money = Money()
    documents: tuple[Document, ...] = ()
    targets: tuple[Target, ...] = ()
    fiscal_year: FiscalYear = FiscalYear()
    period: PeriodKind = PeriodKind.QUARTER
    pipeline: bool = False

    @property
    def periods(self) -> Periods:
        """The periods that its years are made of."""
        return self.fiscal_year.periods(self.period)

    @property
    def units(self) -> dict[str, object]:
        """What its files count in, as the context of validating and serialising models."""
        return {MONEY: self.money, PERIODS: self.periods}
