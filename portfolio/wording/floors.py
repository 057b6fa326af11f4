"""Sentences on how a plan stands against the envelope's floor."""

from __future__ import annotations

from portfolio.domain.outcomes import EnvelopeOutcome
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def floor_words(floor: EnvelopeOutcome, say: Wording) -> str:
    """Return how the investment within the programme stands against the floor."""
    planned = money.amount(floor.planned, say)
    if floor.minimum is None:
        return say("verdict.no_floor", planned=planned)
    minimum = money.amount(floor.minimum, say)
    if floor.extra_cost:
        return _without_extra_cost(floor, floor.extra_cost, say)
    if floor.shortfall:
        shortfall = money.amount(floor.shortfall, say)
        return say("verdict.floor_short", planned=planned, minimum=minimum, shortfall=shortfall)
    if is_exact(floor):
        return say("verdict.floor_exact", planned=planned)
    above = money.amount(floor.counted - floor.minimum, say)
    return say("verdict.floor_above", planned=planned, above=above)


def _without_extra_cost(floor: EnvelopeOutcome, extra: int, say: Wording) -> str:
    """Return what of the investment dearer modes cost more, and how the rest stands against the floor."""
    key = "verdict.floor_short_without" if floor.shortfall else "verdict.floor_met_without"
    amounts = {
        "planned": floor.planned,
        "extra": extra,
        "counted": floor.counted,
        "minimum": floor.minimum or 0,
        "shortfall": floor.shortfall,
    }
    return say(key, **{name: money.amount(amount, say) for name, amount in amounts.items()})


def floor_note(floor: EnvelopeOutcome, say: Wording, *, is_planned: bool) -> str:
    """Return for whoever sets ceilings what may slip past the programme before the floor is missed."""
    if floor.minimum is None:
        return say("ceilings.no_floor")
    minimum = money.amount(floor.minimum, say)
    if not is_planned:
        return say("ceilings.floor", minimum=minimum)
    if floor.shortfall:
        missing = money.amount(floor.shortfall, say)
        return say("ceilings.floor_short", minimum=minimum, missing=missing)
    if is_exact(floor):
        key = "ceilings.floor_exact" if floor.soft else "ceilings.floor_exact_hard"
        return say(key, minimum=minimum)
    above = money.amount(floor.counted - floor.minimum, say)
    return say("ceilings.floor_above", minimum=minimum, above=above)


def floor_met(floor: EnvelopeOutcome, say: Wording) -> str:
    """Return whether a floor that there is is met."""
    if floor.shortfall:
        return say("floor.short", amount=money.amount(floor.shortfall, say))
    return say("floor.met")


def is_exact(floor: EnvelopeOutcome) -> bool:
    """Tell whether any money that leaves the programme's years is missing to the floor."""
    return floor.counted == floor.minimum and floor.planned > 0
