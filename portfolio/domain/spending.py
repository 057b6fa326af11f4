"""Arithmetic on spending by source and fiscal year: sums, peaks, and room under annual ceilings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from portfolio.domain.funds import UNBOUND, Funds
from portfolio.domain.outcomes import CeilingUse
from portfolio.domain.plan import Peak, PlannedProject, YearlyAmounts

Spending = Mapping[str, Mapping[int, int]]
"""Source -> fiscal year -> 10k CNY; a year without money may be absent."""


def add(total: YearlyAmounts, amounts: Mapping[int, int]) -> None:
    """Add yearly amounts to a total, in place."""
    for year, amount in amounts.items():
        total[year] = total.get(year, 0) + amount


def summed(spending: Spending, sources: Iterable[str]) -> YearlyAmounts:
    """Return what several sources spend together, by year; years without money are absent."""
    total: YearlyAmounts = {}
    for source in sources:
        add(total, spending.get(source, {}))
    return {year: amount for year, amount in sorted(total.items()) if amount}


def spending_of(projects: Iterable[PlannedProject], sources: Iterable[str]) -> dict[str, YearlyAmounts]:
    """Return what the projects spend together, by source and year."""
    by_project = [project.by_source for project in projects]
    result = {}
    for source in sources:
        total: YearlyAmounts = {}
        for by_source in by_project:
            add(total, by_source.get(source, {}))
        result[source] = {year: amount for year, amount in sorted(total.items()) if amount}
    return result


def payments_of(projects: Iterable[PlannedProject], sources: Iterable[str]) -> dict[str, YearlyAmounts]:
    """Return what the projects are paid together, by source and year."""
    result: dict[str, YearlyAmounts] = {source: {} for source in sources}
    for project in projects:
        for source, by_year in project.payments_by_source.items():
            if source in result:
                add(result[source], by_year)
    return {
        source: {year: amount for year, amount in sorted(total.items()) if amount}
        for source, total in result.items()
    }


def every_year(amounts: Mapping[int, int], years: Iterable[int]) -> YearlyAmounts:
    """Return the amounts with a zero for every year that has none."""
    return {year: amounts.get(year, 0) for year in years}


def peaks(spending: Spending, payers: Mapping[str, Iterable[str]]) -> dict[str, Peak]:
    """Return the dearest year of every payer that spends anything; the first of several equal ones."""
    result = {}
    for payer, sources in payers.items():
        by_year = {year: amount for year, amount in summed(spending, sources).items() if amount > 0}
        if by_year:
            year = max(by_year, key=lambda y: by_year[y])
            result[payer] = Peak(year=year, amount=by_year[year])
    return result


def ceiling_uses(
    spending: Spending,
    payers: Mapping[str, Iterable[str]],
    ceilings: Mapping[str, Mapping[int, int]],
    carry_over: Mapping[str, Decimal],
    funds: Funds = UNBOUND,
) -> tuple[CeilingUse, ...]:
    """Hold what is paid against every annual ceiling, less what is kept back of it.

    A payer's unused room moves on to its next year with a ceiling, as the share floor(share x room), as far
    as it has not lapsed by then; years without a ceiling in between neither use nor add any. Money overspent
    is not taken from the next year.
    """
    uses = []
    for payer, by_year in ceilings.items():
        used_in = summed(spending, payers[payer])
        share, carried_in = carry_over.get(payer, Decimal(0)), 0
        for year, maximum in sorted(by_year.items()):
            received = funds.received(payer, year, by_year, share)
            if received is not None:
                carried_in = min(carried_in, received)
            used, reserve = used_in.get(year, 0), funds.reserve(payer, maximum)
            use = CeilingUse(
                payer=payer,
                year=year,
                maximum=maximum,
                reserve=reserve,
                carried_in=carried_in,
                used=used,
                slack=maximum - reserve + carried_in - used,
            )
            uses.append(use)
            carried_in = int(share * max(0, use.slack))
    return tuple(uses)
