"""Assumptions of a programme as a whole, each with its reason."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from portfolio.domain.names import Text
from portfolio.domain.numbers import Whole
from portfolio.domain.rules import Part


class DefaultTarget(Part):
    """The target year of a project whose source row gives none."""

    year: Whole
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class Overrun(Part):
    """How many years the schedule may run past the programme."""

    years: Whole = Field(ge=0, le=20)
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class FloorRule(Part):
    """Whether the envelope's floor may be missed (its shortfall is then minimised) or not."""

    soft: bool
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class AppropriationsRule(BaseModel):
    """What appropriations are for a plan.

    Attributes:
        fixed: The yearly amounts are as given; else they may move in time as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: bool = True
    reason: str | None = None
    reason_zh: str | None = None
    reason_en: str | None = None
