"""What a portfolio is of, in words: its programme, what it holds, its phases and its findings."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.portfolio import Portfolio
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Wording
from portfolio.wording.promises import place_words
from portfolio.wording.tones import Row


def title_words(portfolio: Portfolio, say: Wording) -> str:
    """Return what a programme is called, and its years."""
    horizon = portfolio.programme.horizon
    years = {"first": say.year(horizon.first_year), "last": say.year(horizon.last_year)}
    return say("programme.title", name=say.either(portfolio.programme, "name"), **years)


def held_rows(portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each kind of thing that a portfolio holds any of."""
    called = {"projects": say("programme.projects"), "targets": column_label("programme", "targets", say)}
    return [
        (called.get(kind) or column_label("portfolio", kind, say), [f"{number:,}"], "")
        for kind, number in portfolio.holds.items()
        if number
    ]


def phase_heads(say: Wording) -> list[str]:
    """Return the heads of the table of phases."""
    first, last = (column_label("deliverables.phases", field, say) for field in ("first", "last"))
    return [say("promise.name"), first, last, say("programme.months")]


def phase_rows(portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each phase, with its months."""
    return [
        (say.either(phase, "name"), [phase.first, phase.last, str(phase.months)], "")
        for phase in portfolio.phases
    ]


def finding_lines(portfolio: Portfolio, say: Wording) -> Iterator[str]:
    """Yield what does not add up, each with its detail and its places."""
    for finding in portfolio.findings:
        kind = say(f"finding.kind.{finding.kind}")
        yield say("finding.title", kind=kind, title=say.either(finding, "title"))
        yield f"  {say.either(finding, 'detail')}"
        for place in finding.places:
            yield f"  {place_words(place, portfolio, say)}"
