"""What dates of the source mean for a plan, in sentences: years printed for rows, and years of history."""

from __future__ import annotations

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import TermName
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def printed_words(planned: PlannedProject, plan: Plan, say: Wording) -> list[str]:
    """Return that a project is finished in a year because the source prints it, where that is why."""
    aims = {term.term for aim in plan.provenance.objective for term in aim.terms}
    is_dated = TermName.EARLINESS in aims and not planned.target_year_assumed
    if is_dated and planned.finish is not None and planned.finish.year == planned.target_year:
        return [say("why.printed", year=say.year(planned.target_year))]
    return []


def ahead_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return which works that have not begun finish before the year printed for them, if any do."""
    rule = portfolio.assumptions.printed_years
    if rule is None or not rule.are_dates:
        return []
    ahead = [planned for planned in plan.projects if _is_ahead(planned, portfolio)]
    names = [say.name(portfolio.project(planned.id)) for planned in ahead]
    return [say.counted("verdict.ahead", len(ahead), names=say.few(names))] if ahead else []


def _is_ahead(planned: PlannedProject, portfolio: Portfolio) -> bool:
    if planned.finish is None or not planned.opens or planned.target_year_assumed:
        return False
    project = portfolio.project(planned.id)
    has_begun = portfolio.fixed_start_of(project) is not None
    return (
        not has_begun and portfolio.status_of(project).has_works and planned.finish.year < planned.target_year
    )


def assumed_history_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what is assumed of years that are history, as nobody has reported it, if anything is."""
    years = [year for year, amount in plan.assumed.items() if amount]
    if not years:
        return []
    names = [say.name(portfolio.project(planned.id)) for planned in plan.projects if planned.assumed]
    amount = money.amount(sum(plan.assumed.values()), say)
    return [say.counted("verdict.assumed_history", len(names), year=say.year(max(years)), amount=amount)]
