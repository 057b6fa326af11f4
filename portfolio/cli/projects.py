"""`portfolio project …`: projects added, changed, shown and retired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.domain.history import Recorded
    from portfolio.domain.project import Project

project_commands = typer.Typer(help="Projects: add, edit, show, retire.", no_args_is_help=True)

_Project = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's id.")]
_Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="As in a column of the project table, or stages.feasibility.date; repeatable.",
    ),
]
_Version = Annotated[
    int | None,
    typer.Option("--version", metavar="N", min=1, help="What you looked at; changes since are a conflict."),
]


@project_commands.command("add")
def add(
    project: _Project,
    values: _Set = None,
    copied: Annotated[
        str | None, typer.Option("--copy-of", metavar="PROJECT", help="Like this one in all other fields.")
    ] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a project."""
    from portfolio.bootstrap import open_workspace
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.projects import add_project

    cells = _cells(values)
    workspace = open_workspace(portfolio)
    done = add_project(workspace, project, cells, actor=who_acts(by), reason=reason, copied=copied)
    _say("project.added", done, as_json=as_json)


@project_commands.command("edit")
def edit(
    project: _Project,
    values: _Set = None,
    version: _Version = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change fields of a project; an empty VALUE is one that is not known."""
    from portfolio.bootstrap import open_workspace
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.projects import edit_project

    cells = _cells(values)
    workspace = open_workspace(portfolio)
    with conflicts_told(Form.PROJECT, project):
        done = edit_project(workspace, project, cells, actor=who_acts(by), reason=reason, opened=version)
    _say("project.edited", done, as_json=as_json)


@project_commands.command("retire")
def retire(
    project: _Project,
    version: _Version = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel a project: it stays in the list, without works."""
    from portfolio.bootstrap import open_workspace
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.projects import retire_project

    workspace = open_workspace(portfolio)
    with conflicts_told(Form.PROJECT, project):
        done = retire_project(workspace, project, actor=who_acts(by), reason=reason, opened=version)
    _say("project.retired", done, as_json=as_json)


@project_commands.command("show")
def show(
    project: _Project,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    as_json: JsonOption = False,
) -> None:
    """Show a project, the version it is of, and what was changed of it."""
    from dataclasses import asdict

    from portfolio.bootstrap import open_workspace
    from portfolio.cli.plans import as_listed
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.exchange.stages import stage_cells
    from portfolio.planning.records.projects import found
    from portfolio.wording.history import told
    from portfolio.wording.imports import shown_value
    from portfolio.wording.tones import Row

    workspace = open_workspace(portfolio)
    latest = workspace.portfolio()
    content = as_listed(latest.item, found(latest.item, project))
    of_stages = {name: cell for name, cell in stage_cells(latest.item, project).items() if cell}
    lines = workspace.history(f"project {project}")
    if as_json:
        history = [{**asdict(line), "at": line.at.isoformat()} for line in lines]
        print_json({**content, **of_stages, "version": latest.version, "history": history})
        return
    out, say = console(), SAY.of(latest.item)
    rows: list[Row] = [
        (name, [shown_value(value, say)], "") for name, value in {**content, **of_stages}.items()
    ]
    title = say("project.at_version", project=project, version=latest.version)
    out.print(table_of(title, [say("project.field"), say("project.value")], rows))
    for line in lines:
        one = told(line, latest.item, say)
        out.print(say("approve.change", what=one.what, by=one.by, at=one.at))


@contextmanager
def conflicts_told(form: Form, subject: str | None) -> Iterator[None]:
    """Make bad input of a conflict: who has changed it meanwhile, when, and what stands there if known."""
    from portfolio.cli.words import SAY
    from portfolio.domain.history import Conflict
    from portfolio.wording.imports import place_of, shown_value

    try:
        yield
    except Conflict as conflict:
        values = {"at": f"{conflict.theirs.at:%Y-%m-%d %H:%M}", "by": conflict.theirs.by}
        found = [Fault(form, Expected.NOBODY_ELSE, value=subject, values=values)]
        for clash in conflict.clashes:
            made, now = (shown_value(side, SAY) for side in (clash.before, clash.after))
            found.append(
                Fault(form, Expected.AS_LEFT, None, place_of(clash, SAY), now, values={"made": made})
            )
        raise BadInput(found) from conflict


def _cells(values: list[str] | None) -> dict[str, str]:
    cells: dict[str, str] = {}
    for entry in values or []:
        name, separator, cell = entry.partition("=")
        if not separator or not name.strip() or name.strip() in cells:
            raise BadInput([Fault(Form.PROJECT, Expected.VALUE_TO_SET, None, "set", entry)])
        cells[name.strip()] = cell
    return cells


def _say(key: str, done: Recorded[Project], *, as_json: bool) -> None:
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY

    if as_json:
        print_json({"project": done.item.id, "version": done.version})
    else:
        console().print(SAY(key, project=done.item.id, version=done.version))
