"""The `portfolio` command: the use cases of `planning`, from a terminal."""

from __future__ import annotations

import io
import os
import sys

import typer

from portfolio.cli import (
    closing,
    estimating,
    filing,
    history,
    pipeline,
    plans,
    portfolios,
    programme,
    questions,
    worth,
)
from portfolio.cli.baselines import baseline_commands
from portfolio.cli.config import config_commands
from portfolio.cli.database import database_commands
from portfolio.cli.options import BAD_INPUT
from portfolio.cli.people import people_commands
from portfolio.cli.projects import project_commands
from portfolio.cli.scenarios import scenario_commands
from portfolio.cli.status import status_commands
from portfolio.cli.targets import target_commands
from portfolio.domain.errors import BadInput

cli = typer.Typer(
    help="From a list of public facilities to a funded, dated, checked construction plan.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"max_content_width": 120},
    rich_markup_mode=None,  # plain text: loading what draws frames would take longer than all the rest
)


plans.add_to(cli)
questions.add_to(cli)
worth.add_to(cli)
filing.add_to(cli)
closing.add_to(cli)
portfolios.add_to(cli)
pipeline.add_to(cli)
programme.add_to(cli)
history.add_to(cli)
estimating.add_to(cli, project_commands)
cli.add_typer(project_commands, name="project")
cli.add_typer(scenario_commands, name="scenario")
cli.add_typer(status_commands, name="status")
cli.add_typer(baseline_commands, name="baseline")
cli.add_typer(target_commands, name="targets")
cli.add_typer(database_commands, name="db")
cli.add_typer(config_commands, name="config")
cli.add_typer(people_commands, name="people")


def _log() -> None:
    """Log to the file of the settings, if they name one; what people are told stands on their terminal."""
    if os.environ.get("PORTFOLIO_LOG_FILE"):  # else not even what reads settings is loaded
        from portfolio import logs
        from portfolio.bootstrap import log_file

        log_file()

        logs.begin(to_stderr=False)


def main() -> None:
    """Run the command; bad input ends it with one line a fault and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        _log()
        cli()
    except BadInput as error:
        from portfolio.cli.words import SAY
        from portfolio.wording.faults import line

        for fault in error.faults:
            typer.echo(line(fault, SAY), err=True)
        raise SystemExit(BAD_INPUT) from error
