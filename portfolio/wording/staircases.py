"""The value of a ceiling in words and rows: what the next money is worth, and every step of the curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portfolio.domain.plan import ObjectiveOutcome
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.staircase import Staircase, Step, Unknown
from portfolio.wording import aims, money
from portfolio.wording.answers import change_words
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row

Aims = Sequence[ObjectiveOutcome]
"""The aims of a plan, in their order."""


def name(found: Staircase, portfolio: Portfolio, say: Wording) -> str:
    """Return whose ceiling it is, and of which year."""
    return say("stair.of", payer=payer_name(found.payer, portfolio, say), year=found.year)


def present(found: Staircase, portfolio: Portfolio, say: Wording) -> str:
    """Return what the ceiling is now."""
    if found.present is None:
        return say("stair.no_ceiling", ceiling=name(found, portfolio, say))
    amount = money.amount(found.present, say)
    return say("stair.present", ceiling=name(found, portfolio, say), amount=amount)


def change(before: Step, after: Step, portfolio: Portfolio, say: Wording) -> str:
    """Return the first aim in which two steps differ, and by how much."""
    for old, new, outcome in zip(before.values, after.values, before.plan.provenance.objective, strict=False):
        if old is not None and new is not None and old != new:
            told = change_words(new - old, outcome.terms, say)
            return say("stair.change", aim=aims.name(outcome.terms, portfolio, say), change=told)
    return say("unknown")


def standing(found: Staircase, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what less and more money is worth from the ceiling as it is, sentence by sentence."""
    here = found.here
    told = [present(found, portfolio, say)]
    if here is None:
        return [*told, say("stair.not_found")]
    told += [*_less(found, here, portfolio, say), *_more(found, here, portfolio, say)]
    if not all(step.proven for step in found.steps):
        told.append(say("stair.not_proven"))
    return told


def _less(found: Staircase, here: Step, portfolio: Portfolio, say: Wording) -> Iterator[str]:
    least = money.amount(here.least, say)
    if found.present is None:
        yield say("stair.free_down", least=least)
    elif here.least < found.present:
        spare = money.amount(found.present - here.least, say)
        yield say("stair.spare", spare=spare, least=least)
    else:
        yield say("stair.no_spare")
    if found.below is not None:
        yield say("stair.below", least=least, change=change(here, found.below, portfolio, say))
    elif found.impossible is not None and found.impossible == here.least - 1:
        yield say("stair.impossible", least=least)
    elif here.least > 0:
        yield say("stair.not_found")


def _more(found: Staircase, here: Step, portfolio: Portfolio, say: Wording) -> Iterator[str]:
    if found.present is None:
        return
    if here.most is None:
        yield say("stair.nothing_more")
    elif found.above is not None:
        key = "stair.above" if found.unknown_above is None else "stair.above_at_the_latest"
        yield say(
            key,
            more=money.amount(found.above.least - found.present, say),
            least=money.amount(found.above.least, say),
            change=change(here, found.above, portfolio, say),
        )
    else:
        yield say("stair.none_above", most=money.amount(here.most, say))


def heads(aimed: Aims, found: Staircase, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the heads of the columns of `rows`."""
    names = [aims.name(outcome.terms, portfolio, say) for outcome in aimed[: found.aims]]
    return [say("stair.ceiling"), *names, say("column.proven")]


def rows(found: Staircase, say: Wording) -> list[Row]:
    """Return a row for each step, the highest first, and for what was not looked at or is impossible."""
    told: list[tuple[int, Row]] = []
    for step in found.steps:
        pairs = zip(step.values, step.plan.provenance.objective, strict=False)
        cells = [aims.shown(value, outcome.terms, say) for value, outcome in pairs]
        style = "total" if step is found.here else ""
        proven = say("proven" if step.proven else "not_proven")
        told.append((step.least, (span(step.least, step.most, say), [*cells, proven], style)))
    blank = [""] * found.aims
    told += [(gap.first, _not_looked_at(gap, blank, say)) for gap in found.unknown]
    if found.impossible is not None:
        row = (span(0, found.impossible, say), [say("worth.no_plan"), *blank[1:], say("proven")], "minor")
        told.append((0, row))
    return [row for _, row in sorted(told, key=lambda entry: -entry[0])]


def _not_looked_at(gap: Unknown, blank: list[str], say: Wording) -> Row:
    return span(gap.first, gap.last, say), [say("stair.not_looked_at"), *blank], "minor"


def span(least: int, most: int | None, say: Wording) -> str:
    """Return from which ceiling to which."""
    first = money.amount(least, say)
    if most is None:
        return say("stair.from", least=first)
    return first if most == least else say("stair.span", least=first, most=money.amount(most, say))


def notes(aimed: Aims, found: Staircase, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return how a curve is read, and how far it goes."""
    aim = aims.name(aimed[found.aims - 1].terms, portfolio, say)
    told = [say("stair.read", aim=aim)]
    if found.unknown:
        told.append(say.counted("stair.left_open", len(found.unknown)))
    if found.looked_up_to is not None:
        told.append(say("stair.looked_up_to", most=money.amount(found.looked_up_to, say)))
    return told
