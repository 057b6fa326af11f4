"""What every field of a model may hold, as codes, by the paths that sheets have for it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from portfolio.domain.calendar import Periods
from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Expected


@dataclass(frozen=True, slots=True)
class Described:
    """A field.

    Attributes:
        path: As in `modes[0].quarters`, where the first item of a list stands for all.
        expected: What it may hold.
        choices: The names it may hold, where it is a choice.
        is_number: Whether it holds a number.
    """

    path: str
    expected: Expectation
    choices: tuple[str, ...] = ()
    is_number: bool = False

    @property
    def is_in_a_list(self) -> bool:
        """Whether it is a field of the items of a list."""
        return "[0]" in self.path

    def in_periods(self, periods: Periods) -> Described:
        """Return it as it is called and said where a programme is planned in these periods."""
        at, dot, name = self.path.rpartition(".")
        is_began = self.expected.code is Expected.CELL_BEGAN and periods.are_months
        expected = Expectation(Expected.CELL_BEGAN_IN_MONTHS) if is_began else self.expected
        return replace(self, path=f"{at}{dot}{periods.called(name)}", expected=expected)

    def within(self, path: str) -> Described:
        """Return it under another path."""
        return replace(self, path=path)


def described(model: type[BaseModel], at: str = "") -> Iterator[Described]:
    """Yield all fields of a model, and of models in it, in their order."""
    for name, field in model.model_fields.items():
        path = f"{at}{name}"
        said = next((words for words in field.metadata if isinstance(words, Expectation)), None)
        yield from _described(field.annotation, path, said)


def _described(annotation: Any, path: str, said: Expectation | None) -> Iterator[Described]:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = next((words for words in parts[1:] if isinstance(words, Expectation)), said)
        yield from _described(parts[0], path, inner)
    elif origin in {Union, types.UnionType}:
        forms = [part for part in parts if part is not type(None)]
        yield from _described(forms[0], path, said)
    elif origin is tuple and said is not None:  # the whole of it stands in one cell
        yield Described(path, said)
    elif origin is tuple:
        is_of_models = isinstance(parts[0], type) and issubclass(parts[0], BaseModel)
        yield from _described(parts[0], f"{path}[0]" if is_of_models else f"{path}[]", said)
    elif origin is dict:
        yield from _described(parts[1], f"{path}.…", said)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from described(annotation, f"{path}.")
    elif isinstance(annotation, type):
        yield _plain(annotation, path, said)


def _plain(kind: type, path: str, said: Expectation | None) -> Described:
    if issubclass(kind, Enum):
        names = tuple(str(member.value) for member in kind)
        return Described(path, said or Expectation(Expected.ONE_OF, {"names": names}), choices=names)
    codes = {
        bool: Expected.BOOLEAN,
        int: Expected.INTEGER,
        Decimal: Expected.NUMBER,
        Fraction: Expected.NUMBER,
    }
    is_number = kind in {int, Decimal}
    return Described(path, said or Expectation(codes.get(kind, Expected.TEXT)), is_number=is_number)
