"""`portfolio scenario …`: saved scenarios."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected

scenario_commands = typer.Typer(help="Saved scenarios.", no_args_is_help=True)


@scenario_commands.command("list")
def list_scenarios(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """List the saved scenarios."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, show_records, stamped, when_and_by
    from portfolio.cli.words import SAY
    from portfolio.planning.records.scenarios import saved_names
    from portfolio.wording.tones import Row

    saved = saved_names(open_workspace(portfolio))
    if as_json:
        print_json([stamped(record, name=record.item) for record in saved])
        return
    rows: list[Row] = [(r.item, [str(r.version), *when_and_by(r)], "") for r in saved]
    heads = [SAY("keep.name"), SAY("keep.version")]
    show_records(console(), SAY("keep.saved_ones"), heads, rows, SAY("keep.none_saved"))


@scenario_commands.command("show")
def show_scenario(
    name: str, portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """Show what a scenario changes."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, stamped
    from portfolio.cli.words import SAY
    from portfolio.planning.records.scenarios import open_scenario, saved_scenario

    workspace = open_workspace(portfolio)
    scenario = open_scenario(name, workspace.portfolio().item, workspace.folder, workspace)
    units = workspace.portfolio().item.programme.units
    content = scenario.model_dump(mode="json", exclude_defaults=True, context=units)
    if as_json:
        record = saved_scenario(workspace, name)
        print_json(content if record is None else stamped(record, scenario=content))
        return
    key = "scenario.of" if len(content) > 1 else "scenario.changes_nothing"
    console().print(SAY(key, name=scenario.name))
    for key, value in content.items():
        if key != "name":
            console().print(f"  {key}: {json.dumps(value, ensure_ascii=False)}")


@scenario_commands.command("save")
def save(
    file: Annotated[Path, typer.Argument(metavar="FILE.json")],
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the one of this name.")] = False,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save a scenario file under the name it gives."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, stamped
    from portfolio.cli.words import SAY
    from portfolio.domain.history import Conflict
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.scenarios import open_scenario, save_scenario

    workspace = open_workspace(portfolio)
    scenario = open_scenario(str(file), workspace.portfolio().item, workspace.folder)
    try:
        saved = save_scenario(workspace, scenario, actor=who_acts(by), replace=replace, reason=reason)
    except Conflict as conflict:
        code = Expected.NO_REPLACE if conflict.is_deleted else Expected.NAME_OR_REPLACE
        values = {"at": f"{conflict.theirs.at:%Y-%m-%d %H:%M}", "by": conflict.theirs.by}
        raise BadInput([Fault(file.name, code, None, "name", scenario.name, values=values)]) from conflict
    if as_json:
        print_json(stamped(saved, name=scenario.name))
    else:
        console().print(SAY("keep.saved", name=scenario.name, version=saved.version))


@scenario_commands.command("delete")
def delete(
    name: str,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete a saved scenario; history keeps what it was."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.scenarios import delete_scenario

    delete_scenario(open_workspace(portfolio), name, actor=who_acts(by), reason=reason)
    if as_json:
        print_json({"deleted": name})
    else:
        console().print(SAY("keep.deleted", name=name))
