"""`portfolio baseline …`: approved plans that others are measured against."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption

baseline_commands = typer.Typer(help="Approved plans that others are measured against.", no_args_is_help=True)


@baseline_commands.command("approve")
def approve_baseline(
    plan_file: Annotated[
        Path | None, typer.Argument(metavar="[PLAN.json]", help="A plan; else the scenario is solved.")
    ] = None,
    scenario: Annotated[str, typer.Option("--scenario", metavar="NAME|FILE")] = settings.DEFAULT_SCENARIO,
    note: Annotated[str, typer.Option("--note", help="Why; history keeps it.")] = "",
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a plan as the baseline in force."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, progress_line, stamped
    from portfolio.exchange.plan_file import load_plan
    from portfolio.planning.plan.making import make_plan
    from portfolio.planning.records.baselines import approve, changes_since
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.scenarios import open_scenario

    workspace = open_workspace(portfolio)
    if plan_file is not None:
        plan = load_plan(plan_file)
    else:
        known = workspace.portfolio().item
        chosen = open_scenario(scenario, known, workspace.folder, workspace)
        with progress_line() as show:
            plan = make_plan(known, chosen, address=workspace.address, on_progress=show)
    approved = approve(workspace, plan, actor=who_acts(by), note=note)
    since = changes_since(workspace, plan)
    if as_json:
        changes = [
            {"at": c.at.isoformat(), "by": c.by, "action": c.action, "subject": c.subject} for c in since
        ]
        print_json(stamped(approved, scenario=plan.scenario.name, changes_since=changes))
        return
    console().print(f"Approved the plan of “{plan.scenario.name}” as baseline {approved.version}")
    if since:
        console().print("It was made before the data changed:")
    for change in since:
        when = f"{change.at:%Y-%m-%d %H:%M} UTC by {change.by}"
        console().print(f"  {change.action}, {change.subject}, {when}")


@baseline_commands.command("show")
def show_baseline(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """Show the baseline in force."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, show_plan, stamped
    from portfolio.planning.records.baselines import baseline_in_force

    workspace = open_workspace(portfolio)
    found = baseline_in_force(workspace)
    if as_json:
        print_json(None if found is None else stamped(found, plan=found.item.model_dump(mode="json")))
    elif found is None:
        console().print("No baseline has been approved yet; portfolio baseline approve makes one.")
    else:
        console().print(f"Baseline {found.version}, approved {found.at:%Y-%m-%d %H:%M} UTC by {found.by}")
        portfolio_now = workspace.portfolio().item
        # What was approved stays as it is, even where the portfolio has lost a project since.
        show_plan(console(), portfolio_now, found.item)
        known = {project.id for project in portfolio_now.projects}
        for planned in found.item.projects:
            if planned.id not in known:
                console().print(f"No longer in the portfolio: {planned.id}")


@baseline_commands.command("list")
def list_baselines(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """List every baseline that was approved, the one in force first."""
    from rich.table import Table

    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, stamped
    from portfolio.planning.records.baselines import approved_baselines

    found = approved_baselines(open_workspace(portfolio))
    if as_json:
        print_json([stamped(record, scenario=record.item.scenario) for record in found])
        return
    table = Table(title="Baselines", title_justify="left")
    for heading in ("baseline", "scenario", "approved", "by"):
        table.add_column(heading)
    for record in found:
        approved = f"{record.at:%Y-%m-%d %H:%M} UTC"
        table.add_row(str(record.version), record.item.scenario, approved, record.by)
    console().print(table if found else "No baseline has been approved yet.")
