"""What a plan calls for later, for the terminal: debt service and running costs by year."""

from __future__ import annotations

from rich.console import Console

from portfolio.cli.tables import in_unit, lines, table_of
from portfolio.cli.words import SAY
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import follow_on


def show_follow_on(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    """Print debt service and running costs beside their ceilings; nothing where neither is assumed."""
    say = SAY.of(portfolio)
    told = follow_on.lines(plan, portfolio, say)
    if told:
        heads = follow_on.heads(told, plan, say)
        title = in_unit(say("follow_on.title"), say)
        out.print(table_of(title, heads, follow_on.rows(told, plan, say), numbers=len(heads) - 1))
        lines(out, follow_on.notes(plan, portfolio, say))
