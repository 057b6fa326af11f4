"""`portfolio close-year`: a year becomes history, and the plan is adjusted with the fewest moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.filing import OutOption, check_out
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption, ScenarioOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.planning.answers.adjusting import Adjusted, AdjustedProject, Adjustment


def close_year(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="The fiscal year.")],
    extend: Annotated[
        int, typer.Option("--extend", metavar="N", min=0, help="The schedule gets so many years longer.")
    ] = 0,
    assume_planned: Annotated[
        bool, typer.Option("--assume-planned", help="Take from the baseline what nobody has reported.")
    ] = False,
    mid_year: Annotated[
        bool, typer.Option("--mid-year", help="Adjust within the running year; nothing is frozen.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the adjustment.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Show the one recorded last of this year.")] = False,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """Close a year: freeze actuals, carry over, re-plan with the fewest moves; approve it afterwards."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.projects import conflicts_told
    from portfolio.cli.tables import console
    from portfolio.cli.words import SAY
    from portfolio.domain.closing import YearEnd, check_year, faults_of_unreported, year_end
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.adjusting import adjusted_case, adjustment, fewest_moves
    from portfolio.planning.answers.replanning import kept_baseline
    from portfolio.planning.records.closing import check_reason, record_adjustment, recorded_adjustment

    check_out(out)
    asked = desk(portfolio, scenario, by=by)
    if show:
        recorded = recorded_adjustment(asked.office.workspace, year)
        found = adjustment(asked.portfolio, recorded.baseline, recorded.plan, year)
        told = _Told(recorded.line.after["assumed"], is_closing=recorded.is_closing, is_recorded=True)
        _tell(asked.portfolio, found, told, out, as_json=as_json)
        return
    if mid_year and (extend or assume_planned):
        one = {"names": ("--mid-year", "--extend, --assume-planned")}
        raise BadInput([Fault(Form.CLOSING, Expected.ONE_OF, None, "mid-year", str(year), values=one)])
    if not dry_run:
        check_reason(reason)
    baseline = kept_baseline(asked.case)
    opened = asked.office.workspace.portfolio()
    check_year(opened.item, year)
    end = YearEnd(opened.item)
    if not mid_year:
        note = SAY("adjust.note")
        end = year_end(opened.item, baseline, year, note=note, extend=extend, reason=reason)
        if end.missing and not assume_planned:
            raise BadInput(faults_of_unreported(opened.item, end.missing, year))
    wanted, assumed = end.wanted, end.assumed
    asked.case = case = adjusted_case(asked.case, wanted, extend=extend)
    end_without(asked.plan(), wanted, as_json=as_json)
    point = asked.answer(Topic.REPLAN, lambda solve, _: fewest_moves(case, solve=solve), detail="fewest")
    found = adjustment(wanted, baseline, point.plan, year)
    if not dry_run and case.baseline is not None:
        with conflicts_told(Form.CLOSING, str(year)):
            record_adjustment(
                asked.office.workspace,
                opened,
                wanted,
                point.plan,
                baseline=case.baseline,
                year=year,
                assumed=assumed,
                closes=not mid_year,
                actor=asked.actor,
                reason=reason,
            )
    names = list(dict.fromkeys(report.project for report in assumed))
    told = _Told(names, is_closing=not mid_year, is_recorded=not dry_run)
    _tell(wanted, found, told, out, as_json=as_json)
    if not as_json and dry_run:
        console().print(SAY("adjust.would_close", year=year))


def add_to(cli: typer.Typer) -> None:
    """Add this command to the command line."""
    cli.command("close-year")(close_year)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told beside an adjustment: whose reports were assumed, whether it closes, and is recorded."""

    assumed: list[str]
    is_closing: bool
    is_recorded: bool


def _tell(
    portfolio: Portfolio,
    found: Adjustment,
    told: _Told,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write the adjustment where it is wanted, and print it."""
    from portfolio.cli.filing import show_filed
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.wording.adjustment_tables import adjustment_table
    from portfolio.wording.i18n import wording
    from portfolio.wording.investment_tables import as_content, own_language

    if out is not None:
        from portfolio.exchange.saving import save
        from portfolio.exchange.sheets.filing import filed_workbook

        say = wording(own_language(portfolio)).of(portfolio)
        filed = adjustment_table(found, portfolio, say, is_closing=told.is_closing)
        save(filed_workbook(*as_content(filed)), out)
    if as_json:
        content = _content(found, portfolio)
        state = {"closed": told.is_closing and told.is_recorded, "recorded": told.is_recorded}
        print_json({**state, "assumed": told.assumed, "data_date": portfolio.data_date, **content})
        return
    say = SAY.of(portfolio)
    if out is None:
        show_filed(adjustment_table(found, portfolio, say, is_closing=told.is_closing))
    else:
        console().print(say("filed.written", place=out))
    if told.assumed:
        names = [say.name(portfolio.project(name)) for name in told.assumed]
        console().print(say("adjust.assumed", names=say.listed(names)))
    if told.is_recorded and told.is_closing and portfolio.data_date is not None:
        console().print(say("adjust.closed", year=found.year, date=say.quarter(portfolio.data_date)))
    if told.is_recorded:
        console().print(say("adjust.recorded", named=str(found.year)))


def _content(found: Adjustment, portfolio: Portfolio) -> dict[str, Any]:
    """Return an adjustment as JSON content."""
    from portfolio.cli.tables import plain
    from portfolio.cli.words import SAY
    from portfolio.planning.answers.adjusting import AdjustmentKind, together
    from portfolio.wording.differences import reason_words

    money, programme, say = portfolio.programme.money, portfolio.programme, SAY.of(portfolio)
    known = {project.id: project.own_name for project in portfolio.projects}

    def amounts(of: Adjusted) -> dict[str, Any]:
        def each(parts: dict[Any, int]) -> dict[str, Any]:
            return {str(key): money.printed(amount) for key, amount in parts.items()}

        return {
            "original": money.printed(of.original),
            "adjusted": money.printed(of.adjusted),
            "difference": money.printed(of.difference),
            "by_year": each(of.by_year),
            "by_source": each(of.by_source),
            "by_source_and_year": {source: each(years) for source, years in of.by_source_and_year.items()},
        }

    def row(entry: AdjustedProject) -> dict[str, Any]:
        moved = entry.moved
        sides = {"original": moved.before, "adjusted": moved.after}
        dates = {
            name: None if side is None else {"start": plain(side.start), "finish": plain(side.finish)}
            for name, side in sides.items()
        }
        return {
            "id": moved.project,
            "name": known.get(moved.project),
            "dates": dates,
            **amounts(entry.amounts),
            "reasons": plain(list(entry.why), programme),
            "reason": reason_words(entry.why, portfolio, say),
        }

    return {
        "year": found.year,
        "unit": money.name,
        "moves": found.plan.scenario.most_moves,
        "status": found.plan.status,
        "carried": [
            {
                "payer": entry.payer,
                "maximum": money.printed(entry.maximum),
                "used": money.printed(entry.used),
                "room": money.printed(entry.room),
                "share": entry.share,
                "carried": None if entry.carried is None else money.printed(entry.carried),
            }
            for entry in found.carried
        ],
        "groups": [
            {
                "kind": kind,
                "rows": [row(entry) for entry in found.of_kind(kind)],
                "subtotal": amounts(together(entry.amounts for entry in found.of_kind(kind))),
            }
            for kind in AdjustmentKind
        ],
        "unchanged": {"projects": found.kept, **amounts(found.unchanged)},
        "total": amounts(found.total),
    }
