"""The programme's own targets against the plan, in words: what the plan decides, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Target, TargetKind
from portfolio.planning.answers.targets import Outcome, TargetOutcome, promised, target_outcomes
from portfolio.wording import money
from portfolio.wording.i18n import Wording


@dataclass(frozen=True, slots=True)
class Held:
    """A target held against a plan, in words.

    Attributes:
        planned: What the plan comes to; None where a plan of buildings does not decide it.
        place: Where the target stands in the programme's text, with the words that stand there.
    """

    name: str
    promised: str
    planned: str | None
    verdict: str
    place: str
    is_missed: bool


def held_against(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Held]:
    """Return every target of the programme, those that the plan decides first."""
    rows = [held(outcome, portfolio, say) for outcome in target_outcomes(portfolio, plan)]
    return sorted(rows, key=lambda row: row.planned is None)


def of_facilities(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Held]:
    """Return the targets that count facilities."""
    outcomes = target_outcomes(portfolio, plan)
    return [held(outcome, portfolio, say) for outcome in outcomes if outcome.target.facility_type is not None]


def changed(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> list[tuple[Held, Held]]:
    """Return the targets that two plans reach differently, as the one and the other reaches them."""
    outcomes = (target_outcomes(portfolio, plan) for plan in (before, after))
    return [
        (held(old, portfolio, say), held(new, portfolio, say))
        for old, new in zip(*outcomes, strict=True)
        if old.planned != new.planned
    ]


def change_words(old: Held, new: Held, say: Wording) -> str:
    """Return in a line how two plans reach a target."""
    nothing = say("unknown")
    return say(
        "target.changed",
        name=new.name,
        before=old.planned or nothing,
        after=new.planned or nothing,
        promised=new.promised,
        verdict=new.verdict,
    )


def by_year(entry: TargetOutcome, years: Iterable[int], say: Wording) -> list[str]:
    """Return what is reached of a target in each of these years, in the unit of tables where it is money."""
    return [in_table(entry, entry.by_year.get(year, 0), say) for year in years]


def in_table(entry: TargetOutcome, number: int, say: Wording) -> str:
    """Return how much of a target, for a table; a dash for nothing."""
    if not number:
        return "—"
    is_money = entry.target.kind is TargetKind.INVESTMENT
    return money.table_amount(number, say) if is_money else f"{number:,}"


def with_unit(entry: TargetOutcome, say: Wording) -> str:
    """Return a target's name with the unit of its figures in a table."""
    is_money = entry.target.kind is TargetKind.INVESTMENT
    unit = money.table_unit(say) if is_money else say.either(entry.target, "unit")
    return say("target.in_unit", name=say.either(entry.target, "name"), unit=unit)


def opened_in(by_year: Mapping[int, int], say: Wording) -> str:
    """Return how many open in which year: "2 (2019), 1 (2021)"."""
    opened = sorted(by_year.items())
    return ", ".join(f"{number} ({say.year(year)})" for year, number in opened if number) or "—"


def uncounted(before: Plan, after: Plan, portfolio: Portfolio) -> list[str]:
    """Return what the plans open and the portfolio does not have, so that no target counts it."""
    outcomes = [entry for plan in (before, after) for entry in target_outcomes(portfolio, plan)]
    return list(dict.fromkeys(name for entry in outcomes for name in entry.unknown_projects))


def held(outcome: TargetOutcome, portfolio: Portfolio, say: Wording) -> Held:
    """Return one target held against a plan."""
    target = outcome.target
    source = target.source
    titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
    quantity = promised(target, portfolio)
    planned = None if outcome.planned is None else Decimal(outcome.planned)
    if planned is None:
        verdict = say("target.not_decided")
    elif outcome.outcome is Outcome.NOT_DECIDED:
        verdict = say("target.no_threshold")
    elif outcome.outcome is Outcome.MET:
        verdict = say("promise.kept")
    elif planned > quantity:
        verdict = say("target.over", n=_off(target, planned - quantity, say))
    else:
        verdict = say("promise.missed", n=_off(target, quantity - planned, say))
    return Held(
        name=say.either(target, "name"),
        promised=say(f"promise.{target.comparison}", n=_quantity(target, quantity, say)),
        planned=None if planned is None else _quantity(target, planned, say),
        verdict=verdict,
        place=say("finding.place", document=titles[source.document], place=source.place, quote=source.quote),
        is_missed=outcome.outcome is Outcome.MISSED,
    )


def _off(target: Target, quantity: Decimal, say: Wording) -> str:
    return _quantity(target, quantity, say) if target.kind is TargetKind.INVESTMENT else f"{quantity:,f}"


def _quantity(target: Target, quantity: Decimal, say: Wording) -> str:
    if target.kind is TargetKind.INVESTMENT:
        return money.amount(int(quantity), say)
    return say("target.quantity", n=f"{quantity:,f}", unit=say.either(target, "unit"))
