"""What is paid of each project, recounted from what is completed of it and the terms of its data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.rule_names import RuleName
from portfolio.planning.check.reading import money_differs, shown_amounts, walk

_AS_COMPLETED = (Decimal(0), Decimal(1), Decimal(0), 0)

Shares = tuple[Decimal, Decimal, Decimal, int]
"""Advance, progress and retention, of one, and after how many periods that is paid."""


def payment(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """By the end of each year a source has paid what the terms make due of what is completed, half up.

    The advance is due of the total once works have begun, the retention once they are settled, and in between
    a share of what is completed. What is due after the schedule is one sum.
    """
    for place, planned, _ in walk(brief, plan):
        within, beyond = _due(brief, planned)
        found = {source: shown_amounts(years) for source, years in planned.payments_by_source.items()}
        for source in {**within, **found}:
            path = f"{place}.payments_by_source.{source}"
            yield from money_differs(
                brief, RuleName.PAYMENT, path, found.get(source, {}), within.get(source, {})
            )
        told = {s: amount for s, amount in planned.payments_beyond_by_source.items() if amount}
        yield from money_differs(brief, RuleName.PAYMENT, f"{place}.payments_beyond_by_source", told, beyond)
        in_all: dict[int, int] = {}
        for years in planned.payments_by_source.values():
            for year, amount in years.items():
                in_all[year] = in_all.get(year, 0) + amount
        path, said = f"{place}.payments", shown_amounts(planned.payments)
        yield from money_differs(brief, RuleName.PAYMENT, path, said, shown_amounts(in_all))


def _due(brief: Brief, planned: PlannedProject) -> tuple[dict[str, dict[int, int]], dict[str, int]]:
    """Return source -> year of the schedule -> what is paid in it, and source -> what is paid later."""
    within: dict[str, dict[int, int]] = {}
    beyond: dict[str, int] = {}
    if planned.start is None or planned.finish is None:
        spent = {source: shown_amounts(years) for source, years in planned.by_source.items()}
        return {source: years for source, years in spent.items() if years}, beyond
    requirement = brief.requirements.get(planned.id)
    spent = {} if requirement is None else requirement.spent
    advance, progress, retention, after = terms_of(brief, planned)
    by_terms = requirement is not None and requirement.latest is not None and not requirement.sharing
    refunded = any(amount < 0 for years in spent.values() for amount in years.values())
    # What was spent in the years of works is paid by their terms, and all else as it was spent.
    if by_terms and not refunded:
        facts = {s: {y: n for y, n in of.items() if y < planned.start.year} for s, of in spent.items()}
    else:
        facts = spent
    if spent == facts and any(any(years.values()) for years in facts.values()):
        advance, progress = Decimal(0), 1 - retention  # what was spent was the advance
    earlier = {} if planned.before is None else planned.before.by_source
    for source in brief.portfolio.sources:
        told, known = planned.by_source.get(source, {}), facts.get(source, {})
        rest = {
            year: told.get(year, 0) + earlier.get(source, {}).get(year, 0) - known.get(year, 0)
            for year in {*told, *earlier.get(source, {}), *known}
        }
        total = sum(rest.values()) + planned.beyond_by_source.get(source, 0)
        by_year, before = {}, 0
        last = max([brief.calendar.last_schedule_year, *rest])  # no schedule has more, but a wrong plan may
        for year in range(brief.calendar.first_year - 1, last + 1):
            due = progress * sum(amount for completed_in, amount in rest.items() if completed_in <= year)
            due += advance * total if planned.start.year <= year else 0
            due += retention * total if planned.finish.plus(after).year <= year else 0
            paid = int(due.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            by_year[year], before = paid - before + known.get(year, 0), paid
        del by_year[brief.calendar.first_year - 1]
        if any(by_year.values()):
            within[source] = shown_amounts(by_year)
        if total != before:
            beyond[source] = total - before
    return within, beyond


def terms_of(brief: Brief, planned: PlannedProject) -> Shares:
    """Return by which terms a project is paid, as the first rule for it says."""
    project = brief.portfolio.project(planned.id)
    if planned.cancelled or brief.portfolio.appropriations_of(planned.id):
        return _AS_COMPLETED
    assumed = brief.portfolio.assumptions.payment_terms
    owner = brief.portfolio.assumptions.owner_of(project)
    for rule in assumed:
        if rule.applies_to.selects(project, owner, brief.portfolio.classes):
            shares = (rule.advance / 100, rule.progress / 100, rule.retention / 100)
            return (*shares, rule.settled_after)
    return _AS_COMPLETED
