"""Names, titles and reasons in the languages that there are: one is enough, whichever it is."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected

Text = Annotated[str, Field(min_length=1)]


class InSomeLanguage(BaseModel):
    """Something with texts for readers: `name` in the programme's own language, `name_zh` and `name_en`.

    The same holds of every other text that has these three fields, as `reason` and `title`: at least one of
    them must be given, unless it is among `may_be_left_out`.
    """

    may_be_left_out: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _is_said(self) -> Self:
        fields = type(self).model_fields
        unsaid = [
            (text, None, Expectation(Expected.SOME_LANGUAGE, {"name": text}))
            for text in fields
            if text not in self.may_be_left_out
            and f"{text}_zh" in fields
            and f"{text}_en" in fields
            and all(getattr(self, field) is None for field in (text, f"{text}_zh", f"{text}_en"))
        ]
        if unsaid:
            raise UnfitParts(unsaid)
        return self
