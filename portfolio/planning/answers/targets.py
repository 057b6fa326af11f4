"""The programme's own targets against a plan, by year and street."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portfolio.domain.dates import extra_costs
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Target, TargetComparison, TargetKind
from portfolio.domain.progress import meets
from portfolio.domain.project import Project


class Outcome(StrEnum):
    """Whether a plan meets a target."""

    MET = "met"
    MISSED = "missed"
    NOT_DECIDED = "not_decided"


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """One target against a plan.

    Attributes:
        planned: What the plan comes to by the programme's end, in the target's unit; None where it does not
            decide: people and services are promised in the text, not built by the plan.
        by_year: Programme year -> how much is reached in that year.
        by_street: Area, or street as printed -> year -> units opened; None stands for "neither is given".
        unknown_projects: What the plan opens and the portfolio does not have, so that it counts nowhere.
    """

    target: Target
    outcome: Outcome
    planned: int | None
    by_year: dict[int, int]
    by_street: dict[str | None, dict[int, int]]
    unknown_projects: tuple[str, ...] = ()

    @property
    def in_money(self) -> tuple[str, ...]:
        """Fields that hold amounts: what is planned, where that is money."""
        return ("planned", "by_year") if self.target.kind is TargetKind.INVESTMENT else ()


def target_outcomes(portfolio: Portfolio, plan: Plan) -> tuple[TargetOutcome, ...]:
    """Hold a plan against every target of the programme, in the programme's order."""
    return tuple(target_outcome(portfolio, plan, target) for target in portfolio.programme.targets)


def target_outcome(portfolio: Portfolio, plan: Plan | None, target: Target) -> TargetOutcome:
    """Hold a plan against one target; where there is no plan, none decides it."""
    if plan is None or not plan.status.has_plan:
        return TargetOutcome(target, Outcome.NOT_DECIDED, None, {}, {})
    if target.kind is TargetKind.INVESTMENT:
        by_year = _investment(portfolio, plan, target)
        by_street: dict[str | None, dict[int, int]] = {}
        unknown: tuple[str, ...] = ()
    elif target.facility_type is not None:
        known = {project.id: project for project in portfolio.projects}
        by_year, by_street = _openings(portfolio, plan, target, known)
        unknown = tuple(p.id for p in plan.projects if p.opens and p.id not in known)
    else:
        return TargetOutcome(target, Outcome.NOT_DECIDED, None, {}, {})
    planned = sum(by_year.values())
    met = _meets(target, planned, promised(target, portfolio))
    outcome = Outcome.NOT_DECIDED if met is None else Outcome.MET if met else Outcome.MISSED
    return TargetOutcome(target, outcome, planned, by_year, by_street, unknown)


def _investment(portfolio: Portfolio, plan: Plan, target: Target) -> dict[int, int]:
    """Return money within the programme's years: of the projects the target names, or of all."""
    years = portfolio.calendar.programme_years
    counted = [p for p in plan.projects if not target.projects or p.id in target.projects]
    by_project = [_at_the_cheapest_price(portfolio, plan, planned) for planned in counted]
    return {year: sum(by_year.get(year, 0) for by_year in by_project) for year in years}


def _at_the_cheapest_price(portfolio: Portfolio, plan: Plan, planned: PlannedProject) -> dict[int, int]:
    """Return programme year -> money of a project; where the floor leaves extra cost out, without that.

    It is what comes last.
    """
    years = portfolio.calendar.programme_years
    kept = {year: planned.expenditure[year] for year in years if year in planned.expenditure}
    if plan.envelope.extra_cost and planned.id in {project.id for project in portfolio.projects}:
        cost = plan.scenario.project(planned.id).cost
        extra = extra_costs(portfolio, portfolio.project(planned.id), cost).get(planned.mode or "", 0)
        for year in reversed(kept):
            off = min(extra, max(0, kept[year]))
            kept[year], extra = kept[year] - off, extra - off
    return kept


def _openings(
    portfolio: Portfolio, plan: Plan, target: Target, known: Mapping[str, Project]
) -> tuple[dict[int, int], dict[str | None, dict[int, int]]]:
    """Return units opened within the programme: a facility counts in the year in which its works finish."""
    years = portfolio.calendar.programme_years
    by_year = dict.fromkeys(years, 0)
    by_street: dict[str | None, dict[int, int]] = {}
    end = portfolio.programme.periods.last(years[-1])
    for planned in plan.projects:
        project = known.get(planned.id)
        if project is None or project.facility_type != target.facility_type or not planned.opens:
            continue
        if planned.finish is not None and planned.finish <= end:
            year = planned.finish.year
            by_year[year] += project.units
            street = by_street.setdefault(project.place, {})
            street[year] = street.get(year, 0) + project.units
    return by_year, by_street


def promised(target: Target, portfolio: Portfolio) -> Decimal:
    """Return what a target promises, counted as what is planned for it: money in the smallest kept unit."""
    is_money = target.kind is TargetKind.INVESTMENT
    return target.quantity * portfolio.programme.money.kept_in_one if is_money else target.quantity


def _meets(target: Target, planned: int, promised: Decimal) -> bool | None:
    """Whoever promises exactly six and builds seven has kept the promise; money is exactly so much or not."""
    if target.comparison is TargetComparison.EXACTLY and target.kind is TargetKind.INVESTMENT:
        return planned == promised
    return meets(Decimal(planned), target.comparison, promised)
