"""Workbooks as bytes, for tests of reading them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet


def computed(rows: list[list[Any]], name: str = "list") -> bytes:
    """Return a workbook of one sheet as a spreadsheet program stores it."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return raw.getvalue()


def edited(edit: Callable[[Worksheet], object]) -> bytes:
    """Return a workbook of one sheet that was written by a program which computes nothing."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "list"
    edit(sheet)
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


def with_part(raw: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook with other text in the parts that it is packed of."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return changed.getvalue()
