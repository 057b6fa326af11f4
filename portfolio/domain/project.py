"""A project: one line of the source, with the place it comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class FacilityType(StrEnum):
    """Kinds of facility, in the order in which reports list them."""

    GENERAL_HOSPITAL = "general_hospital"
    SPECIALIST_HOSPITAL = "specialist_hospital"
    TCM_HOSPITAL = "tcm_hospital"
    DISTRICT_CENTRE = "district_centre"
    HEALTH_CENTRE = "health_centre"
    HEALTH_STATION = "health_station"
    CLINIC = "clinic"


class Ownership(StrEnum):
    """Who owns the facility, where the source says so."""

    PUBLIC = "public"
    PRIVATE = "private"
    PUBLIC_PRIVATE = "public_private"


class Status(StrEnum):
    """Where a project stands, from idea to use."""

    EXISTING = "existing"
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


_WITH_WORKS = frozenset(
    {Status.PLANNED, Status.APPROVED, Status.TENDERING, Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
)


def _expects(words: str) -> dict[str, str]:
    return {"description": words}


class Project(BaseModel):
    """One row of the source. What the source does not give is None.

    Each field's description says what a cell of its column must hold; it is what a fault quotes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="an id of small letters, digits and hyphens"
    )
    name_zh: str = Field(min_length=1, description="the name as the source prints it")
    name_en: str = Field(min_length=1, description="an English name")
    document: str = Field(min_length=1, description="the id of a document of the programme")
    annex: int = Field(ge=1, le=9, description="the number of the annex, 1 to 9")
    row: int = Field(ge=1, description="the row within the annex, counted from 1")
    street: str | None = Field(description="the street (sub-district) as the source prints it, or empty")
    facility_type_zh: str = Field(min_length=1, description="the facility type as the source prints it")
    facility_type: FacilityType = Field(description="one of " + ", ".join(FacilityType))
    ownership: Ownership | None = Field(description="one of " + ", ".join(Ownership) + ", or empty")
    land_area_m2: int | None = Field(ge=1, description="a whole number of m2, 1 or more, or empty")
    floor_area_min_m2: int | None = Field(ge=1, description="a whole number of m2, 1 or more, or empty")
    floor_area_max_m2: int | None = Field(
        ge=1, description="a whole number of m2, no less than floor_area_min_m2, or empty"
    )
    units: int = Field(ge=1, description="how many facilities the row stands for, 1 or more")
    cost_10k_cny: int | None = Field(
        ge=0, le=10**9, description="a whole number of 10k CNY, 0 or more, or empty (not priced)"
    )
    target_year: int | None = Field(description="a year of the programme, or empty")
    status: Status = Field(description="one of " + ", ".join(Status))
    remark: str = Field(description="the source's own remark")

    @model_validator(mode="after")
    def _area_is_a_range(self) -> Self:
        low, high = self.floor_area_min_m2, self.floor_area_max_m2
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            msg = "floor_area_max_m2"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _retained_costs_nothing(self) -> Self:
        if self.status.is_retained and self.cost_10k_cny:
            msg = "cost_10k_cny"
            raise ValueError(msg)
        return self

    @property
    def is_priced(self) -> bool:
        """Whether the source says what it costs."""
        return self.cost_10k_cny is not None
