"""A solver by name, ours or another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import NamedTuple

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget


class Solved(NamedTuple):
    """A result, and how many seconds of it went into building the program; None where nobody counted."""

    result: Result
    building: float | None


Solve = Callable[[Instance, Budget], Solved]


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver by name, and the package it needs beyond those of the product."""

    name: str
    solve: Solve
    package: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can run here."""
        return self.package is None or find_spec(self.package) is not None
