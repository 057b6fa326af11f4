"""Writing a portfolio as a workbook: what is text is written as text, and nothing as a formula."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.domain.calendar import QUARTERS, Periods
from portfolio.domain.classes import Classes
from portfolio.domain.errors import Aside, BadInput, Expectation, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import CLASS_FIELDS, Project
from portfolio.exchange.folder import MODELS, PROGRAMME, PROJECTS, TABLES
from portfolio.exchange.folder_writing import contents_of
from portfolio.exchange.saving import save
from portfolio.exchange.sheets.cells import Cell
from portfolio.exchange.sheets.describing import Described, described
from portfolio.exchange.sheets.layout import KEY, VALUE, laid_out
from portfolio.exchange.sheets.reading import stored
from portfolio.exchange.table import COLUMNS

PORTFOLIO, DICTIONARY, LISTS = "portfolio", "dictionary", "lists"
"""Sheets that are no file of a folder: the portfolio's name; what every column means; what some may hold."""
Words = Callable[[Expectation | Aside], str]
"""What a code is called in the reader's language."""
Label = Callable[[str, str], str]
"""What a column of a sheet, or a choice in a column, is called in the reader's language."""
Rows = Sequence[Sequence[Cell]]
_MOST_CHARACTERS = 32_767
_MOST_ROWS_TO_FILL = 2_000
_PROJECTS, _PROGRAMME = Path(PROJECTS).stem, Path(PROGRAMME).stem


def _own_name(_: str, name: str) -> str:
    return name


def write_workbook(portfolio: Portfolio, path: Path, words: Words) -> None:
    """Write a portfolio as xlsx; whatever stood there before stays until the new file is complete.

    Args:
        portfolio: What is written, with everything reported of it.
        path: The file.
        words: Tells what a column may hold, in the reader's language.

    Raises:
        BadInput: The file cannot be written, or a text is longer than a cell can be.
    """
    save(workbook_of(portfolio, words, path.name), path)


def workbook_of(portfolio: Portfolio, words: Words, file: str) -> bytes:
    """Return a portfolio as the bytes of an xlsx file, such as a download.

    Raises:
        BadInput: A text is longer than a cell can be.
    """
    sheets: dict[str, Rows] = {PORTFOLIO: [[KEY, VALUE], ["name", portfolio.name]]}
    for name, content in contents_of(portfolio).items():
        stem = Path(name).stem
        if isinstance(content, dict):
            sheets.update(laid_out(stem, content))
        else:
            sheets[stem] = _with_numbers(stem, content)
    return _written(sheets, words, file, portfolio.classes, portfolio.programme.periods)


def write_template(path: Path, words: Words, label: Label = _own_name) -> None:
    """Write a workbook to fill in: all columns of projects, the keys of a programme, and what each may hold.

    Raises:
        BadInput: The file cannot be written.
    """
    save(template_of(words, path.name, label), path)


def template_of(words: Words, file: str, label: Label = _own_name) -> bytes:
    """Return the workbook to fill in as the bytes of an xlsx file, such as a download.

    Args:
        words: Tells what a column may hold, in the reader's language.
        file: What the file is called.
        label: What columns, keys and choices are called in it, which is understood when it is read again.
    """
    keys: list[list[Cell]] = [
        [said.path, None, label(_PROGRAMME, said.path)]
        for said in described(MODELS[_PROGRAMME])
        if not said.is_in_a_list
    ]
    header: list[Cell] = [label(_PROJECTS, column) for column in COLUMNS]
    sheets: dict[str, Rows] = {_PROJECTS: [header], _PROGRAMME: [[KEY, VALUE], *keys]}
    return _written(sheets, words, file, Classes(), QUARTERS, label=label)


def _with_numbers(stem: str, table: Sequence[Sequence[str]]) -> Rows:
    """Return a table with numbers where its columns hold numbers; of projects with all columns."""
    header, *rows = table
    numeric = {said.path for said in described(TABLES[stem]) if said.is_number}
    absent = [name for name in COLUMNS if name not in header] if stem == _PROJECTS else []
    numbers = [name in numeric for name in header]
    filled = [
        [_number(cell) if is_number else cell for cell, is_number in zip(row, numbers, strict=True)]
        for row in rows
    ]
    return [[*header, *absent], *filled]


def _number(text: str) -> Cell:
    """Return the number that a text is, unless a spreadsheet would keep another one."""
    try:
        number = stored(float(text))
    except ValueError:
        return text
    return number if number == Decimal(text) else text


def _written(
    sheets: Mapping[str, Rows],
    words: Words,
    file: str,
    classes: Classes,
    periods: Periods,
    *,
    label: Label = _own_name,
) -> bytes:
    raw = io.BytesIO()
    faults: list[Fault] = []
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#DDE6EE", "text_wrap": True})
        text = workbook.add_format({"num_format": "@"})
        pages: dict[str, Worksheet] = {}
        for name, rows in sheets.items():
            pages[name] = workbook.add_worksheet(name)
            faults += _fill(pages[name], rows, heading, text, f"{file} [{name}]")
        if faults:
            raise BadInput(faults)
        projects = pages[_PROJECTS], sheets[_PROJECTS][0]
        _add_lists(workbook, *projects, heading=heading, classes=classes, label=label)
        heads = (Note.SHEET, Note.COLUMN_OR_KEY, Note.MEANING, Note.CALLED)
        meanings = [[words(Aside(note)) for note in heads]]
        meanings += [
            [name, said.path, words(said.expected), label(name, said.path)]
            for name, said in _all_described(periods)
        ]
        page = workbook.add_worksheet(DICTIONARY)
        _fill(page, meanings, heading, text, file)
        page.set_column(1, 1, 36)
        page.set_column(2, 2, 100)
        page.set_column(3, 3, 36)
    return raw.getvalue()


def _all_described(periods: Periods) -> list[tuple[str, Described]]:
    """Return what every column and key may hold, with the sheet that it is of."""
    found = [(_PROJECTS, said.in_periods(periods)) for said in described(Project) if said.path in COLUMNS]
    for stem, model in MODELS.items():
        for said in (said.in_periods(periods) for said in described(model)):
            key, _, rest = said.path.partition("[0].")
            of_list = said.is_in_a_list and "." not in key
            found.append((f"{stem}.{key}", said.within(rest)) if of_list else (stem, said))
    return found


def _fill(page: Worksheet, rows: Rows, heading: Format, text: Format, place: str) -> list[Fault]:
    faults = []
    page.freeze_panes(1, 1)
    page.set_column(0, max(0, len(rows[0]) - 1), 18)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, bool):
                page.write_boolean(number, column, cell)
            elif isinstance(cell, int | Decimal) and str(stored(float(cell))) == str(cell):
                page.write_number(number, column, float(cell))
            elif len(str(cell)) > _MOST_CHARACTERS:
                limit = {"limit": _MOST_CHARACTERS}
                faults.append(
                    Fault(place, Expected.CHARACTERS_AT_MOST, number + 1, str(rows[0][column]), values=limit)
                )
            else:
                page.write_string(number, column, str(cell), heading if number == 0 else text)
    return faults


def _add_lists(
    workbook: Any,
    projects: Worksheet,
    header: Sequence[Cell],
    *,
    heading: Format,
    classes: Classes,
    label: Label,
) -> None:
    """Offer in the columns of projects what they may hold, where that is a choice of names."""
    choices = {said.path: said.choices for said in described(Project) if said.choices}
    choices |= {field: classes.ids(kind) for field, kind in CLASS_FIELDS.items() if classes.ids(kind)}
    page = workbook.add_worksheet(LISTS)
    for number, (name, names) in enumerate(choices.items()):
        page.write_string(0, number, label(_PROJECTS, name), heading)
        page.write_column(1, number, [label(name, choice) for choice in names])
        column = xlsxwriter.utility.xl_col_to_name(number, col_abs=True)
        at = list(header).index(label(_PROJECTS, name))
        source = f"={LISTS}!{column}$2:{column}${len(names) + 1}"
        projects.data_validation(1, at, _MOST_ROWS_TO_FILL, at, {"validate": "list", "source": source})
