"""What is said of sources that share what projects cost: what was chosen, and between which bounds."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.numbers import percent_text
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.sharing import BoundSide, SharedOut
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row


def bounds_text(rule: FundingRule, portfolio: Portfolio, say: Wording) -> str:
    """Return between which bounds the plan chooses the shares of a rule, and what one source matches."""
    if rule.sharing is None:
        return ""
    named = [
        say("shares.between", payer=payer_name(source, portfolio, say), **_percents(low * 100, high * 100))
        for source, (low, high) in rule.sharing.bounds.items()
    ]
    told = [say("shares.bounds", payers=say.listed(named))]
    for match in rule.matches:
        names = {"payer": payer_name(match.source, portfolio, say)}
        against = payer_name(match.against, portfolio, say)
        told.append(say("shares.match", **names, against=against, ratio=f"{match.ratio.normalize():f}"))
    return say.together(told)


def share_rows(planned: PlannedProject, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each source on what the plan chose that it pays; none where shares are as stated."""
    shared = planned.sharing
    if shared is None:
        return []
    total, usual = sum(shared.chosen.values()), sum(shared.usual.values())
    rows: list[Row] = []
    for source, bounds in shared.bounds.items():
        chosen, stated = shared.chosen.get(source, 0), shared.usual.get(source, 0)
        values = {
            "amount": money.amount(chosen, say),
            "percent": _share(chosen, total),
            "stated": _share(stated, usual),
            **_percents(*bounds),
        }
        told = [say("shares.chosen", **values)]
        side = _at_bound(shared, source)
        if side is not None:
            told.append(say(f"shares.{side}"))
        rows.append((payer_name(source, portfolio, say), [say.together(told)], "minor"))
    return rows


def chosen_in(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in sentences what the plan chose in all, and whose share is at a bound in which projects."""
    shared = {planned.id: planned.sharing for planned in plan.projects if planned.sharing is not None}
    if not shared:
        return []
    chosen: Counter[str] = Counter()
    usual: Counter[str] = Counter()
    at_bounds: dict[tuple[str, BoundSide], list[str]] = {}
    for project, each in shared.items():
        for source in each.bounds:
            chosen[source] += each.chosen.get(source, 0)
            usual[source] += each.usual.get(source, 0)
            side = _at_bound(each, source)
            if side is not None:
                at_bounds.setdefault((source, side), []).append(project)
    payers = [
        say(
            "shares.instead",
            payer=payer_name(source, portfolio, say),
            amount=money.amount(chosen[source], say),
            stated=money.amount(usual[source], say),
        )
        for source in portfolio.sources
        if source in usual or source in chosen
    ]
    told = [say.counted("shares.plan", len(shared), payers=say.listed(payers))]
    for (source, side), projects in at_bounds.items():
        names = say.few([say.name(portfolio.project(project)) for project in projects])
        told.append(say(f"shares.plan.{side}", payer=payer_name(source, portfolio, say), projects=names))
    return told


def _at_bound(shared: SharedOut, source: str) -> BoundSide | None:
    """Return at which of its bounds a source pays, whole units considered; None between them."""
    chosen, total = shared.chosen.get(source, 0), sum(shared.chosen.values())
    low, high = shared.bounds[source]
    if high < 100 and chosen >= floor(total * high / 100):
        return BoundSide.MOST
    return BoundSide.LEAST if low > 0 and chosen <= ceil(total * low / 100) else None


def _share(amount: int, total: int) -> str:
    return f"{Decimal(100 * amount) / total:.1f}" if total else "0"


def _percents(least: Decimal | Fraction, most: Decimal | Fraction) -> dict[str, str]:
    return {"least": percent_text(Fraction(least) / 100), "most": percent_text(Fraction(most) / 100)}
