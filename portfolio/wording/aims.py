"""What plans aim for, in words: the terms of an objective and the values they come to."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.aim import AimPart, parts_of
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term, TermName
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

_MOST_PARTS = 5


def name(terms: Iterable[Term], portfolio: Portfolio, say: Wording) -> str:
    """Return the name of an aim: what its value adds up, how often it counts, and whose money it is.

    Of many parts, the first are told and the rest counted.
    """
    words, parts = "", parts_of(terms)
    for number, part in enumerate(parts[:_MOST_PARTS]):
        told = _part(part, portfolio, say)
        if part.weight != 1:
            told = say("aim.weighted", weight=f"{part.weight.normalize():f}", aim=told)
        sign = "− " if part.counts_against else "+ "
        words += told if number == 0 and not part.counts_against else f"{' ' if number else ''}{sign}{told}"
    rest = len(parts) - _MOST_PARTS
    return say("scenario.more", shown=words, n=rest) if rest > 0 else words


def _part(part: AimPart, portfolio: Portfolio, say: Wording) -> str:
    if part.term is TermName.PEAK:
        if part.payers == (TOTAL,):
            return say("aim.peak.total")
        if len(part.payers) == 1:
            return say("aim.peak", payer=payer_name(part.payers[0], portfolio, say))
        if set(part.payers) == set(portfolio.sources) and len(part.payers) == len(portfolio.sources):
            return say("aim.peak.each")
        payers = say.few([payer_name(payer, portfolio, say) for payer in part.payers])
        return say("aim.peak.several", payers=payers)
    told = say("aim.usage.most" if part.term is TermName.USAGE and part.is_maximised else f"aim.{part.term}")
    whose = [payer_name(payer, portfolio, say) for payer in part.payers if payer != TOTAL]
    return f"{told} ({say.few(whose)})" if whose else told


def shown(value: float | None, terms: Iterable[Term], say: Wording) -> str:
    """Return the value of an aim, as money where it is money; unknown is said, never invented."""
    if value is None:
        return say("unknown")
    known = tuple(terms)
    if known and all(term.is_money and term.weight == 1 for term in known):
        return money.amount(round(value), say)
    return f"{value:,.0f}" if value % 1 == 0 else f"{value:,.2f}"


def gap(share: float | None, say: Wording) -> str:
    """Return how far a value may be from its proven limit; unknown is said, never invented."""
    return say("unknown") if share is None else f"{share:.1%}"
