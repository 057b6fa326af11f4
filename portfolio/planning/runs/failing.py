"""Why a run failed, as its record keeps it: the kind of failure; of bad input the faults, without words."""

from __future__ import annotations

import json
from typing import Any

from portfolio.domain.errors import Aside, BadInput, Expectation, Fault, Place, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.notes import Note

_BAD_INPUT = f"{BadInput.__name__}:"


def kept(failure: Exception) -> str:
    """Return a failure as text that begins with its kind."""
    if isinstance(failure, BadInput):
        faults = [_plain(fault) for fault in failure.faults]
        return f"{_BAD_INPUT} {json.dumps(faults, ensure_ascii=False)}"
    return f"{type(failure).__name__}: {failure}"


def is_bad_input(message: str) -> bool:
    """Tell whether what was asked could not be used."""
    return message.startswith(_BAD_INPUT)


def faults_in(message: str) -> list[Fault]:
    """Return the faults that a message keeps; none where it is of another failure, or of another version."""
    if not is_bad_input(message):
        return []
    try:
        return [_fault(content) for content in json.loads(message.removeprefix(_BAD_INPUT))]
    except (ValueError, KeyError, TypeError):
        # Earlier versions kept a sentence, later ones may keep codes that are unknown here.
        return []


def _plain(value: object) -> object:
    """Return a fault, or a part of one, as JSON can hold it."""
    match value:
        case Fault():
            names = ("line", "column", "value")
            rest = {name: getattr(value, name) for name in names}
            return {"place": _plain(value.file), "code": value.code, **rest, "values": _values(value.values)}
        case Expectation():
            return {"expected": value.code, "values": _values(value.values)}
        case Aside():
            return {"note": value.code, "values": _values(value.values)}
        case Titled():
            return {"form": value.form, "name": value.name}
        case Form():
            return {"form": value}
        case tuple():
            return [_plain(part) for part in value]
        case str() | int() | None:
            return value
        case _:
            return str(value)


def _values(values: Any) -> dict[str, object]:
    return {name: _plain(value) for name, value in values.items()}


def _fault(content: dict[str, Any]) -> Fault:
    values = {name: _read(value) for name, value in content["values"].items()}
    line, column, value = content["line"], content["column"], content["value"]
    return Fault(_place(content["place"]), Expected(content["code"]), line, column, value, values)


def _place(content: str | dict[str, str]) -> Place:
    if isinstance(content, str):
        return content
    form = Form(content["form"])
    return Titled(form, content["name"]) if "name" in content else form


def _read(content: Any) -> object:
    if isinstance(content, list):
        return tuple(_read(part) for part in content)
    if not isinstance(content, dict):
        return content
    values = {name: _read(value) for name, value in content["values"].items()}
    if "note" in content:
        return Aside(Note(content["note"]), values)
    return Expectation(Expected(content["expected"]), values)
