"""`portfolio programme` and `portfolio findings`: what a portfolio is of, and what does not add up in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from portfolio import settings
from portfolio.cli.options import JsonOption, PortfolioOption

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio


def programme(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """What a portfolio is of: its years, documents, phases and bodies, and how much of what it holds."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.wording.programme import held_rows, phase_heads, phase_rows, title_words

    loaded = open_portfolio(portfolio)
    if as_json:
        print_json(_content(loaded))
        return
    out, say = console(), SAY.of(loaded)
    out.print(title_words(loaded, say))
    heads = [say("promise.name"), say("programme.how_many")]
    out.print(table_of(say("programme.holds"), heads, held_rows(loaded, say)))
    if loaded.phases:
        out.print(table_of(say("column.portfolio.phases"), phase_heads(say), phase_rows(loaded, say)))


def findings(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """What does not add up in the documents, with the places that say so."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.wording.programme import finding_lines

    loaded = open_portfolio(portfolio)
    if as_json:
        print_json([one.model_dump(mode="json") for one in loaded.findings])
        return
    say = SAY.of(loaded)
    for line in finding_lines(loaded, say):
        console().print(line)


def _content(portfolio: Portfolio) -> dict[str, Any]:
    held = portfolio.programme.model_dump(mode="json", context=portfolio.programme.units)
    return {
        "portfolio": portfolio.name,
        **{name: part for name, part in held.items() if name != "targets"},
        "phases": [{**one.model_dump(mode="json"), "months": one.months} for one in portfolio.phases],
        "bodies": [one.model_dump(mode="json") for one in portfolio.bodies],
        "holds": portfolio.holds,
        "has_works": portfolio.has_works,
        "is_pipeline": portfolio.is_pipeline,
    }


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (programme, findings):
        cli.command()(command)
