"""Rules of assumptions: which projects one is for, and why it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, ConfigDict

from portfolio.domain.classes import Classes
from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.names import InSomeLanguage, Text
from portfolio.domain.numbers import Balance
from portfolio.domain.project import Project, Status

_IDENTIFIER = re.compile("[a-z][a-z0-9_]*")


def _identifier(text: str) -> str:
    if not _IDENTIFIER.fullmatch(text):
        raise Unfit(Expected.IDENTIFIER)
    return text


Identifier = Annotated[str, AfterValidator(_identifier)]
"""What sources, groups and capacities are called in files."""


class Part(InSomeLanguage):
    """A part of the assumptions: immutable, and nothing unknown is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid")


NO_TREES = Classes()
KINDS = {
    "facility_types": "facility_types",
    "ownership": "owners",
    "areas": "areas",
    "agencies": "agencies",
    "priorities": "priorities",
    "tags": "tags",
}
"""Condition -> the kind of classes that it names."""


class Selector(Part):
    """Which projects a rule is for: all conditions that are given must hold; none given means every project.

    Attributes:
        cost_from: Total investment in 10k CNY, inclusive; never holds for a project that is not priced.
        cost_below: Total investment in 10k CNY, exclusive; likewise.
    """

    projects: tuple[str, ...] | None = None
    facility_types: tuple[str, ...] | None = None
    ownership: tuple[str, ...] | None = None
    statuses: tuple[Status, ...] | None = None
    streets: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    agencies: tuple[str, ...] | None = None
    priorities: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    cost_from: Balance | None = None
    cost_below: Balance | None = None

    @property
    def classes(self) -> Iterator[tuple[str, str, str]]:
        """Place, kind and id of all classes that are named."""
        for field, kind in KINDS.items():
            for number, class_id in enumerate(getattr(self, field) or ()):
                yield f"{field}[{number}]", kind, class_id

    def selects(self, project: Project, ownership: str | None, classes: Classes = NO_TREES) -> bool:
        """Tell whether the rule is for this project, given who is taken to own it.

        An area or an agency stands for all that are parts of it, by these classes.
        """
        cost = project.cost
        return (
            (self.projects is None or project.id in self.projects)
            and (self.facility_types is None or project.facility_type in self.facility_types)
            and (self.ownership is None or ownership in self.ownership)
            and (self.statuses is None or project.status in self.statuses)
            and (self.streets is None or project.street in self.streets)
            and (self.areas is None or not classes.within("areas", self.areas).isdisjoint(project.places))
            and (self.agencies is None or project.agency in classes.within("agencies", self.agencies))
            and (self.priorities is None or project.priority in self.priorities)
            and (self.tags is None or not set(self.tags).isdisjoint(project.tags))
            and (self.cost_from is None or (cost is not None and cost >= self.cost_from))
            and (self.cost_below is None or (cost is not None and cost < self.cost_below))
        )


class Rule(Part):
    """An assumption for some projects. In a list of rules the first that selects a project decides."""

    applies_to: Selector = Selector()
    reason: Text | None = None
    reason_zh: Text | None = None
    reason_en: Text | None = None
