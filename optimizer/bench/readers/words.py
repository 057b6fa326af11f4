"""Files of plain text as words and numbers, with the place of whatever is not as it should be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, NoReturn

from optimizer.format.errors import InputError
from optimizer.format.numbers import LARGEST_AMOUNT, shown

# The largest published sets have a few million lines.
LARGEST_FILE: Final = 256_000_000
# What amounts are kept of a fraction.
_DECIMALS: Final = 6


def bytes_of(path: Path) -> bytes:
    """All of a file.

    Raises:
        InputError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError([f"{path}: cannot be read, {error.strerror or error}"]) from error
    if len(data) > LARGEST_FILE:
        raise InputError([f"{path}: larger than {LARGEST_FILE // 10**6} MB"])
    return data


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; what is not ASCII in one is in names and comments.

    Raises:
        InputError: it cannot be read, or is too large.
    """
    return bytes_of(path).decode("latin-1").splitlines()


def wrong(path: Path, line: int, why: str) -> InputError:
    """The fault of a line."""
    return InputError([f"{path}: line {line}: {why}"])


def number_of(path: Path, line: int, word: str, what: str) -> Decimal:
    """A finite number of sensible size.

    Raises:
        InputError: it is none.
    """
    try:
        number = Decimal(word)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (number and number.adjusted() > 12):
        raise wrong(path, line, f"{shown(word)} is not a number up to 10^12, expected {what}")
    # Finer than any file's digits mean, and its exponent would cost memory.
    return number if number.adjusted() > -30 else Decimal(0)


def whole_of(
    path: Path, line: int, word: str, what: str, *, least: int = 0, most: int = LARGEST_AMOUNT
) -> int:
    """A whole number between bounds; 12.0 is one.

    Raises:
        InputError: it is none.
    """
    number = number_of(path, line, word, what)
    if number != number.to_integral_value() or not least <= number <= most:
        expected = f"{what}, a whole number from {least}" + (f" to {most}" if most < LARGEST_AMOUNT else "")
        raise wrong(path, line, f"{shown(word)} is not expected here, but {expected}")
    return int(number)


class Words:
    """The words of a file in order, whatever lines they are on."""

    def __init__(self, path: Path, lines: Iterable[tuple[int, str]]) -> None:
        self.path = path
        self.line = 1  # of the last word
        self._words = ((line, word) for line, text in lines for word in text.split())
        self._next: tuple[int, str] | None = next(self._words, None)

    @property
    def is_over(self) -> bool:
        """Whether there are no more."""
        return self._next is None

    def word(self, what: str) -> str:
        """The next one.

        Raises:
            InputError: there is none.
        """
        if self._next is None:
            self.refuse(f"the file ends here, expected {what}")
        self.line, word = self._next
        self._next = next(self._words, None)
        return word

    def number(self, what: str) -> Decimal:
        """The next one as a number."""
        word = self.word(what)
        return number_of(self.path, self.line, word, what)

    def numbers(self, count: int, what: str) -> list[Decimal]:
        """The next ones as numbers."""
        return [self.number(what) for _ in range(count)]

    def whole(self, what: str, *, least: int = 0, most: int = LARGEST_AMOUNT) -> int:
        """The next one as a whole number between bounds."""
        word = self.word(what)
        return whole_of(self.path, self.line, word, what, least=least, most=most)

    def refuse(self, why: str) -> NoReturn:
        """Say what is wrong at the last word.

        Raises:
            InputError: always.
        """
        raise wrong(self.path, self.line, why)


def factor_of(amounts: Iterable[Decimal]) -> int:
    """The power of ten that makes all amounts whole; 10^6 where some are finer than that."""
    digits = 0
    for amount in amounts:
        exponent = amount.normalize().as_tuple().exponent
        if isinstance(exponent, int):
            digits = max(digits, -exponent)
    return int(10 ** min(digits, _DECIMALS))


def taken(amounts: Sequence[Decimal], factor: int) -> list[int]:
    """What is used, in whole units; parts of a unit are rounded up, so that what fits here fits there."""
    return [math.ceil(amount * factor) for amount in amounts]


def offered(capacity: Decimal, factor: int) -> int:
    """What there is, in whole units; a part of a unit is of no use."""
    return math.floor(capacity * factor)


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, from 1 on."""
    return enumerate(lines, 1)
