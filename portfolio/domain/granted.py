"""Fixed appropriations of works under way: the years to come stay as granted, whatever was spent before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain.calendar import Period
from portfolio.domain.cashflow import Flow
from portfolio.domain.requirement import YearsBySource

ByYear = Mapping[str, Mapping[int, Fraction]]
"""Source -> fiscal year -> exact amount."""

StillGranted = Mapping[int, Mapping[str, Fraction]]
"""Fiscal year -> source -> exact amount that is still to be paid."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What each source has granted for a project in each year, at the cost that a scenario says."""

    amounts: ByYear

    def shares_in(self, year: int) -> dict[str, Fraction]:
        """Return each source's share of what is granted in a year; empty where that is nothing."""
        found = {source: by_year.get(year, Fraction(0)) for source, by_year in self.amounts.items()}
        total = sum(found.values(), Fraction(0))
        return {source: amount / total for source, amount in found.items()} if total else {}

    def left(self, spent: YearsBySource, effective: Period, *, has_begun: bool = True) -> StillGranted:
        """Return year -> source -> what is still to be paid: all of later years, and the rest of the present.

        What was not spent in years that are over has lapsed, or awaits works that have not begun.
        """
        years = sorted({year for by_year in self.amounts.values() for year in by_year})
        found = {}
        for year in years:
            total = sum((by_year.get(year, Fraction(0)) for by_year in self.amounts.values()), Fraction(0))
            if year == effective.year or not has_begun:
                total -= sum(by_year.get(year, 0) for by_year in spent.values())
            if (year >= effective.year or not has_begun) and total > 0:
                found[year] = {source: share * total for source, share in self.shares_in(year).items()}
        return found


def amount_of(left: StillGranted) -> Fraction:
    """Return what is still to be paid in all."""
    return sum((sum(by_source.values(), Fraction(0)) for by_source in left.values()), Fraction(0))


def in_quarters(left: StillGranted, resume: Period, finish: Period) -> Flow:
    """Return what is left by period from the resumption of works on, each year's evenly in its own periods.

    A year that is over by then cannot have its amount: it is paid in the year in which works resume.
    """
    paid: dict[str, dict[int, Fraction]] = {}
    for year, by_source in left.items():
        first = resume.periods.first(max(year, resume.year))
        quarters = [first.plus(k) for k in range(resume.periods.per_year)]
        there = [quarter for quarter in quarters if quarter >= resume]
        there = [quarter for quarter in there if quarter <= finish] or there
        for source, amount in by_source.items():
            row = paid.setdefault(source, {})
            for quarter in there:
                elapsed = resume.until(quarter)
                row[elapsed] = row.get(elapsed, Fraction(0)) + amount / len(there)
    length = max((k + 1 for row in paid.values() for k in row), default=0)
    parts = math.lcm(*(amount.denominator for row in paid.values() for amount in row.values()))
    return Flow(
        {s: tuple(int(row.get(k, Fraction(0)) * parts) for k in range(length)) for s, row in paid.items()},
        parts,
    )
