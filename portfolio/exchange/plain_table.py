"""Reading a table whose columns are known by name: row by row, with whatever is wrong with its form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected
from portfolio.exchange.formulas import as_meant
from portfolio.exchange.syntax import csv_fault


def rows_of(
    text: str, file: str, columns: Sequence[str], needed: Sequence[str], faults: list[Fault]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells, by column, of each row that is not empty.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.
        columns: Those that there may be.
        needed: Those that there must be.
        faults: Gets what is wrong with header and rows; with a faulty header there are no rows.
    """
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in as_meant(next(reader, []))]
        found = list(_header_faults(header, file, columns, needed))
        faults += found
        for cells in () if found else reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                counts = {"columns": len(header), "cells": len(cells)}
                faults.append(Fault(file, Expected.CELLS, reader.line_num, values=counts))
                continue
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in as_meant(cells)), strict=True))
    except csv.Error as error:
        faults.append(csv_fault(error, file, reader.line_num))


def _header_faults(
    header: Sequence[str], file: str, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[Fault]:
    for name in needed:
        if name not in header:
            yield Fault(file, Expected.COLUMN, 1, name, values={"name": name})
    for position, name in enumerate(header):
        if name not in columns:
            yield Fault(file, Expected.ONE_OF, 1, name, name, values={"names": columns})
        elif name in header[:position]:
            yield Fault(file, Expected.COLUMN_ONCE, 1, name, name)
