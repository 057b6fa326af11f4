"""What money of a source is bound to: years in which it pays, room that lapses, a reserve, what it is for.

All are assumptions, and none holds where the data do not state it. A scenario may state others instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from portfolio.domain.classes import Classes
from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.names import Text
from portfolio.domain.numbers import ExactPercent, Whole
from portfolio.domain.project import Project
from portfolio.domain.rules import Part, Selector

_EVERY_PROJECT = Selector()
_Year = Annotated[Whole, Field(ge=1900, le=2200)]
_Reserve = Annotated[ExactPercent, Field(ge=0, lt=100)]
_Lapse = Annotated[Whole, Field(ge=0, le=50)]


class KeptBack(Part):
    """What is kept back of the ceilings of a source, or of a group of sources, and how long room is carried.

    Attributes:
        reserve_percent: Share of each yearly ceiling that is not to be planned with, rounded down to whole
            units of money.
        lapses_after: For how many years unused room of a ceiling may be carried over, where it is at all: 0
            lets none be carried. None: for any number.
        reason: Why these conditions hold, and those of the years and projects of a source.
    """

    may_be_left_out: ClassVar[tuple[str, ...]] = ("reason",)

    reserve_percent: _Reserve = Decimal(0)
    lapses_after: _Lapse | None = None
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None


class Conditions(KeptBack):
    """What the money of a source is bound to.

    Attributes:
        first_year: Before this fiscal year nothing can be paid from it; None: there is no such year.
        last_year: After this fiscal year nothing can be paid from it. Works that it pays for may be ahead of
            the payments in both cases.
        pays_for: The projects that it may pay for; without a condition, every one.
        not_for: Those of them that it may not pay for all the same; None: there are none.
    """

    first_year: _Year | None = None
    last_year: _Year | None = None
    pays_for: Selector = _EVERY_PROJECT
    not_for: Selector | None = None

    @model_validator(mode="after")
    def _years_are_in_order(self) -> Self:
        if None not in (self.first_year, self.last_year) and self.first_year > self.last_year:  # type: ignore[operator]  # neither is None
            words = Expectation(Expected.AT_LEAST, {"limit": self.first_year})
            raise UnfitParts([("last_year", str(self.last_year), words)])
        return self

    @model_validator(mode="after")
    def _is_for_something(self) -> Self:
        if self.not_for == _EVERY_PROJECT:
            raise UnfitParts([("not_for", "", Expectation(Expected.SOME_CONDITION))])
        return self

    @property
    def is_for_every_project(self) -> bool:
        """Whether no project is barred from its money."""
        return self.pays_for == _EVERY_PROJECT and self.not_for is None

    def may_pay_for(self, project: Project, owner: str | None, classes: Classes) -> bool:
        """Tell whether its money may go to a project, given who is taken to own it."""
        if not self.pays_for.selects(project, owner, classes):
            return False
        return self.not_for is None or not self.not_for.selects(project, owner, classes)


class SourceChange(BaseModel):
    """Other conditions on the money of a source, or of a group of sources, under a scenario.

    What is absent stays as the portfolio has it. Null takes a condition away: there is no reserve, no such
    year, and room that is carried over does not lapse.

    Attributes:
        open_to_all: The source may pay for every project, whatever it is for by the portfolio.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reserve_percent: _Reserve | None = None
    lapses_after: _Lapse | None = None
    first_year: _Year | None = None
    last_year: _Year | None = None
    open_to_all: bool | None = None
    _said: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _with_what_is_said(cls, content: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        # A private attribute, unlike the set of fields that were given, tells two such changes apart.
        made = read(content)
        made._said = tuple(name for name in cls.model_fields if name in made.model_fields_set)
        return made

    @model_serializer(mode="wrap")
    def _as_in_files(self, content: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = content(self)
        return {name: written.get(name) for name in self._said}

    @model_validator(mode="after")
    def _opens_or_says_nothing(self) -> Self:
        if self.open_to_all is False:
            raise Unfit(Expected.BOOLEAN)
        return self

    @property
    def of_a_source(self) -> tuple[str, ...]:
        """What it says that only a source can be bound to, and no group."""
        return tuple(name for name in self._said if name not in KeptBack.model_fields)

    def put_over(self, conditions: KeptBack) -> dict[str, Any]:
        """Return the fields of these conditions that are others under the scenario."""
        fields: dict[str, Any] = {}
        for name in self._said:
            if name == "open_to_all":
                fields |= {"pays_for": _EVERY_PROJECT, "not_for": None}
            elif name in type(conditions).model_fields:
                value = getattr(self, name)
                fields[name] = Decimal(0) if name == "reserve_percent" and value is None else value
        return fields
