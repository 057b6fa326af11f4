"""In words: what changes allow beyond what they say, and what one plan was allowed and another was not."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from portfolio.domain.allowance import Allowance, AllowanceKind
from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.freedoms import OF_MONEY, Freedom, FreedomKind, freedoms
from portfolio.wording import money
from portfolio.wording.changes import mode_word
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

_AT_ONCE = 5
"""Freedoms told before the rest is counted."""
LOOSENING = {ChangeKind.ALLOCATION, ChangeKind.OVERRUN, ChangeKind.AIMS}
"""Kinds of changes that may allow more than they say."""
_OF_AIMS = {AllowanceKind.FLOOR, AllowanceKind.LATENESS}
_SHARES = {FreedomKind.FLEXIBILITY, FreedomKind.CARRY_OVER}


def of_slot(slot: Slot, allowances: Iterable[Allowance]) -> list[Allowance]:
    """Return what a change allows beyond what it says."""
    return [
        allowance
        for allowance in allowances
        if (slot.kind is ChangeKind.ALLOCATION and allowance.project == slot.subject)
        or (slot.kind is ChangeKind.OVERRUN and allowance.kind is AllowanceKind.YEARS)
        or (slot.kind is ChangeKind.AIMS and allowance.kind in _OF_AIMS)
    ]


def allowed(allowance: Allowance, portfolio: Portfolio, say: Wording) -> str:
    """Return in a sentence what a change allows beyond what it says."""
    return say("allowed.more", what=_beyond(allowance, portfolio, say))


def allowed_in(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in sentences what the changes of a plan's scenario allow beyond what they say."""
    return [
        say("allowed.plan", what=_beyond(allowance, portfolio, say)) for allowance in plan.allowances or ()
    ]


def _beyond(allowance: Allowance, portfolio: Portfolio, say: Wording) -> str:
    match allowance.kind:
        case AllowanceKind.FLEXIBILITY:
            name = say.name(portfolio.project(allowance.project or ""))
            return say("allowed.flexibility", project=name, percent=percent(allowance.share or 0))
        case AllowanceKind.YEARS:
            *before, last = allowance.years
            return say("allowed.years", years=say.listed([*map(say.year, before), say.in_year(last)]))
        case _:
            return say(f"allowed.{allowance.kind}")


def percent(share: Decimal | str | int) -> str:
    """Return a share in percent, exactly."""
    return f"{(Decimal(share) * 100).normalize():f}%"


def told(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in sentences what each plan was allowed and the other was not; none where that is the same."""
    found = freedoms(portfolio, before, after)
    sentences = [say(f"freedom.apart.{reason}") for reason in found.apart]
    sides = (("before", found.before, after), ("after", found.after, before))
    for side, had, other in sides:
        if had:
            sentences.append(say(f"freedom.{side}", what=_listed(had, portfolio, say)))
        if had and other.status is PlanStatus.OPTIMAL:
            sentences.append(say(f"freedom.{side}.proof"))
    return sentences


def _listed(had: tuple[Freedom, ...], portfolio: Portfolio, say: Wording) -> str:
    words = [_freedom(freedom, portfolio, say) for freedom in had[: say.at_most(_AT_ONCE)]]
    if len(had) > len(words):
        words.append(say("freedom.more", n=len(had) - len(words)))
    return say("clause.separator").join(words)


def _freedom(freedom: Freedom, portfolio: Portfolio, say: Wording) -> str:
    values: dict[str, object] = {"year": freedom.year}
    if freedom.project is not None:
        values["project"] = say.name(portfolio.project(freedom.project))
    if freedom.payer is not None:
        values["payer"] = payer_name(freedom.payer, portfolio, say)
    values["own"], values["other"] = (_value(freedom, value, say) for value in (freedom.own, freedom.other))
    return say(f"freedom.{freedom.kind}", **values)


def _value(freedom: Freedom, value: int | str | None, say: Wording) -> str:
    if value is None:
        return say("freedom.free")
    if freedom.kind in OF_MONEY:
        return money.amount(int(value), say)
    if freedom.kind in _SHARES:
        return percent(value)
    return mode_word(str(value), say) if freedom.kind is FreedomKind.MODE else str(value)
