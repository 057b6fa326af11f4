"""`portfolio status …`: what project managers report."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.errors import BadInput, Fault, Unfit
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.domain.money import Money

status_commands = typer.Typer(help="Status reports of project managers.", no_args_is_help=True)

_SPENT = re.compile(r"([0-9]{4})=(-?[0-9]{1,12}(?:\.[0-9]{1,9})?)")


@status_commands.command("report")
def report(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project's id.")],
    status: Annotated[str, typer.Option("--status", help="As planned, under_construction, completed, …")],
    effective: Annotated[
        str,
        typer.Option("--effective", metavar="PERIOD", help="From when, as 2019Q3 or 2019-07."),
    ],
    progress: Annotated[int | None, typer.Option("--progress", metavar="PERCENT")] = None,
    spent: Annotated[
        list[str] | None,
        typer.Option("--spent", metavar="YEAR=AMOUNT", help="In the programme's unit; repeatable."),
    ] = None,
    forecast_finish: Annotated[str | None, typer.Option("--forecast-finish", metavar="PERIOD")] = None,
    note: Annotated[str, typer.Option("--note")] = "",
    correction: Annotated[
        bool, typer.Option("--correction", help="It changes a closed year; the note says why.")
    ] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it would change.")] = False,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report where a project stands, and show what that changes in the default plan."""
    from dataclasses import replace

    from pydantic import ValidationError

    from portfolio.cli.asking import desk
    from portfolio.cli.tables import console, lines, print_json, show_plan
    from portfolio.cli.tables_of_comparisons import show_comparison
    from portfolio.cli.words import SAY
    from portfolio.domain.calendar import PERIODS
    from portfolio.domain.history import Conflict
    from portfolio.domain.status import StatusReport
    from portfolio.exchange.validating import faults_of
    from portfolio.planning.answers.comparing import compare
    from portfolio.planning.records.reports import report_status, status_reports, with_report
    from portfolio.wording.outside import more_to_come_words

    asked = desk(portfolio, by=by)
    programme = asked.portfolio.programme
    content = {
        "project": project,
        "status": status,
        "effective": effective,
        "physical_progress": progress,
        "actual_spending": _spending(spent or [], programme.money),
        "forecast_finish": forecast_finish,
        "note": note,
    }
    try:
        reported = StatusReport.model_validate(content, context={PERIODS: programme.periods})
    except ValidationError as error:
        raise BadInput(faults_of(error, Form.STATUS_REPORT)) from error
    workspace = asked.office.workspace
    earlier = status_reports(workspace, project)
    before = asked.case
    after = replace(before, portfolio=with_report(before.portfolio, reported))
    plans = [asked.plan(case) for case in (before, after)]
    seen = earlier[-1].number if earlier else 0
    try:
        saved = (
            None
            if preview
            else report_status(workspace, reported, actor=asked.actor, seen=seen, corrects=correction)
        )
    except Conflict as conflict:
        code = Expected.NOBODY_MEANWHILE
        values = {"at": f"{conflict.theirs.at:%Y-%m-%d %H:%M}", "by": conflict.theirs.by}
        fault = Fault(Form.STATUS_REPORT, code, None, "project", project, values=values)
        raise BadInput([fault]) from conflict
    comparison = compare(*plans)
    if as_json:
        print_json(
            {
                "saved": saved is not None,
                "report": reported,
                "status": plans[1].status,
                "change": comparison,
            },
            programme,
        )
        return
    out = console()
    out.print(SAY("report.preview_only" if preview else "report.saved"))
    if all(plan.status.has_plan for plan in plans):
        show_comparison(out, after.portfolio, comparison)
        lines(out, more_to_come_words(plans[1], after.portfolio, SAY))
        return
    for side, plan in zip(("moves.before", "moves.after"), plans, strict=True):
        out.print(SAY("field.line", name=SAY(side), value=SAY(f"plan.{plan.status}")))
        if not plan.status.has_plan:
            show_plan(out, after.portfolio, plan)


@status_commands.command("history")
def status_history(
    project: Annotated[str | None, typer.Argument(metavar="[PROJECT]")] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    as_json: JsonOption = False,
) -> None:
    """List what was reported, of one project or of all."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, plain, print_json, show_records, stamped, when_and_by
    from portfolio.cli.words import SAY
    from portfolio.planning.records.reports import status_reports
    from portfolio.wording.reports import in_words
    from portfolio.wording.tones import Row

    workspace = open_workspace(portfolio)
    data = workspace.portfolio().item
    if project is not None and project not in {p.id for p in data.projects}:
        raise BadInput([Fault(Form.STATUS_HISTORY, Expected.PROJECT_HERE, value=project)])
    reports = status_reports(workspace, project)
    if as_json:
        print_json([stamped(record, **plain(record.item, data.programme)) for record in reports])
        return
    rows: list[Row] = [
        (r.item.project, ["\n".join(in_words(r.item, SAY.of(data))), *when_and_by(r)], "") for r in reports
    ]
    heads = [SAY("column.name"), SAY("report.reported")]
    show_records(console(), SAY("report.reported"), heads, rows, SAY("report.none_yet"))


@status_commands.command("data-date")
def data_date(
    quarter: Annotated[
        str | None, typer.Argument(metavar="[PERIOD]", help="The first quarter or month that is not history.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Have none.")] = False,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show or set the data date: what lies before it is history, and nothing there is planned again."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.projects import conflicts_told
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.domain.errors import Unfit
    from portfolio.planning.records.assumptions import set_data_date
    from portfolio.planning.records.people import who_acts

    if quarter is not None and clear:
        raise BadInput([Fault(Form.DATA_DATE, Expected.QUARTER_OR_CLEAR, value=quarter)])
    workspace = open_workspace(portfolio)
    latest = workspace.portfolio()
    try:
        wanted = None if quarter is None else latest.item.programme.periods.parse(quarter)
    except Unfit as error:
        raise BadInput([Fault(Form.DATA_DATE, error.expected.code, value=quarter)]) from error
    if quarter is not None or clear:
        with conflicts_told(Form.DATA_DATE, quarter):
            opened = latest.version
            set_data_date(workspace, wanted, actor=who_acts(by), reason=reason, opened=opened)
        latest = workspace.portfolio()
    date = latest.item.data_date
    if as_json:
        print_json({"data_date": date, "version": latest.version})
        return
    value = SAY("data_date.none") if date is None else SAY.of(latest.item).quarter(date)
    console().print(SAY("field.line", name=SAY("data_date.title"), value=value))


def _spending(entries: list[str], money: Money) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for entry in entries:
        found = _SPENT.fullmatch(entry)
        if found is None or found[1] in amounts:
            code, unit = Expected.YEAR_AND_AMOUNT, {"unit": money}
            raise BadInput([Fault(Form.STATUS_REPORT, code, None, "spent", entry, values=unit)])
        try:
            amounts[found[1]] = money.kept(Decimal(found[2]))
        except Unfit as unfit:
            said = unfit.expected
            fault = Fault(Form.STATUS_REPORT, said.code, None, "spent", entry, values=said.values)
            raise BadInput([fault]) from unfit
    return amounts
