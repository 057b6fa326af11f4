"""A portfolio as a workbook: the files of its folder in sheets, read again as the same portfolio."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from portfolio.domain.classes import Classes
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.project import COST_AS_BEFORE, Project
from portfolio.exchange.folder import (
    ACTUALS,
    APPROPRIATIONS,
    MODELS,
    PROGRAMME,
    PROJECTS,
    load_portfolio,
)
from portfolio.exchange.folder_writing import file_content
from portfolio.exchange.sheets.cells import Book, Sheet, letters, text_of
from portfolio.exchange.sheets.cleaning import CHOICES, choice_meant
from portfolio.exchange.sheets.headings import heading_of, yearly_column
from portfolio.exchange.sheets.layout import KEY, VALUE, Tree
from portfolio.exchange.sheets.reading import read_sheets
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.sheets.writing import DICTIONARY, LISTS, PORTFOLIO
from portfolio.exchange.table import COLUMNS, parse_projects
from portfolio.exchange.yearly_amounts import COLUMNS as _YEARLY

_OF_YEARS = {Path(ACTUALS).stem, Path(APPROPRIATIONS).stem}
"""Tables of yearly amounts."""


def read_workbook(path: Path) -> Portfolio:
    """Read a workbook that was exported, or filled in from a template, all of it or nothing.

    Raises:
        BadInput: With every fault, each with its sheet, row and column.
    """
    return portfolio_in(read_sheets(path))


def is_portfolio(book: Book) -> bool:
    """Tell whether sheets are those of a portfolio, rather than a list of projects alone."""
    programme = next((sheet for sheet in book.sheets if sheet.name == Path(PROGRAMME).stem), None)
    return programme is not None and any(cell is not None for row in programme.rows[1:] for cell in row[1:2])


def projects_in(
    sheet: Sheet, programme: Programme | None, classes: Classes | None, money: Money | None = None
) -> tuple[Project, ...]:
    """Return the projects that are listed in a sheet.

    Args:
        sheet: With the columns of a project table.
        programme: What its money and its years are held against, if it is known.
        classes: What its types and owners are held against, if they are declared.
        money: What its amounts are in, where there is no programme yet.

    Raises:
        BadInput: With every fault, each with its row and column.
    """
    table = Table(sheet)
    try:
        return parse_projects(table.text, sheet.file, programme, classes, separator=",", money=money).projects
    except BadInput as error:
        raise BadInput([table.place_of(fault) for fault in error.faults]) from error


def portfolio_in(book: Book) -> Portfolio:
    """Return the portfolio that lies in sheets.

    Raises:
        BadInput: With every fault, each with its sheet, row and column.
    """
    tables: dict[str, Table] = {}
    trees: dict[str, Tree] = {}
    faults: list[Fault] = []
    for sheet in book.sheets:
        stem, _, key = sheet.name.partition(".")
        if stem in {DICTIONARY, LISTS}:
            continue
        if key:
            faults += trees.setdefault(stem, Tree(stem)).add_list(sheet, key)
        elif stem in {PORTFOLIO, *MODELS} or _has_keys(sheet):
            faults += trees.setdefault(stem, Tree(stem)).add_keys(sheet)
        else:
            tables[stem] = Table(by_our_names(sheet, stem))
    if faults:
        raise BadInput(faults)
    named = trees.pop(PORTFOLIO, Tree(PORTFOLIO)).content
    name = str(named.get("name", Path(book.file).stem))
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        for stem, table in tables.items():
            (folder / f"{stem}.csv").write_bytes(table.content)
        for stem, tree in trees.items():
            content = _typed(stem, tree.content_in_order())
            (folder / f"{stem}.toml").write_bytes(file_content(content))
        try:
            return load_portfolio(folder, assume=True).changed(name=name)
        except BadInput as error:
            raise BadInput([_placed(fault, book.file, tables, trees) for fault in error.faults]) from error


def _has_keys(sheet: Sheet) -> bool:
    return bool(sheet.rows) and [text_of(cell) for cell in sheet.rows[0][:2]] == [KEY, VALUE]


def _typed(stem: str, content: dict[str, Any]) -> dict[str, Any]:
    model: type[BaseModel] | None = MODELS.get(stem)
    return content if model is None else typed(model, content)


def by_our_names(sheet: Sheet, stem: str) -> Sheet:
    """Return a table of a portfolio with its columns called as ours where they are called by their labels.

    A column that is none of ours by its name is one by its label only where that one is not there.
    """
    above = next((n for n, row in enumerate(sheet.rows) if any(cell is not None for cell in row)), 0)
    head = list(sheet.rows[above]) if sheet.rows else []
    names = [text_of(cell).strip() for cell in head]
    for at, name in enumerate(names):
        if stem == Path(PROJECTS).stem:
            heading = None if name in {*COLUMNS, COST_AS_BEFORE} else heading_of(name)
            meant = None if heading is None or heading.unit is not None else heading.column
            meant = meant if meant in COLUMNS else None
        else:
            meant = None if stem not in _OF_YEARS or name in _YEARLY else yearly_column(name)
        if meant is not None and meant not in names and meant not in head:
            head[at] = meant
    if not sheet.rows or tuple(head) == sheet.rows[above]:
        return sheet
    rows = [*sheet.rows[:above], tuple(head)]
    choices = {at: str(field) for at, field in enumerate(head) if field in CHOICES}
    rows += [
        tuple(choice_meant(choices[at], cell) if at in choices else cell for at, cell in enumerate(row))
        for row in sheet.rows[above + 1 :]
    ]
    return replace(sheet, rows=tuple(rows))


class Table:
    """A sheet as a table of text, and which row of the sheet each line of it is."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        width = max((_width(row) for row in sheet.rows), default=0)
        rows = [(*row, *[None] * width)[:width] for row in sheet.rows]
        above = next((n for n, row in enumerate(rows) if any(cell is not None for cell in row)), 0)
        rows = rows[above:]
        # A column that is offered and in which nobody wrote anything stands for its default.
        is_filled = any(cell is not None for row in rows[1:] for cell in row)
        used = [
            n
            for n in range(width)
            if (rows[0][n] and not is_filled)
            or (rows[0][n] and rows[0][n] not in COLUMNS)
            or any(row[n] is not None for row in rows[1:])
        ]
        texts = [[text_of(row[n]) for n in used] for row in rows]
        self._letters = {text_of(rows[0][n]): letters(n + 1) for n in used}
        self.content = file_content(texts)
        reader = csv.reader(io.StringIO(self.text, newline=""))
        lines = (reader.line_num for _ in reader)
        self._rows = {line: number for number, line in enumerate(lines, start=above + 1)}

    @property
    def text(self) -> str:
        """The table as a text file would hold it."""
        return self.content.decode("utf-8-sig")

    def place_of(self, fault: Fault) -> Fault:
        """Return a fault of a line as one of the row that it is."""
        row = None if fault.line is None else self._rows.get(fault.line)
        column = fault.column
        if column in self._letters and self.sheet.has_letters:
            column = f"{self._letters[column]} {column}"
        return Fault(self.sheet.file, fault.code, row, column, fault.value, fault.values)


def _width(row: tuple[object, ...]) -> int:
    return max((number for number, cell in enumerate(row, start=1) if cell is not None), default=0)


def _placed(fault: Fault, file: str, tables: dict[str, Table], trees: dict[str, Tree]) -> Fault:
    stem = Path(str(fault.file)).stem
    if stem in tables:
        return tables[stem].place_of(fault)
    return trees.get(stem, Tree(stem)).place_of(fault, file)
