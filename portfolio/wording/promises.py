"""What is promised, planned and reported, in words: targets, deliverables, indicators, milestones."""

from __future__ import annotations

from decimal import Decimal

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Citation, Target, TargetComparison
from portfolio.domain.progress import Progress
from portfolio.domain.promises import Deliverable, Indicator, Milestone
from portfolio.planning.answers.promises import Group, Promise
from portfolio.wording import money, targets
from portfolio.wording.i18n import Wording


def promise_name(promise_id: str, portfolio: Portfolio, say: Wording) -> str:
    """Return what a target, a deliverable or an indicator is called; its id where there is none any more."""
    items: tuple[Target | Deliverable | Indicator, ...] = (
        *portfolio.programme.targets,
        *portfolio.deliverables,
        *portfolio.indicators,
    )
    known = next((item for item in items if item.id == promise_id), None)
    return promise_id if known is None else say.either(known, "name")


def promised_words(promise: Promise, say: Wording) -> str:
    """Return what is promised in the end, with its unit; as printed where it is in words."""
    if not promise.milestones:
        return say("promise.no_target")
    return milestone_words(promise.milestones[-1], promise, say)


def milestone_words(milestone: Milestone, promise: Promise, say: Wording) -> str:
    """Return one dated value of a target."""
    if milestone.quantity is None:
        return milestone.printed or ""
    number = quantity_words(milestone.quantity, promise, say)
    if milestone.comparison is TargetComparison.RANGE and milestone.upper is not None:
        number = f"{milestone.quantity:,f}-{quantity_words(milestone.upper, promise, say)}"
    if milestone.comparison is TargetComparison.RATIO:
        number = f"1 : {milestone.quantity:,f}"
    words = say(f"promise.{milestone.comparison}", n=number)
    return say("promise.each_year", promised=words) if milestone.is_yearly else words


def when_words(milestone: Milestone, say: Wording) -> str:
    """Return by when a dated value of a target is promised, as far as the source says."""
    return say("field.blank") if milestone.year is None else say.year(milestone.year)


def quantity_words(quantity: Decimal, promise: Promise, say: Wording) -> str:
    """Return a number in the unit of what is promised; of money, which is counted in the source's unit."""
    if promise.group is Group.MONEY:
        return money.amount(int(quantity * money.of(say).kept_in_one), say)
    return say("target.quantity", n=f"{quantity:,f}", unit=say.either(promise.item, "unit"))


def kept_words(value: Decimal | None, promise: Promise, say: Wording) -> str:
    """Return what is planned or reported; a dash where nothing is."""
    if value is None:
        return say("field.blank")
    if promise.group is Group.MONEY:
        return money.amount(int(value), say)
    return quantity_words(value, promise, say)


def reported_words(promise: Promise, say: Wording) -> str:
    """Return what it has come to, with the date of that where there is one."""
    reported = kept_words(promise.reported, promise, say)
    if promise.reported_as_of is None:
        return reported
    return say("promise.as_of", n=reported, date=promise.reported_as_of)


def verdict_words(promise: Promise, portfolio: Portfolio, say: Wording) -> str:
    """Return how it comes out: by the plan where that decides it, else by what was reported."""
    if promise.outcome is not None and promise.outcome.planned is not None:
        return targets.held(promise.outcome, portfolio, say).verdict
    if promise.outcome is not None and promise.reported is None:
        return say("target.not_decided")
    return standing_words(promise.progress, say)


def baseline_words(item: Target | Deliverable | Indicator, say: Wording) -> str:
    """Return where something began, as far as the source says."""
    if not isinstance(item, Indicator) or item.baseline is None:
        return say("field.blank")
    number = f"{item.baseline:,f}"
    if item.baseline_comparison is not None:
        number = say(f"promise.{item.baseline_comparison}", n=number)
    if item.baseline_year is None:
        return number
    return say("promise.in_year", n=number, year=say.year(item.baseline_year))


def standing_words(progress: Progress, say: Wording) -> str:
    """Return where something stands, with the share of the way it has come where there is a way."""
    words = say(f"standing.{progress.standing}")
    if progress.share is None:
        return words
    return say("standing.share", standing=words, share=f"{float(progress.share):.1%}".replace("%", " %"))


def kind_words(item: Target | Deliverable | Indicator, say: Wording) -> str:
    """Return how far something binds; marked where that was taken from a merged cell."""
    if not isinstance(item, Indicator):
        return say("field.blank")
    words = say(f"indicator.kind.{item.kind}")
    return say("indicator.filled_down", kind=words) if item.kind_filled_down else words


def place_words(source: Citation, portfolio: Portfolio, say: Wording) -> str:
    """Return where something stands, with the words that stand there."""
    titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
    document = titles.get(source.document, source.document)
    return say("finding.place", document=document, place=source.place, quote=source.quote)


def years_told(promise: Promise) -> list[int]:
    """Return the fiscal years of which anything is promised, planned or reported, in order."""
    planned = promise.planned_by_year if promise.outcome is None else promise.outcome.by_year
    milestones = (milestone.year for milestone in promise.milestones)
    return sorted({*planned, *promise.reported_by_year, *(year for year in milestones if year is not None)})
