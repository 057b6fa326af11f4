"""The best splits of a payer's money over the years, in words and rows."""

from __future__ import annotations

from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.spread import Split, Spread
from portfolio.wording import aims, money
from portfolio.wording.answers import change_words
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row

_NAMES = ("spread.best", "spread.second")


def standing(found: Spread, portfolio: Portfolio, say: Wording, *, is_whole: bool = True) -> list[str]:
    """Return what the best split is worth against the present one, sentence by sentence."""
    payer = payer_name(found.payer, portfolio, say)
    told = [say("spread.of_plan", payer=payer)] if found.of_plan else []
    if not found.splits:
        return [*told, say(_missing(found, is_whole=is_whole), shift=money.amount(found.shift, say))]
    best = found.splits[0]
    key = "spread.is_best" if not best.moved and best.proven else "spread.moved"
    moved, shift = money.amount(best.moved, say), money.amount(found.shift, say)
    told.append(say(key, moved=moved, shift=shift, change=gain(best, found, portfolio, say)))
    if len(found.splits) < len(_NAMES):
        told.append(say(_missing(found, is_whole=is_whole), shift=shift))
    else:
        apart = money.amount(found.apart, say)
        told.append(say("spread.apart", apart=apart, change=gain(found.splits[1], found, portfolio, say)))
    if not all(split.proven for split in found.splits):
        told.append(say("spread.not_proven"))
    return told


def _missing(found: Spread, *, is_whole: bool) -> str:
    if not found.exhausted:
        return "spread.not_found" if is_whole else "spread.not_yet"
    return "spread.no_second" if found.splits else "spread.none"


def gain(split: Split, found: Spread, portfolio: Portfolio, say: Wording) -> str:
    """Return the first aim that a split changes against the present one, and by how much."""
    if not found.plan.status.has_plan:
        return say("spread.possible")
    for value, outcome in zip(split.objective, split.plan.provenance.objective, strict=True):
        if value:
            told = change_words(value, outcome.terms, say)
            return say("stair.change", aim=aims.name(outcome.terms, portfolio, say), change=told)
    return say("spread.same")


def year_heads(found: Spread, say: Wording) -> list[str]:
    """Return the heads of `year_rows`."""
    return [say("spread.split"), *map(say.year, found.years), say("spread.moved_head"), say("column.proven")]


def year_rows(found: Spread, say: Wording) -> list[Row]:
    """Return a row for the present ceilings and for each split: year by year, and how much was moved."""
    now = [money.table_amount(amount, say) for amount in found.present.values()]
    rows: list[Row] = [(say("spread.now"), [*now, "", ""], "minor")]
    for key, split in zip(_NAMES, found.splits, strict=False):
        amounts = [money.table_amount(split.ceilings[year], say) for year in found.years]
        proven = say("proven" if split.proven else "not_proven")
        rows.append((say(key), [*amounts, money.table_amount(split.moved, say), proven], ""))
    return rows


def aim_rows(found: Spread, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each aim: what it comes to now and with each split."""
    plans = [found.plan, *(split.plan for split in found.splits)]
    rows: list[Row] = []
    for number, outcome in enumerate(plans[-1].provenance.objective):
        cells = []
        for plan in plans:
            known = plan.provenance.objective[number : number + 1]
            cells.append(aims.shown(known[0].value, outcome.terms, say) if known else say("worth.no_plan"))
        rows.append((aims.name(outcome.terms, portfolio, say), cells, ""))
    return rows


def aim_heads(found: Spread, say: Wording) -> list[str]:
    """Return the heads of `aim_rows`."""
    names = [say(key) for key, _ in zip(_NAMES, found.splits, strict=False)]
    return [say("spread.aim"), say("spread.now"), *names]


def open_words(number: int, say: Wording) -> str:
    """Return what opens the first or the second split."""
    return say("spread.open", split=say(_NAMES[number]))
