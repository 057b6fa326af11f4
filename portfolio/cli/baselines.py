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
    adjustment: Annotated[
        int | None,
        typer.Option("--adjustment", metavar="YEAR", help="What close-year recorded last for this year."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why; history keeps it.")] = "",
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a plan as the baseline in force."""
    from dataclasses import replace

    from portfolio.bootstrap import open_workspace
    from portfolio.cli.asking import desk
    from portfolio.cli.tables import console, print_json, stamped
    from portfolio.cli.words import SAY
    from portfolio.exchange.plan_file import load_plan
    from portfolio.planning.records.baselines import approve, changes_since, check_note
    from portfolio.planning.records.closing import recorded_adjustment
    from portfolio.planning.records.people import who_acts
    from portfolio.wording.history import changes_words

    if adjustment is not None:
        workspace = open_workspace(portfolio)
        plan = recorded_adjustment(workspace, adjustment).plan
    elif plan_file is not None:
        workspace, plan = open_workspace(portfolio), load_plan(plan_file)
    else:
        check_note(note)
        asked = desk(portfolio, scenario, by=by)
        # What everything is measured against from now on keeps close to nothing before it.
        plan = asked.plan(replace(asked.case, baseline=None))
        workspace = asked.office.workspace
    approved = approve(workspace, plan, actor=who_acts(by), note=note)
    since = changes_since(workspace, plan)
    if as_json:
        changes = [
            {"at": c.at.isoformat(), "by": c.by, "action": c.action, "subject": c.subject} for c in since
        ]
        print_json(stamped(approved, scenario=plan.scenario.name, changes_since=changes))
        return
    out = console()
    out.print(SAY("approve.done_as", name=plan.scenario.name, version=approved.version))
    if since:
        data = workspace.portfolio().item
        told = changes_words(since, data, SAY.of(data))
        out.print(SAY("approve.made_before", changes=told))


@baseline_commands.command("show")
def show_baseline(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """Show the baseline in force."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, plain, print_json, show_plan, stamped
    from portfolio.cli.words import SAY
    from portfolio.planning.records.baselines import baseline_in_force
    from portfolio.wording.baselines import approval_words

    workspace = open_workspace(portfolio)
    found = baseline_in_force(workspace)
    if as_json:
        programme = workspace.portfolio().item.programme
        print_json(None if found is None else stamped(found, plan=plain(found.item, programme)))
    elif found is None:
        console().print(SAY("baseline.none_yet"))
    else:
        out, now = console(), workspace.portfolio().item
        told = approval_words(found, found.item.scenario.name, SAY)
        out.print(SAY("what_if.against.earlier", number=found.version, told=told))
        # What was approved stays as it is, even where the portfolio has lost a project since.
        show_plan(out, now, found.item)
        known = {project.id for project in now.projects}
        gone = [planned.id for planned in found.item.projects if planned.id not in known]
        if gone:
            out.print(SAY("baseline.gone", names=SAY.few(gone)))


@baseline_commands.command("list")
def list_baselines(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False
) -> None:
    """List every baseline that was approved, the one in force first."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, show_records, stamped, when_and_by
    from portfolio.cli.words import SAY
    from portfolio.planning.records.baselines import approved_baselines
    from portfolio.wording.tones import Row

    found = approved_baselines(open_workspace(portfolio))
    if as_json:
        print_json([stamped(record, scenario=record.item.scenario) for record in found])
        return
    rows: list[Row] = [(str(r.version), [r.item.scenario, *when_and_by(r)], "") for r in found]
    heads = [SAY("run.column.number"), SAY("scenario")]
    show_records(console(), SAY("baseline.all"), heads, rows, SAY("baseline.none_yet"))
