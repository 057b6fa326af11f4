"""`portfolio history`, `undo` and `redo`: what was changed, taken back and done again."""

from __future__ import annotations

from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ReasonOption

_Step = Annotated[
    int | None, typer.Argument(metavar="[STEP]", min=1, help="Its number in the history; the last if absent.")
]


def history(
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Of this only, as `project a1-08` or assumptions.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List every change, newest first: who, when, what, and why."""
    from dataclasses import asdict

    from portfolio.bootstrap import open_workspace
    from portfolio.cli.tables import console, print_json, table_of
    from portfolio.cli.words import SAY
    from portfolio.planning.records.undoing import steps_of
    from portfolio.wording.history import told
    from portfolio.wording.tones import Row

    workspace = open_workspace(portfolio)
    lines, data = workspace.history(subject), workspace.portfolio().item
    steps = {step.line.number: "redo" if step.is_undone else "undo" for step in steps_of(lines)}
    if as_json:
        print_json(
            [
                {**asdict(line), "at": line.at.isoformat(), "can": steps.get(line.number), "step": line.step}
                for line in lines
            ]
        )
        return
    say = SAY.of(data)
    parts = ("when", "who", "what", "before", "after", "why")
    rows: list[Row] = []
    for line in lines:
        one = told(line, data, say)
        cells = [one.at, one.by, one.what, "\n".join(one.before), "\n".join(one.after), one.why]
        rows.append((str(line.number), cells, ""))
    heads = [say("history.step"), *(say(f"history.{part}") for part in parts)]
    console().print(table_of(say("history.title"), heads, rows) if rows else say("history.nothing"))


def undo(
    step: _Step = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a change back, as one more line of history; what others have changed beside it stays."""
    _turn(step, portfolio, reason, by, as_json=as_json, redo=False)


def redo(
    step: _Step = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do again what was taken back."""
    _turn(step, portfolio, reason, by, as_json=as_json, redo=True)


def _turn(
    step: int | None, portfolio: str, reason: str, by: str | None, *, as_json: bool, redo: bool
) -> None:
    from portfolio.bootstrap import open_workspace
    from portfolio.cli.projects import conflicts_told
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.words import SAY
    from portfolio.domain.expectations import Form
    from portfolio.planning.records.people import who_acts
    from portfolio.planning.records.undoing import undo as take_back
    from portfolio.wording.history import told

    workspace = open_workspace(portfolio)
    with conflicts_told(Form.HISTORY, None if step is None else str(step)):
        line = take_back(workspace, step, actor=who_acts(by), reason=reason, redo=redo)
    latest = workspace.portfolio()
    if as_json:
        done = {"number": line.number, "step": line.step, "action": line.action, "subject": line.subject}
        print_json({**done, "undone": not redo, "version": latest.version})
    else:
        console().print(told(line, latest.item, SAY.of(latest.item)).what)


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (history, undo, redo):
        cli.command()(command)
