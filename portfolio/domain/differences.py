"""What differs between two states of a portfolio, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    Attributes:
        subject: What it is about: "project a1-08", or a part of the portfolio, as "programme".
        field: Which field of it; None for a project that is new or gone.
        before: What stood there, as JSON has it; None where nothing did.
        after: What stands there now; None where nothing does.
    """

    subject: str
    field: str | None
    before: Any
    after: Any

    @property
    def is_added(self) -> bool:
        """Whether it is a whole project that was not there."""
        return self.field is None and self.before is None

    @property
    def is_removed(self) -> bool:
        """Whether it is a whole project that is gone."""
        return self.field is None and self.after is None


def differences(before: Portfolio, after: Portfolio) -> list[Difference]:
    """Return everything that is not the same in two portfolios, but what they are called."""
    return [*_of_projects(before, after), *_of_the_rest(before, after)]


def of_project(before: Project, after: Project, money: Money) -> list[Difference]:
    """Return the fields in which two states of a project differ, its cost as this money is printed."""
    return list(_fields(f"project {after.id}", _content(before, money), _content(after, money)))


def _of_projects(before: Portfolio, after: Portfolio) -> Iterator[Difference]:
    old, new = ({project.id: project for project in portfolio.projects} for portfolio in (before, after))
    was, now = before.programme.money, after.programme.money
    for name, project in new.items():
        if name not in old:
            yield Difference(f"project {name}", None, None, _content(project, now))
        else:
            contents = (_content(old[name], was), _content(project, now))
            yield from _fields(f"project {name}", *contents)
    for name, project in old.items():
        if name not in new:
            yield Difference(f"project {name}", None, _content(project, was), None)
    orders = [[name for name in ids if name in old and name in new] for ids in (old, new)]
    if orders[0] != orders[1]:
        yield Difference("projects", "order", *orders)


def _of_the_rest(before: Portfolio, after: Portfolio) -> Iterator[Difference]:
    old, new = (
        portfolio.model_dump(mode="json", by_alias=True, exclude={"name", "projects"})
        for portfolio in (before, after)
    )
    for name in new:
        if isinstance(old[name], dict) and isinstance(new[name], dict):
            yield from _fields(name, old[name], new[name])
        elif old[name] != new[name]:
            yield Difference("portfolio", name, old[name], new[name])


def _fields(subject: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield Difference(subject, key, old.get(key), new.get(key))


def _content(project: Project, money: Money) -> dict[str, Any]:
    printed = None if project.cost is None else money.printed(project.cost)
    return {**project.model_dump(mode="json"), "cost": printed}
