"""Reading any workbook or table into sheets of cells; formulas and macros never run."""

from __future__ import annotations

import io
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import python_calamine

from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.exchange.sheets.cells import Book, Cell, Sheet
from portfolio.exchange.sheets.looking import look_into
from portfolio.exchange.sheets.separated import read_separated
from portfolio.exchange.text import read_bytes

MOST_BYTES = 50_000_000
MOST_BYTES_UNPACKED = 500_000_000
MOST_ROWS = 100_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK, _MANIFEST = "xl/workbook.xml", "META-INF/manifest.xml"
_BEGINS_XLS, _LOCKS_XLS, _RECORDS_LOOKED_AT = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x2F, 8
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = frozenset({".ods", ".xls", ".xlsb", ".xlsm", ".xlsx"})
_MOST_EXACT = 2**53


def read_sheets(path: Path, encoding: str | None = None) -> Book:
    """Read a file of sheets: xlsx, xls, ods, or a table in text.

    Args:
        path: The file.
        encoding: What a text is in, where somebody says so (see `encoding_named`).

    Raises:
        BadInput: It cannot be read, is too large or locked by a password, or a cell holds no value that can
            be trusted; with all such cells.
    """
    return sheets_in(read_bytes(path, MOST_BYTES), path.name, encoding)


def is_workbook(path: Path) -> bool:
    """Tell by its name whether a file is a workbook, rather than a text."""
    return path.suffix.lower() in _WORKBOOKS


def sheets_in(raw: bytes, file: str, encoding: str | None = None) -> Book:
    """Read the bytes of a file of sheets, such as an upload; see `read_sheets`.

    Args:
        raw: The bytes.
        file: What the file is called.
        encoding: What a text is in.

    Raises:
        BadInput: As `read_sheets`.
    """
    if len(raw) > MOST_BYTES:
        raise BadInput([Fault(file, Expected.FILE_OF_AT_MOST, values={"limit": MOST_BYTES})])
    if raw.startswith(_ZIP):
        return _workbook(raw, file, looked_into=_is_xlsx(raw, file))
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw or _is_locked_xls(raw):
            raise BadInput([Fault(file, Expected.NO_PASSWORD)])
        return _workbook(raw, file, looked_into=False)
    if is_workbook(Path(file)):
        raise BadInput([Fault(file, Expected.WORKBOOK)])
    book = read_separated(raw, file, encoding)
    for sheet in book.sheets:
        _check_rows(len(sheet.rows), sheet.file)
    return book


def _is_xlsx(raw: bytes, file: str) -> bool:
    """Tell whether packed files are a workbook that can be looked into, once they are known to be few enough.

    Raises:
        BadInput: They unpack to too much, or are no packed files at all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            names = set(packed.namelist())
            if size <= MOST_BYTES_UNPACKED and _WORKBOOK not in names:
                _check_other_parts(packed, names, file)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise BadInput([Fault(file, Expected.WORKBOOK)]) from error
    if size > MOST_BYTES_UNPACKED:
        limit = {"limit": MOST_BYTES_UNPACKED}
        raise BadInput([Fault(file, Expected.UNPACKED_OF_AT_MOST, values=limit)])
    return _WORKBOOK in names


def _check_other_parts(packed: zipfile.ZipFile, names: set[str], file: str) -> None:
    """Refuse an ods that is locked, and packed files that are not as large as they say.

    Raises:
        BadInput: It is so.
    """
    locked = _MANIFEST in names and b"encryption-data" in packed.read(_MANIFEST)
    if locked or "encrypted-package" in names:
        raise BadInput([Fault(file, Expected.NO_PASSWORD)])
    if packed.testzip() is not None:
        raise BadInput([Fault(file, Expected.WORKBOOK)])


def _is_locked_xls(raw: bytes) -> bool:
    """Tell whether an xls is locked by a password, as one of its first records says."""
    at = raw.find(_BEGINS_XLS)
    for _ in range(_RECORDS_LOOKED_AT):
        if at < 0 or at + 4 > len(raw):
            return False
        kind, length = struct.unpack_from("<HH", raw, at)
        if kind == _LOCKS_XLS:
            return True
        at += 4 + length
    return False


def _workbook(raw: bytes, file: str, *, looked_into: bool) -> Book:
    told = look_into(raw, file, MOST_ROWS) if looked_into else (Aside(Note.NOT_LOOKED_INTO),)
    try:
        with python_calamine.CalamineWorkbook.from_object(io.BytesIO(raw)) as workbook:
            sheets = tuple(
                _sheet(workbook.get_sheet_by_name(sheet.name), file)
                for sheet in workbook.sheets_metadata
                if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
            )
    except python_calamine.PasswordError as error:
        raise BadInput([Fault(file, Expected.NO_PASSWORD)]) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BadInput([Fault(file, Expected.WORKBOOK)]) from error
    return Book(file, sheets, told)


def _sheet(sheet: python_calamine.CalamineSheet, file: str) -> Sheet:
    place = place_of(file, sheet.name)
    _check_rows(sheet.total_height, place)
    rows = sheet.to_python(skip_empty_area=False)
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(place, sheet.name, tuple(tuple(stored(value) for value in row) for row in rows), merged)


def place_of(file: str, sheet: str) -> str:
    """Return what faults call a sheet of a file."""
    return f"{file} [{sheet}]"


def _check_rows(rows: int, place: str) -> None:
    if rows > MOST_ROWS:
        raise BadInput([Fault(place, Expected.ROWS_AT_MOST, values={"limit": MOST_ROWS})])


def stored(value: Cell | float) -> Cell:
    """Return a value as it was typed: a workbook holds every number as a float."""
    if value == "":
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _MOST_EXACT else Decimal(repr(value))
    return value
