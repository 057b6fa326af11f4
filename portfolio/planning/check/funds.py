"""Conditions on the money of sources, held against a plan by the check's own arithmetic.

What is kept back and what lapses is worked out again from the rows of the data and the scenario, year by
year; so are the years in which sources pay, and which projects they pay for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from portfolio.domain.brief import Brief
from portfolio.domain.conditions import KeptBack
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.planning.check.reading import differs, in_unit, money_differs, paid_out, walk, works_of
from portfolio.planning.check.terms import terms_of


def annual_ceilings(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No payer pays more in a year to come than its ceiling, less any reserve, and what was carried in."""
    paid = paid_out(brief, plan)
    for payer, by_year in brief.scenario.ceilings.items():
        if payer not in brief.payers:
            continue
        bound = _conditions(brief, payer)
        share = Fraction(brief.scenario.carry_over.get(payer, 0))
        earlier: list[tuple[int, Fraction]] = []  # year -> what would move on if nothing of it were used
        carried = 0
        for year, most in sorted((y, m) for y, m in by_year.items() if m is not None):
            if not _can_pay(brief, payer, year):
                continue
            net = most - most * Fraction(bound.reserve_percent) // 100
            if bound.lapses_after is not None:
                left = sum((room for old, room in earlier if old + bound.lapses_after >= year), Fraction(0))
                carried = min(carried, left.numerator // left.denominator)
            used = sum(paid.get(source, {}).get(year, 0) for source in brief.payers[payer])
            if used > net + carried and not brief.is_past(year):
                words = f"at most {in_unit(brief, int(net + carried))}"
                yield from money_differs(brief, RuleName.CEILING, f"ceilings.{payer}.{year}", used, words)
            room = share * max(0, net + carried - used)
            carried = room.numerator // room.denominator
            earlier = [(old, share * amount) for old, amount in [*earlier, (year, Fraction(net))]]


def source_years(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No source pays for a project before its first year or after its last, but what is paid already."""
    for source in brief.portfolio.assumptions.funding_sources:
        if source.first_year is None and source.last_year is None:
            continue
        span = f"it pays from {source.first_year or '...'} to {source.last_year or '...'} only"
        paid = paid_out(brief, plan).get(source.id, {})
        facts = brief.spent.get(source.id, {})
        for year, amount in sorted(paid.items()):
            known = max(0, facts.get(year, 0))
            if amount > known and not brief.is_past(year) and not _can_pay(brief, source.id, year):
                path, words = (
                    f"payments_by_source.{source.id}.{year}",
                    f"{in_unit(brief, known)}: {span}",
                )
                yield from money_differs(brief, RuleName.SOURCE_YEARS, path, amount, words)
        for place, planned, requirement in walk(brief, plan):
            late = _paid_too_late(brief, planned, requirement, source.id, source.last_year)
            if late:
                path = f"{place}.payments_beyond_by_source.{source.id}"
                yield from money_differs(brief, RuleName.SOURCE_YEARS, path, late, f"0: {span}")


def eligible(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No source pays for a project that it is not for, but what has been paid already."""
    assumptions = brief.portfolio.assumptions
    for place, planned, requirement in walk(brief, plan):
        project = brief.portfolio.project(planned.id)
        owner = assumptions.owner_of(project)
        for source in assumptions.funding_sources:
            allowed = source.pays_for.selects(project, owner, brief.portfolio.classes)
            denied = source.not_for is not None and source.not_for.selects(
                project, owner, brief.portfolio.classes
            )
            facts = {} if requirement is None else brief.within(requirement.spent).get(source.id, {})
            paid = sum(planned.by_source.get(source.id, {}).values())
            decided = paid + planned.beyond_by_source.get(source.id, 0) - sum(facts.values())
            if decided and (denied or not allowed):
                path, words = f"{place}.by_source.{source.id}", "nothing: the project is not what it is for"
                yield from differs(RuleName.ELIGIBLE, path, in_unit(brief, decided), words)


def _conditions(brief: Brief, payer: str) -> KeptBack:
    assumptions = brief.portfolio.assumptions
    group = next((each for each in assumptions.source_groups if each.id == payer), None)
    return group or next(each for each in assumptions.funding_sources if each.id == payer)


def _can_pay(brief: Brief, payer: str, year: int) -> bool:
    source = next((s for s in brief.portfolio.assumptions.funding_sources if s.id == payer), None)
    if source is None:
        return True
    return (source.first_year or year) <= year <= (source.last_year or year)


def _paid_too_late(
    brief: Brief, planned: PlannedProject, requirement: Requirement | None, source: str, last_year: int | None
) -> int:
    """Return what a source pays after the schedule although its last year is over by then."""
    later = planned.payments_beyond_by_source.get(source, 0)
    after = brief.calendar.last_schedule_year
    if last_year is None or last_year <= after or not later:
        return 0 if last_year is None else later
    works = works_of(planned, requirement)
    if works is None or planned.finish is None:
        return later
    _, mode, start = works
    _, progress, retention, periods = terms_of(brief, planned)
    known = {} if requirement is None else requirement.paid_as_spent
    if known and requirement is not None and not requirement.spent_by_terms:
        progress = 1 - retention  # what was spent was the advance
    by_year: Mapping[int, int] = mode.by_year(start).get(source, {})
    in_all, coming = sum(by_year.values()), sum(a for year, a in by_year.items() if year > last_year)
    unpaid = Fraction(progress) * coming
    if planned.finish.plus(periods).year > last_year:
        unpaid += Fraction(retention) * (in_all - sum(known.get(source, {}).values()))
    # What is due is rounded half up, so what is left to pay is rounded half down.
    return -((1 - 2 * unpaid) // 2) if unpaid else 0
