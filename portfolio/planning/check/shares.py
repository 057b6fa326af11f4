"""Whether sources share a project's money between their bounds and keep what they match, counted again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.eligibility import barred_sources
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.planning.check.bands import history_of
from portfolio.planning.check.reading import differs, in_unit, money_differs, shown_amounts, walk, works_of

_FINEST = 10**12
"""Bounds of what is still to be paid are widened to whole parts of one out of so many."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What sources pay of one project.

    Attributes:
        place: Of the project in the plan.
        already: Source -> what it had paid before the schedule, or is a fact.
        coming: Source -> year of the schedule -> what it completes besides, by the plan.
        curve: Source -> year of the schedule -> the same by the stated shares.
        history: How many years of the schedule are over.
    """

    place: str
    need: Requirement
    planned: PlannedProject
    already: dict[str, int]
    coming: dict[str, dict[int, int]]
    curve: dict[str, dict[int, int]]
    history: int


def shares(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A source pays in all what its bounds let it of what is still to be paid, in whole steps of a band.

    It pays no less than nothing in any year, and in years of history what the stated shares have. What the
    plan tells of its choice is counted again.
    """
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        if works is None or works[0].sharing_in(works[1]) is None:
            if planned.sharing is not None:
                path = f"{place}.sharing"
                yield Violation(rule=RuleName.SHARE, path=path, found="chosen", expected="as stated")
            continue
        yield from _told(brief, place, planned, works)
        yield from _between_bounds(brief, _read(brief, place, planned, works))


def matches(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Within the schedule no source pays more than the ratio of what it matches, and what is owed to it."""
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        if works is None or works[0].sharing_in(works[1]) is None:
            continue
        rule = brief.portfolio.funding_of(brief.portfolio.project(planned.id))
        need, shared = works[0], _read(brief, place, planned, works)
        earlier = {mode.id: _before_the_schedule(brief, need, mode) for mode in need.modes}
        left = [sum(map(sum, mode.spending.values())) - sum(earlier[mode.id].values()) for mode in need.modes]
        already = earlier[need.modes[0].id]
        for source, by_year in need.spent.items():
            already[source] = already.get(source, 0) + sum(by_year.values())
        for match in () if rule is None else rule.matches:
            ratio = Fraction(match.ratio)
            ahead = ratio * already.get(match.against, 0) - already.get(match.source, 0)
            allowed = max(math.floor(ahead), -math.floor(ratio * min(left)))
            used, against = (
                sum(shared.coming.get(name, {}).values()) for name in (match.source, match.against)
            )
            most = math.floor(ratio * against) + allowed
            if used > most:
                path, words = f"{place}.by_source.{match.source}", f"at most {in_unit(brief, most)}"
                yield from money_differs(brief, RuleName.MATCH, path, used, words)


def _read(
    brief: Brief, place: str, planned: PlannedProject, works: tuple[Requirement, Mode, Period]
) -> _Shared:
    need, mode, start = works
    along, years = mode.by_year(start), brief.calendar.years
    already = _before_the_schedule(brief, need, mode)
    for source, told in need.spent.items():
        already[source] = already.get(source, 0) + sum(told.values())

    def besides_facts(amounts: Mapping[str, Mapping[int, int]]) -> dict[str, dict[int, int]]:
        return {
            source: {
                year: amounts.get(source, {}).get(year, 0) - need.spent.get(source, {}).get(year, 0)
                for year in years
            }
            for source in brief.portfolio.sources
        }

    history = math.ceil(Fraction(history_of(brief, need), brief.calendar.periods.per_year))
    return _Shared(
        place, need, planned, already, besides_facts(planned.by_source), besides_facts(along), history
    )


def _before_the_schedule(brief: Brief, need: Requirement, mode: Mode) -> dict[str, int]:
    """Return source -> what it pays in a mode before the schedule, facts left out."""
    if need.latest is None:
        return {}
    return {
        source: sum(
            amount - need.spent.get(source, {}).get(year, 0)
            for year, amount in by_year.items()
            if year < brief.calendar.first_year
        )
        for source, by_year in mode.by_year(need.latest).items()
    }


def _told(
    brief: Brief, place: str, planned: PlannedProject, works: tuple[Requirement, Mode, Period]
) -> Iterator[Violation]:
    """What the plan says of its choice: bounds as the rule has them, what was chosen, what is usual."""
    _, mode, start = works
    told, path = planned.sharing, f"{place}.sharing"
    if told is None:
        yield Violation(rule=RuleName.SHARE, path=path, found="None", expected="what was chosen")
        return
    along = mode.by_year(start)
    bounds = {source: tuple(map(_percent, each)) for source, each in _bounds(brief, planned).items()}
    found = {source: tuple(map(Decimal, each)) for source, each in told.bounds.items()}
    yield from differs(RuleName.SHARE, f"{path}.bounds", found, bounds)
    before = {} if planned.before is None else planned.before.by_source
    parts = (before, planned.by_source)
    chosen = {
        source: sum(sum(part.get(source, {}).values()) for part in parts)
        + planned.beyond_by_source.get(source, 0)
        for source in brief.portfolio.sources
    }
    usual = {source: sum(years.values()) for source, years in along.items()}
    for name, expected in (("chosen", chosen), ("usual", usual)):
        said = {source: amount for source, amount in getattr(told, name).items() if amount}
        due = {source: amount for source, amount in expected.items() if amount}
        yield from money_differs(brief, RuleName.SHARE, f"{path}.{name}", said, due)
    curve = {source: shown for source, by_year in told.curve.items() if (shown := shown_amounts(by_year))}
    yield from money_differs(brief, RuleName.SHARE, f"{path}.curve", curve, brief.within(along))


def _percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / share.denominator


def _bounds(brief: Brief, planned: PlannedProject) -> dict[str, tuple[Fraction, Fraction]]:
    """Return source -> the least and the most share of one, read again from the rule on who pays."""
    rule = brief.portfolio.funding_of(brief.portfolio.project(planned.id))
    if rule is None:
        return {}
    barred = barred_sources(brief.portfolio.assumptions, brief.portfolio.project(planned.id))
    names = {*rule.shares, *rule.percent, *rule.at_least, *rule.at_most}
    names |= {name for match in rule.matches for name in (match.source, match.against)}
    found = {}
    for source in brief.portfolio.sources:
        low, high = rule.at_least.get(source, Decimal(0)), rule.at_most.get(source, Decimal(100))
        if source in names and source not in barred and high:
            found[source] = (Fraction(low) / 100, Fraction(high) / 100)
    return found


def _of_the_rest(
    bounds: Mapping[str, tuple[Fraction, Fraction]], shared: _Shared
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the bounds as shares of what is still to be paid, given what was, widened to twelve decimals."""
    mode = shared.need.mode(shared.planned.mode or "")
    paid = sum(shared.already.values())
    in_all = 0
    if mode is not None and shared.planned.start is not None:
        in_all = sum(sum(years.values()) for years in mode.by_year(shared.planned.start).values())
    rest, found = in_all - paid, dict(bounds)
    if any(shared.already.values()) and rest > 0:
        owed = {
            source: min(Fraction(1), max(Fraction(0), (low * in_all - shared.already.get(source, 0)) / rest))
            for source, (low, _) in bounds.items()
        }
        asked = max(Fraction(1), sum(owed.values(), Fraction(0)))
        for source, (_, high) in bounds.items():
            least = owed[source] / asked
            left = (high * in_all - shared.already.get(source, 0)) / rest
            found[source] = (least, min(Fraction(1), max(least, left)))
    return {
        source: (
            Fraction(math.floor(low * _FINEST), _FINEST),
            Fraction(math.ceil(high * _FINEST), _FINEST),
        )
        for source, (low, high) in found.items()
    }


def _between_bounds(brief: Brief, shared: _Shared) -> Iterator[Violation]:
    bounds = _of_the_rest(_bounds(brief, shared.planned), shared)
    band = shared.need.band
    step = 1 if band is None else band.step
    over = brief.calendar.years[: shared.history]
    begun = {source: sum(years[year] for year in over) for source, years in shared.curve.items()}
    whole = sum(sum(years.values()) for years in shared.curve.values())
    for source, years in shared.coming.items():
        path = f"{shared.place}.by_source.{source}"
        for year, amount in years.items():
            usual = shared.curve[source][year]
            if (amount != usual) if year in over else (amount < 0):
                words = in_unit(brief, usual) if year in over else "no less than nothing"
                yield from money_differs(brief, RuleName.SHARE, f"{path}.{year}", amount, words)
        low, high = bounds.get(source, (Fraction(0), Fraction(0)))
        least, most = low * whole, high * whole
        lowest = whole if least >= whole else begun[source] + _steps(least - begun[source], step) * step
        highest = min(whole, begun[source] - _steps(begun[source] - most, step) * step)
        # Where history has more than a share, or leaves the others too much, it stands.
        lowest = min(lowest, whole - sum(begun.values()) + begun[source])
        highest = max(highest, begun[source])
        paid = sum(years.values())
        if not lowest <= paid <= highest:
            words = f"{in_unit(brief, lowest)} to {in_unit(brief, highest)}"
            yield from money_differs(brief, RuleName.SHARE, path, paid, words)
        is_first = source == next(iter(bounds))
        for year, amount in years.items():
            if not is_first and year not in over and amount % step:
                words = f"whole steps of {in_unit(brief, step)}"
                yield from money_differs(brief, RuleName.SHARE, f"{path}.{year}", amount, words)


def _steps(amount: Fraction, step: int) -> int:
    return math.floor(amount / step)
