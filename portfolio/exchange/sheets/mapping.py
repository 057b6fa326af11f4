"""Which columns of somebody's own list are which of ours: said by a person, kept in a file, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.expectations import Expected, Form
from portfolio.exchange.encoding import encoding_named
from portfolio.exchange.sheets.headings import AFTER, BEFORE, YEARLY
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.text import read_json, read_text
from portfolio.exchange.validating import validated

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SEVERAL = {BEFORE, AFTER}
"""What several columns of a list may hold: their amounts add up."""


class Mapping(BaseModel):
    """How a list of projects is read.

    Attributes:
        sheet: Its name; None: the one called "projects", or else the one on which most columns are known.
        header_row: The row that names the columns, counted from 1; what stands above is left out. None: the
            row in which most columns are known.
        columns: What the list calls a column -> what the project table calls it; `source`, `year` and
            `amount` for money by source and year, four digits for the money of that year, `before` and
            `after` for money outside the years; null: nothing of ours. Columns that are not named here are
            ours where they are called so, or keep their names.
        values: Column of the project table -> what the list writes in it -> what that is here.
        fill: Column of the project table that the list lacks -> what its cell is in every row.
        encoding: What a text is in; None: that is found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    columns: dict[str, str | None] = {}
    values: dict[str, dict[str, str]] = {}
    fill: dict[str, str] = {}
    encoding: str | None = None

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        wrong = [*self._wrong()]
        if self.encoding is not None and encoding_named(self.encoding) is None:
            wrong.append(("encoding", self.encoding, Expectation(Expected.ENCODING_NAME)))
        if wrong:
            raise UnfitParts(wrong)
        return self

    def _wrong(self) -> Iterator[tuple[str, str, Expectation]]:
        taken: set[str] = set()
        said = [field for field in self.columns.values() if field is not None]
        for place, fields in (("columns", said), ("fill", list(self.fill)), ("values", list(self.values))):
            for field in fields:
                is_year = place == "columns" and _YEAR.fullmatch(field)
                if field not in {*COLUMNS, *YEARLY} and not is_year:
                    yield place, field, Expectation(Expected.ONE_OF, {"names": (*COLUMNS, *YEARLY)})
                elif place != "values" and field in taken and field not in _SEVERAL:
                    yield place, field, Expectation(Expected.COLUMN_ONCE)
                if place != "values":
                    taken.add(field)


def mapping_in(encoding: str, mapping: Mapping | None) -> Mapping:
    """Return a mapping, if there is one, of a text in an encoding that somebody says.

    Raises:
        BadInput: There is no encoding of this name that a list can be in.
    """
    content = {**(mapping or Mapping()).model_dump(exclude_defaults=True), "encoding": encoding}
    return validated(Mapping, content, Form.VALUE)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        BadInput: It is not JSON, or names columns that there are not.
    """
    return validated(Mapping, read_json(read_text(path), path.name), path.name)
