"""Commands on portfolios as wholes: which there are, a new one, one brought in, one written out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption

if TYPE_CHECKING:
    from portfolio.domain.errors import Aside
    from portfolio.domain.portfolio import Portfolio


class TemplateLanguage(StrEnum):
    """Languages of templates."""

    ZH = "zh"
    EN = "en"


def list_portfolios(as_json: JsonOption = False) -> None:
    """List the portfolios that can be named: those kept here, and the bundled ones."""
    from portfolio.bootstrap import store_to_read
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.planning.records.register import all_portfolios
    from portfolio.wording.tones import Row

    with store_to_read() as store:
        found = [_listed(name, portfolio) for name, portfolio in all_portfolios(store)]
    if as_json:
        print_json(found)
        return
    rows: list[Row] = [
        (one["name"], [one["title"], one["currency"], str(one["projects"]), str(one["priced"])], "")
        for one in found
    ]
    keys = (
        "portfolios.name",
        "portfolios.title",
        "portfolios.currency",
        "portfolios.projects",
        "portfolios.priced",
    )
    heads = [SAY(key) for key in keys]
    console().print(table_of(SAY("portfolios.all"), heads, rows, numbers=2))


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called with --portfolio.")],
    title: Annotated[
        str | None, typer.Option("--title", help="What readers see; the name if absent.")
    ] = None,
    first_year: Annotated[
        int | None,
        typer.Option("--first-year", metavar="YEAR", min=1900, max=2200, help="This year if absent."),
    ] = None,
    last_year: Annotated[
        int | None,
        typer.Option("--last-year", metavar="YEAR", min=1900, max=2200, help="Five years if absent."),
    ] = None,
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="As ISO 4217 has it.")] = "CNY",
    unit: Annotated[
        int, typer.Option("--unit", metavar="N", help="How many of the currency amounts count as 1.")
    ] = 10_000,
    decimals: Annotated[
        int, typer.Option("--decimals", metavar="N", help="How many decimals of that are kept.")
    ] = 0,
    first_month: Annotated[
        int, typer.Option("--first-month", metavar="N", help="In which month fiscal years begin.")
    ] = 1,
    period: Annotated[
        str, typer.Option("--period", metavar="quarter|month", help="What it is planned in.")
    ] = "quarter",
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an empty portfolio, with the product's own assumptions."""
    from datetime import UTC, datetime

    from portfolio.bootstrap import store_to_write
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.register import add_portfolio, checked_name, empty_portfolio

    now = datetime.now(UTC)
    years = (first_year or now.year, last_year)
    known = {
        "money": {"currency": currency, "unit": unit, "decimals": decimals},
        "fiscal_year": {"first_month": first_month},
        "period": period,
    }
    made = empty_portfolio(checked_name(name), title or name, *years, known)
    with store_to_write() as store:
        add_portfolio(store, made, actor=who_acts(by), reason=reason, at=now)
    if as_json:
        print_json(_listed(name, made))
    else:
        console().print(SAY("portfolios.made", name=name))


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|FOLDER", help="A workbook, a project table, or a folder.")
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The portfolio; a new one, or one there.")
    ],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="JSON: which of its columns are which of ours."),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="What a text is in, where that cannot be told."),
    ] = None,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a portfolio in: a new one, or in place of what is there, and show what that changes."""
    from datetime import UTC, datetime

    from portfolio.bootstrap import open_portfolio, open_workspace, store_to_read, store_to_write
    from portfolio.cli.tables import console, lines, print_json
    from portfolio.cli.words import SAY
    from portfolio.exchange.portfolio_file import read_portfolio
    from portfolio.exchange.sheets.mapping import load_mapping, mapping_in
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.register import (
        add_portfolio,
        checked_name,
        is_known,
        remembered_mapping,
        update_portfolio,
    )
    from portfolio.wording.faults import in_words
    from portfolio.wording.imports import difference_lines, outcome

    now = datetime.now(UTC)
    with store_to_read() as store:
        known = open_portfolio(name) if is_known(checked_name(name), store) else None
        remembered = None if known is None else remembered_mapping(store, name)
    told: list[Aside] = []
    columns = None if mapping is None else load_mapping(mapping)
    if encoding is not None:
        columns = mapping_in(encoding, columns)
    read = read_portfolio(
        file, name, known, now.year, mapping=columns, remembered=remembered, tell=told.append
    )
    notes = [in_words(aside, SAY) for aside in told]
    if known is None:
        with store_to_write() as store:
            done = add_portfolio(store, read, actor=who_acts(by), reason=reason, at=now, mapping=columns)
    else:
        workspace = open_workspace(name)
        done = update_portfolio(
            workspace, read, actor=who_acts(by), reason=reason, file=file.name, mapping=columns
        )
    if as_json:
        print_json(
            {
                "name": name,
                "imported": "new" if done.is_new else "updated" if done.changes else "unchanged",
                "version": done.version,
                "changes": done.changes,
                "notes": notes,
            }
        )
        return
    console().print(outcome(done, read, SAY))
    lines(console(), notes)
    lines(console(), difference_lines(done.changes, SAY))


def export(
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE.xlsx|FOLDER", help="A workbook, or a new or empty folder."),
    ],
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
) -> None:
    """Write a portfolio as files, with everything recorded of it; imported again, it is the same."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console
    from portfolio.cli.words import SAY
    from portfolio.exchange.folder_writing import write_folder
    from portfolio.wording.faults import in_words

    written = open_portfolio(portfolio)
    if out.suffix.lower() == ".xlsx":
        from portfolio.exchange.sheets.writing import write_workbook

        write_workbook(written, out, lambda said: in_words(said, SAY))
    else:
        write_folder(written, out)
    console().print(SAY("portfolios.written", name=written.name, place=out))


def template(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="The workbook.")],
    language: Annotated[
        TemplateLanguage | None,
        typer.Option("--language", help="Whose words its columns are; the names of files if absent."),
    ] = None,
) -> None:
    """Write an empty workbook to fill in and import, with all columns and what each may hold."""
    from functools import partial

    from portfolio.cli.tables import console
    from portfolio.cli.words import SAY
    from portfolio.exchange.sheets.writing import write_template
    from portfolio.wording.columns import template_label
    from portfolio.wording.faults import in_words
    from portfolio.wording.i18n import wording

    if language is None:
        write_template(out, lambda said: in_words(said, SAY))
    else:
        say = wording(language)
        write_template(out, lambda said: in_words(said, say), partial(template_label, say))
    console().print(SAY("portfolios.template", place=out))


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    cli.command("list")(list_portfolios)
    cli.command("new")(new)
    cli.command("import")(import_)
    cli.command("export")(export)
    cli.command("template")(template)


def _listed(name: str, portfolio: Portfolio) -> dict[str, Any]:
    from portfolio.cli.words import SAY

    return {
        "name": name,
        "title": SAY.either(portfolio.programme, "name"),
        "projects": len(portfolio.projects),
        "priced": sum(project.is_priced for project in portfolio.projects),
        "currency": portfolio.programme.money.currency,
    }
