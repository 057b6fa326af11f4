"""What commands share in their form: options and exit codes. Loads nothing that a help text does not need."""

from __future__ import annotations

from typing import Annotated

import typer

FOUND_WANTING, BAD_INPUT, INFEASIBLE, NO_PLAN_IN_TIME = 1, 2, 3, 4
"""Exit codes beside 0."""

PortfolioOption = Annotated[
    str, typer.Option("--portfolio", metavar="NAME|DIR", help="A portfolio by name, or a folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
ScenarioOption = Annotated[
    str, typer.Option("--scenario", metavar="NAME|FILE", help="A scenario by name, or a JSON file.")
]
ByOption = Annotated[
    str | None, typer.Option("--by", "--as", metavar="NAME", help="Who acts; the local user if absent.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; history keeps it.")]
TimeOption = Annotated[
    float,
    typer.Option(
        "--time-limit", metavar="S", min=0.001, help="Seconds for each solve, built, checked and explained."
    ),
]
