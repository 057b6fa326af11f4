"""People and their roles on a portfolio: given, read, and asked for before anything is changed.

They stand in the history itself, as its latest line about them: who gave a role to whom is never lost. As
long as nobody has one, whoever acts may do everything.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.rights import RIGHTS, SET_ROLES, Person, Role, people_of

if TYPE_CHECKING:
    from portfolio.domain.history import Actor
    from portfolio.planning.records.workspace import Workspace
    from portfolio.store.store import UnitOfWork

PEOPLE = "people"
"""What history calls the people of a portfolio, as what a change is about."""


def people_in(work: UnitOfWork, portfolio: int) -> dict[str, Person]:
    """Return who has roles on a portfolio, by name; empty as long as nobody has been given any."""
    lines = work.history.all(portfolio, PEOPLE, 1)
    return people_of(lines[0].after) if lines else {}


def check_right(work: UnitOfWork, portfolio: int, name: str, action: str, subject: str) -> None:
    """Refuse a change that is not for this person to make.

    Raises:
        BadInput: It is not.
    """
    people = people_in(work, portfolio)
    if people and not people.get(name, Person(name)).may(action, subject):
        values = {"names": tuple(sorted(RIGHTS.get(action, ())))}
        raise BadInput([Fault(Form.CHANGE, Expected.RIGHT, None, "by", name, values=values)])


def people_on(workspace: Workspace) -> list[Person]:
    """Return who has roles on a portfolio, by name."""
    with workspace.reading() as (work, number):
        return sorted(people_in(work, number).values(), key=lambda person: person.name)


def give_roles(
    workspace: Workspace,
    name: str,
    roles: Collection[Role],
    projects: Collection[str] = (),
    *,
    actor: Actor,
    reason: str = "",
) -> Person:
    """Give somebody these roles instead of those they had; with none they may only look and ask.

    Args:
        workspace: Where.
        name: Whom.
        roles: Which.
        projects: Ids of the projects that are theirs as a project manager.
        actor: Who gives them.
        reason: Why, for history.

    Raises:
        BadInput: The name is not one, a project is unknown, no administrator would be left, or the actor may
            not.
    """
    from portfolio.planning.records.workspace import acting  # noqa: PLC0415 - it asks here for rights

    with workspace.changing(actor) as change:
        named = acting(type(actor)(name), change.stamp.at).by
        unknown = sorted(set(projects) - {project.id for project in change.latest().item.projects})
        if unknown:
            raise BadInput(
                [Fault(Form.CHANGE, Expected.PROJECT_ID, None, "project", each) for each in unknown]
            )
        before = people_in(change.work, change.portfolio)
        person = Person(named, frozenset(roles), frozenset(projects))
        after = {**before, named: person}
        if not any(Role.ADMINISTRATOR in each.roles for each in after.values()):
            # Else nobody could ever give a role again.
            raise BadInput([Fault(Form.CHANGE, Expected.AN_ADMINISTRATOR, None, "role", name)])
        was, now = ({each: known.content() for each, known in people.items()} for people in (before, after))
        change.note(SET_ROLES, PEOPLE, was, now, reason)
        return person
