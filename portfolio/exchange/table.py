"""The project table: one CSV row a source row, every bad cell reported at once.

Columns that nothing here knows are kept with the project; those that look like a slip of the pen are not.
"""

from __future__ import annotations

import contextlib
import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from portfolio.domain.calendar import PERIODS, QUARTERS, Periods
from portfolio.domain.classes import Classes
from portfolio.domain.errors import Aside, BadInput, Expectation, Fault, Unfit
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.money import TEN_THOUSAND_YUAN, Money
from portfolio.domain.notes import Note
from portfolio.domain.programme import Programme
from portfolio.domain.project import CLASS_FIELDS, COST_AS_BEFORE, Project
from portfolio.exchange.formulas import as_meant
from portfolio.exchange.syntax import csv_fault
from portfolio.exchange.validating import parts_of

COLUMNS = tuple(name for name in Project.model_fields if name != "extra")
WHOLE_NUMBERS = frozenset(
    {
        "annex",
        "row",
        "land_area_m2",
        "floor_area_min_m2",
        "floor_area_max_m2",
        "units",
        "target_year",
        "estimate_price_year",
    }
)
SEPARATORS = {",": Note.COMMA, ";": Note.SEMICOLON, "\t": Note.TAB}
_CLASSES = Classes()
_LOST = re.compile(r"[?\s]*\?{2}[?\s]*")
_TOO_SHORT_FOR_TYPOS = len("id")
"""Too much is a letter away from such a name, as FID and GID, which maps call their keys."""
_WHOLE = re.compile(r"(-?[0-9]{1,12})(\.0+)?")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,20})?")
_COST_COLUMNS = ("cost", COST_AS_BEFORE)
"""What the column of costs may be called: in the programme's unit, or as before there were others."""
AMOUNTS = frozenset({*_COST_COLUMNS, "estimate_low", "estimate_likely", "estimate_high"})
_KNOWN = frozenset({*COLUMNS, COST_AS_BEFORE})


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """The projects in the order of the file, and the line each id stands on."""

    projects: tuple[Project, ...]
    lines: dict[str, int]


def parse_projects(
    text: str,
    file: str,
    programme: Programme | None = None,
    classes: Classes | None = _CLASSES,
    *,
    separator: str | None = None,
    money: Money | None = None,
    may_be_empty: bool = False,
) -> ProjectTable:
    """Read a project table.

    Args:
        text: The file's content.
        file: Its name, for faults.
        classes: What the projects may be sorted by; None: that is not known.
        programme: What target years and documents are held against, if it could be read.
        separator: What stands between cells, where that is known, as of a sheet; else the names tell.
        money: What amounts are in; None: the programme's, or 10k CNY.
        may_be_empty: Whether there may be no projects yet, as in a portfolio just made.

    Raises:
        BadInput: With a fault for every bad cell, missing or unknown column and duplicate id.
    """
    if may_be_empty and not text.strip():
        return ProjectTable((), {})
    delimiter = separator or _separator(text, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    known, periods = _units(programme)
    money = money or known
    faults: list[Fault] = []
    projects: list[Project] = []
    lines: dict[str, int] = {}
    places: dict[tuple[int, int], int] = {}
    try:
        header = as_meant(next(reader, []))
        _check_header([name.strip() for name in header], money, file)
        columns = [name.strip() for name in header]
        for cells in map(as_meant, reader):
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                counts = {"columns": len(columns), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, line, values=counts))
                continue
            row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
            extra = {name: cell for name, cell in zip(columns, cells, strict=True) if name not in _KNOWN}
            faults += _lost_letters(row, line, file)
            faults += _repeats(row, line, lines, places, file)
            faults += _against_programme(row, line, programme, file)
            faults += _unknown_classes(row, line, classes, file)
            try:
                values = {**_values(row, money), "extra": extra}
                project = Project.model_validate(values, context={PERIODS: periods})
                faults += _unknown_parts(project, line, classes, file)
                projects.append(project)
            except ValidationError as error:
                faults += _cell_faults(error, row, (money, periods), file, line)
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if not faults and not projects and not may_be_empty:
        faults.append(Fault(file, Expected.PROJECT_AT_ALL))
    if faults:
        raise BadInput(faults)
    return ProjectTable(tuple(projects), lines)


def _units(programme: Programme | None) -> tuple[Money, Periods]:
    """Return what amounts and dates are in; as in the first programmes where nothing is known of one."""
    return (TEN_THOUSAND_YUAN, QUARTERS) if programme is None else (programme.money, programme.periods)


def parse_project(cells: Mapping[str, str], programme: Programme, form: Form) -> Project:
    """Read one project that somebody has entered, by the rules of a table's rows.

    Args:
        cells: Column -> cell.
        programme: What its target year and its document are held against.
        form: What holds the cells, for faults.

    Raises:
        BadInput: With a fault for every bad cell, and for what is missing.
    """
    row = {name.strip(): cell.strip() for name, cell in cells.items()}
    extra = {name: cell for name, cell in cells.items() if name not in _KNOWN}
    try:
        _check_header(list(row), programme.money, form)
        faults = [*_lost_letters(row, 1, form), *_against_programme(row, 1, programme, form)]
        try:
            values = {**_values(row, programme.money), "extra": extra}
            project = Project.model_validate(values, context={PERIODS: programme.periods})
        except ValidationError as error:
            faults += _cell_faults(error, row, _units(programme), form, 1)
        if faults:
            raise BadInput(faults)
    except BadInput as error:
        raise BadInput([replace(fault, line=None) for fault in error.faults]) from error
    return project


def _separator(text: str, file: str) -> str:
    """Return what stands between the columns' names, and so between all cells, whatever these may hold.

    Raises:
        BadInput: Nothing that is known does, or two things do.
    """
    known = dict.fromkeys(SEPARATORS, 0)
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        with contextlib.suppress(csv.Error):  # it is told of the separator that is chosen
            known[separator] = sum(name.strip() in _KNOWN for name in next(reader, []))
    most = max(known.values())
    best = [separator for separator, names in known.items() if names == most]
    line = text.splitlines()[0] if text else ""
    likely = best if len(best) == 1 else [separator for separator in SEPARATORS if separator in line]
    if not most or len(likely) != 1:
        names = {"names": tuple(Aside(name) for name in SEPARATORS.values())}
        raise BadInput([Fault(file, Expected.SEPARATOR, 1, value=line, values=names)])
    return likely[0]


def _check_header(columns: list[str], money: Money, file: str) -> None:
    of_cost = [name for name in _COST_COLUMNS if name in columns]
    missing = [name for name in COLUMNS if name not in columns and Project.model_fields[name].is_required()]
    faults = [Fault(file, Expected.COLUMN, 1, name, values={"name": name}) for name in missing]
    if not {"name", "name_zh", "name_en"}.intersection(columns):
        faults.append(Fault(file, Expected.COLUMN, 1, "name", values={"name": "name"}))
    for position, name in enumerate(columns):
        meant = None if name in _KNOWN else meant_by(name)
        if not name:
            faults.append(Fault(file, Expected.COLUMN_NAME, 1, f"#{position + 1}", name))
        elif meant is not None:
            faults.append(Fault(file, Expected.COLUMN_SPELLED, 1, name, name, values={"name": meant}))
        elif name in columns[:position] or (name in of_cost and name != of_cost[0]):
            faults.append(Fault(file, Expected.COLUMN_ONCE, 1, name, name))
        elif name == COST_AS_BEFORE and not money.is_10k_cny:
            faults.append(Fault(file, Expected.COST_COLUMN, 1, name, name, values={"unit": money}))
    if faults:
        raise BadInput(faults)


def meant_by(name: str) -> str | None:
    """Return the column that a name not known is likely meant for: its name in other case, or with a typo."""
    bare = _bare(name)
    for column in (*COLUMNS, COST_AS_BEFORE):
        known = _bare(column)
        if bare == known or (len(known) > _TOO_SHORT_FOR_TYPOS and is_a_typo(bare, known)):
            return column
    return None


def _bare(name: str) -> str:
    """Return a column's name without case, spaces and signs, which spreadsheets write in many ways."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def is_a_typo(name: str, known: str) -> bool:
    """Whether one letter is another, missing or too many, or two neighbours stand the wrong way round."""
    begins = _alike(name, known)
    name, known = name[begins:], known[begins:]
    ends = _alike(name[::-1], known[::-1])
    name, known = name[: len(name) - ends], known[: len(known) - ends]
    return max(len(name), len(known)) <= 1 or (len(name) == len("ab") and name == known[::-1])


def _alike(name: str, known: str) -> int:
    """Return with how many same letters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, known, strict=False)))


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
    annex, number = _whole(row.get("annex", "")), _whole(row.get("row", ""))
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
    year = _whole(row.get("target_year", ""))
    if year is not None and not first <= year <= last:
        code, span = Expected.PROGRAMME_YEAR_OR_EMPTY, {"first": first, "last": last}
        faults.append(Fault(file, code, line, "target_year", row["target_year"], values=span))
    documents = [document.id for document in programme.documents]
    cell = row.get("document")
    if cell and cell not in documents:
        names = {"names": tuple(documents)}
        faults.append(Fault(file, Expected.PROGRAMME_DOCUMENT, line, "document", cell, values=names))
    return faults


def _unknown_classes(row: dict[str, str], line: int, classes: Classes | None, file: str) -> list[Fault]:
    """Report cells of one class that is not declared, whatever else is wrong with the row."""
    return _not_declared(
        ((field, kind, row[field]) for field, kind in CLASS_FIELDS.items() if row.get(field)),
        line,
        classes,
        file,
    )


def _unknown_parts(project: Project, line: int, classes: Classes | None, file: str) -> list[Fault]:
    """Report what is not declared in cells of several classes, once they could be read."""
    named = (part for part in project.classes if part[0] not in CLASS_FIELDS)
    return _not_declared(named, line, classes, file)


def _not_declared(
    named: Iterable[tuple[str, str, str]], line: int, classes: Classes | None, file: str
) -> list[Fault]:
    unknown = () if classes is None else classes.unknown(named)
    return [
        Fault(file, words.code, line, field, found, values=words.values) for field, found, words in unknown
    ]


def _values(row: dict[str, str], money: Money) -> dict[str, object]:
    """Return the cells as values: whole numbers as such, and None for what the source does not give."""
    values: dict[str, object] = {}
    for name, cell in row.items():
        if name not in _KNOWN:
            continue
        if not cell:
            # A column that is left out stands for its default; an empty cell only where that means "nothing",
            # and where a project stands, which people leave out of what is only planned.
            default = Project.model_fields[_field(name)].default
            if name == "status":
                continue
            values[name] = None if default or default is PydanticUndefined else default
        elif name in AMOUNTS:
            values[name] = _cost(cell, money)
        elif name in WHOLE_NUMBERS:
            # The model would read "1_000" and "12.0" too; what is not a plain whole number it must refuse.
            number = _whole(cell)
            values[name] = math.nan if number is None else number
        else:
            values[name] = cell
    return values


def _field(column: str) -> str:
    return "cost" if column in _COST_COLUMNS else column


def _cost(cell: str, money: Money) -> float | int:
    """Return an amount in the smallest kept unit; no number where it is none, or finer than what is kept."""
    try:
        return money.kept(Decimal(cell)) if _DECIMAL.fullmatch(cell) else math.nan
    except Unfit:
        return math.nan  # which the column refuses with what it must hold


def cost_expected(money: Money) -> Expectation:
    """Return what a cell of costs may hold where amounts are in this money."""
    if money.decimals:
        return Expectation(Expected.CELL_COST_DECIMALS, {"unit": money, "decimals": money.decimals})
    return Expectation(Expected.CELL_COST, {"unit": money})


def _whole(cell: str) -> int | None:
    """Return a plain whole number of at most twelve digits, with or without zeros after a point, or None."""
    found = _WHOLE.fullmatch(cell)
    return None if found is None else int(found[1])


def _cell_faults(
    error: ValidationError, row: dict[str, str], units: tuple[Money, Periods], file: str, line: int
) -> list[Fault]:
    """Return what each bad cell must hold: what its column says of itself, or what other cells demand."""
    money, periods = units
    faults = []
    for detail in error.errors(include_url=False):
        for place, _, expected in parts_of(detail):
            column = str(place[0])
            field = _field(column)
            of_column = Project.model_fields[field].metadata if detail["loc"] else ()
            said = next((words for words in of_column if isinstance(words, Expectation)), expected)
            if field == "cost":
                column = next((name for name in _COST_COLUMNS if name in row), column)
            if said.code is Expected.CELL_COST:
                said = cost_expected(money)
            if said.code is Expected.CELL_BEGAN and periods.are_months:
                said = Expectation(Expected.CELL_BEGAN_IN_MONTHS)
            faults.append(Fault(file, said.code, line, column, row.get(column, ""), values=said.values))
    return faults
