"""stages.csv: which stages projects have passed or are expected to pass, one row a project and stage."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portfolio.domain.errors import BadInput, Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.stages import Stage
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.syntax import csv_fault
from portfolio.exchange.validating import validated

COLUMNS = tuple(Stage.model_fields)
_NEEDED = ("project", "stage")


def parse_stages(
    text: str, file: str, units: Mapping[str, object]
) -> tuple[tuple[Stage, ...], tuple[int, ...]]:
    """Return the rows of a table of stages, and the line each stands on.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.
        units: What amounts are numbers of.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    faults: list[Fault] = []
    stages: list[Stage] = []
    lines: list[int] = []
    try:
        columns = [name.strip() for name in next(reader, [])]
        faults += _header_faults(columns, file)
        for cells in () if faults else reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                counts = {"columns": len(columns), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, line, values=counts))
                continue
            filled = {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if cell.strip()}
            try:
                stages.append(validated(Stage, typed(Stage, filled), file, units=units))
                lines.append(line)
            except BadInput as error:
                faults += [replace(fault, line=line) for fault in error.faults]
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))
    if faults:
        raise BadInput(faults)
    return tuple(stages), tuple(lines)


def _header_faults(columns: Sequence[str], file: str) -> Iterator[Fault]:
    for name in _NEEDED:
        if name not in columns:
            yield Fault(file, Expected.COLUMN, 1, name, values={"name": name})
    for position, name in enumerate(columns):
        if name not in COLUMNS:
            yield Fault(file, Expected.ONE_OF, 1, name, name, values={"names": COLUMNS})
        elif name in columns[:position]:
            yield Fault(file, Expected.COLUMN_ONCE, 1, name, name)


def stage_rows(stages: Sequence[Stage], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [
        [
            stage.project,
            stage.stage,
            stage.date or "",
            stage.expected or "",
            "" if stage.amount is None else str(money.number(stage.amount)),
            stage.note or "",
        ]
        for stage in stages
    ]
    return [list(COLUMNS), *rows]


def stage_faults(portfolio: Portfolio, file: Place, lines: Sequence[int] | None = None) -> Iterator[Fault]:
    """Yield projects that there are not, and stages of a project that stand twice.

    Args:
        portfolio: Whose stages.
        file: Where they stand.
        lines: The line of each; None where they are told apart by their place in the list.
    """
    known = {project.id for project in portfolio.projects}
    seen: dict[tuple[str, str], int] = {}
    for number, stage in enumerate(portfolio.stages):
        line = number + 1 if lines is None else lines[number]

        def fault(code: Expected, field: str, found: str, number: int = number, **values: object) -> Fault:
            if lines is None:
                return Fault(file, code, None, f"stages[{number}].{field}", found, values=values)
            return Fault(file, code, lines[number], field, found, values=values)

        if stage.project not in known:
            yield fault(Expected.PROJECT_ID, "project", stage.project)
        first = seen.setdefault((stage.project, stage.stage), line)
        if first != line:
            yield fault(Expected.STAGE_ONCE, "stage", stage.stage, first=first)
