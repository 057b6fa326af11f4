"""The project table: one CSV row a source row, every bad cell reported at once."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import re
from dataclasses import dataclass

from pydantic import ValidationError

from portfolio.domain.errors import Aside, BadInput, Expectation, Fault
from portfolio.domain.expectations import Expected, Note
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project
from portfolio.exchange.syntax import csv_fault
from portfolio.exchange.validating import parts_of

COLUMNS = tuple(Project.model_fields)
WHOLE_NUMBERS = frozenset(
    {
        "annex",
        "row",
        "land_area_m2",
        "floor_area_min_m2",
        "floor_area_max_m2",
        "units",
        "cost_10k_cny",
        "target_year",
    }
)
SEPARATORS = {",": Note.COMMA, ";": Note.SEMICOLON, "\t": Note.TAB}
_LOST = re.compile(r"[?\s]*\?{2}[?\s]*")
_WHOLE = re.compile(r"(-?[0-9]{1,12})(\.0+)?")


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """The projects in the order of the file, and the line each id stands on."""

    projects: tuple[Project, ...]
    lines: dict[str, int]


def parse_projects(text: str, file: str, programme: Programme | None = None) -> ProjectTable:
    """Read a project table.

    Args:
        text: The file's content.
        file: Its name, for faults.
        programme: What target years and documents are held against, if it could be read.

    Raises:
        BadInput: With a fault for every bad cell, missing or unknown column and duplicate id.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, file), strict=True)
    faults: list[Fault] = []
    projects: list[Project] = []
    lines: dict[str, int] = {}
    places: dict[tuple[int, int], int] = {}
    try:
        header = next(reader, [])
        _check_header([name.strip() for name in header], file)
        columns = [name.strip() for name in header]
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                counts = {"columns": len(columns), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, line, values=counts))
                continue
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            faults += _lost_letters(row, line, file)
            faults += _repeats(row, line, lines, places, file)
            faults += _against_programme(row, line, programme, file)
            try:
                projects.append(Project.model_validate(_values(row)))
            except ValidationError as error:
                faults += _cell_faults(error, row, file, line)
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if not faults and not projects:
        faults.append(Fault(file, Expected.PROJECT_AT_ALL))
    if faults:
        raise BadInput(faults)
    return ProjectTable(tuple(projects), lines)


def _separator(text: str, file: str) -> str:
    """Return what stands between the columns' names, and so between all cells, whatever these may hold.

    Raises:
        BadInput: Nothing that is known does, or two things do.
    """
    known = dict.fromkeys(SEPARATORS, 0)
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        with contextlib.suppress(csv.Error):  # it is told of the separator that is chosen
            known[separator] = sum(name.strip() in COLUMNS for name in next(reader, []))
    most = max(known.values())
    best = [separator for separator, names in known.items() if names == most]
    line = text.splitlines()[0] if text else ""
    likely = best if len(best) == 1 else [separator for separator in SEPARATORS if separator in line]
    if not most or len(likely) != 1:
        names = {"names": tuple(Aside(name) for name in SEPARATORS.values())}
        raise BadInput([Fault(file, Expected.SEPARATOR, 1, value=line, values=names)])
    return likely[0]


def _check_header(columns: list[str], file: str) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    faults = [Fault(file, Expected.COLUMN, 1, name, values={"name": name}) for name in missing]
    for position, name in enumerate(columns):
        if name not in COLUMNS:
            faults.append(Fault(file, Expected.KNOWN_COLUMN, 1, name or f"#{position + 1}", name))
        elif name in columns[:position]:
            faults.append(Fault(file, Expected.COLUMN_ONCE, 1, name, name))
    if faults:
        raise BadInput(faults)


def _lost_letters(row: dict[str, str], line: int, file: str) -> list[Fault]:
    """Report cells of question marks alone, which is what a spreadsheet saves for letters it cannot save."""
    return [
        Fault(file, Expected.LETTERS, line, name, cell) for name, cell in row.items() if _LOST.fullmatch(cell)
    ]


def _repeats(
    row: dict[str, str], line: int, lines: dict[str, int], places: dict[tuple[int, int], int], file: str
) -> list[Fault]:
    """Note the row's id and place; report either if an earlier row has it."""
    faults = []
    first = lines.setdefault(row["id"], line)
    if first != line:
        faults.append(Fault(file, Expected.OWN_ID_IN_TABLE, line, "id", row["id"], values={"first": first}))
    annex, number = _whole(row["annex"]), _whole(row["row"])
    if annex is not None and number is not None:
        first = places.setdefault((annex, number), line)
        if first != line:
            faults.append(Fault(file, Expected.OWN_ROW, line, "row", row["row"], values={"first": first}))
    return faults


def _against_programme(row: dict[str, str], line: int, programme: Programme | None, file: str) -> list[Fault]:
    """Report a target year outside the programme and a document that it does not list."""
    if programme is None:
        return []
    faults = []
    first, last = programme.horizon.first_year, programme.horizon.last_year
    year = _whole(row["target_year"])
    if year is not None and not first <= year <= last:
        code, span = Expected.PROGRAMME_YEAR_OR_EMPTY, {"first": first, "last": last}
        faults.append(Fault(file, code, line, "target_year", row["target_year"], values=span))
    documents = [document.id for document in programme.documents]
    if row["document"] not in documents:
        names, cell = {"names": tuple(documents)}, row["document"]
        faults.append(Fault(file, Expected.PROGRAMME_DOCUMENT, line, "document", cell, values=names))
    return faults


def _values(row: dict[str, str]) -> dict[str, object]:
    """Return the cells as values: whole numbers as such, and None for what the source does not give."""
    values: dict[str, object] = {}
    for name, cell in row.items():
        if not cell and name != "remark":
            values[name] = None
        elif name in WHOLE_NUMBERS:
            # The model would read "1_000" and "12.0" too; what is not a plain whole number it must refuse.
            number = _whole(cell)
            values[name] = math.nan if number is None else number
        else:
            values[name] = cell
    return values


def _whole(cell: str) -> int | None:
    """Return a plain whole number of at most twelve digits, with or without zeros after a point, or None."""
    found = _WHOLE.fullmatch(cell)
    return None if found is None else int(found[1])


def _cell_faults(error: ValidationError, row: dict[str, str], file: str, line: int) -> list[Fault]:
    """Return what each bad cell must hold: what its column says of itself, or what other cells demand."""
    faults = []
    for detail in error.errors(include_url=False):
        for place, _, expected in parts_of(detail):
            column = str(place[0])
            of_column = Project.model_fields[column].metadata if detail["loc"] else ()
            said = next((words for words in of_column if isinstance(words, Expectation)), expected)
            faults.append(Fault(file, said.code, line, column, row.get(column, ""), values=said.values))
    return faults
