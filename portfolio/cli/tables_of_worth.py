"""Tables for the terminal: what money is worth, curves of ceilings, splits over the years, single moves."""

from __future__ import annotations

from rich.console import Console

from portfolio.cli.tables import in_unit, lines, table_of
from portfolio.cli.words import SAY
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.moves import Moves
from portfolio.planning.answers.spread import Spread
from portfolio.planning.answers.staircase import Staircase
from portfolio.planning.answers.worth import Worth
from portfolio.wording import aims, answers, single_moves, spreads, staircases


def show_differences(out: Console, portfolio: Portfolio, found: Worth) -> None:
    """Print what each ceiling is worth, how far the next change is, and what brings late projects back."""
    say, objective = SAY.of(portfolio), found.plan.provenance.objective
    if found.differences:
        names = [aims.name(outcome.terms, portfolio, say) for outcome in objective]
        heads = [say("worth.moved"), *names, say("column.proven")]
        rows = answers.worth_rows(found.differences, found.plan, portfolio, say)
        out.print(table_of(say("worth.title"), heads, rows))
        lines(out, [answers.nothing_worth(found.differences, say), say("worth.label")])
    else:
        out.print(say("worth.no_ceilings"))
    for stair in found.stairs:
        out.print(say.together(staircases.standing(stair, portfolio, say)))
    if found.rescues:
        heads = [say(key) for key in ("column.name", "rescue.total", "rescue.where", "column.proven")]
        out.print(table_of(say("rescue.title"), heads, answers.rescue_rows(found.rescues, portfolio, say)))
    lines(out, [answers.left_out(found, say)])


def differences_as_found(portfolio: Portfolio, found: Worth) -> list[str]:
    """Return a line for each ceiling moved so far: the change of each aim, and whether it is exact."""
    say, objective = SAY.of(portfolio), found.plan.provenance.objective
    names = [aims.name(outcome.terms, portfolio, say) for outcome in objective]
    rows = answers.worth_rows(found.differences, found.plan, portfolio, say)
    separator = say("clause.separator")

    def line(moved: str, cells: list[str]) -> str:
        """Each aim by its name; where there is no plan, that, which stands in the first cell alone."""
        named = [say("field.line", name=name, value=cell) for name, cell in zip(names, cells, strict=False)]
        changes = named if all(cells) else cells[:1]
        return say("field.line", name=moved, value=separator.join([*changes, cells[-1]]))

    return [line(moved, cells) for moved, cells, _ in rows]


def show_staircase(out: Console, portfolio: Portfolio, plan: Plan, found: Staircase) -> None:
    """Print the curve of a ceiling: where it stands now, and every step."""
    say, objective = SAY.of(portfolio), plan.provenance.objective
    heads = staircases.heads(objective, found, portfolio, say)
    title = staircases.name(found, portfolio, say)
    out.print(table_of(title, heads, staircases.rows(found, say)))
    lines(out, staircases.standing(found, portfolio, say))
    lines(out, staircases.notes(objective, found, portfolio, say))


def show_spread(out: Console, portfolio: Portfolio, found: Spread) -> None:
    """Print the two best splits: year by year, and what each aim comes to."""
    say = SAY.of(portfolio)
    heads = spreads.year_heads(found, say)
    rows = spreads.year_rows(found, say)
    out.print(table_of(in_unit(say("spread.title"), say), heads, rows, numbers=len(found.years) + 2))
    if found.splits:
        out.print(table_of(None, spreads.aim_heads(found, say), spreads.aim_rows(found, portfolio, say)))
    lines(out, spreads.standing(found, portfolio, say))
    if found.splits:
        out.print(say("spread.least"))


def show_moves(out: Console, portfolio: Portfolio, found: Moves) -> None:
    """Print every single move, the best first."""
    say = SAY.of(portfolio)
    heads, rows = single_moves.heads(found, portfolio, say), single_moves.rows(found, portfolio, say)
    out.print(table_of(say("single.title"), heads, rows))
    lines(out, [single_moves.standing(found, portfolio, say), say("single.how_read")])
