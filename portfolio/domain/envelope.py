"""Other bounds on total investment, as a scenario states them."""

from __future__ import annotations

from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from portfolio.domain.numbers import Amount


class EnvelopeChange(BaseModel):
    """Other bounds on total investment within the programme's years.

    Attributes:
        minimum: Another floor; None: as the programme has it.
        maximum: Another most that may be invested; None: as the programme has it, or `unlimited`. In files
            a maximum that is absent stays as it is, and one of null says that there is none.
        soft: Whether the floor may be missed; None: as is assumed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum: Amount | None = None
    maximum: Amount | None = None
    soft: bool | None = None
    _unlimited: bool = PrivateAttr(default=False)

    @property
    def unlimited(self) -> bool:
        """Whether there is no most any more that may be invested."""
        return self._unlimited

    @model_validator(mode="wrap")
    @classmethod
    def _lifted(cls, content: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        made = read(content)
        if isinstance(content, dict) and "maximum" in content and made.maximum is None:
            made._unlimited = True
        return made

    @model_serializer(mode="wrap")
    def _as_in_files(self, content: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = content(self)
        if self.maximum is None:
            written.pop("maximum", None)
        return {**written, "maximum": None} if self.unlimited else written
