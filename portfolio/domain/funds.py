"""The arithmetic of money that is bound to conditions: reserves, room that lapses, years of payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portfolio.domain.conditions import KeptBack
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.scenario import Scenario

Years = tuple[int | None, int | None]
"""The first and the last fiscal year of something; None where there is no such year."""


@dataclass(frozen=True, slots=True)
class Funds:
    """What the money of the payers is bound to under a scenario; a payer that is not bound is absent.

    Attributes:
        reserves: Source or group -> share of one of each ceiling that is kept back.
        lapses: Source or group -> for how many years unused room may be carried over.
        years: Source -> the first and the last fiscal year in which it can pay.
    """

    reserves: Mapping[str, Fraction] = field(default_factory=dict)
    lapses: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, Years] = field(default_factory=dict)

    def reserve(self, payer: str, ceiling: int) -> int:
        """Return what is kept back of a ceiling, in whole units of money."""
        return floor(ceiling * self.reserves.get(payer, Fraction(0)))

    def net(self, payer: str, ceiling: int) -> int:
        """Return what may be planned with of a ceiling."""
        return ceiling - self.reserve(payer, ceiling)

    def gross(self, payer: str, net: int) -> int:
        """Return the lowest ceiling of which so much may be planned with; there is one for any amount."""
        left = 1 - self.reserves.get(payer, Fraction(0))
        return 0 if net <= 0 else floor((net - 1) / left) + 1

    def is_open(self, source: str, year: int) -> bool:
        """Tell whether a source can pay in a fiscal year."""
        first, last = self.years.get(source, (None, None))
        return (first is None or year >= first) and (last is None or year <= last)

    def received(self, payer: str, year: int, ceilings: Mapping[int, int], share: Decimal) -> int | None:
        """Return the most room that a year receives, as older room has lapsed; None where none does.

        The oldest room is used first. What is left over is then the newest, and what has not lapsed of it is
        all of it, or else what the years that count come to if nothing of them is used.

        Args:
            payer: A source or group.
            year: A fiscal year with a ceiling.
            ceilings: Fiscal year -> its ceiling, all years that have one.
            share: Of the unused room of a year, how much moves on to the next.
        """
        lapse = self.lapses.get(payer)
        if lapse is None:
            return None
        kept, most = Fraction(1), Fraction(0)
        for before in sorted((known for known in ceilings if known < year), reverse=True):
            kept *= Fraction(share)
            if before >= year - lapse:
                most += kept * self.net(payer, ceilings[before])
        return floor(most)


UNBOUND = Funds()
"""Where nothing is said of any payer."""


def funds_of(portfolio: Portfolio) -> Funds:
    """Return what the money of a portfolio's payers is bound to."""
    assumptions = portfolio.assumptions
    kept: dict[str, KeptBack] = {source.id: source for source in assumptions.funding_sources}
    kept |= {group.id: group for group in assumptions.source_groups}
    years = {source.id: (source.first_year, source.last_year) for source in assumptions.funding_sources}
    return Funds(
        reserves={
            payer: Fraction(each.reserve_percent) / 100
            for payer, each in kept.items()
            if each.reserve_percent
        },
        lapses={payer: each.lapses_after for payer, each in kept.items() if each.lapses_after is not None},
        years={source: span for source, span in years.items() if span != (None, None)},
    )


def with_sources(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """Return the portfolio with the conditions on money that a scenario states."""
    if not scenario.sources:
        return portfolio
    assumptions = portfolio.assumptions
    sources, groups = assumptions.funding_sources, assumptions.source_groups
    changed = assumptions.model_copy(
        update={
            "funding_sources": tuple(
                source.model_copy(update=scenario.sources[source.id].put_over(source))
                if source.id in scenario.sources
                else source
                for source in sources
            ),
            "source_groups": tuple(
                group.model_copy(update=scenario.sources[group.id].put_over(group))
                if group.id in scenario.sources
                else group
                for group in groups
            ),
        }
    )
    return portfolio.changed(assumptions=changed)


def ceilings_of(portfolio: Portfolio, scenario: Scenario) -> dict[str, dict[int, int]]:
    """Return payer -> fiscal year -> its ceiling with what is kept back of it, where it has one.

    A year in which a source cannot pay has none: money that is not there leaves no room.
    """
    funds = funds_of(portfolio)
    return {
        payer: {
            year: amount
            for year, amount in sorted(by_year.items())
            if amount is not None and funds.is_open(payer, year)
        }
        for payer, by_year in scenario.ceilings.items()
    }
