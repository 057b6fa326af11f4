"""Commands on plans: list the projects, plan, check a plan, start the app."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import (
    FOUND_WANTING,
    ByOption,
    JsonOption,
    PortfolioOption,
    ScenarioOption,
)
from portfolio.domain.by import By
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.project import Project


def projects(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """List the projects as loaded."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, show_projects

    loaded = open_portfolio(portfolio)
    if as_json:
        typer.echo(
            json.dumps(
                [as_listed(loaded, project) for project in loaded.projects], ensure_ascii=False, indent=2
            )
        )
    else:
        show_projects(console(), loaded)


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
    by: ByOption = None,
    group_by: Annotated[
        list[By] | None,
        typer.Option("--group-by", help="Tell the money of this, too, with subtotals; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the plan as JSON.")] = None,
) -> None:
    """Compute the plan of a scenario and check it. Exit code 3: proven impossible; 4: none found in time."""
    # Loading what follows takes a part of a second, which whoever sets a limit waits for as well.
    begun = time.monotonic()
    from portfolio.cli.asking import desk, exit_code
    from portfolio.cli.tables import console, show_plan
    from portfolio.cli.tables_by_class import as_content, show_by_class
    from portfolio.cli.tables_of_follow_on import show_follow_on
    from portfolio.exchange.plan_file import BY_CLASS
    from portfolio.exchange.text import is_folder
    from portfolio.planning.records.plan_files import plan_json, save_plan

    asked = desk(portfolio, scenario, time_limit=time_limit, seed=seed, by=by)
    if not asked.portfolio.has_works:
        raise BadInput([Fault(Form.PLAN, Expected.PORTFOLIO_WITH_WORKS, value=asked.portfolio.name)])
    if asked.portfolio.is_pipeline:
        raise BadInput([Fault(Form.PLAN, Expected.PRICED_PROJECTS, value=asked.portfolio.name)])
    if out is not None and not is_folder(out.absolute().parent):
        raise BadInput([Fault(str(out), Expected.OUT_FOLDER)])
    made = asked.plan(begun=begun)
    if out is not None:
        save_plan(made, out)
    kinds = dict.fromkeys(group_by or ()) if made.status.has_plan else ()
    if as_json and kinds:
        content = json.loads(plan_json(made)) | {BY_CLASS: as_content(asked.portfolio, made, kinds)}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
    elif as_json:
        typer.echo(plan_json(made), nl=False)
    else:
        show_plan(console(), asked.portfolio, made)
        show_follow_on(console(), asked.portfolio, made)
        show_by_class(console(), asked.portfolio, made, kinds)
    raise typer.Exit(exit_code(made))


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
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, show_violations
    from portfolio.cli.words import SAY
    from portfolio.planning.records.plan_files import check_plan_file
    from portfolio.wording.faults import broken_in_words

    checked, found = check_plan_file(plan_file, open_portfolio, portfolio)
    violations = [broken_in_words(violation, SAY) for violation in found]
    if as_json:
        typer.echo(
            json.dumps({"violations": [v.model_dump() for v in violations]}, ensure_ascii=False, indent=2)
        )
    elif violations:
        show_violations(console(), violations)
    elif checked.status.has_plan:
        console().print(SAY("check.holds", file=plan_file.name))
    else:
        console().print(SAY("check.no_plan", file=plan_file.name, status=SAY(f"plan.{checked.status}")))
    raise typer.Exit(FOUND_WANTING if violations else 0)


def app(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8501,
) -> None:
    """Start the Streamlit app."""
    from portfolio.bootstrap import locate

    place = locate(portfolio)
    command = [sys.executable, "-m", "portfolio.ui", "--server.port", str(port)]
    environment = {**os.environ, "PORTFOLIO": place.address}
    # Becomes the server, so that whoever stops this command stops the app.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own app, no shell


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (projects, plan, check, app):
        cli.command()(command)


def as_listed(portfolio: Portfolio, project: Project) -> dict[str, Any]:
    """Return a project as `projects --json` lists it."""
    from portfolio.domain.calendar import PERIODS
    from portfolio.domain.project import COST_AS_BEFORE

    money, periods = portfolio.programme.money, portfolio.programme.periods
    printed = None if project.cost is None else money.printed(project.cost)
    estimates = {f"estimate_{end}": getattr(project, f"estimate_{end}") for end in ("low", "likely", "high")}
    return {
        **project.model_dump(mode="json", context={PERIODS: periods}),
        "cost": printed,
        **{name: None if amount is None else money.printed(amount) for name, amount in estimates.items()},
        "currency": money.currency,
        "unit": money.name,
        "period": periods.kind,
        COST_AS_BEFORE: printed if money.is_10k_cny else None,
        "target_year": portfolio.told_target_year_of(project),
        "target_year_assumed": project.target_year is None,
        "status_reported": portfolio.status_of(project) if portfolio.reports_of(project.id) else None,
        "ownership_assumed": None if project.ownership else portfolio.assumptions.owner_of(project),
    }
