"""A project: one line of the source, with the place it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AliasChoices, ConfigDict, Field, model_validator

from portfolio.domain.calendar import Period
from portfolio.domain.classes import Areas, Tags
from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.names import InSomeLanguage
from portfolio.domain.numbers import MOST_COST

COST_AS_BEFORE = "cost_10k_cny"
"""What a column of costs in 10k CNY is called, and what costs are called in all that is stored."""


class Status(StrEnum):
    """Where a project stands, from idea to use."""

    EXISTING = "existing"
    PROPOSED = "proposed"
    PLANNED = "planned"
    APPROVED = "approved"
    TENDERING = "tendering"
    UNDER_CONSTRUCTION = "under_construction"
    COMPLETED = "completed"
    IN_OPERATION = "in_operation"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"

    @property
    def is_retained(self) -> bool:
        """Whether the facility stays as it is: in the portfolio, with no works of its own."""
        return self is Status.EXISTING

    @property
    def has_works(self) -> bool:
        """Whether there is still something to schedule."""
        return self in _WITH_WORKS


class Trust(StrEnum):
    """How far an estimate is to be trusted."""

    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"


_WITH_WORKS = frozenset(
    {
        Status.PROPOSED,
        Status.PLANNED,
        Status.APPROVED,
        Status.TENDERING,
        Status.UNDER_CONSTRUCTION,
        Status.SUSPENDED,
    }
)
_BEGUN = frozenset({Status.UNDER_CONSTRUCTION, Status.SUSPENDED, Status.COMPLETED, Status.IN_OPERATION})


Estimate = Annotated[
    int | None,
    Field(ge=0, le=MOST_COST),
    Expectation(Expected.CELL_COST, {"unit": TEN_THOUSAND_YUAN}),
]
"""An estimated amount, in the programme's smallest kept unit."""


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell}


CLASS_FIELDS = {
    "facility_type": "facility_types",
    "ownership": "owners",
    "agency": "agencies",
    "priority": "priorities",
}
"""Field of a project that holds one class -> the kind of it."""


class Project(InSomeLanguage):
    """One row of the source. What the source does not give is None.

    Each field's phrase says what a cell of its column must hold; it is what a fault expects there. A table
    may lack the column of a field that has a default.

    Attributes:
        began: The period in which its works began, which may lie before the programme's first year.
        extra: Column that nothing here knows -> its cell, as the source has it; empty ones are left out.
        cost: Total investment, in the programme's smallest kept unit; None: not priced.
        cost_note: Why the cost is not known, in the source's own words.
        estimate_low: What it costs at least, as somebody has estimated; `estimate_likely` and `estimate_high`
            likewise. No plan counts an estimate.
        estimate_method: How: unit cost by area or beds, a reference class, a quotation.
        estimate_price_year: The year whose prices it is in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Expectation(Expected.CELL_ID)]
    name: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_NAME)] = None
    name_zh: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_NAME_ZH)] = None
    name_en: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_NAME_EN)] = None
    document: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_DOCUMENT)] = None
    annex: Annotated[int | None, Field(ge=1, le=9), Expectation(Expected.CELL_ANNEX)] = None
    row: Annotated[int | None, Field(ge=1), Expectation(Expected.CELL_ROW)] = None
    street: Annotated[str | None, Expectation(Expected.CELL_STREET)] = None
    facility_type_zh: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_FACILITY_TYPE)] = (
        None
    )
    facility_type: Annotated[str | None, Expectation(Expected.CELL_CLASS, {"kind": "facility_types"})] = None
    ownership: Annotated[str | None, Expectation(Expected.CELL_CLASS, {"kind": "owners"})] = None
    areas: Areas = ()
    agency: Annotated[str | None, Expectation(Expected.CELL_CLASS, {"kind": "agencies"})] = None
    priority: Annotated[str | None, Expectation(Expected.CELL_CLASS, {"kind": "priorities"})] = None
    tags: Tags = ()
    land_area_m2: Annotated[int | None, Field(ge=1), Expectation(Expected.CELL_AREA)] = None
    floor_area_min_m2: Annotated[int | None, Field(ge=1), Expectation(Expected.CELL_AREA)] = None
    floor_area_max_m2: Annotated[int | None, Field(ge=1), Expectation(Expected.CELL_LARGER_AREA)] = None
    units: Annotated[int, Field(ge=1), Expectation(Expected.CELL_UNITS)] = 1
    cost: Annotated[
        int | None,
        Field(
            ge=0,
            le=MOST_COST,
            validation_alias=AliasChoices("cost", COST_AS_BEFORE),
            serialization_alias=COST_AS_BEFORE,  # what was stored and hashed before keeps its meaning
        ),
        Expectation(Expected.CELL_COST, {"unit": TEN_THOUSAND_YUAN}),
    ] = None
    target_year: Annotated[int | None, Expectation(Expected.CELL_TARGET_YEAR)] = None
    status: Annotated[Status, Expectation(Expected.ONE_OF, {"names": tuple(Status)})] = Status.PLANNED
    remark: Annotated[str, Expectation(Expected.CELL_REMARK)] = ""
    began: Annotated[Period | None, Expectation(Expected.CELL_BEGAN)] = None
    cost_note: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_REMARK)] = None
    estimate_low: Estimate = None
    estimate_likely: Estimate = None
    estimate_high: Estimate = None
    estimate_method: Annotated[str | None, Field(min_length=1), Expectation(Expected.CELL_REMARK)] = None
    estimate_price_year: Annotated[
        int | None, Field(ge=1900, le=2200), Expectation(Expected.CELL_PRICE_YEAR)
    ] = None
    estimate_trust: Annotated[
        Trust | None, Expectation(Expected.ONE_OF_OR_EMPTY, {"names": tuple(Trust)})
    ] = None
    extra: Annotated[dict[str, str], AfterValidator(_filled)] = Field(default={})

    @model_validator(mode="after")
    def _area_is_a_range(self) -> Self:
        low, high = self.floor_area_min_m2, self.floor_area_max_m2
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise UnfitParts([("floor_area_max_m2", str(high), Expectation(Expected.CELL_LARGER_AREA))])
        return self

    @model_validator(mode="after")
    def _retained_costs_nothing(self) -> Self:
        if self.status.is_retained and self.cost:
            raise UnfitParts([("cost", str(self.cost), Expectation(Expected.CELL_NO_COST))])
        return self

    @model_validator(mode="after")
    def _what_began_is_under_way_or_done(self) -> Self:
        if self.began is not None and self.status not in _BEGUN:
            raise UnfitParts([("began", str(self.began), Expectation(Expected.CELL_NOT_BEGUN))])
        return self

    @model_validator(mode="after")
    def _estimate_is_a_range(self) -> Self:
        given = {"low": self.estimate_low, "likely": self.estimate_likely, "high": self.estimate_high}
        known = {end: amount for end, amount in given.items() if amount is not None}
        if list(known.values()) != sorted(known.values()):
            last = max(known, key=list(given).index)
            raise UnfitParts(
                [(f"estimate_{last}", str(known[last]), Expectation(Expected.CELL_ESTIMATE_ORDER))]
            )
        for field in ("estimate_method", "estimate_price_year", "estimate_trust"):
            if getattr(self, field) is not None and not known:
                words = Expectation(Expected.CELL_ESTIMATE_AMOUNT)
                raise UnfitParts([(field, str(getattr(self, field)), words)])
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """Where it lies: its declared areas, or else the street, if the source gives any."""
        return tuple(part.area for part in self.areas) or (() if self.street is None else (self.street,))

    @property
    def place(self) -> str | None:
        """The one place that it is told by: the area with the largest share, or else the street."""
        largest = max(self.areas, key=lambda part: part.share, default=None)
        return self.street if largest is None else largest.area

    @property
    def classes(self) -> Iterator[tuple[str, str, str]]:
        """Field, kind and id of all that the project is sorted by."""
        yield from (("areas", "areas", part.area) for part in self.areas)
        yield from (("tags", "tags", tag) for tag in self.tags)
        for field, kind in CLASS_FIELDS.items():
            class_id = getattr(self, field)
            if class_id is not None:
                yield field, kind, class_id

    @property
    def own_name(self) -> str:
        """The name as the source has it."""
        return self.name or self.name_zh or self.name_en or ""

    @property
    def is_priced(self) -> bool:
        """Whether the source says what it costs."""
        return self.cost is not None
