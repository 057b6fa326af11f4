"""What differs between two states of a portfolio, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portfolio.domain.calendar import PERIODS
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    Attributes:
        subject: What it is about: "project a1-08", an item of a list, as "classes.areas north", or a part of
            the portfolio, as "programme".
        field: Which field of it; None for a project or an item that is new or gone.
        before: What stood there, as JSON has it; None where nothing did.
        after: What stands there now; None where nothing does.
    """

    subject: str
    field: str | None
    before: Any
    after: Any

    @property
    def is_added(self) -> bool:
        """Whether it is a whole project or item that was not there."""
        return self.field is None and self.before is None

    @property
    def is_removed(self) -> bool:
        """Whether it is a whole project or item that is gone."""
        return self.field is None and self.after is None


_IDS = (
    ("id",),
    ("before", "after"),
    ("project", "source", "year"),
    ("project", "stage"),
    ("target", "as_of", "kind", "area"),
    ("projects", "at_most"),
)
"""What items of lists are told apart by, the first that they have."""
_AMOUNTS = ("cost", "estimate_low", "estimate_likely", "estimate_high")


def differences(before: Portfolio, after: Portfolio) -> list[Difference]:
    """Return everything that is not the same in two portfolios, but what they are called."""
    return [*_of_projects(before, after), *_of_the_rest(before, after)]


def of_project(before: Project, after: Project, programme: Programme) -> list[Difference]:
    """Return the fields in which two states of a project differ, as files of this programme have them."""
    return list(_fields(f"project {after.id}", _content(before, programme), _content(after, programme)))


def _of_projects(before: Portfolio, after: Portfolio) -> Iterator[Difference]:
    old, new = ({project.id: project for project in portfolio.projects} for portfolio in (before, after))
    was, now = before.programme, after.programme
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
    old, new = map(_rest, (before, after))
    for name in new:
        if isinstance(old[name], dict) and isinstance(new[name], dict):
            yield from _fields(name, old[name], new[name])
        elif old[name] != new[name]:
            yield from _of_a_list(name, old[name], new[name]) or [
                Difference("portfolio", name, old[name], new[name])
            ]


def _rest(portfolio: Portfolio) -> dict[str, Any]:
    """Return all but the projects, amounts as they are printed."""
    money = portfolio.programme.money
    content = portfolio.model_dump(
        mode="json", by_alias=True, exclude={"name", "projects"}, context=portfolio.programme.units
    )
    content["actuals"] = [row | {"amount": money.printed(row["amount"])} for row in content["actuals"]]
    return content


def _fields(subject: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield from _of_a_list(f"{subject}.{key}", old.get(key), new.get(key)) or [
                Difference(subject, key, old.get(key), new.get(key))
            ]


def _of_a_list(name: str, old: Any, new: Any) -> list[Difference]:
    """Return what differs in the items of a list; nothing where they have no ids of their own."""
    if not isinstance(old, list) or not isinstance(new, list):
        return []
    by_id = [{_id_of(item): item for item in items} for items in (old, new)]
    if any(None in items for items in by_id) or [len(items) for items in by_id] != [len(old), len(new)]:
        return []
    was, now = by_id
    found: list[Difference] = []
    for key, item in now.items():
        subject = f"{name} {key}"
        if key not in was:
            found.append(Difference(subject, None, None, item))
        else:
            found += _fields(subject, flat(was[key]), flat(item))
    found += [Difference(f"{name} {key}", None, item, None) for key, item in was.items() if key not in now]
    orders = [[key for key in items if key in was and key in now] for items in by_id]
    if orders[0] != orders[1]:
        found.append(Difference(name, "order", *orders))
    return found


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item with the values of tables in it by their paths."""
    inner = {
        f"{key}.{name}": value
        for key, table in item.items()
        if isinstance(table, dict)
        for name, value in table.items()
    }
    return {key: value for key, value in item.items() if not isinstance(value, dict)} | inner


def _id_of(item: Any) -> str | None:
    """Return what tells an item of a list from the others; None: nothing does."""
    for keys in _IDS if isinstance(item, dict) else ():
        if all(key in item for key in keys):
            parts = (", ".join(part) if isinstance(part, list) else part for part in map(item.get, keys))
            return " ".join(str(part) for part in parts if part is not None)
    return None


def _content(project: Project, programme: Programme) -> dict[str, Any]:
    content = project.model_dump(mode="json", context={PERIODS: programme.periods})
    amounts = {name: content[name] for name in _AMOUNTS if content[name] is not None}
    return content | {name: programme.money.printed(amount) for name, amount in amounts.items()}
