"""What falls outside a plan's years or budgets, in sentences: paid before, running on, more to come."""

from __future__ import annotations

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def running_on_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what runs on past the schedule, until when, and what is paid by then, if anything does."""
    running = [planned for planned in plan.projects if planned.runs_on and planned.opens]
    finishes = [planned.finish for planned in running if planned.finish is not None]
    if not finishes:
        return []
    names = say.few([say.name(portfolio.project(planned.id)) for planned in running])
    told = [say.counted("verdict.runs_on", len(running), names=names, finish=say.quarter(max(finishes)))]
    if plan.beyond:
        told.append(say("verdict.beyond", amount=money.amount(plan.beyond, say)))
    return told


def before_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what was paid before the plan's first year, and how much of it nobody has reported."""
    paid = {planned.id: planned.before for planned in plan.projects if planned.before is not None}
    if not paid:
        return []
    year, names = say.year(plan.years[0]), say.few([say.name(portfolio.project(name)) for name in paid])
    amount = money.amount(sum(before.amount for before in paid.values()), say)
    told = [say.counted("verdict.before", len(paid), names=names, year=year, amount=amount)]
    assumed = sum(before.amount for before in paid.values() if before.assumed)
    if assumed:
        told.append(say("verdict.before_assumed", year=year, amount=money.amount(assumed, say)))
    return told


def more_to_come_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return which works have used up their money before they are done, and what they still take."""
    short = {planned.id: planned.more_to_come for planned in plan.projects if planned.more_to_come}
    if not short:
        return []
    values = {
        "names": say.few([say.name(portfolio.project(name)) for name in short]),
        "budget": money.amount(sum(more.budget for more in short.values()), say),
        "spent": money.amount(sum(more.spent for more in short.values()), say),
        "to_come": money.amount(sum(more.to_come for more in short.values()), say),
    }
    return [say.counted("verdict.more_to_come", len(short), **values)]
