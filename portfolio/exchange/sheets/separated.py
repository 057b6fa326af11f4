"""A table in text as one sheet: which encoding it is in and what separates its cells is found, and told."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.exchange.encoding import decode_table
from portfolio.exchange.formulas import as_meant
from portfolio.exchange.sheets.cells import Book, Sheet
from portfolio.exchange.syntax import csv_fault

_SEPARATORS = {",": Note.COMMA, ";": Note.SEMICOLON, "\t": Note.TAB, "|": Note.BAR}
_ROWS_LOOKED_AT = 100


def read_separated(raw: bytes, file: str, encoding: str | None = None) -> Book:
    """Read a table in text; every cell of it is text.

    Args:
        raw: The bytes.
        file: The file's name, for faults.
        encoding: What they are in, where somebody says so.

    Raises:
        BadInput: The encoding or the separator cannot be told, or quotes do not close.
    """
    if encoding is None and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"  # which its mark says, and what spreadsheets call Unicode text
    text = decode_table(raw, file, encoding, Aside(Note.SAVE_OR_SAY))
    separator = _separator(text, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[str | None, ...]] = []
    try:
        for cells in reader:
            # A cell may hold several lines: what comes after it stands on the line that an editor shows.
            rows += [()] * (reader.line_num - len(rows) - 1)
            rows.append(tuple(cell or None for cell in as_meant(cells)))
    except csv.Error as error:
        raise BadInput([csv_fault(error, file, reader.line_num)]) from error
    told = (
        Aside(Note.READ_IN_ENCODING, {"encoding": (encoding or _encoding(raw)).upper()}),
        Aside(Note.SEPARATED_BY, {"separator": Aside(_SEPARATORS[separator])}),
    )
    return Book(file, (Sheet(file, file, tuple(rows), has_letters=False),), told)


def _encoding(raw: bytes) -> str:
    """Return which of the two encodings that are told apart without being said a text is in."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _separator(text: str, file: str) -> str:
    """Return what cuts the first rows into equally many cells, most of all.

    Raises:
        BadInput: Several do so equally well.
    """
    worth = {separator: _worth(text, separator) for separator in _SEPARATORS}
    most = max(worth.values())
    best = [separator for separator, reached in worth.items() if reached == most]
    if most == (0, 0):
        return ","  # one column, which nothing separates
    if len(best) > 1:
        names = {"names": tuple(Aside(name) for name in _SEPARATORS.values())}
        raise BadInput([Fault(file, Expected.SEPARATOR, 1, value=text.splitlines()[0], values=names)])
    return best[0]


def _worth(text: str, separator: str) -> tuple[int, int]:
    """Return how many rows have the usual number of cells, and that number; nothing for a single cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    counts: Counter[int] = Counter()
    try:
        counts.update(len(row) for row in islice(reader, _ROWS_LOOKED_AT) if any(row))
    except csv.Error:
        return 0, 0
    if not counts:
        return 0, 0
    cells, rows = counts.most_common(1)[0]
    return (rows, cells) if cells > 1 else (0, 0)
