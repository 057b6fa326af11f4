"""Single moves in words and rows: what each would change, the best first."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.moves import Move, Moves
from portfolio.wording import aims
from portfolio.wording.answers import change_words
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row


def kind_words(move: Move, say: Wording) -> str:
    """Return what is done with the project."""
    return say(f"single.kind.{move.kind}", quarter=move.start)


def effect(move: Move, portfolio: Portfolio, say: Wording) -> str:
    """Return the first aim that a move changes, or that none does, or why there is no plan."""
    if not move.plan.status.has_plan:
        return say("worth.no_plan" if move.plan.status is PlanStatus.INFEASIBLE else "worth.no_plan_found")
    if move.first_aim is None:
        return say("single.no_change" if move.proven else "single.no_change_found")
    outcome = move.plan.provenance.objective[move.first_aim]
    told = change_words(move.objective[move.first_aim], outcome.terms, say)
    return say("stair.change", aim=aims.name(outcome.terms, portfolio, say), change=told)


def line(move: Move, portfolio: Portfolio, say: Wording) -> str:
    """Return a move in a line: which project, what is done, and what that changes first."""
    name = say.full_name(portfolio.project(move.project))
    return say("single.line", name=name, kind=kind_words(move, say), effect=effect(move, portfolio, say))


def heads(moves: Moves, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the heads of `rows`."""
    names = [aims.name(outcome.terms, portfolio, say) for outcome in moves.plan.provenance.objective]
    return [say("column.name"), say("single.move"), *names, say("column.proven")]


def rows(moves: Moves, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each move, ranked: the change of each aim, and whether it is exact."""
    objective = moves.plan.provenance.objective
    told: list[Row] = []
    for move in moves.ranked:
        if move.plan.status.has_plan:
            pairs = zip(move.objective, objective, strict=True)
            cells = [change_words(change, outcome.terms, say) for change, outcome in pairs]
        else:
            cells = [effect(move, portfolio, say), *([""] * (len(objective) - 1))]
        proven = say("proven" if move.proven else "not_proven")
        told.append(
            (say.full_name(portfolio.project(move.project)), [kind_words(move, say), *cells, proven], "")
        )
    return told


def standing(moves: Moves, portfolio: Portfolio, say: Wording) -> str:
    """Return what the best move is worth, how many gain something, and how many were tried."""
    gaining: Sequence[Move] = [move for move in moves.ranked if move.better]
    told = [say("single.tried", tried=len(moves.found), asked=moves.asked)]
    if gaining:
        told.append(say.counted("single.gaining", len(gaining), best=line(gaining[0], portfolio, say)))
    elif len(moves.found) == moves.asked and all(move.proven for move in moves.found):
        told.append(say("single.none_gains"))
    else:
        told.append(say("single.none_found"))
    return say.together(told)
