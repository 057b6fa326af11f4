"""What plans aim for, for the terminal: the name of an aim says all that its value adds up."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.aim import AimPart, parts_of
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term, TermName

_NAMES = {
    TermName.VIOLATION: "shortfall against the floor",
    TermName.TARDINESS: "weighted tardiness in quarters",
    TermName.BENEFIT: "early opening",
    TermName.SELECTED: "projects carried out",
    TermName.USAGE: "spending",
    TermName.MAKESPAN: "overall length in quarters",
    TermName.DISRUPTION: "changes against the baseline",
}


def aim_name(terms: Iterable[Term], portfolio: Portfolio) -> str:
    """Return the name of an aim: all that its value adds up, how often it counts, and whose money it is."""
    words = ""
    for number, part in enumerate(parts_of(terms)):
        told = _part(part, portfolio)
        if part.weight != 1:
            told = f"{part.weight.normalize():f} × {told}"
        sign = "− " if part.counts_against else "+ "
        words += told if number == 0 and not part.counts_against else f"{' ' if number else ''}{sign}{told}"
    return words


def _part(part: AimPart, portfolio: Portfolio) -> str:
    if part.term is TermName.PEAK:
        if part.payers == (TOTAL,):
            return "dearest year in all"
        if len(part.payers) == 1:
            return f"dearest year of {part.payers[0]}"
        if set(part.payers) == set(portfolio.sources) and len(part.payers) == len(portfolio.sources):
            return "sum of each payer's dearest year"
        return f"sum of the dearest years of {', '.join(part.payers)}"
    told = _NAMES[part.term]
    if part.term is TermName.USAGE and part.is_maximised:
        told = f"{told} (the more the better)"
    whose = [payer for payer in part.payers if payer != TOTAL]
    return f"{told} of {', '.join(whose)}" if whose else told
