"""Why two plans treat a project differently, where a reason can be shown; never a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import inf
from typing import ClassVar

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.follow_on import follow_on_costs, follow_on_names
from portfolio.domain.funds import Funds, funds_of
from portfolio.domain.gates import Hold
from portfolio.domain.links import Prerequisite
from portfolio.domain.outcomes import CeilingUse
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, default_objective
from portfolio.domain.spending import add, ceiling_uses, payments_of
from portfolio.planning.answers.comparing import Comparison, Moved


class Cause(StrEnum):
    """What makes the difference.

    `ADDED`, `REMOVED`: the plan before, or the one after, was made without the project. `SCENARIO`: the
    scenarios ask for different things of it. `REPORTED`: its status was reported, and the plans were made
    from different data. The next ones hold for the project back on its earlier dates with all else as it is
    now. `EARLIEST`: it would start before it may. `DURATION`: its works take another number of quarters now.
    `GATE`: a gate would not have opened. `PREREQUISITE`: what it needs would not be finished. `CAPACITY`: too
    many sites would be under construction. `CEILING`: a ceiling would be passed. `SOURCE_YEARS`: a source
    would pay in a year in which it cannot. The other way round,
    `LIFTED`: with its later dates and all else as before, a ceiling would have been passed that is higher
    now, or gone.

    Where none of them is known, what the plans as a whole do not have in common. `CEILINGS`: ceilings or
    carry-over. `FLOOR`: the floor. `MAXIMUM`: the most that may be invested. `AIMS`: what they aim for.
    `SCHEDULE`: the last year of the schedule. `DATA`: what they were made from. `ROOM`: none of these, so no
    rule forces it; it makes room for others of which something else is asked, or takes what they left.
    `BASELINE`: only the baseline that they keep close to, or how closely.
    """

    ADDED = "added"
    REMOVED = "removed"
    SCENARIO = "scenario"
    REPORTED = "reported"
    EARLIEST = "earliest"
    DURATION = "duration"
    GATE = "gate"
    PREREQUISITE = "prerequisite"
    CAPACITY = "capacity"
    CEILING = "ceiling"
    SOURCE_YEARS = "source_years"
    LIFTED = "lifted"
    CEILINGS = "ceilings"
    FLOOR = "floor"
    MAXIMUM = "maximum"
    AIMS = "aims"
    SCHEDULE = "schedule"
    DATA = "data"
    ROOM = "room"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        over: By how much the ceiling would be passed, 10k CNY.
        quarter: The first in which it may start, or in which there would be too many sites.
        quarters: As `periods` where these are quarters; None where they are months.
        periods: How many its works take now.
        project: What it needs first.
        capacity: Which sites there would be too many of.
        hold: What the gate asks.
    """

    in_money: ClassVar[tuple[str, ...]] = ("over",)

    cause: Cause
    payer: str | None = None
    year: int | None = None
    over: int | None = None
    quarter: Period | None = None
    quarters: int | None = None
    periods: int | None = None
    project: str | None = None
    capacity: str | None = None
    hold: Hold | None = None


def reasons(
    portfolio: Portfolio, before: Plan, after: Plan, comparison: Comparison
) -> dict[str, list[Reason]]:
    """Return the reasons for every project that moved, at least one each."""
    # Rules are those of the data that the later plan was made from; of others nothing is known here.
    is_known = after.provenance.data_hash == portfolio.data_hash
    brief = brief_of(portfolio, after.scenario) if is_known and comparison.moved else None
    as_a_whole = list(_as_a_whole(portfolio, before, after))
    rules = None if brief is None else _Rules(brief, after)
    old, new = (_Ceilings(portfolio, plan) for plan in (before, after))
    return {
        moved.project: list(_of_project(portfolio, rules, old, new, moved)) or as_a_whole
        for moved in comparison.moved
    }


def _of_project(
    portfolio: Portfolio, rules: _Rules | None, old: _Ceilings, new: _Ceilings, moved: Moved
) -> Iterator[Reason]:
    """Yield what can be shown of the project itself."""
    before, after = old.plan, new.plan
    if moved.before is None:
        yield Reason(Cause.ADDED)
    elif moved.after is None:
        yield Reason(Cause.REMOVED)
    else:
        yield from _asked(portfolio, before, after, moved.project)
        if rules is not None:
            yield from rules.broken_by(moved.before)
        for use in new.passed_with(moved.before):
            yield Reason(Cause.CEILING, use.payer, use.year, -use.slack)
        for use in old.passed_with(moved.after):
            if _is_lifted(use, before.scenario, after.scenario, new.funds):
                yield Reason(Cause.LIFTED, use.payer, use.year, -use.slack)


def _as_a_whole(portfolio: Portfolio, before: Plan, after: Plan) -> Iterator[Reason]:
    """Yield what the plans do not have in common, apart from what is asked of single projects."""
    old, new = before.scenario, after.scenario
    # A floor that is none can be missed or not: it is the same.
    floors = [
        (plan.envelope.minimum, plan.envelope.minimum and plan.envelope.soft) for plan in (before, after)
    ]
    # Whether the default aims begin with a floor is told by the floors.
    aims = [scenario.objective or default_objective(portfolio, new) for scenario in (old, new)]
    differing = {
        Cause.CEILINGS: _limits(old) != _limits(new),
        Cause.FLOOR: floors[0] != floors[1],
        Cause.MAXIMUM: before.envelope.maximum != after.envelope.maximum,
        Cause.AIMS: aims[0] != aims[1],
        Cause.SCHEDULE: before.years[-1] != after.years[-1],
        Cause.DATA: before.provenance.data_hash != after.provenance.data_hash,
    }
    if any(differing.values()):
        yield from (Reason(cause) for cause, differs in differing.items() if differs)
        return
    kept = [(plan.kept_close_to, plan.scenario.most_moves) for plan in (before, after)]
    is_asked_the_same = all(old.project(p) == new.project(p) for p in {**old.projects, **new.projects})
    yield Reason(Cause.BASELINE if is_asked_the_same and kept[0] != kept[1] else Cause.ROOM)


def _limits(scenario: Scenario) -> dict[str, tuple[dict[int, int], Decimal]]:
    """Return payer -> its ceilings and the share of unused room that moves on; absent without ceilings."""
    return {
        payer: (limits, scenario.carry_over.get(payer, Decimal(0)))
        for payer, by_year in scenario.ceilings.items()
        if (limits := {year: amount for year, amount in by_year.items() if amount is not None})
    }


def _is_lifted(use: CeilingUse, before: Scenario, after: Scenario, funds: Funds) -> bool:
    """Tell whether the later scenario has a higher ceiling there, or none, or lets more room move on.

    Args:
        use: The ceiling, with what is kept back of it, as it was before.
        before: The scenario then.
        after: The later one.
        funds: What money is bound to under that.
    """
    none: tuple[dict[int, int], Decimal] = ({}, Decimal(0))
    (_, share), (ceilings, later_share) = (_limits(s).get(use.payer, none) for s in (before, after))
    amount = ceilings.get(use.year)
    net = inf if amount is None else funds.net(use.payer, amount)
    return net > use.maximum - use.reserve or later_share > share


def _asked(portfolio: Portfolio, before: Plan, after: Plan, project: str) -> Iterator[Reason]:
    """Yield what was asked or reported of the project."""
    if before.scenario.project(project) != after.scenario.project(project):
        yield Reason(Cause.SCENARIO)
    changed = before.provenance.data_hash != after.provenance.data_hash
    if changed and portfolio.reports_of(project):
        yield Reason(Cause.REPORTED)


class _Rules:
    """The rules other than ceilings, held against a plan in which one project has other dates.

    What concerns all projects is summed up once, however many are put elsewhere one after the other.
    """

    def __init__(self, brief: Brief, plan: Plan) -> None:
        self._resolved, self._plan = brief, plan
        self._needs: dict[str, list[Prerequisite]] = {}
        for link in brief.prerequisites:
            self._needs.setdefault(link.after, []).append(link)
        self._counted: dict[str, list[str]] = {}
        self._sites: dict[str, Counter[Period]] = {}
        for name, capacity in brief.capacities.items():
            self._sites[name] = Counter()
            for project in dict.fromkeys(capacity.projects):
                self._counted.setdefault(project, []).append(name)
                self._sites[name].update(self._sites_of(plan.project(project)))

    def broken_by(self, earlier: PlannedProject) -> Iterator[Reason]:
        """Yield the rules that its earlier dates would break."""
        requirement, start = self._resolved.requirements.get(earlier.id), earlier.start
        if requirement is None or start is None:
            return
        if start < requirement.earliest:
            yield Reason(Cause.EARLIEST, quarter=requirement.earliest)
        mode = requirement.mode(earlier.mode or "")
        if mode is not None and mode.finish(start) != earlier.finish:
            in_quarters = None if requirement.earliest.periods.are_months else mode.quarters
            yield Reason(Cause.DURATION, quarters=in_quarters, periods=mode.quarters)
        for hold in () if mode is None else requirement.stopped_by(mode, start):
            yield Reason(Cause.GATE, hold=hold)
        yield from self._outside_its_years(earlier)
        for link in self._needs.get(earlier.id, []):
            needed, first = self._plan.project(link.before), self._resolved.requirements[link.before]
            way = first.mode(needed.mode or "")
            if way and needed.start and start < way.done(needed.start).plus(link.lag_quarters):
                yield Reason(Cause.PREREQUISITE, project=link.before)
        yield from self._crowded(earlier)

    def _outside_its_years(self, earlier: PlannedProject) -> Iterator[Reason]:
        """Yield the first source that would pay before its first year or after its last."""
        brief = self._resolved
        for source, by_year in earlier.payments_by_source.items():
            closed = [
                year for year, amount in by_year.items() if amount and not brief.may_pay_in(source, year)
            ]
            if closed:
                yield Reason(Cause.SOURCE_YEARS, payer=source, year=min(closed))
                return

    def _crowded(self, earlier: PlannedProject) -> Iterator[Reason]:
        """Yield the first quarter of each kind of sites in which there would be too many."""
        own = self._sites_of(earlier)
        now = Counter(self._sites_of(self._plan.project(earlier.id)))
        for name in self._counted.get(earlier.id, []):
            sites, most = self._sites[name], self._resolved.capacities[name].maximum
            crowded = [quarter for quarter in own if sites[quarter] - now[quarter] + 1 > most]
            if crowded:
                yield Reason(Cause.CAPACITY, capacity=name, quarter=min(crowded))

    def _sites_of(self, planned: PlannedProject) -> list[Period]:
        mode = self._resolved.requirements[planned.id].mode(planned.mode or "")
        return [] if mode is None or planned.start is None else mode.sites(planned.start)


class _Ceilings:
    """The ceilings of a plan, held against it with the dates and money that another gives one project.

    All other projects stay as they are in the plan, and are summed up once; carry-over is counted anew.
    """

    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.plan = plan
        self._portfolio = plan.scenario.in_force(portfolio)
        self._paid = payments_of(plan.projects, portfolio.sources)
        self.funds = funds_of(self._portfolio)
        self._running = plan.running_costs or {}
        self._payers = portfolio.payers | follow_on_names(portfolio)
        self._most: dict[str, dict[int, int]] = {}
        for use in plan.ceilings:
            if use.payer in self._payers:
                self._most.setdefault(use.payer, {})[use.year] = use.maximum

    def passed_with(self, other: PlannedProject) -> list[CeilingUse]:
        """Return the ceilings that would be passed."""
        if not self._most:
            return []
        now = self.plan.project(other.id)
        spending = {}
        for source, total in self._paid.items():
            spending[source] = dict(total)
            add(
                spending[source], {y: -amount for y, amount in now.payments_by_source.get(source, {}).items()}
            )
            add(spending[source], other.payments_by_source.get(source, {}))
        running = dict(self._running)
        add(running, {year: -amount for year, amount in (now.running_costs or {}).items()})
        costs = follow_on_costs(self._portfolio, spending, (running, other.running_costs))
        carry_over = self.plan.scenario.carry_over
        uses = ceiling_uses(spending | costs, self._payers, self._most, carry_over, self.funds)
        return [use for use in uses if use.slack < 0]
