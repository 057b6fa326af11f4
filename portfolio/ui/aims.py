"""What plans aim for, in words: the terms of an objective and the values they come to."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term, TermName
from portfolio.ui import money
from portfolio.ui.frames import pool_name
from portfolio.ui.i18n import Wording

_MONEY = {TermName.VIOLATION, TermName.PEAK, TermName.USAGE}


def name(terms: Iterable[Term], portfolio: Portfolio, say: Wording) -> str:
    """Return the name of an aim; where it counts money of some sources only, it says whose."""
    names = [
        say(f"aim.{term.term}")
        + ("" if term.resource in {None, TOTAL} else f" ({pool_name(str(term.resource), portfolio, say)})")
        for term in terms
    ]
    return " + ".join(names)


def shown(value: float | None, terms: Iterable[Term], say: Wording) -> str:
    """Return the value of an aim, as money where it is money; unknown is said, never invented."""
    if value is None:
        return say("unknown")
    if all(term.term in _MONEY and term.weight == 1 for term in terms):
        return money.amount(round(value), say.language)
    return f"{value:,.0f}"
