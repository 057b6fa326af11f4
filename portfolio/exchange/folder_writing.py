"""Writing a portfolio as a folder, which read again is the same portfolio; the whole folder or nothing."""

from __future__ import annotations

import codecs
import csv
import io
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel

from portfolio.domain.classes import Classes
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.actuals import actual_rows
from portfolio.exchange.appropriations import appropriation_rows
from portfolio.exchange.folder import (
    ACTUALS,
    APPROPRIATIONS,
    ASSUMPTIONS,
    CLASSES,
    DELIVERABLES,
    FINDINGS,
    INDICATORS,
    PROGRAMME,
    PROJECTS,
    READINGS,
    REPORTS,
    STAGES,
    UNIT_COSTS,
)
from portfolio.exchange.formulas import harmless
from portfolio.exchange.promised import Deliverables, Indicators, reading_rows
from portfolio.exchange.stages import stage_rows
from portfolio.exchange.syntax import refusal
from portfolio.exchange.table_writing import project_rows
from portfolio.exchange.trees import tree_of
from portfolio.exchange.unit_costs import UnitCosts


def write_folder(portfolio: Portfolio, folder: Path) -> None:
    """Write a portfolio's folder; its name is the folder's from then on.

    Args:
        portfolio: What is written, with everything reported of it.
        folder: A new one, or an empty one that is there already.

    Raises:
        BadInput: There is something in the folder already, or it cannot be written.
    """
    temporary = folder.parent / f".{folder.name}.{secrets.token_hex(4)}"
    try:
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
            raise BadInput([Fault(str(folder), Expected.NEW_FOLDER)])
        temporary.mkdir()
        try:
            for name, content in contents_of(portfolio).items():
                with (temporary / name).open("xb") as file:
                    file.write(file_content(content))
                    file.flush()
                    os.fsync(file.fileno())
            if folder.is_dir():
                folder.rmdir()  # not every system renames onto a folder, even an empty one
            temporary.rename(folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        reason = {"reason": refusal(error)}
        raise BadInput([Fault(str(folder), Expected.WRITABLE_PLACE, values=reason)]) from error


Content = Sequence[Sequence[str]] | dict[str, Any]
"""What a file holds: a table with its header, or a tree."""


def contents_of(portfolio: Portfolio) -> dict[str, Content]:
    """Return what a portfolio's files hold, by their names; a file that would hold nothing is absent."""
    programme = portfolio.programme
    money, units = programme.money, programme.units
    contents: dict[str, Content] = {
        PROJECTS: project_rows(portfolio.projects, programme),
        PROGRAMME: tree_of(programme, units=units),
        ASSUMPTIONS: tree_of(portfolio.assumptions, units=units),
    }
    if portfolio.classes != Classes():
        contents[CLASSES] = tree_of(portfolio.classes)
    if portfolio.findings:
        contents[FINDINGS] = {"findings": _trees(portfolio.findings, units)}
    reported: dict[str, Any] = {}
    if portfolio.data_date is not None:
        reported["data_date"] = str(portfolio.data_date)
    if portfolio.status_reports:
        reported["status_reports"] = _trees(portfolio.status_reports, units)
    if reported:
        contents[REPORTS] = reported
    if portfolio.actuals:
        contents[ACTUALS] = actual_rows(portfolio.actuals, money)
    if portfolio.appropriations:
        contents[APPROPRIATIONS] = appropriation_rows(portfolio.appropriations, money)
    if portfolio.stages:
        contents[STAGES] = stage_rows(portfolio.stages, money)
    files: dict[str, type[BaseModel]] = {
        DELIVERABLES: Deliverables,
        INDICATORS: Indicators,
        UNIT_COSTS: UnitCosts,
    }
    for file, model in files.items():
        held = {name: getattr(portfolio, name) for name in model.model_fields}
        if any(held.values()):
            contents[file] = {name: _trees(items, units) for name, items in held.items() if items}
    if portfolio.readings:
        contents[READINGS] = reading_rows(portfolio.readings)
    return contents


def file_content(content: Content) -> bytes:
    """Return the bytes of a file; a table in UTF-8 has the mark by which spreadsheets know it."""
    if isinstance(content, dict):
        return tomli_w.dumps(content).encode()
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in content)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _trees(models: Sequence[BaseModel], units: Mapping[str, object]) -> list[dict[str, Any]]:
    return [tree_of(model, units=units) for model in models]
