"""Conditions on the money of sources in words: years, reserve, how long room is carried, what it is for."""

from __future__ import annotations

from portfolio.domain.outcomes import CeilingUse
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import choice_name, payer_name

_AT_ONCE = 5
"""Ceilings told before the rest is counted."""


def years_paid(first: int | None, last: int | None, say: Wording) -> str:
    """Return in which fiscal years a source can pay."""
    key = "until" if first is None else "from" if last is None else "between"
    return say(f"source.years.{key}", first=first, last=last)


def reserve_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in a sentence what is kept back of each ceiling; nothing where nothing is of any."""
    kept = [use for use in plan.ceilings if use.reserve]
    told = [_of_a_ceiling(use, portfolio, say) for use in kept[: say.at_most(_AT_ONCE)]]
    if len(kept) > len(told):
        told.append(say("freedom.more", n=len(kept) - len(told)))
    return [say("budget.reserve", ceilings=say("clause.separator").join(told))] if told else []


def _of_a_ceiling(use: CeilingUse, portfolio: Portfolio, say: Wording) -> str:
    amounts = {"amount": money.amount(use.maximum, say), "reserve": money.amount(use.reserve, say)}
    return say("budget.reserve.of", payer=payer_name(use.payer, portfolio, say), year=use.year, **amounts)


def not_available_words(project: Project, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in sentences who else is named as a payer of a project but may not pay for it."""
    stated, left = portfolio.assumptions.funding_of(project), portfolio.funding_of(project)
    if stated is None or left is None or not stated.choices or portfolio.appropriations_of(project.id):
        return []
    open_to = left.choices or {
        "+".join(source for source, share in left.of_one.items() if share): left.of_one
    }
    told: list[str] = []
    for name in stated.choices:
        if name not in open_to:
            told.append(say("project.payer_barred", payer=choice_name(name, portfolio, say)))
            told += _why_bound(name.split("+"), portfolio, say)
    return told


def _why_bound(sources: list[str], portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the reasons for what is stated of these sources' money, where any is given."""
    stated = [source for source in portfolio.assumptions.funding_sources if source.id in sources]
    given = [source for source in stated if source.reason or source.reason_en or source.reason_zh]
    return [say.either(source, "reason") for source in given]
