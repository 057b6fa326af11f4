"""A brief as an instance, with what the instance's ids stand for: they are looked up, never read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from optimizer.format.instance import Instance, Tier
from optimizer.format.result import LimitResult, Result
from portfolio.domain.calendar import Period
from portfolio.domain.rule_names import RuleName


@dataclass(frozen=True, slots=True)
class CeilingLimit:
    """A limit of a resource that is the ceiling of a payer in a fiscal year."""

    payer: str
    year: int
    rule: ClassVar[RuleName] = RuleName.CEILING


@dataclass(frozen=True, slots=True)
class FloorLimit:
    """A limit of a resource that is the least investment within the programme's years."""

    rule: ClassVar[RuleName] = RuleName.FLOOR


@dataclass(frozen=True, slots=True)
class MaximumLimit:
    """A limit of a resource that is the most investment within the programme's years."""

    rule: ClassVar[RuleName] = RuleName.MAXIMUM


@dataclass(frozen=True, slots=True)
class CapacityLimit:
    """A limit of a resource that is the most sites of a capacity in a period."""

    capacity: str
    quarter: Period
    rule: ClassVar[RuleName] = RuleName.CAPACITY


@dataclass(frozen=True, slots=True)
class MovesLimit:
    """A limit of a resource that is how many of the baseline's decisions are kept at least."""

    rule: ClassVar[RuleName] = RuleName.MOVES


LimitOf = CeilingLimit | FloorLimit | MaximumLimit | CapacityLimit | MovesLimit
"""What a limit of a resource stands for."""


@dataclass(frozen=True, slots=True)
class ModeOf:
    """What a mode of an instance's project stands for.

    Attributes:
        mode: The mode's id in the brief.
        start: The only period it may start in; None where it is the mode of every start.
    """

    mode: str
    start: Period | None = None


Modes = Mapping[str, Mapping[str, ModeOf]]
"""Project -> id of a mode in the instance -> what that stands for."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """An instance, and what its ids stand for.

    Attributes:
        limits: Resource and place among its limits -> what the limit stands for, in the instance's order; a
            window that only reports is absent.
        paid: Source -> the resource that is what it pays: itself where all is paid as it is completed.
    """

    instance: Instance
    modes: Modes
    limits: Mapping[tuple[str, int], LimitOf]
    paid: Mapping[str, str]

    def asking(self, *objective: Tier) -> Compiled:
        """Return the same with another objective."""
        return replace(self, instance=self.instance.model_copy(update={"objective": list(objective)}))

    def resources_of(self, rules: Collection[RuleName]) -> list[str]:
        """Return the resources that have limits of these rules, each once."""
        return list(dict.fromkeys(name for (name, _), limit in self.limits.items() if limit.rule in rules))

    def outcomes(self, result: Result) -> Iterator[tuple[LimitOf, LimitResult]]:
        """Yield each limit with what a result makes of it; nothing where the result has no plan."""
        for (name, place), limit in self.limits.items():
            if name in result.resources:
                yield limit, result.resources[name].limits[place]


def unused(name: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: the name, with as many marks after it as that needs."""
    while name in taken:
        name += "'"
    return name
