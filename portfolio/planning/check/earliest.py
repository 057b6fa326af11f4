"""The plan without an optimiser: everything starts as early as it may. What levelling is measured against."""

from __future__ import annotations

from portfolio.domain.brief import Brief
from portfolio.domain.plan import EarliestStarts, YearlyAmounts
from portfolio.domain.spending import add, ceiling_uses, peaks


def earliest_starts(brief: Brief) -> EarliestStarts | None:
    """Start every project in its usual mode in its first period, whatever the ceilings say.

    Returns:
        What that would cost in each year of the schedule; None when some project has no period to start in.
    """
    spending: dict[str, YearlyAmounts] = {source: {} for source in brief.portfolio.sources}
    paid: dict[str, YearlyAmounts] = {source: {} for source in brief.portfolio.sources}
    for requirement in brief.requirements.values():
        if requirement.project in _not_chosen(brief):
            for source, by_year in brief.within(requirement.spent).items():
                add(spending[source], by_year)
                add(paid[source], by_year)
            continue
        usable = ((mode, requirement.starts(mode, brief.calendar.last)) for mode in requirement.modes)
        first = next(((mode, starts[0]) for mode, starts in usable if starts), None)
        if first is None:
            return None
        mode, start = first
        for source, by_year in brief.within(mode.by_year(start)).items():
            add(spending[source], by_year)
        for source, by_year in brief.within(requirement.payments(mode, start)).items():
            add(paid[source], by_year)
    of_payers = {payer: years for payer, years in brief.gross.items() if payer in brief.payers}
    uses = ceiling_uses(paid, brief.payers, of_payers, brief.carry_over, brief.funds)
    return EarliestStarts(
        peaks=peaks(paid, brief.payers),
        by_funding_source=spending,
        over_ceiling=sum(max(0, -use.slack) for use in uses),
    )


def _not_chosen(brief: Brief) -> set[str]:
    """Return the alternatives that would be one too many: mandated ones first, then in the source's order."""
    left_out: set[str] = set()
    for choice in brief.alternatives:
        by_rank = sorted(choice.projects, key=lambda project: not brief.requirements[project].mandatory)
        left_out.update(by_rank[choice.at_most :])
    return left_out
