"""Bad input: every fault found, each with its place, the value found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portfolio.domain.expectations import Expected, Form
from portfolio.domain.notes import Note


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would have been right: a code, and what its words in any language have places for.

    Attributes:
        values: Name of the place -> what stands there: text, number, an aside, or a tuple of those.
    """

    code: Expected
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is said within an expectation: a code, and what its words in any language have places for."""

    code: Note
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Titled:
    """A form about one thing of several, as the scenario of a name."""

    form: Form
    name: str


Place = str | Form | Titled
"""What holds bad input: the name of a file, or a form."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input; what it says is worded where somebody reads it, in their language.

    Attributes:
        file: Name of the file, or the form that holds what is wrong.
        code: What would have been right.
        line: Line in the file, counted from 1; None where a format has no lines to point at.
        column: Column, key path or field.
        value: The value found, as it stands in the file; None when something is missing altogether.
        values: What the words of the code have places for; see `Expectation`.
    """

    file: Place
    code: Expected
    line: int | None = None
    column: str | None = None
    value: str | None = None
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


class BadInput(Exception):  # noqa: N818 - the glossary's word; "BadInputError" says the same thing twice
    """Input that cannot be used; nothing has been written or changed.

    Attributes:
        faults: All faults found, never empty.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(faults)


class Unfit(ValueError):  # noqa: N818 - said of the value
    """A value that a model cannot hold; whoever reads the file makes a fault of it.

    Attributes:
        expected: What would have been right.
    """

    def __init__(self, code: Expected, values: Mapping[str, object] | None = None) -> None:
        self.expected = Expectation(code, values or {})
        super().__init__(code)


class UnfitParts(ValueError):  # noqa: N818 - said of the values
    """Values within a model that do not fit each other.

    Attributes:
        parts: The place of each within the model, the value found there, and what would have been right.
    """

    def __init__(self, parts: Iterable[tuple[str, str | None, Expectation]]) -> None:
        self.parts = tuple(parts)
        super().__init__(*(f"{place}: {value}: {expected.code}" for place, value, expected in self.parts))
