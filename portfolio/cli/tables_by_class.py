"""A plan's money by what projects are sorted by, for the terminal and as JSON content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console

from portfolio.cli.tables import in_unit, lines, plain, table_of, years_in_use
from portfolio.cli.words import SAY
from portfolio.domain.by import By
from portfolio.domain.by_class import money_by
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import by_class


def show_by_class(out: Console, portfolio: Portfolio, plan: Plan, kinds: Iterable[By]) -> None:
    """Print a table for each kind, with subtotals, and how projects in several classes are counted."""
    say = SAY.of(portfolio)
    years = years_in_use(plan)
    for by in kinds:
        heads = [by_class.label(by, portfolio, say), say("by_class.projects")]
        heads += by_class.heads(plan, years, say)
        rows = [
            (line.indented, by_class.cells(line, say), line.style)
            for line in by_class.lines(plan, portfolio, by, years, say)
        ]
        title = in_unit(by_class.title(by, portfolio, say), say)
        out.print(table_of(title, heads, rows, numbers=len(heads) - 1))
        lines(out, [by_class.note(by, portfolio, say)])


def as_content(portfolio: Portfolio, plan: Plan, kinds: Iterable[By]) -> dict[str, list[dict[str, Any]]]:
    """Return kind -> its classes as JSON content, amounts in the unit of the programme's money."""
    say, money = SAY.of(portfolio), portfolio.programme.money
    return {
        str(by): [
            {
                "id": group.id,
                "name": by_class.name_of(group.id, by, portfolio, say),
                **plain(group, portfolio.programme),
                "total": money.printed(group.total) if group.priced else None,
            }
            for group in money_by(plan, portfolio, by)
        ]
        for by in kinds
    }
