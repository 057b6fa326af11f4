"""Who pays, in words and in the order of accounts: the names of payers, and their dearest years."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.assumptions import TOTAL, FundingRule
from portfolio.domain.bonds import DEBT_SERVICE, debt_of
from portfolio.domain.follow_on import bonds_of
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.running_costs import RUNNING_COSTS
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def payer_name(payer: str, portfolio: Portfolio, say: Wording) -> str:
    """Return the name of a source, a group or the total."""
    if say.as_typed:
        return payer
    if payer == TOTAL:
        return say("total")
    if payer in {DEBT_SERVICE, RUNNING_COSTS}:
        return say(f"follow_on.{payer}")
    for owed in bonds_of(portfolio):
        if payer == debt_of(owed):
            return say("follow_on.debt_of", source=payer_name(owed, portfolio, say))
    for source in portfolio.assumptions.funding_sources:
        if source.id == payer:
            return say.either(source, "name")
    group = next(group for group in portfolio.assumptions.source_groups if group.id == payer)
    return say.either(group, "name")


def choice_name(choice: str, portfolio: Portfolio, say: Wording) -> str:
    """Return the names of the sources that a choice of who may pay is called after; another as typed."""
    sources = choice.split("+")
    known = all(source in portfolio.sources for source in sources)
    return say.listed([payer_name(source, portfolio, say) for source in sources]) if known else choice


def undecided_text(rule: FundingRule, portfolio: Portfolio, say: Wording, chosen: str | None = None) -> str:
    """Return that it is undecided who pays, whom the plan takes, and who may instead.

    Args:
        rule: That leaves it undecided.
        portfolio: For names.
        say: Words.
        chosen: Whom a plan takes; None: who is assumed.
    """
    taken = chosen or next(iter(rule.choices))
    others = [choice_name(name, portfolio, say) for name in rule.choices if name != taken]
    name = choice_name(taken, portfolio, say)
    return say("project.undecided", name=name, others=say.listed(others))


def payers_in_order(portfolio: Portfolio) -> dict[str, tuple[str, ...]]:
    """Return payer -> its sources in the order of accounts: each group behind its members, the total last."""
    ordered: dict[str, tuple[str, ...]] = {}
    for source in portfolio.sources:
        ordered[source] = (source,)
        ordered |= {group: members for group, members in portfolio.groups.items() if members[-1] == source}
    return {**ordered, TOTAL: portfolio.sources}


@dataclass(frozen=True, slots=True)
class PeakRow:
    """The dearest year of a payer, planned and with everything started as early as it may be."""

    payer: str
    year: int
    amount: int
    earliest_year: int | None
    earliest_amount: int | None

    @property
    def saved(self) -> int | None:
        """What the plan takes off the peak, in 10k CNY; negative when it is higher."""
        return None if self.earliest_amount is None else self.earliest_amount - self.amount


def peak_rows(plan: Plan, portfolio: Portfolio) -> list[PeakRow]:
    """Return the peaks of every payer that spends anything, in the order of accounts."""
    rows = []
    earliest = {} if plan.earliest_starts is None else plan.earliest_starts.peaks
    for payer in payers_in_order(portfolio):
        peak, early = plan.peaks.get(payer), earliest.get(payer)
        if peak is not None:
            rows.append(
                PeakRow(
                    payer,
                    peak.year,
                    peak.amount,
                    None if early is None else early.year,
                    None if early is None else early.amount,
                )
            )
    return rows


def peak_texts(row: PeakRow | None, say: Wording) -> list[str]:
    """Return a payer's dearest year as planned, and with everything as early as possible; a dash for none."""
    if row is None:
        return ["—", "—"]
    planned = say("peak.label", amount=money.amount(row.amount, say), year=row.year)
    if row.earliest_amount is None:
        return [planned, "—"]
    earliest = money.amount(row.earliest_amount, say)
    return [planned, say("peak.label", amount=earliest, year=row.earliest_year)]
