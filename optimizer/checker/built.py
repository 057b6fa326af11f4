"""A selected project, as a result has it. Part of the checker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.format.instance import Mode, Project


@dataclass(frozen=True, slots=True)
class Built:
    """A selected project: its mode and start, and its usage by resource and period of the horizon."""

    project: Project
    mode: Mode
    start: int
    usage: dict[str, list[int]]

    @property
    def path(self) -> str:
        """Where the result has it."""
        return f"projects.{self.project.id}"

    @property
    def end(self) -> int:
        """The first period after its last."""
        return self.start + self.mode.duration

    @property
    def finish(self) -> int:
        """Its last period."""
        return self.end - 1

    def together(self, resources: Sequence[str], less: Sequence[str] = ()) -> list[int]:
        """Usage of several resources less that of others, by period of the horizon."""
        added = [sum(amounts) for amounts in zip(*(self.usage[name] for name in resources), strict=True)]
        for name in less:
            added = [amount - off for amount, off in zip(added, self.usage[name], strict=True)]
        return added

    def nominal(self, resource: str, periods: int) -> list[int]:
        """The mode's usage by period of the horizon, before any deviation."""
        amounts = [0] * periods
        for k, amount in enumerate(self.mode.usage.get(resource, [])):
            if 0 <= self.start + k < periods:
                amounts[self.start + k] = amount
        return amounts

    def so_far(self, resource: str, period: int) -> int:
        """Usage of a resource up to a period, this one included."""
        return sum(self.usage[resource][: max(0, period + 1)])

    def curve_so_far(self, resources: Sequence[str], period: int) -> int:
        """What the mode's curves have of some resources up to a period, this one included."""
        elapsed = max(0, period + 1 - self.start)
        return sum(sum(self.mode.usage.get(name, [])[:elapsed]) for name in resources)
