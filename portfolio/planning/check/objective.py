"""What a plan comes to under each aim of its objective, counted again in plain arithmetic for the checker."""

from __future__ import annotations

from decimal import Decimal

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Term, TermName
from portfolio.domain.spending import pooled, spending_of


def tier_value(resolved: Brief, plan: Plan, terms: tuple[Term, ...]) -> Decimal:
    """Return the weighted sum of the terms; beside a maximised term, minimised ones count negative."""
    mixed = any(term.is_maximised for term in terms)
    return sum(
        (
            term.weight * _term_value(resolved, plan, term) * (-1 if mixed and not term.is_maximised else 1)
            for term in terms
        ),
        Decimal(0),
    )


def _disruption(resolved: Brief, plan: Plan) -> int:
    """Return quarters of shifted starts, 1 for a changed mode, all quarters for what is dropped or added."""
    baseline, decisions = resolved.baseline or {}, plan.decisions
    quarters = resolved.calendar.first.until(resolved.calendar.last) + 1
    total = 0
    for project, requirement in resolved.requirements.items():
        kept, made = baseline.get(project), decisions.get(project)
        if kept is not None and made is not None:
            shift = abs(kept.start.until(made.start))
            # Where a mode is another one for each start, a start that moves is a change of mode as well.
            mode = requirement.mode(made.mode)
            redated = mode is not None and resolved.is_dated(mode) and shift > 0
            total += shift + (kept.mode != made.mode or redated)
        elif kept is not None or made is not None:
            total += quarters
    return total


def _term_value(resolved: Brief, plan: Plan, term: Term) -> int | Decimal:
    spending = spending_of(plan.projects, resolved.portfolio.sources)
    first = resolved.calendar.first
    scheduled = [
        (resolved.requirements[planned.id], planned)
        for planned in plan.projects
        if planned.finish is not None and planned.id in resolved.requirements
    ]
    ends = [first.until(planned.finish) + 1 for _, planned in scheduled if planned.finish is not None]
    pool = resolved.pools[term.resource or TOTAL]
    match term.term:
        case TermName.VIOLATION:
            total = pooled(spending, resolved.portfolio.sources)
            planned_total = sum(total.get(year, 0) for year in resolved.calendar.programme_years)
            applies = resolved.floor_is_soft and term.resource in {None, TOTAL}
            return max(0, (resolved.floor or 0) - planned_total) if applies else 0
        case TermName.TARDINESS:
            return sum(
                requirement.priority * requirement.tardiness(planned.finish)
                for requirement, planned in scheduled
                if planned.finish is not None
            )
        case TermName.PEAK:
            return max(pooled(spending, pool).values(), default=0)
        case TermName.USAGE:
            return sum(pooled(spending, pool).values())
        case TermName.BENEFIT:
            quarters = first.until(resolved.calendar.last) + 1
            opened = [end for (requirement, _), end in zip(scheduled, ends, strict=True) if requirement.opens]
            growth = 1 + resolved.discount_rate
            return sum((growth**-t for end in opened for t in range(end, quarters)), Decimal(0))
        case TermName.SELECTED:
            return len(scheduled)
        case TermName.MAKESPAN:
            return max(ends, default=0)
        case TermName.DISRUPTION:
            return _disruption(resolved, plan)
