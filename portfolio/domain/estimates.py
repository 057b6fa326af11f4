"""What projects without a price are estimated to cost, and what all come to: never one sum of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from portfolio.domain.project import Project


@dataclass(frozen=True, slots=True)
class Range:
    """From so much to so much, in the programme's smallest kept unit."""

    low: int
    high: int


def estimate_of(project: Project) -> Range | None:
    """Return what a project without a price is estimated to cost; None where it has a price, or no estimate.

    Of an estimate that has no low or no high end, the likely amount stands for it, or else the other end.
    """
    given = [project.estimate_low, project.estimate_likely, project.estimate_high]
    known = [amount for amount in given if amount is not None]
    return None if project.is_priced or not known else Range(min(known), max(known))


@dataclass(frozen=True, slots=True)
class Totals:
    """What projects come to.

    Attributes:
        priced: The sum of all prices; None where nothing has one.
        estimated: What those without a price are estimated to cost, as far as they are; None: nothing is.
        without_price: How many that have works have no price, estimated or not.
    """

    priced: int | None
    estimated: Range | None
    without_price: int

    @classmethod
    def of(cls, projects: Iterable[Project]) -> Self:
        """Add up what these projects cost."""
        every = tuple(projects)
        prices = [project.cost for project in every if project.cost is not None]
        lacking = [project for project in every if not project.is_priced and project.status.has_works]
        ranges = [found for project in lacking if (found := estimate_of(project))]
        return cls(
            priced=sum(prices) if prices else None,
            estimated=Range(sum(r.low for r in ranges), sum(r.high for r in ranges)) if ranges else None,
            without_price=len(lacking),
        )
