"""From periods back to quarters: a result of the optimizer becomes a plan in the words of the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from optimizer.format.result import Result, Scheduled
from portfolio.domain.allowances import allowances
from portfolio.domain.bands import MovedWithin
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.dates import assumed_spending
from portfolio.domain.explanation import Explanation
from portfolio.domain.follow_on import costs_of_plan, follow_on_costs, with_costs
from portfolio.domain.outcomes import EnvelopeOutcome
from portfolio.domain.payments import payments as paid_by_terms
from portfolio.domain.plan import (
    Counted,
    ObjectiveOutcome,
    Plan,
    PlannedProject,
    PlanStatus,
    Provenance,
    SpentBefore,
    YearlyAmounts,
)
from portfolio.domain.project import Project
from portfolio.domain.requirement import Mode, Requirement, YearsBySource, together
from portfolio.domain.spending import ceiling_uses, every_year, payments_of, peaks, spending_of, summed
from portfolio.domain.undecided import undecided_payer
from portfolio.planning.check.earliest import earliest_starts
from portfolio.planning.check.statements import PROVEN_GAP
from portfolio.planning.plan.bands import moved_between
from portfolio.planning.plan.compiled import Modes
from portfolio.planning.plan.resources import leaves_out_extra_cost
from portfolio.planning.plan.shares import shared_out
from portfolio.planning.plan.windows import quarter_of


def assembled(
    brief: Brief,
    result: Result,
    *,
    modes: Modes,
    paid: Mapping[str, str],
    explanation: tuple[Explanation, ...],
    data_hash: str,
    address: str,
    time_limit: float,
) -> Plan:
    """Return the plan that a result stands for, not yet checked.

    Args:
        brief: What was compiled.
        result: What the optimizer made of it.
        modes: What the modes of the instance stand for.
        paid: Source -> the resource that is what it pays.
        explanation: Why there is no plan.
        data_hash: Of the portfolio.
        address: Name or folder that the plan notes as its portfolio.
        time_limit: Seconds allowed.
    """
    portfolio, calendar, status = brief.portfolio, brief.calendar, _status(brief, result)
    projects = tuple(
        _planned(brief, project, result.projects.get(project.id), modes, paid)
        if status.has_plan
        else _not_carried_out(brief, project, {})
        for project in portfolio.projects
    )
    if status.has_plan:
        projects = tuple(with_costs(brief, planned) for planned in projects)
    spending = spending_of(projects, portfolio.sources)
    total = every_year(summed(spending, portfolio.sources), calendar.years)
    planned = sum(total[year] for year in calendar.programme_years)
    extra = _extra_cost(brief, projects) if leaves_out_extra_cost(brief) else None
    payments = payments_of(projects, portfolio.sources)
    return Plan(
        portfolio=address,
        scenario=brief.scenario,
        status=status,
        unit=portfolio.programme.money.name,
        decimals=portfolio.programme.money.decimals,
        period=portfolio.programme.period,
        first_period=calendar.first,
        years=tuple(calendar.years),
        annual_expenditure=total,
        by_funding_source={s: every_year(years, calendar.years) for s, years in spending.items()},
        by_source_group={
            group: every_year(summed(spending, members), calendar.years)
            for group, members in portfolio.groups.items()
        },
        peaks=peaks(payments, portfolio.payers),
        envelope=EnvelopeOutcome(
            minimum=brief.floor,
            planned=planned,
            shortfall=max(0, (brief.floor or 0) - planned + (extra or 0)),
            soft=brief.floor_is_soft,
            maximum=brief.maximum,
            extra_cost=extra,
        ),
        ceilings=ceiling_uses(
            payments | follow_on_costs(portfolio, payments, (planned.running_costs for planned in projects)),
            portfolio.payers | brief.follow_on,
            brief.gross,
            brief.carry_over,
            brief.funds,
        )
        if status.has_plan
        else (),
        projects=projects,
        beyond=sum(planned.beyond for planned in projects),
        beyond_by_source={
            source: amount
            for source in portfolio.sources
            if (amount := sum(planned.beyond_by_source.get(source, 0) for planned in projects))
        },
        assumed=summed({planned.id: planned.assumed for planned in projects}, [p.id for p in projects]),
        payments=every_year(summed(payments, portfolio.sources), calendar.years),
        payments_by_source={source: every_year(years, calendar.years) for source, years in payments.items()},
        payments_beyond_by_source={
            source: amount
            for source in portfolio.sources
            if (amount := sum(planned.payments_beyond_by_source.get(source, 0) for planned in projects))
        },
        ceilings_count=Counted.PAYMENTS,
        **(costs_of_plan(brief, projects, payments) if status.has_plan else {}),
        kept_close_to=brief.baseline,
        earliest_starts=earliest_starts(brief),
        violations=(),
        explanation=explanation,
        provenance=Provenance(
            data_hash=data_hash,
            instance_hash=result.instance_hash,
            solver=result.solver,
            seed=result.seed,
            time_limit=time_limit,
            objective=tuple(
                ObjectiveOutcome(
                    term=" + ".join(dict.fromkeys(term.term for term in tier.terms)),
                    terms=tier.terms,
                    value=outcome.value,
                    bound=outcome.bound,
                    gap=outcome.gap,
                )
                for tier, outcome in zip(brief.objective, result.tiers, strict=False)
            ),
            wall_seconds=float(result.wall_seconds),
        ),
        allowances=allowances(brief),
        year_labels=portfolio.programme.fiscal_year.labels(calendar.years),
    )


def _extra_cost(brief: Brief, projects: Iterable[PlannedProject]) -> int:
    """Return what works begun by the end of the programme's years cost more than in their cheapest modes."""
    end = brief.calendar.periods.last(brief.calendar.last_year)
    begun = [planned for planned in projects if planned.start is not None and planned.start <= end]
    return sum(
        brief.requirements[planned.id].extra_costs.get(planned.mode or "", 0)
        for planned in begun
        if planned.id in brief.requirements
    )


def _status(brief: Brief, result: Result) -> PlanStatus:
    """Return what is known of the plan, which is optimal once every aim of the scenario is proven.

    The tie-break that follows them only chooses between plans that are as good.
    """
    aims = result.tiers[: len(brief.objective)]
    proven = len(aims) == len(brief.objective) and all(
        tier.gap is not None and tier.gap <= PROVEN_GAP for tier in aims
    )
    return PlanStatus.OPTIMAL if result.status == "feasible" and proven else PlanStatus(result.status)


def _planned(
    brief: Brief,
    project: Project,
    scheduled: Scheduled | None,
    modes: Modes,
    paid: Mapping[str, str],
) -> PlannedProject:
    """Put what the optimizer decided for one project into periods, years and sources."""
    requirement = brief.requirements.get(project.id)
    if requirement is None or scheduled is None:
        return _not_carried_out(brief, project, {} if requirement is None else requirement.spent)
    start = quarter_of(brief, project.id, scheduled.start)
    # A milestone takes no period: the optimizer has it complete in the one before.
    finish = start if requirement.is_milestone else brief.calendar.first.plus(scheduled.finish)
    mode = modes[project.id][scheduled.mode].mode
    # A mode that the project does not have is the check's to tell.
    done_as = requirement.mode(mode)
    along = {} if done_as is None else done_as.by_year(start)
    spent = brief.within(requirement.spent)
    by_source = together(_decided(brief, scheduled, {source: source for source in paid}), spent)
    within = together(_decided(brief, scheduled, paid), brief.within(requirement.paid_as_spent))
    is_shared = done_as is not None and requirement.sharing_in(done_as) is not None
    # Where sources share, what comes after the schedule is as stated.
    beyond = _beyond(brief, along, brief.within(along) if is_shared else by_source)
    beyond = beyond if requirement.runs_on else {}
    tardiness = requirement.tardiness(finish)
    before = _before(brief, project.id, along)
    completed = together(by_source, {} if before is None else before.by_source)
    return PlannedProject(
        **_of_the_row(brief, project, requirement.cost, done_as),
        selected=requirement.cost is not None,
        scheduled=True,
        cancelled=not requirement.opens,
        mode=mode,
        start=start,
        finish=finish,
        expenditure=summed(by_source, by_source),
        by_source=by_source,
        before=before,
        more_to_come=None if done_as is None else done_as.more_to_come,
        band=_moved(requirement, brief.within(along), by_source, is_shared=is_shared),
        sharing=shared_out(brief, requirement, along, completed, beyond) if is_shared else None,
        tardiness_quarters=None if brief.calendar.periods.are_months else tardiness,
        tardiness_periods=tardiness,
        runs_on=finish > brief.calendar.last,
        beyond=sum(beyond.values()),
        beyond_by_source=beyond,
        assumed=assumed_spending(brief.portfolio, project, summed(by_source, by_source)),
        payments=summed(within, within),
        payments_by_source=within,
        payments_beyond_by_source=_paid_later(brief, requirement, (start, finish), completed, beyond),
    )


def _moved(
    requirement: Requirement, along: YearsBySource, by_source: YearsBySource, *, is_shared: bool
) -> MovedWithin | None:
    """Return how far what was chosen in the schedule's years is from the curve; None without a band.

    Between sources that share what they pay, money moves only where their sum does.
    """
    if requirement.band is None:
        return None
    both = (along, by_source)
    then, now = ({"": summed(each, each)} for each in both) if is_shared else both
    return MovedWithin(within=requirement.band, curve=along, moved=moved_between(then, now))


def _not_carried_out(brief: Brief, project: Project, spent: YearsBySource) -> PlannedProject:
    """Return a project that the plan gives no dates, with what has been spent on it already."""
    requirement = brief.requirements.get(project.id)
    by_source = brief.within(spent)
    return PlannedProject(
        **_of_the_row(brief, project, project.cost if requirement is None else requirement.cost),
        selected=False,
        scheduled=False,
        cancelled=False,
        mode=None,
        start=None,
        finish=None,
        expenditure=summed(by_source, by_source),
        by_source=by_source,
        before=_before(brief, project.id, spent),
        tardiness_quarters=None,
        tardiness_periods=None,
    )


def _of_the_row(
    brief: Brief, project: Project, cost: int | None, done_as: Mode | None = None
) -> dict[str, Any]:
    rule = undecided_payer(brief.portfolio, project) if project.id in brief.requirements else None
    assumed = None if rule is None else rule.assumed
    return {
        "funding": assumed if done_as is None or done_as.payer is None else done_as.payer,
        "funding_undecided": rule is not None,
        "id": project.id,
        "priced": cost is not None,
        "target_year": brief.portfolio.target_year_of(project),
        "target_year_assumed": project.target_year is None,
    }


def _decided(brief: Brief, scheduled: Scheduled, resources: Mapping[str, str]) -> YearsBySource:
    """Return source -> fiscal year -> what a result uses of its resource for a project."""
    return {
        source: _by_year(brief.calendar, scheduled.usage.get(resource, []))
        for source, resource in resources.items()
    }


def _paid_later(
    brief: Brief,
    requirement: Requirement,
    works: tuple[Period, Period],
    completed: YearsBySource,
    beyond: Mapping[str, int],
) -> dict[str, int]:
    """Return source -> what it pays after the schedule; those that pay nothing then are absent.

    Args:
        brief: What was compiled.
        requirement: Of the project.
        works: The first period of its works, and the last one.
        completed: Source -> year -> investment completed, years before the schedule included.
        beyond: Source -> what is completed after the schedule.
    """
    later, after = {}, brief.calendar.last_schedule_year + 1
    for source in {**completed, **beyond}:
        in_all = {**completed.get(source, {}), after: beyond.get(source, 0)}
        spent = requirement.paid_as_spent.get(source, {})
        by_year = paid_by_terms(requirement.terms, in_all, *works, spent=spent)
        if left := sum(amount for year, amount in by_year.items() if year >= after):
            later[source] = left
    return later


def _before(brief: Brief, project: str, paid: YearsBySource) -> SpentBefore | None:
    """Return what was paid before the schedule, which no instance knows; None where that is nothing."""
    by_source = brief.before(paid)
    if not by_source:
        return None
    return SpentBefore(
        amount=sum(summed(by_source, by_source).values()),
        by_source=by_source,
        assumed=not brief.portfolio.reported_before(project),
    )


def _beyond(brief: Brief, paid: YearsBySource, by_source: YearsBySource) -> dict[str, int]:
    """Return source -> what is left to pay of the works once the schedule is over."""
    first = brief.calendar.first_year
    in_all = {
        source: sum(amount for year, amount in by_year.items() if year >= first)
        for source, by_year in paid.items()
    }
    return {
        source: left
        for source, amount in in_all.items()
        if (left := amount - sum(by_source.get(source, {}).values()))
    }


def _by_year(calendar: Calendar, usage: list[int]) -> YearlyAmounts:
    amounts: YearlyAmounts = {}
    for period, amount in enumerate(usage):
        if amount:
            year = calendar.first_year + period // calendar.periods.per_year
            amounts[year] = amounts.get(year, 0) + amount
    return amounts
