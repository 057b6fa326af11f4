"""Models with a field that counts periods, which files of programmes in quarters name after these."""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)

from portfolio.domain.calendar import COUNTED, periods_in
from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected


class CountsPeriods(BaseModel):
    """A model of which a field is one of `COUNTED`; what is stored and hashed has the older of its names."""

    @model_validator(mode="before")
    @classmethod
    def _is_named_as_the_programme_counts(cls, content: Any, info: ValidationInfo) -> Any:
        periods = periods_in(info.context)
        in_months = periods is not None and periods.are_months
        wrong: list[tuple[str, str | None, Expectation]] = []
        for of_quarters in COUNTED.keys() & cls.model_fields.keys() if isinstance(content, dict) else ():
            name = COUNTED[of_quarters]
            if of_quarters in content and (in_months or name in content):
                code = Expected.COUNTED_AS if in_months else Expected.COUNTED_ONCE
                words = Expectation(code, {"name": name})
                wrong.append((of_quarters, str(content[of_quarters]), words))
            elif in_months and name not in content and cls.model_fields[of_quarters].is_required():
                wrong.append((name, None, Expectation(Expected.GIVEN)))
        if wrong:
            raise UnfitParts(wrong)
        return content

    @model_serializer(mode="wrap", when_used="json")
    def _as_the_programme_counts(
        self, handler: SerializerFunctionWrapHandler, info: SerializationInfo
    ) -> dict[str, Any]:
        content: dict[str, Any] = handler(self)
        periods = periods_in(info.context)
        return content if periods is None else {periods.called(key): value for key, value in content.items()}
