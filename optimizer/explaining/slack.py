"""One thing that can give way: where it stands, how far it gives, and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from optimizer.format.errors import path_of
from optimizer.format.explanation import Change, Setting
from optimizer.model.program import Sum

Location = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Slack:
    """A value of the instance that may move away from what it is, in whole steps.

    Attributes:
        location: where the value stands in the instance's JSON.
        before: the value.
        after: the value that so many steps make of it.
        most: no more steps than these are of use.
        price: of one step.
        steps: the number of steps a plan needs, never negative, as an expression over the program.
        locked: may be part of a contradiction, but of no relaxation.
    """

    location: Location
    before: Setting
    after: Callable[[int], Setting]
    most: int
    steps: Sum
    price: Fraction = Fraction(1)
    locked: bool = False

    @property
    def path(self) -> str:
        """Where the value stands, as a reader indexes JSON."""
        return path_of(self.location)


@dataclass(frozen=True, slots=True)
class Move:
    """A slack and how many steps of it are taken."""

    slack: Slack
    steps: int

    @property
    def change(self) -> Change:
        """As the explanation reports it."""
        return Change(path=self.slack.path, before=self.slack.before, after=self.slack.after(self.steps))
