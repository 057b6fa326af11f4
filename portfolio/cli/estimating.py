"""`portfolio unit-costs` and `portfolio project estimate`: what a square metre costs, and what follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.unit_costs import Estimate

_AREA = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")


def unit_costs(portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO, as_json: JsonOption = False) -> None:
    """What a square metre has cost, as ranges with their rows and how far they are to be trusted."""
    from portfolio.bootstrap import open_portfolio
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.wording.unit_costs import heads, rows

    loaded = open_portfolio(portfolio)
    if as_json:
        print_json([one.model_dump(mode="json") for one in loaded.unit_costs])
    elif loaded.unit_costs:
        say = SAY.of(loaded)
        console().print(table_of(say("unit_costs.title"), heads(loaded, say), rows(loaded, say)))
    else:
        console().print(SAY("unit_costs.none"))


def estimate(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project's id.")],
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="M2", help="Floor area, as 50000 or 50000-60000; else the source's."),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it comes to.")] = False,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate what a project without a price may cost by its floor area: always a range."""
    from portfolio.bootstrap import open_portfolio, open_workspace
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.planning.records.estimating import estimate_for, estimate_project
    from portfolio.planning.records.people import who_acts
    from portfolio.wording.unit_costs import estimate_words

    between = None if area is None else _area(area)
    loaded = open_portfolio(portfolio)
    found = estimate_for(loaded, project, between)
    version = None
    if not preview:
        done = estimate_project(
            open_workspace(portfolio), project, between, actor=who_acts(by), reason=reason
        )
        version = done.version
    if as_json:
        print_json({**_content(found, loaded), "project": project, "version": version})
    else:
        console().print(estimate_words(project, found, loaded, SAY.of(loaded)))
        if version is not None:
            console().print(SAY("project.edited", project=project, version=version))


def _area(text: str) -> tuple[int, int]:
    found = _AREA.fullmatch(text.strip())
    least, most = (0, -1) if found is None else (int(found[1]), int(found[2] or found[1]))
    if most < least:
        raise BadInput([Fault(Form.PROJECT, Expected.FLOOR_AREA, None, "area", text)])
    return least, most


def _content(found: Estimate, portfolio: Portfolio) -> dict[str, Any]:
    from portfolio.planning.records.estimating import method_of

    money = portfolio.programme.money
    amounts = {"low": found.low, "likely": found.likely, "high": found.high}
    return {
        **{f"estimate_{e}": None if a is None else money.printed(a) for e, a in amounts.items()},
        "estimate_method": method_of(found, portfolio),
        "estimate_price_year": found.unit_cost.price_year,
        "estimate_trust": found.unit_cost.trust,
        "unit": money.name,
    }


def add_to(cli: typer.Typer, projects: typer.Typer) -> None:
    """Add these commands to the command line, and to those on projects."""
    cli.command("unit-costs")(unit_costs)
    projects.command("estimate")(estimate)
