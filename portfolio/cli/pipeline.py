"""`portfolio pipeline`: how far each project is on the way to being built, and what is not known of it."""

from __future__ import annotations

import typer

from portfolio import settings
from portfolio.cli.options import JsonOption, PortfolioOption


def pipeline(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """How far each project is on the way to being built, and what its document does not say of it."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.planning.answers.pipeline import pipeline as found_in
    from portfolio.wording.pipeline import heads, row

    loaded = open_portfolio(portfolio)
    found, unit = found_in(loaded), loaded.programme.money
    if as_json:
        print_json(
            [
                {
                    "id": one.project.id,
                    "name_zh": one.project.name_zh,
                    "name_en": one.project.name_en,
                    "status": loaded.status_of(one.project),
                    "stage": one.stage,
                    "missing": list(one.missing),
                    "estimate": None
                    if one.estimate is None
                    else {
                        "low": unit.number(one.estimate.low),
                        "high": unit.number(one.estimate.high),
                        "method": one.project.estimate_method,
                        "trust": one.project.estimate_trust,
                    },
                }
                for one in found
            ]
        )
        return
    say = SAY.of(loaded)
    rows = [(first, rest, "") for first, *rest in (row(one, say) for one in found)]
    console().print(table_of(say("pipeline.title"), heads(say), rows))


def add_to(cli: typer.Typer) -> None:
    """Add the command to the command line."""
    cli.command()(pipeline)
