"""The brief: what a plan must respect and aim for, once a scenario has been applied to a portfolio.

Both the translator to the optimizer and the independent checker start from here; they share the arithmetic
of money and dates below, and nothing of what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial

from portfolio.domain.assumptions import ModeAssumption
from portfolio.domain.banding import band_of
from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.cashflow import NOTHING, CashFlowProfile, Flow, over_one_denominator
from portfolio.domain.dates import dated, with_assumed_history
from portfolio.domain.follow_on import follow_on_names
from portfolio.domain.funds import UNBOUND, Funds, ceilings_of, funds_of
from portfolio.domain.granted import Granted
from portfolio.domain.holds import held
from portfolio.domain.links import Prerequisite
from portfolio.domain.payments import AS_COMPLETED
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.reforecast import Phasing, reforecast
from portfolio.domain.requirement import (
    Mode,
    Placement,
    Requirement,
    YearsBySource,
    still_meant,
    together,
)
from portfolio.domain.running_on import finishes_at_best, runs_on
from portfolio.domain.scenario import (
    Pin,
    ProjectChange,
    Scenario,
    Term,
    TermName,
    Tier,
    default_objective,
)
from portfolio.domain.together import (
    Alternatives,
    SiteCapacity,
    alternatives_of,
    capacities_of,
    without_what_lacks_a_prerequisite,
)
from portfolio.domain.undecided import open_to_all, with_payers


@dataclass(frozen=True)
class Brief:
    """A portfolio under a scenario.

    Attributes:
        requirements: Project id -> what must be respected, for every project with works that is not dropped.
        ceilings: Source or group -> fiscal year -> most that may be spent there (10k CNY), less any reserve.
        carry_over: Source or group -> share of unused room that moves to the next year with a ceiling.
        floor: Least total investment within the programme's years; None when there is none.
        floor_is_soft: Whether the floor may be missed.
        maximum: Most total investment within the programme's years; None when there is no such limit.
        prerequisites: Those whose two projects both have works.
        alternatives: Of which projects how many are carried out.
        capacities: Name -> how many of which projects may be under construction in the same period.
        discount_rate: Per period; what a benefit is worth less for each period that it comes later.
        baseline: Project id -> what the baseline decided, for the projects that still have works; None when
            there is no baseline.
        objective: Tiers, most important first.
        gross: As `ceilings`, with what is kept back.
        funds: What the money of the payers is bound to.
    """

    portfolio: Portfolio
    scenario: Scenario
    requirements: dict[str, Requirement]
    ceilings: dict[str, dict[int, int]]
    carry_over: dict[str, Decimal]
    floor: int | None
    floor_is_soft: bool
    maximum: int | None
    prerequisites: tuple[Prerequisite, ...]
    alternatives: tuple[Alternatives, ...]
    capacities: dict[str, SiteCapacity]
    discount_rate: Decimal
    baseline: dict[str, Placement] | None
    objective: tuple[Tier, ...]
    gross: dict[str, dict[int, int]] = field(default_factory=dict)
    funds: Funds = UNBOUND

    @property
    def calendar(self) -> Calendar:
        """The calendar of the portfolio."""
        return self.portfolio.calendar

    def is_dated(self, mode: Mode) -> bool:
        """Whether the mode is another one for each start: price, or what counts as kept, depends on it."""
        return mode.escalation is not None or self.most_moves is not None

    @property
    def most_moves(self) -> int | None:
        """How many projects may depart from the baseline; None for any number, or without a baseline."""
        return None if self.baseline is None else self.scenario.most_moves

    def is_past(self, year: int) -> bool:
        """Whether the year is history: its ceilings are told of, and bind nobody any more."""
        until = self.portfolio.history_until
        return until is not None and year < until.year

    def may_pay_in(self, source: str, year: int) -> bool:
        """Whether a source can pay in a year; years that are history are what they were."""
        return self.is_past(year) or self.funds.is_open(source, year)

    def room_lapses(self, payer: str) -> bool:
        """Whether room that a payer carries over lapses some years later."""
        return bool(self.carry_over.get(payer)) and payer in self.funds.lapses

    def may_rise(self, payer: str, year: int) -> bool:
        """Whether a ceiling may rise: it is not locked, and no room moves on from it into a year that is."""
        reached = [later for later in self.ceilings[payer] if later > year and self.carry_over.get(payer)]
        return not any(self.scenario.is_locked(payer, held) for held in (year, *reached))

    def within(self, by_source: YearsBySource) -> YearsBySource:
        """Return the money of the schedule's years; sources without any are absent."""
        return _of_years(by_source, lambda year: year in self.calendar.years)

    def before(self, by_source: YearsBySource) -> YearsBySource:
        """Return the money of the years before the schedule; sources without any are absent."""
        return _of_years(by_source, lambda year: year < self.calendar.first_year)

    def aims_for(self, term: TermName) -> bool:
        """Whether the term is among the aims."""
        return any(each.term is term for tier in self.objective for each in tier.terms)

    @cached_property
    def spent(self) -> YearsBySource:
        """What has been spent already in the schedule's years, whatever is decided."""
        return self.within(together(*(requirement.spent for requirement in self.requirements.values())))

    @cached_property
    def paid_as_spent(self) -> YearsBySource:
        """What of that was paid as it was spent, and not by terms."""
        requirements = self.requirements.values()
        return self.within(together(*(requirement.paid_as_spent for requirement in requirements)))

    @cached_property
    def pays_as_completed(self) -> bool:
        """Whether every payment is what is completed, so that there is one series of money and not two."""
        return all(need.terms.pays_as_completed for need in self.requirements.values())

    @cached_property
    def money_moves(self) -> bool:
        """Whether yearly amounts of any project are chosen: within a band, or between sources."""
        return any(need.band is not None or need.sharing for need in self.requirements.values())

    @cached_property
    def may_run_on(self) -> bool:
        """Whether any works may go on past the schedule."""
        return any(requirement.runs_on for requirement in self.requirements.values())

    @cached_property
    def follow_on(self) -> dict[str, tuple[str, ...]]:
        """What ceilings may be of besides payers -> what it adds up; empty where nothing is assumed of it."""
        return follow_on_names(self.portfolio)

    @cached_property
    def payers(self) -> dict[str, tuple[str, ...]]:
        """Everything money is counted by -> the sources in it."""
        return self.portfolio.payers


def _of_years(by_source: YearsBySource, is_meant: Callable[[int], bool]) -> YearsBySource:
    found = {
        source: {year: amount for year, amount in by_year.items() if amount and is_meant(year)}
        for source, by_year in by_source.items()
    }
    return {source: by_year for source, by_year in found.items() if by_year}


def brief_of(
    portfolio: Portfolio, scenario: Scenario, baseline: Mapping[str, Placement] | None = None
) -> Brief:
    """Apply a scenario to a portfolio that it fits (see `Scenario.faults_against`).

    With a baseline, the last aim is to depart from its decisions as little as the other aims allow.
    """
    # Works that could finish by the programme's own schedule must, also where a scenario ends it sooner.
    last, portfolio = portfolio.calendar.last, with_payers(scenario.in_force(portfolio), scenario)
    funds, gross = funds_of(portfolio), ceilings_of(portfolio, scenario)
    last, finishes = max(last, portfolio.calendar.last), finishes_at_best(portfolio)
    soft = scenario.envelope.soft
    requirements = {}
    for project in portfolio.projects:
        # What is finished or cancelled is past changing: a scenario saved before then still opens.
        still_open = portfolio.status_of(project).has_works
        change = scenario.project(project.id) if still_open else ProjectChange()
        at_best = finishes.get(project.id) if runs_on(portfolio, project, last) else None
        made = partial(_requirement, project=project, change=change, runs_on_until=at_best)
        if (need := open_to_all(portfolio, project, change.funding, made)) is not None:
            band = band_of(portfolio, scenario, project, change) if need.opens else None
            moving = dated(need.moving_within(band), portfolio, project, change.cost)
            requirements[project.id] = held(moving, portfolio, project, change.waived)
    requirements = without_what_lacks_a_prerequisite(portfolio, requirements)
    return Brief(
        portfolio=portfolio,
        scenario=scenario,
        requirements=requirements,
        ceilings={
            payer: {year: funds.net(payer, amount) for year, amount in by_year.items()}
            for payer, by_year in gross.items()
        },
        carry_over=dict(scenario.carry_over),
        floor=scenario.floor_of(portfolio),
        floor_is_soft=portfolio.assumptions.floor_is_soft if soft is None else soft,
        maximum=scenario.maximum_of(portfolio),
        prerequisites=tuple(
            link
            for link in portfolio.assumptions.prerequisites
            if link.before in requirements and link.after in requirements
        ),
        alternatives=alternatives_of(portfolio, requirements),
        capacities=capacities_of(portfolio, requirements),
        discount_rate=Decimal(0)
        if (rate := portfolio.assumptions.discount) is None
        else rate.per_period(portfolio.programme.periods),
        baseline=None if baseline is None else still_meant(baseline, requirements),
        objective=objective_of(portfolio, scenario, has_baseline=baseline is not None),
        gross=gross,
        funds=funds,
    )


def _spending(
    cost: int | None, mode: ModeAssumption, profile: CashFlowProfile, shares: Mapping[str, Fraction]
) -> Flow:
    """Return what each source pays of a cost, and when, if the works are done in a mode of this price."""
    if not cost:
        return NOTHING
    numerators, parts = over_one_denominator(shares)
    amounts = {source: cost * mode.cost_percent * share for source, share in numerators.items()}
    return profile.spread(amounts, mode.quarters, per=100 * parts)


def _is_mandatory(portfolio: Portfolio, project: Project, change: ProjectChange) -> bool:
    """Whatever is not retained must be carried out, unless a person or a choice of alternatives says no.

    What is finished or cancelled is history. Works reported to be under way go on until somebody drops them.
    """
    status = portfolio.status_of(project)
    under_way = status in {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
    if not status.has_works or (under_way and portfolio.reports_of(project.id)):
        return True
    if change.mandated is not None:
        return change.mandated
    return not any(
        project.id in alternative.projects and alternative.at_most < len(alternative.projects)
        for alternative in portfolio.assumptions.alternatives
    )


def objective_of(portfolio: Portfolio, scenario: Scenario, *, has_baseline: bool) -> tuple[Tier, ...]:
    """Return what a scenario aims for, with a baseline to stay close to at last; most important first."""
    tiers = scenario.objective or default_objective(portfolio, scenario)
    return (*tiers, Tier(terms=(Term(term=TermName.DISRUPTION),))) if has_baseline else tiers


def _requirement(
    portfolio: Portfolio, project: Project, change: ProjectChange, runs_on_until: Period | None
) -> Requirement | None:
    """Return what must be respected for a project; None when it has neither works nor spending.

    Args:
        portfolio: With the schedule that the scenario asks for.
        project: Whose requirement it is.
        change: What the scenario changes of it.
        runs_on_until: When it is finished at best, where that is after the end of the schedule.
    """
    if not (project.status.has_works or portfolio.reports_of(project.id)):
        return None
    assumptions, calendar = portfolio.assumptions, portfolio.calendar
    start = assumptions.start_of(project)
    appropriated = portfolio.appropriated(project)
    delivery = portfolio.delivery_of(project)
    funding = portfolio.funding_of(project)
    priority = assumptions.priority_of(project)
    allowed = start.earliest if start else appropriated.start if appropriated else None
    if allowed is None or delivery is None or funding is None or priority is None:
        msg = f"{project.id} was loaded although an assumption is missing for it"
        raise LookupError(msg)

    cost = project.cost if change.cost is None else change.cost
    profiles = {mode.id: portfolio.profile_of(project, mode.profile) for mode in delivery.modes}
    escalation = None if appropriated else assumptions.escalation_of(project)  # granted as it is paid
    begun = portfolio.fixed_start_of(project)
    target = calendar.periods.last(portfolio.target_year_of(project))
    pin = change.pin or Pin()
    requirement = Requirement(
        project=project.id,
        cost=cost,
        modes=tuple(
            Mode(
                id=mode.id,
                quarters=mode.quarters,
                flow=appropriated.flow(cost)
                if appropriated
                else _spending(cost, mode, profiles[mode.id], funding.of_one),
                escalation=escalation,
            )
            for mode in delivery.modes
        ),
        earliest=begun or max(allowed, calendar.first),
        latest=begun,
        target=target if runs_on_until is None else max(target, runs_on_until),
        priority=priority.weight,
        mandatory=_is_mandatory(portfolio, project, change),
        pinned_start=pin.start,
        pinned_mode=pin.mode,
        allocations={source: dict(by_year) for source, by_year in change.allocations.items()},
        flexibility=change.flexibility if change.allocations else Decimal(0),
        runs_on=runs_on_until is not None,
        # What is granted is granted to be paid, and what is spent on a milestone there are no terms for.
        terms=AS_COMPLETED if appropriated else assumptions.payment_terms_of(project),
    )
    reports = portfolio.reports_in_force(project)
    if change.excluded:
        # Dropping works that have begun is cancelling them: what was spent stays spent.
        if not reports:
            return None
        reports = (*reports[:-1], reports[-1].model_copy(update={"status": Status.CANCELLED}))
        requirement = replace(requirement, mandatory=True)
    if reports and (change.excluded or not portfolio.follows_appropriations(project)):
        fixed = assumptions.appropriations.fixed
        phasing = Phasing(
            calendar,
            profiles,
            funding.of_one,
            portfolio.actuals_of(project.id),
            Granted(appropriated.by_year(cost)) if fixed and appropriated and cost else None,
        )
        forecast = reforecast(requirement, reports, phasing, delay=change.delay_quarters)
        if forecast is None:
            return None
        if portfolio.is_assumed_to_go_on(project):
            forecast = with_assumed_history(forecast, requirement.modes[0])
        # Of what was cancelled nothing remains but what was spent, and that has been paid.
        terms = requirement.terms if forecast.opens else AS_COMPLETED
        return forecast.paid_by(terms).reaching(calendar.first)
    return requirement.delayed(change.delay_quarters, calendar.first).reaching(calendar.first)
