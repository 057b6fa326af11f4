"""`portfolio people …`: who may do what on a portfolio."""

from __future__ import annotations

from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.rights import Role

people_commands = typer.Typer(help="Who may do what on a portfolio.", no_args_is_help=True)


@people_commands.command("add")
def add_person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who; the first one is an administrator.")],
    role: Annotated[list[Role], typer.Option("--role", help="May be repeated; replaces the roles so far.")],
    project: Annotated[
        list[str] | None,
        typer.Option("--project", metavar="ID", help="A project manager's own; may be repeated."),
    ] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
) -> None:
    """Give somebody roles; from the first on, nobody does what is not theirs to do."""
    from portfolio.bootstrap import open_workspace
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.roles import give_roles

    workspace = open_workspace(portfolio)
    person = give_roles(workspace, name, role, project or (), actor=who_acts(by), reason=reason)
    typer.echo(f"{person.name}: {', '.join(sorted(person.roles))}")


@people_commands.command("roles")
def roles(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """List people with their roles; where there is nobody, everybody holds every role."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.roles import people_on

    people = people_on(open_workspace(portfolio))
    if as_json:
        print_json([{"name": person.name, **person.content()} for person in people])
        return
    if not people:
        typer.echo(SAY("people.none"))
    for person in people:
        typer.echo(f"{person.name}: {', '.join([*sorted(person.roles), *sorted(person.projects)])}")
