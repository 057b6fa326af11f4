"""A portfolio's files laid out in sheets, and sheets as files again, with the way back to every cell.

A table is a sheet of its own name. A tree is a sheet of keys and values, and each list of tables in it is
one more sheet, called after both: "assumptions" and "assumptions.funding". A key says where a value stands as
faults do: `source.document`, `modes[0].quarters`; `projects[]` is a list in one cell, cut at semicolons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected
from portfolio.exchange.sheets.cells import Cell, Sheet, text_of

KEY, VALUE = "key", "value"
Step = str | int
_CUT = ";"
_STEP = re.compile(
    r'(?:^|(?<=.)\.)(?P<name>[^.\[\]{}"]+)|(?:^|\.)(?P<quoted>"(?:[^"\\]|\\.)*")|\[(?P<index>[0-9]{1,5})\]'
)
_LIST, _EMPTY = "[]", "{}"


def laid_out(stem: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield the sheets of a tree: each one's name, and its rows with the header first."""
    lists = {key: value for key, value in tree.items() if _is_list_of_tables(value)}
    rest = {key: value for key, value in tree.items() if key not in lists}
    if rest:
        rows = [[path, value] for path, value in flattened(rest).items()]
        yield stem, [[KEY, VALUE], *rows]
    for key, items in lists.items():
        flat = [flattened(item) for item in items]
        columns = list(dict.fromkeys(path for item in flat for path in item))
        yield f"{stem}.{key}", [list(columns), *([item.get(path) for path in columns] for item in flat)]


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and item for item in value)


def flattened(value: object, at: str = "") -> dict[str, Cell]:
    """Return the values in a tree, each by the path to it."""
    if isinstance(value, dict):
        if not value and at:
            return {at + _EMPTY: True}
        parts = [flattened(inner, f"{at}.{_name(key)}" if at else _name(key)) for key, inner in value.items()]
    elif isinstance(value, list):
        if all(_fits_a_list(item) for item in value):
            return {at + _LIST: f"{_CUT} ".join(map(str, value)) or _CUT}
        parts = [flattened(inner, f"{at}[{number}]") for number, inner in enumerate(value)]
    elif isinstance(value, str):
        return {at: _quoted(value)}
    elif isinstance(value, bool | int | Decimal):
        return {at: value}
    else:
        raise TypeError(value)
    return {path: inner for part in parts for path, inner in part.items()}


def _name(key: str) -> str:
    return key if re.fullmatch(r'[^.\[\]{}"]+', key) and key == key.strip() else json.dumps(key)


def _fits_a_list(item: object) -> bool:
    if isinstance(item, str):
        return bool(item) and item == item.strip() and _CUT not in item
    return isinstance(item, int | Decimal) and not isinstance(item, bool)


def _quoted(text: str) -> str:
    """Return a text as a cell that is not empty, without spaces around it that people would not see."""
    return (
        json.dumps(text, ensure_ascii=False) if text != text.strip() or not text or text[0] == '"' else text
    )


def _unquoted(cell: Cell) -> Any:
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if not isinstance(cell, str):
        return cell if isinstance(cell, bool | int | Decimal) else text_of(cell)
    text = cell.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text  # quotation marks around a text, as people type them
    return text


class Tree:
    """A tree that is gathered from sheets, and where each part of it stands there."""

    def __init__(self, stem: str) -> None:
        self.content: dict[str, Any] = {}
        self.sheets: dict[str, Sheet] = {}
        self.rows: dict[tuple[Step, ...], tuple[Sheet, int]] = {}
        self._stem = stem

    def add_keys(self, sheet: Sheet) -> list[Fault]:
        """Take in a sheet of keys and values."""
        faults = []
        for number, row in enumerate(sheet.rows[1:], start=2):
            key, value = (*row, None, None)[:2]
            if value is None or key is None:
                continue
            steps = steps_of(text_of(key).strip())
            if steps is None or not put(self.content, steps, _value(text_of(key), value)):
                faults.append(sheet.fault(number, 1, Expected.KEY_OF_EXPORT))
            else:
                self.rows[steps] = sheet, number
        return faults

    def add_list(self, sheet: Sheet, key: str) -> list[Fault]:
        """Take in a sheet of which each row is an item of a list."""
        faults: list[Fault] = []
        paths = [text_of(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []
        items: list[dict[str, Any]] = []
        for number, row in enumerate(sheet.rows[1:], start=2):
            item: dict[str, Any] = {}
            for column, (path, cell) in enumerate(zip(paths, row, strict=False), start=1):
                steps = steps_of(path)
                if cell is not None and (steps is None or not put(item, steps, _value(path, cell))):
                    faults.append(sheet.fault(1, column, Expected.KEY_OF_EXPORT))
            if item:
                self.rows[key, len(items)] = sheet, number
                items.append(item)
        if items:
            self.content[key] = items
        self.sheets[key] = sheet
        return faults

    def content_in_order(self) -> dict[str, Any]:
        """Return the tree, with lists for what was numbered."""
        return {key: with_lists(value) for key, value in self.content.items()}

    def place_of(self, fault: Fault, file: str) -> Fault:
        """Return a fault of the tree as one of the cell that it is about, or at least of its sheet."""
        steps = (steps_of(fault.column.removesuffix(_LIST)) if fault.column else None) or ()
        for depth in range(len(steps), 0, -1):
            if steps[:depth] in self.rows:
                sheet, row = self.rows[steps[:depth]]
                rest = path_of(steps[depth:]) or fault.column
                return Fault(sheet.file, fault.code, row, rest, fault.value, fault.values)
        of_list = self.sheets.get(str(steps[0])) if steps else None
        place = of_list.file if of_list else f"{file} [{self._stem}]"
        return Fault(place, fault.code, None, fault.column, fault.value, fault.values)


def steps_of(path: str) -> tuple[Step, ...] | None:
    """Return ("modes", 0, "quarters") for modes[0].quarters, and None for what is no such path."""
    path = path.removesuffix(_LIST).removesuffix(_EMPTY)
    steps: list[Step] = []
    end = 0
    for found in _STEP.finditer(path):
        if found.start() != end:
            return None
        end = found.end()
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(str(found["name"]) if found["name"] else str(json.loads(found["quoted"])))
    return tuple(steps) if steps and end == len(path) and isinstance(steps[0], str) else None


def path_of(steps: Iterable[Step]) -> str:
    """Return modes[0].quarters for ("modes", 0, "quarters")."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_name(step)}" for step in steps).lstrip(".")


def _value(path: str, cell: Cell) -> Any:
    if path.endswith(_EMPTY):
        return {}
    if path.endswith(_LIST):
        parts = (part.strip() for part in text_of(cell).split(_CUT))
        return [part for part in parts if part]
    return _unquoted(cell)


def put(tree: dict[Any, Any], steps: tuple[Step, ...], value: Any) -> bool:
    """Put a value at the end of a path; False where something else stands in the way."""
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return False
    return tree.setdefault(steps[-1], value) is value


def with_lists(value: Any) -> Any:
    """Return a tree with a list for every table whose keys are numbers."""
    if isinstance(value, list):
        return [with_lists(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [with_lists(value[key]) for key in sorted(value)]
    return {str(key): with_lists(inner) for key, inner in value.items()}
