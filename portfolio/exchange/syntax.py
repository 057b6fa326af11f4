"""Why a text is not in its format, as codes: the parsers of TOML, JSON and CSV say it in English alone."""

from __future__ import annotations

import csv
import errno
import json
import re

from portfolio.domain.errors import Aside, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note

_REASONS: tuple[tuple[str, Note], ...] = (
    # TOML
    (r"Invalid statement", Note.INVALID_STATEMENT),
    (r"Invalid value", Note.INVALID_VALUE),
    (r"Expected '=' after a key in a key/value pair", Note.EQUALS_MISSING),
    (r"Expected newline or end of document after a statement", Note.NEWLINE_MISSING),
    (r"Expected (?P<end>'\]'|'\]\]') at the end of .*", Note.END_MISSING),
    (r"Expected (?P<end>[\"'].*[\"'])", Note.END_MISSING),
    (r"Found invalid character (?P<character>.+)", Note.INVALID_CHARACTER),
    (r"Illegal character (?P<character>.+)", Note.INVALID_CHARACTER),
    (r"Cannot declare (?P<key>.+) twice", Note.DECLARED_TWICE),
    (r"Cannot (?:redefine|mutate immutable) namespace (?P<key>.+)", Note.DECLARED_TWICE),
    (r"Duplicate inline table key (?P<key>.+)", Note.DECLARED_TWICE),
    (r"Cannot overwrite a value", Note.VALUE_TWICE),
    (r"Invalid initial character for a key part", Note.INVALID_KEY),
    (r"Unclosed (?:array|inline table)", Note.UNCLOSED),
    (r"Unescaped '\\' in a string", Note.INVALID_ESCAPE),
    (r"Invalid hex value", Note.INVALID_ESCAPE),
    (r"Escaped character is not a Unicode scalar value", Note.INVALID_ESCAPE),
    (r"Unterminated string", Note.UNTERMINATED_STRING),
    (r"Invalid date or datetime", Note.INVALID_DATE),
    # JSON
    (r"Expecting value", Note.INVALID_VALUE),
    (r"Expecting ',' delimiter", Note.COMMA_MISSING),
    (r"Expecting ':' delimiter", Note.COLON_MISSING),
    (r"Expecting property name enclosed in double quotes", Note.INVALID_KEY),
    (r"Illegal trailing comma before end of (?:object|array)", Note.INVALID_VALUE),
    (r"Extra data", Note.MORE_AFTER_END),
    (r"Unterminated string starting at", Note.UNTERMINATED_STRING),
    (r"Invalid control character (?P<character>'.*') at", Note.INVALID_CHARACTER),
    (r"Invalid \\.*escape.*", Note.INVALID_ESCAPE),
    # Both
    (r"Exceeds the limit .* for integer string conversion.*", Note.TOO_MANY_DIGITS),
    (r"maximum recursion depth exceeded.*", Note.TOO_DEEP),
    # CSV
    (r"unexpected end of data", Note.UNTERMINATED_STRING),
    (r"'(?P<separator>.+)' expected after '\"'", Note.QUOTE_WITHIN_CELL),
    (r"field larger than field limit.*", Note.FIELD_TOO_LONG),
)
"""What parsers say -> why."""

_PLACE = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)

_REFUSALS = {
    errno.EACCES: Note.NO_PERMISSION,
    errno.EISDIR: Note.FILE_IS_FOLDER,
    errno.ENAMETOOLONG: Note.NAME_TOO_LONG,
    errno.ENOENT: Note.FILE_MISSING,
    errno.ENOSPC: Note.NO_SPACE,
    errno.ENOTDIR: Note.NO_FOLDER,
    errno.EPERM: Note.NO_PERMISSION,
    errno.EROFS: Note.READ_ONLY,
}
"""The system's number -> why it refuses a file."""


class Unreadable(ValueError):  # noqa: N818 - said of the text
    """Part of a text that its parser takes and we do not."""

    def __init__(self, code: Note, values: dict[str, object] | None = None) -> None:
        self.reason = Aside(code, values or {})
        super().__init__(code)


def toml_fault(error: ValueError | RecursionError, file: str) -> Fault:
    """Return why a text is not TOML."""
    placed = _PLACE.fullmatch(str(error))
    if placed is None:
        return Fault(file, Expected.TOML, values={"reason": _reason(error)})
    what = _said(placed["what"])
    if placed["line"] is None:
        return Fault(file, Expected.TOML, values={"reason": Aside(Note.AT_END, {"what": what})})
    line, column = int(placed["line"]), int(placed["column"])
    at = Aside(Note.AT, {"what": what, "line": line, "column": column})
    return Fault(file, Expected.TOML, line, values={"reason": at})


def json_fault(error: ValueError | RecursionError, file: str) -> Fault:
    """Return why a text is not JSON."""
    if isinstance(error, json.JSONDecodeError):
        return Fault(file, Expected.JSON, error.lineno, values={"reason": _said(error.msg)})
    return Fault(file, Expected.JSON, values={"reason": _reason(error)})


def csv_fault(error: csv.Error, file: str, line: int) -> Fault:
    """Return why a text is no table."""
    return Fault(file, Expected.TABLE, line, values={"reason": _said(str(error))})


def refusal(error: OSError) -> Aside | str:
    """Return why the system refuses a file; what it has no code for here, in the system's own words."""
    note = _REFUSALS.get(error.errno or 0)
    return str(error.strerror) if note is None else Aside(note)


def _reason(error: ValueError | RecursionError) -> Aside | str:
    return error.reason if isinstance(error, Unreadable) else _said(str(error))


def _said(words: str) -> Aside | str:
    """Return a parser's reason; one that is not known here stays in the parser's own words."""
    for pattern, note in _REASONS:
        found = re.fullmatch(pattern, words, re.DOTALL)
        if found is not None:
            return Aside(note, found.groupdict())
    return words
