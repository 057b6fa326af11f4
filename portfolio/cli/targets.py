"""`portfolio targets`: all that is promised, planned and reported; and `portfolio targets report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import (
    ByOption,
    JsonOption,
    PortfolioOption,
    ReasonOption,
    ScenarioOption,
    TimeOption,
)
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from decimal import Decimal

    from portfolio.domain.portfolio import Portfolio
    from portfolio.planning.answers.promises import Promise

target_commands = typer.Typer(invoke_without_command=True)


@target_commands.callback()
def targets(
    context: typer.Context,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Everything that is promised, planned and reported: facilities, money, deliverables, indicators."""
    if context.invoked_subcommand is not None:
        return
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_promises import show_promises
    from portfolio.planning.answers.promises import needs_plan, promises

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    plan = None
    if needs_plan(asked.portfolio):
        plan = asked.plan()
        end_without(plan, asked.portfolio, as_json=as_json)
    found = promises(asked.portfolio, plan)
    if as_json:
        print_json([as_row(one, asked.portfolio) for one in found])
    else:
        show_promises(console(), asked.portfolio, found)


@target_commands.command("report")
def report(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A target, deliverable or indicator.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="How much there is by then, in its unit.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As 2018, 2018Q1, 2018-03.")],
    planned: Annotated[bool, typer.Option("--planned", help="It is planned, not reported.")] = False,
    area: Annotated[str | None, typer.Option("--area", help="Where, if of one place alone.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="The document that says so.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Where in the document.")] = None,
    quote: Annotated[str | None, typer.Option("--quote", help="The words there.")] = None,
    source: Annotated[str | None, typer.Option("--from", help="Who says so; else whoever acts.")] = None,
    note: Annotated[str | None, typer.Option("--note")] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report how far a target, a deliverable or an indicator is, with its date and source."""
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.domain.promises import Reading, ReadingKind
    from portfolio.exchange.validating import validated
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.readings import report_reading

    content = {
        "target": target,
        "value": _number(value),
        "as_of": as_of,
        "kind": ReadingKind.PLANNED if planned else ReadingKind.REPORTED,
        "area": area,
        "document": document,
        "place": place,
        "quote": quote,
        "by": source,
        "note": note,
    }
    reading = validated(Reading, content, Form.READING)
    done = report_reading(open_workspace(portfolio), reading, actor=who_acts(by), reason=reason)
    if as_json:
        print_json({**done.item.model_dump(mode="json"), "version": done.version})
    else:
        console().print(SAY("target.reported", target=target, value=value, date=as_of, version=done.version))


def _number(text: str) -> Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadInput([Fault(Form.READING, Expected.NUMBER, None, "value", text)])
    return number


def as_row(promise: Promise, portfolio: Portfolio) -> dict[str, Any]:
    """Return a promise as `targets --json` lists it: as a target against the plan, and what all have."""
    from portfolio.cli.tables import plain
    from portfolio.domain.programme import Target
    from portfolio.domain.promises import Deliverable
    from portfolio.planning.answers.promises import Group, due_of

    item, programme = promise.item, portfolio.programme
    kept = programme.money.kept_in_one if promise.group is Group.MONEY else 1
    outcome = plain(promise.outcome, programme) if promise.outcome is not None else {}
    goal = promise.milestones[-1] if promise.milestones else None
    said = item.model_dump(mode="json")
    row: dict[str, Any] = {
        "target": said,
        "outcome": "not_decided",
        "planned": _plain(promise.planned, kept),
        "by_year": {},
        "by_street": {},
        "unknown_projects": [],
        **outcome,
        "group": promise.group,
        **{key: said.get(key) for key in ("id", "name", "name_zh", "name_en", "unit", "unit_zh", "unit_en")},
        "kind": said.get("kind"),
        "row": said.get("row"),
        "category": said.get("category"),
        "comparison": None if goal is None else goal.comparison,
        "promised": None if goal is None else _plain(goal.quantity),
        "promised_upper": None if goal is None else _plain(goal.upper),
        "promised_in_words": None if goal is None or goal.quantity is not None else goal.printed,
        "target_year": promise.target_year,
        "baseline": said.get("baseline"),
        "baseline_comparison": said.get("baseline_comparison"),
        "baseline_year": said.get("baseline_year"),
        "filled_down": said.get("filled_down", []),
        "kind_filled_down": "kind" in said.get("filled_down", []),
        "milestones": plain(promise.milestones),
        "standing": promise.progress.standing,
        "share": None if promise.progress.share is None else round(float(promise.progress.share), 4),
        "is_met": promise.progress.is_met,
        "reported": _plain(promise.reported, kept),
        "reported_as_of": promise.reported_as_of,
        "reported_by_year": {year: _plain(value, kept) for year, value in promise.reported_by_year.items()},
        "reported_by_place": {
            place: {year: _plain(value, kept) for year, value in years.items()}
            for place, years in promise.reported_by_place.items()
        },
        "planned_by_year": outcome.get("by_year")
        or {year: _plain(value) for year, value in promise.planned_by_year.items()},
        "actuals": [plain(one) for one in promise.readings if one.kind == "reported"],
        "plans": [plain(one) for one in promise.readings if one.kind == "planned"],
        "bodies": said.get("bodies", []),
        "responsible": said.get("responsible"),
        "source": said["source"],
    }
    if not isinstance(item, Target):
        row |= {key: said[key] for key in ("note_zh", "note_en")}
    if isinstance(item, Deliverable):
        row |= {key: said[key] for key in ("phase", "begins", "due_latest")}
        row["due"] = due_of(portfolio, item)
    return row


def _plain(value: Decimal | None, kept: int = 1) -> int | float | None:
    """Return a number for JSON, amounts of money in their unit."""
    if value is None:
        return None
    printed = value / kept
    return int(printed) if printed == printed.to_integral_value() else float(printed)
