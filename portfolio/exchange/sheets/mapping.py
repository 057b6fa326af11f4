"""Which columns of somebody's own list are which of ours: said by a person, kept in a file, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolio.domain.errors import BadInput, Expectation, Fault, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.exchange.folder import PROJECTS
from portfolio.exchange.sheets.cells import Book, Cell, Sheet, text_of
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.text import read_json, read_text
from portfolio.exchange.validating import validated


class Mapping(BaseModel):
    """How a list of projects is read.

    Attributes:
        sheet: Its name; None: the one called "projects", or else the first.
        header_row: The row that names the columns, counted from 1; what stands above is left out.
        columns: What the list calls a column -> what the project table calls it. Columns that are not named
            here keep their names.
        fill: Column of the project table that the list lacks -> what its cell is in every row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    columns: dict[str, str] = {}
    fill: dict[str, str] = {}

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        wrong = [*self._wrong()]
        if wrong:
            raise UnfitParts(wrong)
        return self

    def _wrong(self) -> Iterator[tuple[str, str, Expectation]]:
        taken: set[str] = set()
        for place, fields in (("columns", list(self.columns.values())), ("fill", list(self.fill))):
            for field in fields:
                if field not in COLUMNS:
                    yield place, field, Expectation(Expected.ONE_OF, {"names": COLUMNS})
                elif field in taken:
                    yield place, field, Expectation(Expected.COLUMN_ONCE)
                taken.add(field)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        BadInput: It is not JSON, or names columns that there are not.
    """
    return validated(Mapping, read_json(read_text(path), path.name), path.name)


def mapped(book: Book, mapping: Mapping) -> Sheet:
    """Return the list of projects that a file holds, its columns called as ours.

    Raises:
        BadInput: There is no such sheet, row or column.
    """
    sheet = _sheet(book, mapping)
    header = [text_of(cell).strip() for cell in _row(sheet, mapping.header_row)]
    missing = [name for name in mapping.columns if name not in header]
    if missing or not any(header):
        at = mapping.header_row
        raise BadInput(
            [Fault(sheet.file, Expected.COLUMN, at, name, values={"name": name}) for name in missing]
            or [Fault(sheet.file, Expected.PROJECT_AT_ALL)]
        )
    names: list[Cell] = [mapping.columns.get(name, name) or None for name in header]
    rows: list[tuple[Cell, ...]] = [()] * (mapping.header_row - 1)
    rows.append((*names, *mapping.fill))
    for row in sheet.rows[mapping.header_row :]:
        is_filled = any(cell is not None for cell in row)
        rows.append((*_of_width(row, len(header)), *mapping.fill.values()) if is_filled else ())
    return Sheet(sheet.file, sheet.name, tuple(rows))


def _sheet(book: Book, mapping: Mapping) -> Sheet:
    by_name = {sheet.name: sheet for sheet in book.sheets}
    name = mapping.sheet or (
        Path(PROJECTS).stem if Path(PROJECTS).stem in by_name else next(iter(by_name), "")
    )
    if name not in by_name:
        names = {"names": tuple(by_name)}
        raise BadInput([Fault(book.file, Expected.ONE_OF, None, "sheet", name, values=names)])
    return by_name[name]


def _row(sheet: Sheet, number: int) -> tuple[Cell, ...]:
    return sheet.rows[number - 1] if number <= len(sheet.rows) else ()


def _of_width(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*row, *[None] * width)[:width]
