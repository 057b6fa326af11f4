"""Commands for what is filed: the annual investment plan, and the rolling one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ScenarioOption

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.cli.asking import Desk
    from portfolio.domain.investment_table import Investment, InvestmentGroup, InvestmentTable
    from portfolio.domain.money import Money
    from portfolio.domain.plan import Plan
    from portfolio.wording.i18n import Wording
    from portfolio.wording.investment_tables import Cell, Cells, FiledTable
    from portfolio.wording.tones import Row

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE.xlsx", help="Write a workbook, in the programme's own language."),
]


def annual_plan(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="A fiscal year of the programme.")],
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """The annual investment plan as it is filed: continued, new, reserve, in preparation, with subtotals."""
    from portfolio.cli.asking import desk
    from portfolio.domain.investment_table import annual_plan as table_of_year
    from portfolio.domain.investment_table import year_of_programme
    from portfolio.wording.investment_tables import annual_table

    asked = desk(portfolio, scenario, by=by)
    year_of_programme(asked.portfolio, year)
    plan = _plan(asked, out, as_json=as_json)
    table = table_of_year(asked.portfolio, plan, year)
    _tell(
        asked,
        table,
        {"year": year},
        lambda say: annual_table(table, plan, asked.portfolio, say),
        out,
        as_json=as_json,
    )


def rolling_plan(
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="YEAR", help="Its first year; the programme's first if absent."),
    ] = None,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    by: ByOption = None,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """The rolling five-year investment plan as it is filed: implemented, reserve, conceived."""
    from portfolio.cli.asking import desk
    from portfolio.domain.investment_table import rolling_plan as table_of_years
    from portfolio.domain.investment_table import year_of_programme
    from portfolio.wording.investment_tables import rolling_table

    asked = desk(portfolio, scenario, by=by)
    first = asked.portfolio.programme.horizon.first_year if year is None else year
    year_of_programme(asked.portfolio, first)
    plan = _plan(asked, out, as_json=as_json)
    table = table_of_years(asked.portfolio, plan, first)
    _tell(
        asked,
        table,
        {"first_year": first, "last_year": table.years[-1]},
        lambda say: rolling_table(table, plan, asked.portfolio, say),
        out,
        as_json=as_json,
    )


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    cli.command("annual-plan")(annual_plan)
    cli.command("rolling-plan")(rolling_plan)


def check_out(out: Path | None) -> None:
    """Refuse a place in no folder, before anything is solved for it.

    Raises:
        BadInput: There is no such folder.
    """
    from portfolio.domain.errors import BadInput, Fault
    from portfolio.domain.expectations import Expected
    from portfolio.exchange.text import is_folder

    if out is not None and not is_folder(out.absolute().parent):
        raise BadInput([Fault(str(out), Expected.OUT_FOLDER)])


def _plan(asked: Desk, out: Path | None, *, as_json: bool) -> Plan:
    check_out(out)
    return asked.plan_to_ask_about(as_json=as_json)


def _tell(
    asked: Desk,
    table: InvestmentTable,
    years: dict[str, int],
    words: Callable[[Wording], FiledTable],
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write the table where it is wanted, and print it."""
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.wording.i18n import wording
    from portfolio.wording.investment_tables import as_content, own_language

    portfolio = asked.portfolio
    if out is not None:
        from portfolio.exchange.saving import save
        from portfolio.exchange.sheets.filing import filed_workbook

        save(filed_workbook(*as_content(words(wording(own_language(portfolio)).of(portfolio)))), out)
    if as_json:
        print_json(_content(table, years, portfolio.programme.money))
    elif out is not None:
        console().print(SAY("filed.written", place=out))
    else:
        show_filed(words(SAY.of(portfolio)))
        if table.completed.rows:
            console().print(SAY("filed.completed_before", n=len(table.completed.rows)))


def _content(table: InvestmentTable, years: dict[str, int], money: Money) -> dict[str, Any]:
    """Return a table as JSON content; `completed` is what is not filed any more."""
    is_annual = "year" in years

    def amounts(invested: Investment) -> dict[str, Any]:
        def printed(amount: int | None) -> int | float | None:
            return None if amount is None else money.printed(amount)

        def each(parts: Mapping[Any, int] | None) -> dict[str, int | float | None] | None:
            return None if parts is None else {str(key): printed(amount) for key, amount in parts.items()}

        known = {"total": printed(invested.total), "before": printed(invested.before)}
        if is_annual:
            spent = {"this_year": printed(invested.within), "this_year_by_source": each(invested.by_source)}
        else:
            spent = {"by_year": each(invested.by_year), "by_source": each(invested.by_source)}
        return {**known, **spent, "later": printed(invested.later)}

    def group(found: InvestmentGroup) -> dict[str, Any]:
        rows = [
            {"id": row.project.id, "name": row.project.own_name, **amounts(row.investment)}
            for row in found.rows
        ]
        return {"kind": found.kind, "rows": rows, "subtotal": amounts(found.subtotal)}

    return {
        **years,
        "unit": money.name,
        "groups": [group(found) for found in table.groups],
        "total": amounts(table.total),
        "completed": group(table.completed),
    }


def show_filed(filed: FiledTable) -> None:
    """Print the columns that every such table has; a workbook has all of them."""
    from portfolio.cli.tables import console, lines, table_of

    def printed(cells: Cells) -> Row:
        first, *rest = (_text(cells[place]) for place in filed.core)
        return first, rest, ""

    rows: list[Row] = []
    for section in filed.sections:
        rows += [(section.title, [""] * (len(filed.core) - 1), "total"), *map(printed, section.rows)]
        rows.append(printed(section.subtotal))
    rows.append(printed(filed.total))
    heads = [filed.heads[place] for place in filed.core]
    console().print(table_of(filed.title, heads, rows, numbers=len(heads) - 2))
    lines(console(), filed.notes)


def _text(cell: Cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else f"{cell:,}"
