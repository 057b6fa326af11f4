"""The `portfolio` command: the use cases of `planning`, from a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import (
    BAD_INPUT,
    FOUND_WANTING,
    INFEASIBLE,
    NO_PLAN_IN_TIME,
    JsonOption,
    PortfolioOption,
    ScenarioOption,
)
from portfolio.cli.questions import add_to as add_questions_to
from portfolio.cli.records import baseline_commands, scenario_commands, status_commands
from portfolio.domain.errors import BadInput, Fault

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio

cli = typer.Typer(
    help="From a list of public facilities to a funded, dated, checked construction plan.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"max_content_width": 120},
    rich_markup_mode=None,  # plain text: loading what draws frames would take longer than all the rest
)


@cli.command()
def projects(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """List the projects as loaded."""
    from portfolio.cli.tables import console, show_projects
    from portfolio.planning.records.portfolios import open_portfolio

    loaded = open_portfolio(portfolio)
    if as_json:
        typer.echo(
            json.dumps(
                [_listed(loaded, project) for project in loaded.projects], ensure_ascii=False, indent=2
            )
        )
    else:
        show_projects(console(), loaded)


@cli.command()
def plan(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="S", min=0.001, help="Seconds to build, solve, check and explain in."
        ),
    ] = settings.TIME_LIMIT_SECONDS,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1)] = 1,
    as_json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the plan as JSON.")] = None,
) -> None:
    """Compute the plan of a scenario and check it. Exit code 3: proven impossible; 4: none found in time."""
    # Loading what follows takes a part of a second, which whoever sets a limit waits for as well.
    begun = time.monotonic()
    from portfolio.cli.tables import console, progress_line, show_plan
    from portfolio.domain.plan import PlanStatus
    from portfolio.exchange.text import is_folder
    from portfolio.planning.plan.making import make_plan
    from portfolio.planning.records.baselines import baseline_in_force
    from portfolio.planning.records.plan_files import plan_json, save_plan
    from portfolio.planning.records.portfolios import address_of, folder_of, open_portfolio
    from portfolio.planning.records.scenarios import open_scenario
    from portfolio.planning.records.workspace import Workspace

    loaded = open_portfolio(portfolio)
    # Reading is no reason to make a database: before anything is recorded there is no saved scenario either.
    workspace = Workspace(portfolio) if settings.store_exists() else None
    chosen = open_scenario(scenario, loaded, folder_of(portfolio), workspace)
    baseline = None if workspace is None else baseline_in_force(workspace)
    if out is not None and not is_folder(out.absolute().parent):
        raise BadInput([Fault(str(out), "a file in a folder that exists")])
    with progress_line() as show:
        made = make_plan(
            loaded,
            chosen,
            baseline=None if baseline is None else baseline.item,
            address=address_of(portfolio),
            time_limit=time_limit,
            spent=time.monotonic() - begun,
            seed=seed,
            on_progress=show,
        )
    if out is not None:
        save_plan(made, out)
    if as_json:
        typer.echo(plan_json(made), nl=False)
    else:
        show_plan(console(), loaded, made)
    raise typer.Exit(
        {PlanStatus.INFEASIBLE: INFEASIBLE, PlanStatus.UNKNOWN: NO_PLAN_IN_TIME}.get(made.status, 0)
    )


@cli.command()
def check(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json")],
    portfolio: Annotated[
        str | None,
        typer.Option(
            "--portfolio", metavar="NAME|DIR", help="Where the data are, if no longer where the plan says."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a plan against the portfolio's data and its scenario. Exit code 1: a rule is broken."""
    from portfolio.cli.tables import console, show_violations
    from portfolio.planning.records.plan_files import check_plan_file

    checked, violations = check_plan_file(plan_file, portfolio)
    if as_json:
        typer.echo(
            json.dumps({"violations": [v.model_dump() for v in violations]}, ensure_ascii=False, indent=2)
        )
    elif violations:
        show_violations(console(), violations)
    elif checked.status.has_plan:
        console().print(f"{plan_file.name}: every rule holds, and every figure is what the data give")
    else:
        console().print(f"{plan_file.name}: holds no plan (status {checked.status}), and no rule is broken")
    raise typer.Exit(FOUND_WANTING if violations else 0)


@cli.command()
def app(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8501,
) -> None:
    """Start the Streamlit app."""
    from portfolio.planning.records.portfolios import address_of, folder_of

    folder_of(portfolio)
    command = [sys.executable, "-m", "portfolio.ui", "--server.port", str(port)]
    environment = {**os.environ, "PORTFOLIO": address_of(portfolio)}
    # Becomes the server, so that whoever stops this command stops the app.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own app, no shell


cli.add_typer(scenario_commands, name="scenario")
cli.add_typer(status_commands, name="status")
cli.add_typer(baseline_commands, name="baseline")
add_questions_to(cli)


def main() -> None:
    """Run the command; bad input ends it with one line a fault and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli()
    except BadInput as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise SystemExit(BAD_INPUT) from error


def _listed(portfolio: Portfolio, project: Any) -> dict[str, Any]:
    return {
        **project.model_dump(mode="json"),
        "target_year": portfolio.target_year_of(project),
        "target_year_assumed": project.target_year is None,
        "status_reported": portfolio.status_of(project) if portfolio.reports_of(project.id) else None,
        "ownership_assumed": None if project.ownership else portfolio.assumptions.owner_of(project),
    }
