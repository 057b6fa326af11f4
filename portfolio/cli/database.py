"""`portfolio db …`: a backup, bringing one back, whether the database is sound and its tables up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import FOUND_WANTING, JsonOption

database_commands = typer.Typer(help="Keep the database.", no_args_is_help=True)


@database_commands.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Replaced in one step.")],
    as_json: JsonOption = False,
) -> None:
    """Write everything people have entered to one file, whichever kind the database is of."""
    from portfolio.bootstrap import store_to_write
    from portfolio.cli.tables import print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.upkeep import back_up

    with store_to_write() as store:
        counts = back_up(store, file)
    if as_json:
        print_json({"file": str(file), "rows": counts})
        return
    typer.echo(SAY("database.backed_up", file=str(file), n=sum(counts.values()), tables=len(counts)))


@database_commands.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What db backup wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of everything in the database; what was there is kept as a backup, too."""
    from portfolio.bootstrap import store_to_write
    from portfolio.cli.tables import print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.upkeep import restore

    with store_to_write() as store:
        restored = restore(store, file, keep_in=settings.home_folder())
    counts, kept = restored.counts, restored.kept
    if as_json:
        print_json({"rows": counts, "kept": None if kept is None else str(kept)})
        return
    typer.echo(SAY("database.restored", n=sum(counts.values()), tables=len(counts)))
    if kept is not None:
        typer.echo(SAY("database.kept", file=str(kept)))


@database_commands.command("check")
def check(as_json: JsonOption = False) -> None:
    """Look whether the database is whole and every document in it can be read. Exit code 1: it is not."""
    from portfolio.bootstrap import store_to_write
    from portfolio.cli.tables import print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.upkeep import checked
    from portfolio.wording.faults import line

    with store_to_write() as store:
        counts, faults = checked(store)
        revision = store.revision
    told = [line(fault, SAY) for fault in faults]
    if as_json:
        print_json({"revision": revision, "rows": counts, "faults": told})
    elif told:
        typer.echo("\n".join(told))
    else:
        n, tables = sum(counts.values()), len(counts)
        typer.echo(SAY("database.sound", n=n, tables=tables, revision=revision))
    if told:
        raise typer.Exit(FOUND_WANTING)


@database_commands.command("migrate")
def migrate(as_json: JsonOption = False) -> None:
    """Bring the tables up to date, as whatever opens the database does; others may be at work meanwhile."""
    from portfolio.bootstrap import store_to_write
    from portfolio.cli.tables import print_json
    from portfolio.cli.words import SAY

    with store_to_write() as store:
        before, revision = store.migrated_from, store.revision
    if as_json:
        print_json({"before": before, "revision": revision})
    elif before in {None, revision}:
        typer.echo(SAY("database.up_to_date", revision=revision))
    else:
        typer.echo(SAY("database.migrated", before=before, revision=revision))
