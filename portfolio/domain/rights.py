"""Who may do what on a portfolio: people, their roles, and what each role may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Role(StrEnum):
    """What somebody is on a portfolio; everybody may look and ask."""

    VIEWER = "viewer"
    PROJECT_MANAGER = "project-manager"
    FINANCE_OFFICER = "finance-officer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with roles on a portfolio.

    Attributes:
        projects: Ids of the projects that are theirs as a project manager.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    projects: frozenset[str] = frozenset()

    def may(self, action: str, subject: str) -> bool:
        """Tell whether a change, named as history names it, is theirs to make; unknown ones are nobody's."""
        granted = self.roles & RIGHTS.get(action, frozenset())
        if granted != {Role.PROJECT_MANAGER}:
            return bool(granted)
        kind, _, project = subject.partition(" ")
        return kind == "project" and project in self.projects

    def content(self) -> dict[str, list[str]]:
        """Return what history keeps of the person."""
        return {"roles": sorted(self.roles), "projects": sorted(self.projects)}


def people_of(content: Mapping[str, Any] | None) -> dict[str, Person]:
    """Return the people by name, as history keeps them; nobody where nothing was kept."""
    return {
        name: Person(name, frozenset(Role(role) for role in kept["roles"]), frozenset(kept["projects"]))
        for name, kept in (content or {}).items()
    }


_FINANCE = frozenset({Role.FINANCE_OFFICER})
_PROJECTS = frozenset({Role.PROJECT_MANAGER, Role.FINANCE_OFFICER})
_ADMINISTRATION = frozenset({Role.ADMINISTRATOR})

SET_ROLES = "set roles"
RIGHTS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "report status": _PROJECTS,
        "report target": _FINANCE,
        "save scenario": _FINANCE,
        "delete scenario": _FINANCE,
        "change assumptions": _FINANCE,
        "set data date": _FINANCE,
        "edit programme": _FINANCE,
        "edit list": _FINANCE,
        "add project": _FINANCE,
        "edit project": _FINANCE,
        "retire project": _FINANCE,
        "adjust year": _FINANCE,
        "close year": _FINANCE,
        "approve baseline": frozenset({Role.APPROVER}),
        "import portfolio": _ADMINISTRATION | _FINANCE,
        SET_ROLES: _ADMINISTRATION,
    }
)
"""What is done, as history names it -> the roles that may; a project manager only to projects of theirs."""
