"""What a plan comes to under each aim of its objective, counted again in plain arithmetic for the checker."""

from __future__ import annotations

from decimal import Decimal

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Term, TermName
from portfolio.domain.spending import payments_of, spending_of, summed
from portfolio.planning.check import dating


def tier_value(brief: Brief, plan: Plan, terms: tuple[Term, ...]) -> Decimal:
    """Return the weighted sum of the terms; beside a maximised term, minimised ones count negative."""
    mixed = any(term.is_maximised for term in terms)
    return sum(
        (
            term.weight * _term_value(brief, plan, term) * (-1 if mixed and not term.is_maximised else 1)
            for term in terms
        ),
        Decimal(0),
    )


def _disruption(brief: Brief, plan: Plan) -> int:
    """Return periods of shifted starts, 1 for a changed mode, all periods for what is dropped or added."""
    baseline, decisions = brief.baseline or {}, plan.decisions
    quarters = brief.calendar.first.until(brief.calendar.last) + 1
    total = 0
    for project, requirement in brief.requirements.items():
        kept, made = baseline.get(project), decisions.get(project)
        if kept is not None and made is not None:
            shift = abs(kept.start.until(made.start))
            # Where a mode is another one for each start, a start that moves is a change of mode as well.
            mode = requirement.mode(made.mode)
            redated = mode is not None and brief.is_dated(mode) and shift > 0
            total += shift + (kept.mode != made.mode or redated)
        elif kept is not None or made is not None:
            total += quarters
    return total


def _term_value(brief: Brief, plan: Plan, term: Term) -> int | Decimal:
    spending = spending_of(plan.projects, brief.portfolio.sources)
    paid = payments_of(plan.projects, brief.portfolio.sources)
    first = brief.calendar.first
    scheduled = [
        (brief.requirements[planned.id], planned)
        for planned in plan.projects
        if planned.finish is not None and planned.id in brief.requirements
    ]
    ends = [
        first.until(planned.finish) + (0 if requirement.is_milestone else 1)
        for requirement, planned in scheduled
        if planned.finish is not None
    ]
    payer = brief.payers[term.resource or TOTAL]
    match term.term:
        case TermName.VIOLATION:
            total = summed(spending, brief.portfolio.sources)
            planned_total = sum(total.get(year, 0) for year in brief.calendar.programme_years)
            counted, _ = dating.promised(brief, plan, planned_total)
            applies = brief.floor_is_soft and term.resource in {None, TOTAL}
            return max(0, (brief.floor or 0) - counted) if applies else 0
        case TermName.TARDINESS:
            return sum(
                requirement.priority * requirement.tardiness(planned.finish)
                for requirement, planned in scheduled
                if planned.finish is not None
            )
        case TermName.EARLINESS:
            return dating.earliness(brief, plan)
        case TermName.EXTRA_COST:
            return dating.extra_cost(brief, plan)
        case TermName.PEAK:
            return max([0, *summed(paid, payer).values()])
        case TermName.USAGE:
            return sum(summed(spending, payer).values())
        case TermName.BENEFIT:
            quarters = first.until(brief.calendar.last) + 1
            opened = [end for (requirement, _), end in zip(scheduled, ends, strict=True) if requirement.opens]
            growth = 1 + brief.discount_rate
            return sum((growth**-t for end in opened for t in range(end, quarters)), Decimal(0))
        case TermName.SELECTED:
            return len(scheduled)
        case TermName.MAKESPAN:
            return max(ends, default=0)
        case TermName.DISRUPTION:
            return _disruption(brief, plan)
