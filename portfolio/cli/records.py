"""Commands on what is recorded: `portfolio scenario …`, `portfolio status …`, `portfolio baseline …`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.units import UNIT

if TYPE_CHECKING:
    from portfolio.domain.history import Actor, Recorded

scenario_commands = typer.Typer(help="Saved scenarios.", no_args_is_help=True)
status_commands = typer.Typer(help="Status reports of project managers.", no_args_is_help=True)
baseline_commands = typer.Typer(help="Approved plans that others are measured against.", no_args_is_help=True)

_SPENT = re.compile(r"([0-9]{4})=(-?[0-9]{1,12})")


@scenario_commands.command("list")
def list_scenarios(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """List the saved scenarios."""
    from rich.table import Table

    from portfolio.cli.tables import console, print_json
    from portfolio.planning.records.scenarios import saved_names
    from portfolio.planning.records.workspace import Workspace

    saved = saved_names(Workspace(portfolio))
    if as_json:
        print_json([_stamped(record, name=record.item) for record in saved])
        return
    table = Table(title="Saved scenarios", title_justify="left")
    for heading in ("name", "version", "saved", "by"):
        table.add_column(heading)
    for record in saved:
        table.add_row(record.item, str(record.version), f"{record.at:%Y-%m-%d %H:%M} UTC", record.by)
    console().print(table if saved else "No scenario has been saved yet.")


@scenario_commands.command("show")
def show_scenario(
    name: str, portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """Show what a scenario changes."""
    from portfolio.cli.tables import console, print_json
    from portfolio.planning.records.scenarios import open_scenario, saved_scenario
    from portfolio.planning.records.workspace import Workspace

    workspace = Workspace(portfolio)
    scenario = open_scenario(name, workspace.portfolio().item, workspace.folder, workspace)
    content = scenario.model_dump(mode="json", exclude_defaults=True)
    if as_json:
        record = saved_scenario(workspace, name)
        print_json(content if record is None else _stamped(record, scenario=content))
        return
    console().print(f"Scenario “{scenario.name}”" + ("" if len(content) > 1 else ": changes nothing"))
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
    from portfolio.cli.tables import console, print_json
    from portfolio.domain.history import Conflict
    from portfolio.planning.records.scenarios import open_scenario, save_scenario
    from portfolio.planning.records.workspace import Workspace

    workspace = Workspace(portfolio)
    scenario = open_scenario(str(file), workspace.portfolio().item, workspace.folder)
    try:
        saved = save_scenario(workspace, scenario, actor=_actor(by), replace=replace, reason=reason)
    except Conflict as conflict:
        when = f"{conflict.theirs.at:%Y-%m-%d %H:%M} UTC by {conflict.theirs.by}"
        words = (
            f"the name of a saved scenario, or no --replace, which saves it as a new one (deleted {when})"
            if conflict.is_deleted
            else f"a new name, or --replace (saved {when})"
        )
        raise BadInput([Fault(file.name, words, None, "name", scenario.name)]) from conflict
    if as_json:
        print_json(_stamped(saved, name=scenario.name))
    else:
        console().print(f"Saved “{scenario.name}”, version {saved.version}")


@scenario_commands.command("delete")
def delete(
    name: str,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete a saved scenario; history keeps what it was."""
    from portfolio.cli.tables import console, print_json
    from portfolio.planning.records.scenarios import delete_scenario
    from portfolio.planning.records.workspace import Workspace

    delete_scenario(Workspace(portfolio), name, actor=_actor(by), reason=reason)
    if as_json:
        print_json({"deleted": name})
    else:
        console().print(f"Deleted “{name}”")


@status_commands.command("report")
def report(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project's id.")],
    status: Annotated[str, typer.Option("--status", help="As planned, under_construction, completed, …")],
    effective: Annotated[str, typer.Option("--effective", metavar="QUARTER", help="From when, as 2019Q3.")],
    progress: Annotated[int | None, typer.Option("--progress", metavar="PERCENT")] = None,
    spent: Annotated[
        list[str] | None, typer.Option("--spent", metavar="YEAR=AMOUNT", help=f"In {UNIT}; repeatable.")
    ] = None,
    forecast_finish: Annotated[str | None, typer.Option("--forecast-finish", metavar="QUARTER")] = None,
    note: Annotated[str, typer.Option("--note")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it would change.")] = False,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report where a project stands, and show what that changes in the default plan."""
    from pydantic import ValidationError

    from portfolio.cli.tables import console, print_json, progress_line, show_plan
    from portfolio.cli.tables_of_comparisons import show_comparison
    from portfolio.domain.history import Conflict
    from portfolio.domain.status import StatusReport
    from portfolio.exchange.text import faults_of
    from portfolio.planning.answers.comparing import compare
    from portfolio.planning.plan.making import make_plan
    from portfolio.planning.records.baselines import baseline_in_force
    from portfolio.planning.records.reports import report_status, status_reports, with_report
    from portfolio.planning.records.scenarios import default_scenario
    from portfolio.planning.records.workspace import Workspace

    content = {
        "project": project,
        "status": status,
        "effective": effective,
        "physical_progress": progress,
        "actual_spending": _spending(spent or []),
        "forecast_finish": forecast_finish,
        "note": note,
    }
    try:
        reported = StatusReport.model_validate(content)
    except ValidationError as error:
        raise BadInput(faults_of(error, "status report")) from error
    workspace = Workspace(portfolio)
    earlier = status_reports(workspace, project)
    before = workspace.portfolio().item
    after = with_report(before, reported)
    kept = baseline_in_force(workspace)
    with progress_line() as show:
        plans = [
            make_plan(
                known,
                default_scenario(),
                baseline=None if kept is None else kept.item,
                address=workspace.address,
                on_progress=show,
            )
            for known in (before, after)
        ]
    seen = earlier[-1].number if earlier else 0
    try:
        saved = None if preview else report_status(workspace, reported, actor=_actor(by), seen=seen)
    except Conflict as conflict:
        when = f"{conflict.theirs.at:%Y-%m-%d %H:%M} UTC by {conflict.theirs.by}"
        words = f"a project that nobody else reports on meanwhile (reported {when}); look at it and try again"
        raise BadInput([Fault("status report", words, None, "project", project)]) from conflict
    comparison = compare(*plans)
    if as_json:
        print_json(
            {
                "saved": saved is not None,
                "report": reported.model_dump(mode="json"),
                "status": plans[1].status,
                "change": comparison,
            }
        )
        return
    console().print("Not saved; it would change:" if preview else "Saved. It changes:")
    if all(plan.status.has_plan for plan in plans):
        show_comparison(console(), after, comparison)
    else:
        for when, plan in zip(("Before", "With the report"), plans, strict=True):
            console().print(f"{when}: {'there is a plan' if plan.status.has_plan else 'no plan'}")
            if not plan.status.has_plan:
                show_plan(console(), after, plan)


@status_commands.command("history")
def status_history(
    project: Annotated[str | None, typer.Argument(metavar="[PROJECT]")] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    as_json: JsonOption = False,
) -> None:
    """List what was reported, of one project or of all."""
    from rich.table import Table

    from portfolio.cli.tables import console, print_json
    from portfolio.planning.records.reports import status_reports
    from portfolio.planning.records.workspace import Workspace

    workspace = Workspace(portfolio)
    if project is not None and project not in {p.id for p in workspace.portfolio().item.projects}:
        raise BadInput([Fault("status history", "the id of a project of this portfolio", value=project)])
    reports = status_reports(workspace, project)
    if as_json:
        print_json([_stamped(record, **record.item.model_dump(mode="json")) for record in reports])
        return
    table = Table(title=f"Status reports, amounts in {UNIT}", title_justify="left")
    for heading in ("project", "from", "status", "progress", "spent", "forecast", "note", "reported", "by"):
        table.add_column(heading)
    for record in reports:
        item = record.item
        table.add_row(
            item.project,
            str(item.effective),
            item.status.replace("_", " "),
            "" if item.physical_progress is None else f"{item.physical_progress} %",
            ", ".join(f"{year}: {amount:,}" for year, amount in item.actual_spending.items()),
            "" if item.forecast_finish is None else str(item.forecast_finish),
            item.note,
            f"{record.at:%Y-%m-%d %H:%M} UTC",
            record.by,
        )
    console().print(table if reports else "Nothing has been reported yet.")


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
    from portfolio.cli.tables import console, print_json, progress_line
    from portfolio.exchange.plan_file import load_plan
    from portfolio.planning.plan.making import make_plan
    from portfolio.planning.records.baselines import approve, changes_since
    from portfolio.planning.records.scenarios import open_scenario
    from portfolio.planning.records.workspace import Workspace

    workspace = Workspace(portfolio)
    if plan_file is not None:
        plan = load_plan(plan_file)
    else:
        known = workspace.portfolio().item
        chosen = open_scenario(scenario, known, workspace.folder, workspace)
        with progress_line() as show:
            plan = make_plan(known, chosen, address=workspace.address, on_progress=show)
    approved = approve(workspace, plan, actor=_actor(by), note=note)
    since = changes_since(workspace, plan)
    if as_json:
        changes = [
            {"at": c.at.isoformat(), "by": c.by, "action": c.action, "subject": c.subject} for c in since
        ]
        print_json(_stamped(approved, scenario=plan.scenario.name, changes_since=changes))
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
    from portfolio.cli.tables import console, print_json, show_plan
    from portfolio.planning.records.baselines import baseline_in_force
    from portfolio.planning.records.workspace import Workspace

    workspace = Workspace(portfolio)
    found = baseline_in_force(workspace)
    if as_json:
        print_json(None if found is None else _stamped(found, plan=found.item.model_dump(mode="json")))
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

    from portfolio.cli.tables import console, print_json
    from portfolio.planning.records.baselines import approved_baselines
    from portfolio.planning.records.workspace import Workspace

    found = approved_baselines(Workspace(portfolio))
    if as_json:
        print_json([_stamped(record, scenario=record.item.scenario) for record in found])
        return
    table = Table(title="Baselines", title_justify="left")
    for heading in ("baseline", "scenario", "approved", "by"):
        table.add_column(heading)
    for record in found:
        approved = f"{record.at:%Y-%m-%d %H:%M} UTC"
        table.add_row(str(record.version), record.item.scenario, approved, record.by)
    console().print(table if found else "No baseline has been approved yet.")


def _actor(name: str | None) -> Actor:
    from portfolio.domain.history import Actor
    from portfolio.planning.records.people import local_user

    return local_user() if name is None else Actor(name)


def _spending(entries: list[str]) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for entry in entries:
        found = _SPENT.fullmatch(entry)
        if found is None or found[1] in amounts:
            raise BadInput(
                [Fault("status report", f"YEAR=AMOUNT in {UNIT}, each year once", None, "spent", entry)]
            )
        amounts[found[1]] = int(found[2])
    return amounts


def _stamped(record: Recorded[Any], **content: Any) -> dict[str, Any]:
    return {"at": record.at.isoformat(), "by": record.by, "version": record.version, **content}
