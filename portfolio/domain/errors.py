"""Bad input: every fault found, each with its place, the value found and what was expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input.

    Attributes:
        file: Name of the file, or of the form on a page.
        expected: What would have been right, in words.
        line: Line in the file, counted from 1; None where a format has no lines to point at.
        column: Column, key path or field.
        value: The value found, as it stands in the file; None when something is missing altogether.
    """

    file: str
    expected: str
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """Return one line: place, value found, expectation."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [place]
        if self.column is not None:
            parts.append(_shorten(self.column) if self.column.isprintable() else repr(_shorten(self.column)))
        if self.value is not None:
            parts.append(f"found {_shorten(self.value)!r}")
        return ": ".join([*parts, f"expected {self.expected}"])


class BadInput(Exception):  # noqa: N818 - the glossary's word; "BadInputError" says the same thing twice
    """Input that cannot be used; nothing has been written or changed.

    Attributes:
        faults: All faults found, never empty.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def _shorten(value: str, most: int = 80) -> str:
    value = str(value)  # an enumeration's member is text too, and shows as such
    return value if len(value) <= most else value[: most - 1] + "…"
