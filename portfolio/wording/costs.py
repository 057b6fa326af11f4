"""What projects cost, in words: prices, estimates of what has none, why it has none, and what all come to."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.estimates import Range, Totals, estimate_of
from portfolio.domain.project import Project
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row


def unpriced_text(project: Project, say: Wording) -> str:
    """Return that a project has no price, why as far as the source says, and what it is estimated to cost."""
    told = [say("not_priced.note", note=project.cost_note) if project.cost_note else say("not_priced")]
    estimate = estimate_of(project)
    if estimate is not None:
        told.append(say("totals.estimated", estimated=_range(estimate, say)))
    return say("clause.separator").join(told)


def totals_text(projects: Iterable[Project], say: Wording) -> str:
    """Return what projects come to in the unit of tables: prices, estimates and what has no price, apart."""
    totals = Totals.of(projects)
    told = [say("totals.not_priced")]
    if totals.priced is not None or not totals.without_price:
        told = [say("totals.priced", priced=money.table_amount(totals.priced or 0, say))]
    if totals.estimated is not None:
        told.append(say("totals.estimated", estimated=_range(totals.estimated, say)))
    if totals.without_price:
        told.append(say("totals.without_price", n=totals.without_price))
    return say("clause.separator").join(told)


def totals_words(projects: Iterable[Project], say: Wording) -> list[str]:
    """Return what projects come to as a sentence, where something is estimated or nothing is priced."""
    every = tuple(projects)
    totals = Totals.of(every)
    if totals.estimated is None and (totals.priced is not None or not totals.without_price):
        return []
    return [say("totals.in_unit", unit=money.short_unit(say), totals=totals_text(every, say))]


def estimate_rows(project: Project, say: Wording) -> list[Row]:
    """Return a row for each thing that is known of a project's estimate, and why it has no price."""
    known = {
        "note": project.cost_note,
        "low": _amount(project.estimate_low, say),
        "likely": _amount(project.estimate_likely, say),
        "high": _amount(project.estimate_high, say),
        "method": project.estimate_method,
        "price_year": None if project.estimate_price_year is None else str(project.estimate_price_year),
        "trust": None if project.estimate_trust is None else say(f"trust.{project.estimate_trust}"),
    }
    return [(say(f"estimate.{name}"), [text], "minor") for name, text in known.items() if text]


def _amount(amount: int | None, say: Wording) -> str | None:
    return None if amount is None else money.amount(amount, say)


def _range(amounts: Range, say: Wording) -> str:
    low, high = (money.table_amount(amount, say) for amount in (amounts.low, amounts.high))
    return low if low == high else f"{low}-{high}"
