"""Rows of a list as a frame to edit, and the frame that somebody has edited as rows again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from portfolio.exchange.lists import Column, Row, Value
from portfolio.exchange.sheets.reading import stored

ORIGIN = "origin"
"""Column that nobody sees: which item of the list a row began as."""


def frame_of(rows: Sequence[Row], columns: Sequence[Column]) -> pd.DataFrame:
    """Return rows as a frame, typed by its columns; its index is what rows are called."""
    cells = {
        column.path: pd.Series(
            [_shown(row.cells.get(column.path), column) for row in rows], dtype=_kind(column)
        )
        for column in columns
    }
    origins = pd.Series([row.origin for row in rows], dtype="Int64")
    frame = pd.DataFrame({ORIGIN: origins, **cells})
    frame.index = pd.RangeIndex(1, len(rows) + 1)
    return frame


def rows_in(frame: pd.DataFrame, columns: Iterable[Column]) -> list[Row]:
    """Return what somebody has left in a frame, each row called as there."""
    paths = [column.path for column in columns]
    return [
        Row(
            int(number),
            None if pd.isna(cells[ORIGIN]) else int(cells[ORIGIN]),
            {path: _value(cells[path]) for path in paths},
        )
        for number, cells in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def _kind(column: Column) -> str:
    if column.is_yes_or_no:
        return "boolean"
    return "Float64" if column.is_number else "object"


def _shown(value: Value, column: Column) -> Any:
    if column.is_yes_or_no:
        return bool(value)
    if column.is_number:
        return None if value is None else float(value)  # type: ignore[arg-type]  # the column holds numbers
    return value


def _value(cell: Any) -> Value:
    """Return what stands in a cell: numbers as they were typed, and None for what is blank."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return cell
    if cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell)):
        return None
    if pd.api.types.is_list_like(cell):
        return [str(part) for part in cell] or None
    number = stored(float(cell))
    return number if isinstance(number, int | Decimal) else None
