"""`portfolio config check`: what the environment sets, and whether the product can work with it."""

from __future__ import annotations

import typer

from portfolio.cli.options import JsonOption

config_commands = typer.Typer(help="Settings of the environment.", no_args_is_help=True)


@config_commands.command("check")
def check(as_json: JsonOption = False) -> None:
    """Show every setting without secrets, open the database, and find the portfolio. Exit code 2: a fault."""
    from portfolio.bootstrap import checked_settings
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.wording.tones import Row

    found = checked_settings()
    if as_json:
        print_json({one.variable: {"value": one.value, "set": one.is_set} for one in found})
        return
    said_by = {True: SAY("config.set"), False: SAY("config.unset")}
    rows: list[Row] = [
        (one.variable, [one.value or SAY("config.none"), said_by[one.is_set]], "") for one in found
    ]
    heads = [SAY("config.variable"), SAY("config.value"), SAY("config.from")]
    console().print(table_of(SAY("config.title"), heads, rows))
    typer.echo(SAY("config.holds"))
