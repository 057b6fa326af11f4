"""What a plan must respect for one project, and the modes in which it can be delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from portfolio.domain.bands import Band
from portfolio.domain.calendar import Period
from portfolio.domain.cashflow import Flow
from portfolio.domain.gates import GateKind, Hold
from portfolio.domain.links import Escalation
from portfolio.domain.numbers import Balance
from portfolio.domain.payments import AS_COMPLETED, PaymentTerms, payments
from portfolio.domain.sharing import Sharing

YearsBySource = dict[str, dict[int, int]]
"""Source -> fiscal year -> whole units of money."""


class Placement(BaseModel):
    """What a plan decided for a project: its mode and the period it starts in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: str
    start: Period


class MoreToCome(BaseModel):
    """What works still take that have used up their money before they are done.

    Attributes:
        budget: What they were to cost in their mode, at stated prices.
        spent: What has been paid of it, or above it.
        to_come: What is forecast on top: as much as the budget has for the part that is not done, at least.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget: Balance
    spent: Balance
    to_come: Balance


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to deliver a project.

    Attributes:
        quarters: Duration; 0 for a milestone.
        flow: What is to be spent by source and elapsed period (10k CNY), exact and at stated prices; empty
            when not priced.
        escalation: How prices rise until it is paid; None where they stay as stated.
        history: How many of its periods are history: no capacity counts those.
        past: What has been spent already and is a fact, whenever the works start; below 0 in a year in which
            more was refunded than spent.
        more_to_come: What is forecast above the budget, which `flow` then has; None while the budget lasts.
        payer: Who pays in it, where that is the optimizer's to choose and is not who is assumed.
    """

    id: str
    quarters: int
    flow: Flow
    escalation: Escalation | None = None
    history: int = 0
    past: YearsBySource = field(default_factory=dict)
    more_to_come: MoreToCome | None = None
    payer: str | None = None

    @property
    def works(self) -> str:
        """How the works are done: the mode's id, whoever pays."""
        return self.id if self.payer is None else self.id.removesuffix(f"/{self.payer}")

    @property
    def spending(self) -> dict[str, tuple[int, ...]]:
        """Source -> what is to be paid in each elapsed period, at stated prices; not who pays nothing."""
        return self.flow.whole()

    @property
    def in_all(self) -> int:
        """What has been paid and is to be, at stated prices."""
        return sum(map(sum, [*self.spending.values(), *(paid.values() for paid in self.past.values())]))

    def finish(self, start: Period) -> Period:
        """Return the last period of the works, or the period in which a milestone is reached."""
        return start.plus(max(0, self.quarters - 1))

    def start(self, finish: Period) -> Period:
        """Return the period in which it starts to finish in this one."""
        return finish.plus(-max(0, self.quarters - 1))

    def done(self, start: Period) -> Period:
        """Return the first period in which what needs it may start: with a milestone, the same one."""
        return start.plus(self.quarters)

    def paid(self, start: Period) -> dict[str, tuple[int, ...]]:
        """Return source -> what is to be paid in each elapsed period for this start, at the day's prices."""
        if self.escalation is None:
            return self.spending
        years = [start.plus(elapsed).year for elapsed in range(self.flow.quarters)]
        prices = {year: self.escalation.index(year) for year in set(years)}
        return self.flow.priced([prices[year] for year in years]).whole()

    def resting(self, after: int, quarters: int) -> Mode:
        """Return the mode with works at rest for so many periods once the first ones have passed.

        Args:
            after: How many periods of works come first.
            quarters: For how long nothing is built or paid then.
        """
        rest = (0,) * quarters
        amounts = {
            source: (*paid[:after], *rest, *paid[after:]) for source, paid in self.flow.amounts.items()
        }
        return replace(self, quarters=self.quarters + quarters, flow=replace(self.flow, amounts=amounts))

    def sites(self, start: Period) -> list[Period]:
        """Return the periods in which the project counts as a site under construction."""
        return [start.plus(elapsed) for elapsed in range(self.history, self.quarters)]

    def by_year(self, start: Period) -> YearsBySource:
        """Return source -> fiscal year -> spending, past and for this start; years without any are absent."""
        return together(self.past, in_years(self.paid(start), start))


def in_years(paid: Mapping[str, Sequence[int]], start: Period) -> YearsBySource:
    """Return source -> fiscal year -> what it pays, of amounts for each period from the start on."""
    result: YearsBySource = {}
    for source, amounts in paid.items():
        years = result.setdefault(source, {})
        for elapsed, amount in enumerate(amounts):
            if amount:
                year = start.plus(elapsed).year
                years[year] = years.get(year, 0) + amount
    return result


def together(*parts: YearsBySource) -> YearsBySource:
    """Return the sums of yearly amounts by source; years and sources without any are absent."""
    total: YearsBySource = {}
    for part in parts:
        for source, by_year in part.items():
            years = total.setdefault(source, {})
            for year, amount in by_year.items():
                years[year] = years.get(year, 0) + amount
    kept = {s: {year: a for year, a in sorted(years.items()) if a} for s, years in total.items()}
    return {source: years for source, years in kept.items() if years}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the plan must respect for one project that has works to schedule.

    Attributes:
        cost: Total investment in 10k CNY; None when not priced.
        earliest: First period in which it may start. Of works that began before the first year it is the
            period in which they did, which lies before the schedule.
        latest: Last period in which it may start; None when there is no such limit.
        target: Last period of the target year; of what runs on, no earlier than it can finish at best.
        priority: Weight of a period of tardiness.
        mandatory: Whether the plan must carry it out.
        pinned_start: A start fixed by a person.
        pinned_mode: A mode fixed by a person.
        allocations: Source -> fiscal year -> amount fixed by a person.
        flexibility: Share of each period's spending that may move to others to meet the allocations.
        opens: Whether a facility opens at the end; False for a cancelled project whose spending remains.
        runs_on: Whether it may finish after the end of the schedule, as it cannot finish before.
        terms: By which its investment is paid.
        band: Within which its yearly amounts are chosen; None where they are those of its curve.
        due_from: First period of the year that the source prints for it; None without one, or once begun.
        extra_costs: Mode -> what it costs more than the cheapest one; others cost no more.
        holds: What gates ask of it that is in the way of some start.
        sharing: Between which bounds its sources share its money; None where their shares are as stated.
    """

    project: str
    cost: int | None
    modes: tuple[Mode, ...]
    earliest: Period
    latest: Period | None
    target: Period
    priority: int
    mandatory: bool
    pinned_start: Period | None
    pinned_mode: str | None
    allocations: dict[str, dict[int, int]]
    flexibility: Decimal
    opens: bool = True
    runs_on: bool = False
    terms: PaymentTerms = AS_COMPLETED
    band: Band | None = None
    due_from: Period | None = None
    extra_costs: Mapping[str, int] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    sharing: Sharing | None = None

    def sharing_in(self, mode: Mode) -> Sharing | None:
        """Return between which bounds money is shared in this mode: not where another pays for all of it."""
        return self.sharing if mode.payer is None else None

    def shared_within(self, sharing: Sharing) -> Requirement:
        """Return the requirement with shares to be chosen, which takes the place of flexibility.

        What was spent was then paid as it was spent, as nobody's total is known yet that terms could be of.
        """
        terms = self.terms.of_the_rest if self.spent_by_terms else self.terms
        return replace(self, sharing=sharing, flexibility=Decimal(0), terms=terms)

    def moving_within(self, band: Band | None) -> Requirement:
        """Return the requirement with this band, which takes the place of flexibility."""
        return self if band is None else replace(self, band=band, flexibility=Decimal(0))

    def elapsed(self, first: Period) -> int:
        """Return how many periods of the works lie before the first one of the schedule."""
        return 0 if self.latest is None else max(0, self.latest.until(first))

    @property
    def spent(self) -> YearsBySource:
        """What has been spent on it already, whatever is decided; it is the same in all of its modes."""
        return self.modes[0].past if self.modes else {}

    @property
    def spent_by_terms(self) -> YearsBySource:
        """What has been spent in the years of the works, which its terms of payment are for.

        They are not for what was spent ahead of works, for land or plans; and for none of it where more was
        refunded than spent in some year, where sources share, or where all is paid as it is completed.
        """
        spent = self.spent
        refunded = any(amount < 0 for by_year in spent.values() for amount in by_year.values())
        if self.latest is None or self.terms.pays_as_completed or self.sharing or refunded:
            return {}
        begun = self.latest.year
        return together({s: {y: n for y, n in years.items() if y >= begun} for s, years in spent.items()})

    @property
    def paid_as_spent(self) -> YearsBySource:
        """The rest of what has been spent: it was paid when it was spent."""
        by_terms = self.spent_by_terms
        return together(self.spent, {s: {y: -n for y, n in of.items()} for s, of in by_terms.items()})

    def paid_by(self, terms: PaymentTerms) -> Requirement:
        """Return the requirement with terms of payment; what was paid ahead of works is their advance."""
        following = replace(self, terms=terms)
        has_advanced = following.paid_as_spent and not following.spent_by_terms
        return replace(self, terms=terms.of_the_rest) if has_advanced else following

    def reaching(self, first: Period) -> Requirement:
        """Return the requirement with the part of its works before the schedule as history.

        Works under way take at least the first period of the schedule, however long ago their usual duration
        was over: they are not finished.
        """
        elapsed = self.elapsed(first)
        if not elapsed:
            return self
        modes = tuple(
            replace(mode, quarters=max(mode.quarters, elapsed + 1), history=max(mode.history, elapsed))
            for mode in self.modes
        )
        return replace(self, modes=modes)

    def delayed(self, quarters: int, first: Period) -> Requirement:
        """Return the requirement this many periods later.

        Its start moves, unless it lies before the first period of the schedule: what has been built by then
        stands, and the rest of the works comes later.
        """
        elapsed = self.elapsed(first)
        if elapsed:
            return replace(self, modes=tuple(mode.resting(elapsed, quarters) for mode in self.modes))
        latest = None if self.latest is None else self.latest.plus(quarters)
        return replace(self, earliest=self.earliest.plus(quarters), latest=latest)

    @property
    def is_milestone(self) -> bool:
        """Whether it is no works but an event, of no duration."""
        return bool(self.modes) and all(mode.quarters == 0 for mode in self.modes)

    def mode(self, mode_id: str) -> Mode | None:
        """Return the mode with this id, or None."""
        return next((mode for mode in self.modes if mode.id == mode_id), None)

    def allows(self, mode: Mode) -> bool:
        """Whether the mode is not ruled out by one that a person has fixed, whoever pays."""
        return self.pinned_mode in {None, mode.id, mode.works}

    def starts(self, mode: Mode, last: Period) -> list[Period]:
        """Return the periods in which this mode may start and still finish by the last period given.

        What runs on needs to start by then.
        """
        if not self.allows(mode):
            return []
        window = [self.earliest.plus(k) for k in range(max(0, self.earliest.until(last) + 1))]
        return [
            quarter
            for quarter in window
            if (self.runs_on or mode.finish(quarter) <= last)
            and (self.latest is None or quarter <= self.latest)
            and (self.pinned_start is None or quarter == self.pinned_start)
            and not self.stopped_by(mode, quarter)
        ]

    def stopped_by(self, mode: Mode, start: Period) -> list[Hold]:
        """Return the gates that do not let works start then in this mode."""
        if not self.holds:
            return []
        money, cost = self._first_money(mode, start), self.cost_of(mode, start)
        return [hold for hold in self.holds if hold.stops(start, money, cost)]

    def is_stopped_by(self, hold: Hold) -> bool:
        """Tell whether a gate would be in the way of any mode at its first start, or of its price later."""
        if hold.kind is GateKind.AMOUNT_AT_MOST and any(mode.escalation for mode in self.modes):
            return True
        first = self.earliest
        return any(
            hold.stops(first, self._first_money(mode, first), self.cost_of(mode, first))
            for mode in self.modes
        )

    def cost_of(self, mode: Mode, start: Period) -> int:
        """Return what works cost in all that start then, at the day's prices, with what has been spent."""
        return sum(map(sum, [*mode.paid(start).values(), *(paid.values() for paid in mode.past.values())]))

    def _first_money(self, mode: Mode, start: Period) -> Period | None:
        """Return the first period in which money of the works may flow; None where they have no price."""
        elapsed = [
            next((at for at, amount in enumerate(amounts) if amount), None)
            for amounts in mode.flow.amounts.values()
        ]
        first = min((at for at in elapsed if at is not None), default=None)
        if first is None:
            return None
        is_ahead = self.terms.advance or (self.band is not None and self.band.moves)
        return start if is_ahead else start.plus(first)

    def room(self, mode: Mode, start: Period) -> dict[str, dict[int, int]]:
        """Return source -> fiscal year -> by how much the spending may move, up or down, by flexibility."""
        result: dict[str, dict[int, int]] = {}
        for source, amounts in mode.paid(start).items():
            years = result.setdefault(source, {})
            for elapsed, amount in enumerate(amounts):
                year = start.plus(elapsed).year
                years[year] = years.get(year, 0) + int(self.flexibility * amount)
        return result

    def payments(self, mode: Mode, start: Period) -> YearsBySource:
        """Return source -> fiscal year -> what is paid by its terms for this mode and start."""
        spent = self.paid_as_spent
        paid = {
            source: payments(self.terms, years, start, mode.finish(start), spent=spent.get(source))
            for source, years in mode.by_year(start).items()
        }
        return {source: years for source, years in paid.items() if years}

    def tardiness(self, finish: Period) -> int:
        """Return how many periods after its target the project finishes; 0 when on time."""
        return max(0, self.target.until(finish)) if self.opens else 0


def still_meant(
    baseline: Mapping[str, Placement], requirements: Mapping[str, Requirement]
) -> dict[str, Placement]:
    """Return the decisions on what still has works; for a mode that is gone, the usual one stands."""
    return {
        project: placement
        if requirements[project].mode(placement.mode)
        else Placement(mode=requirements[project].modes[0].id, start=placement.start)
        for project, placement in baseline.items()
        if project in requirements
        and requirements[project].modes
        and placement.start.periods == requirements[project].earliest.periods
    }
