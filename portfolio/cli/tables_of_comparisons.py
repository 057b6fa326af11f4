"""What is different in one plan as against another, in tables: who moves and why, and the money by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from portfolio.cli.tables import in_unit, lines, table_of
from portfolio.cli.words import SAY
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.comparing import Comparison
from portfolio.planning.answers.reasons import Reason
from portfolio.planning.answers.targets import TargetOutcome
from portfolio.wording import comparisons, differences, freedom, targets
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row


def show_comparison(
    out: Console,
    portfolio: Portfolio,
    comparison: Comparison,
    causes: Mapping[str, Sequence[Reason]] | None = None,
) -> None:
    """Print what is different in one plan as against another, and why where a reason is known."""
    say = SAY.of(portfolio)
    lines(out, comparisons.told(comparison, portfolio, say))
    if comparison.moved and not comparison.keeps_dates_and_money:
        out.print(_who_moves(portfolio, comparison, causes))
    _money(out, portfolio, comparison)
    lines(out, differences.changed_aims(comparison, portfolio, say))


def _who_moves(
    portfolio: Portfolio, comparison: Comparison, causes: Mapping[str, Sequence[Reason]] | None
) -> Table:
    say = SAY.of(portfolio)
    why = {
        project: differences.reason_words(found, portfolio, say) for project, found in (causes or {}).items()
    }
    heads = ["column.name", "moves.before", "moves.after", "moves.change", "column.timing", "moves.why"]
    shown = len(heads) if why else len(heads) - 1
    rows = differences.moved_rows(comparison, portfolio, say, why)
    told: list[Row] = [(name, cells[: shown - 1], style) for name, cells, style in rows]
    return table_of(say("moves.title"), [say(head) for head in heads[:shown]], told)


def _money(out: Console, portfolio: Portfolio, comparison: Comparison) -> None:
    say = SAY.of(portfolio)
    years = [year for year in comparison.money[TOTAL] if any(by[year] for by in comparison.money.values())]
    if not years:
        return
    rows: list[Row] = [
        (
            payer_name(payer, portfolio, say),
            [
                *(differences.signed_amount(by_year[year], say) for year in years),
                differences.signed_sum(by_year.values(), say),
            ],
            "",
        )
        for payer, by_year in comparison.money.items()
    ]
    heads = [say("column.payer"), *map(say.year, years), say("total")]
    out.print(table_of(in_unit(say("budget.difference"), say), heads, rows, numbers=len(years) + 1))


def show_freedoms(out: Console, portfolio: Portfolio, before: Plan, after: Plan) -> None:
    """Print what each plan was allowed and the other was not; nothing where that is the same."""
    say = SAY.of(portfolio)
    lines(out, freedom.told(before, after, portfolio, say))


def show_target_changes(
    out: Console, portfolio: Portfolio, before: Sequence[TargetOutcome], after: Sequence[TargetOutcome]
) -> None:
    """Print the targets of the programme that two plans reach differently."""
    say = SAY.of(portfolio)
    for old, new in zip(before, after, strict=True):
        if old.planned != new.planned:
            was, held = (targets.held(outcome, portfolio, say) for outcome in (old, new))
            out.print(targets.change_words(was, held, say))
    unknown = sorted({name for entry in (*before, *after) for name in entry.unknown_projects})
    if unknown:
        out.print(say("target.uncounted", names=say.few(unknown)))
