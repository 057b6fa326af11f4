"""The `portfolio` command: the use cases of `planning`, from a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from portfolio import settings, terminal
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.text import is_folder
from portfolio.planning.plan_files import check_plan_file, plan_json, save_plan
from portfolio.planning.portfolios import address_of, folder_of, open_portfolio
from portfolio.planning.scenarios import DEFAULT, open_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.planning.plans import Progress

FOUND_WANTING, BAD_INPUT, INFEASIBLE, NO_PLAN_IN_TIME = 1, 2, 3, 4

cli = typer.Typer(
    help="From a list of public facilities to a funded, dated, checked construction plan.",
    no_args_is_help=True,
    add_completion=False,
)

PortfolioOption = Annotated[
    str, typer.Option("--portfolio", metavar="NAME|DIR", help="A bundled portfolio, or a folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@cli.command()
def projects(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """List the projects as loaded."""
    loaded = open_portfolio(portfolio)
    if as_json:
        typer.echo(
            json.dumps(
                [_listed(loaded, project) for project in loaded.projects], ensure_ascii=False, indent=2
            )
        )
    else:
        terminal.show_projects(_console(), loaded)


@cli.command()
def plan(  # noqa: PLR0917 - the command's options; typer passes them by name
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="A scenario by name, or a JSON file.")
    ] = DEFAULT,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=0.001, help="Seconds for solving.")
    ] = settings.TIME_LIMIT_SECONDS,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1)] = 1,
    as_json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the plan as JSON.")] = None,
) -> None:
    """Compute the plan of a scenario and check it. Exit code 3: proven impossible; 4: none found in time."""
    from portfolio.planning.plans import make_plan  # noqa: PLC0415 - OR-Tools takes a second to import

    loaded = open_portfolio(portfolio)
    chosen = open_scenario(scenario, loaded, folder_of(portfolio))
    if out is not None and not is_folder(out.absolute().parent):
        raise BadInput([Fault(str(out), "a file in a folder that exists")])
    with _progress_line() as show:
        made = make_plan(
            loaded, chosen, address=address_of(portfolio), time_limit=time_limit, seed=seed, on_progress=show
        )
    if out is not None:
        save_plan(made, out)
    if as_json:
        typer.echo(plan_json(made), nl=False)
    else:
        terminal.show_plan(_console(), loaded, made)
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
    checked, violations = check_plan_file(plan_file, portfolio)
    if as_json:
        typer.echo(
            json.dumps({"violations": [v.model_dump() for v in violations]}, ensure_ascii=False, indent=2)
        )
    elif violations:
        terminal.show_violations(_console(), violations)
    elif checked.status.has_plan:
        _console().print(f"{plan_file.name}: every rule holds, and every figure is what the data give")
    else:
        _console().print(f"{plan_file.name}: holds no plan (status {checked.status}), and no rule is broken")
    raise typer.Exit(FOUND_WANTING if violations else 0)


@cli.command()
def app(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8501,
) -> None:
    """Start the Streamlit app."""
    folder_of(portfolio)
    command = [sys.executable, "-m", "streamlit", "run", str(settings.APP_PAGE), "--server.port", str(port)]
    environment = {**os.environ, "PORTFOLIO": address_of(portfolio)}
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 - our own app


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


def _console() -> Console:
    """Return a console that prints names as they are, and keeps wide tables whole in a file or a pipe."""
    return Console(width=None if sys.stdout.isatty() else 200, markup=False, emoji=False)


@contextmanager
def _progress_line() -> Iterator[Callable[[Progress], None]]:
    """Show the best plan so far on one line of stderr."""
    console = Console(stderr=True)
    with console.status("Solving…") as status:

        def show(progress: Progress) -> None:
            bound = "unknown" if progress.bound is None else f"{progress.bound:,.0f}"
            status.update(
                f"Solving, aim {progress.tier + 1} of {progress.tiers}: "
                f"best {progress.value:,.0f}, bound {bound}, {progress.seconds:.1f} s"
            )

        yield show


def _listed(portfolio: Portfolio, project: Any) -> dict[str, Any]:
    return {
        **project.model_dump(mode="json"),
        "target_year": portfolio.target_year_of(project),
        "target_year_assumed": project.target_year is None,
        "ownership_assumed": None if project.ownership else portfolio.assumptions.owner_of(project),
    }
