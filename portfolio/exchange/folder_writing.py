"""Writing a portfolio as a folder, which read again is the same portfolio; the whole folder or nothing."""

from __future__ import annotations

import codecs
import csv
import io
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.actuals import actual_rows
from portfolio.exchange.folder import ACTUALS, ASSUMPTIONS, FINDINGS, PROGRAMME, PROJECTS, REPORTS
from portfolio.exchange.syntax import refusal
from portfolio.exchange.table_writing import project_rows
from portfolio.exchange.trees import tree_of


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
            for name, content in _files(portfolio):
                with (temporary / name).open("xb") as file:
                    file.write(content)
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


def _files(portfolio: Portfolio) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and content."""
    yield PROJECTS, _csv(project_rows(portfolio.projects, portfolio.programme.money))
    yield PROGRAMME, _toml(tree_of(portfolio.programme))
    yield ASSUMPTIONS, _toml(tree_of(portfolio.assumptions))
    if portfolio.findings:
        yield FINDINGS, _toml({"findings": _trees(portfolio.findings)})
    if portfolio.status_reports or portfolio.data_date is not None:
        reported: dict[str, Any] = {}
        if portfolio.data_date is not None:
            reported["data_date"] = str(portfolio.data_date)
        if portfolio.status_reports:
            reported["status_reports"] = _trees(portfolio.status_reports)
        yield REPORTS, _toml(reported)
    if portfolio.actuals:
        yield ACTUALS, _csv(actual_rows(portfolio.actuals, portfolio.programme.money))


def _trees(models: Sequence[BaseModel]) -> list[dict[str, Any]]:
    return [tree_of(model) for model in models]


def _toml(tree: dict[str, Any]) -> bytes:
    return tomli_w.dumps(tree).encode()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return codecs.BOM_UTF8 + text.getvalue().encode()
