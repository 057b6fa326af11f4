"""Everything that a programme promises in one list: promised, planned and reported, by year and by place.

Facilities and money are planned by the plan in force, deliverables and indicators by whoever answers for
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Citation, Target, TargetKind
from portfolio.domain.progress import Progress, Standing, counted, last_reported, meets, progress_of
from portfolio.domain.project import Project, Status
from portfolio.domain.promises import Deliverable, Indicator, Milestone, Reading, ReadingKind
from portfolio.planning.answers.targets import TargetOutcome, promised, target_outcome

_OPEN = frozenset({Status.COMPLETED, Status.IN_OPERATION})
"""Where a facility stands once it is there."""
_DECIDED_BY_PLAN = frozenset({TargetKind.FACILITIES, TargetKind.INVESTMENT})
_FROM_NOTHING = frozenset({*_DECIDED_BY_PLAN, TargetKind.PEOPLE})
"""What is counted from the programme's first day on; the text says of no other target where it began."""


class Group(StrEnum):
    """What kind of promise it is: what is built, what is spent, what is counted, what is measured."""

    FACILITIES = "facilities"
    MONEY = "money"
    DELIVERABLES = "deliverables"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that is promised, with what is planned and what was reported of it.

    Attributes:
        item: What promises it.
        outcome: A target held against the plan; None for what no plan can decide.
        milestones: What it is to be and by when, earliest first.
        readings: All that was reported of it, or is planned by whoever answers for it.
        reported: What it has come to; None: nothing was reported.
        reported_as_of: Of when that is; None where it was added up from reports of projects.
        reported_by_year: Fiscal year -> what was reported for it: the last number of the year where it is
            counted from the beginning, what was added in the year where it is built or spent.
        reported_by_place: Area or street -> fiscal year -> likewise.
        planned_by_year: Fiscal year -> what whoever answers for it plans to have reached.
        progress: How far it has come.
    """

    item: Target | Deliverable | Indicator
    group: Group
    outcome: TargetOutcome | None
    milestones: tuple[Milestone, ...]
    readings: tuple[Reading, ...]
    reported: Decimal | None
    reported_as_of: str | None
    reported_by_year: Mapping[int, Decimal]
    reported_by_place: Mapping[str, Mapping[int, Decimal]]
    planned_by_year: Mapping[int, Decimal]
    progress: Progress

    @property
    def target_year(self) -> int | None:
        """By the end of which fiscal year it is promised in the end; None: the source names none."""
        return self.milestones[-1].year if self.milestones else None

    @property
    def source(self) -> Citation:
        """Where it is promised."""
        return self.item.source

    @property
    def planned(self) -> Decimal | None:
        """What is planned in all: by the plan, or by whoever answers for it; None where nobody plans it."""
        if self.outcome is not None and self.outcome.planned is not None:
            return Decimal(self.outcome.planned)
        return self.planned_by_year[max(self.planned_by_year)] if self.planned_by_year else None


def needs_plan(portfolio: Portfolio) -> bool:
    """Tell whether a plan has to be made: there are works, and not all that is promised is only measured."""
    decided = any(target.kind in _DECIDED_BY_PLAN for target in portfolio.programme.targets)
    return portfolio.has_works and (decided or not (portfolio.deliverables or portfolio.indicators))


def promises(portfolio: Portfolio, plan: Plan | None) -> tuple[Promise, ...]:
    """Return all that is promised: targets of the text, then deliverables, then indicators.

    Args:
        portfolio: Whose.
        plan: The one in force; None where there is none.
    """
    found = [_of_target(portfolio, plan, target) for target in portfolio.programme.targets]
    found += [_of_deliverable(portfolio, one) for one in portfolio.deliverables]
    found += [_of_indicator(portfolio, one) for one in portfolio.indicators]
    return tuple(found)


def _of_target(portfolio: Portfolio, plan: Plan | None, target: Target) -> Promise:
    group = {TargetKind.FACILITIES: Group.FACILITIES, TargetKind.INVESTMENT: Group.MONEY}.get(target.kind)
    quantity, years = promised(target, portfolio), portfolio.programme.fiscal_year
    readings = portfolio.readings_of(target.id)
    last = last_reported(readings, years)
    reported: Decimal | None
    if last is not None:
        by_year, by_place = _by_year_and_place(portfolio, readings, ReadingKind.REPORTED)
        reported = last.value
    else:
        by_year, by_place = _of_projects(portfolio, target)
        reported = sum(by_year.values(), Decimal(0)) if by_year else None
    if target.kind not in _FROM_NOTHING:
        is_met = None if reported is None else meets(reported, target.comparison, quantity)
        progress = Progress(Standing.NO_BASELINE, None, is_met)
    elif reported is None:
        progress = Progress(Standing.NO_REPORT)
    else:
        progress = counted(reported, target.comparison, quantity)
    milestone = Milestone(
        year=portfolio.programme.horizon.last_year,
        comparison=target.comparison,
        quantity=target.quantity,
    )
    return Promise(
        item=target,
        group=group or Group.INDICATORS,
        outcome=target_outcome(portfolio, plan, target),
        milestones=(milestone,),
        readings=readings,
        reported=reported,
        reported_as_of=None if last is None else last.as_of,
        reported_by_year=by_year,
        reported_by_place=by_place,
        planned_by_year=_by_year_and_place(portfolio, readings, ReadingKind.PLANNED)[0],
        progress=progress,
    )


def _of_projects(
    portfolio: Portfolio, target: Target
) -> tuple[dict[int, Decimal], dict[str, dict[int, Decimal]]]:
    """Return what reports of projects say has been opened or spent towards a target, year by year."""
    by_year: dict[int, Decimal] = {}
    by_place: dict[str, dict[int, Decimal]] = {}
    for project in portfolio.projects:
        if target.kind is TargetKind.INVESTMENT:
            if target.projects and project.id not in target.projects:
                continue
            reports = portfolio.reports_of(project.id)
            told = reports[-1].actual_spending if reports else {}
            amounts = {year: Decimal(amount) for year, amount in told.items()}
        elif target.facility_type is not None and project.facility_type == target.facility_type:
            year = _opened(portfolio, project)
            amounts = {} if year is None else {year: Decimal(project.units)}
        else:
            continue
        for year in amounts.keys() & set(portfolio.calendar.programme_years):
            amount = amounts[year]
            by_year[year] = by_year.get(year, Decimal(0)) + amount
            if project.place is not None:
                place = by_place.setdefault(project.place, {})
                place[year] = place.get(year, Decimal(0)) + amount
    return dict(sorted(by_year.items())), by_place


def _opened(portfolio: Portfolio, project: Project) -> int | None:
    """Return the fiscal year in which a project is reported to have been finished; None: it is not."""
    reports = portfolio.reports_of(project.id)
    if not reports or reports[-1].status not in _OPEN:
        return None
    first = next(report for report in reports if report.status in _OPEN)
    # A report takes effect in the period after what it tells of, unless it says when works were finished.
    return (first.forecast_finish or first.effective.plus(-1)).year


def _of_deliverable(portfolio: Portfolio, item: Deliverable) -> Promise:
    due = due_of(portfolio, item)
    milestone = Milestone(
        year=None if due is None else _fiscal_year(portfolio, due),
        comparison=item.comparison,
        quantity=item.quantity,
        printed=due,
    )
    last = last_reported(portfolio.readings_of(item.id), portfolio.programme.fiscal_year)
    progress = Progress(Standing.NO_REPORT)
    if last is not None:
        progress = counted(last.value, item.comparison, item.quantity)
    return _measured(portfolio, item, Group.DELIVERABLES, (milestone,), progress)


def _of_indicator(portfolio: Portfolio, item: Indicator) -> Promise:
    progress = progress_of(item, portfolio.readings_of(item.id), portfolio.programme.fiscal_year)
    return _measured(portfolio, item, Group.INDICATORS, item.milestones, progress)


def _measured(
    portfolio: Portfolio,
    item: Deliverable | Indicator,
    group: Group,
    milestones: tuple[Milestone, ...],
    progress: Progress,
) -> Promise:
    readings = portfolio.readings_of(item.id)
    last = last_reported(readings, portfolio.programme.fiscal_year)
    by_year, by_place = _by_year_and_place(portfolio, readings, ReadingKind.REPORTED)
    return Promise(
        item=item,
        group=group,
        outcome=None,
        milestones=milestones,
        readings=readings,
        reported=None if last is None else last.value,
        reported_as_of=None if last is None else last.as_of,
        reported_by_year=by_year,
        reported_by_place=by_place,
        planned_by_year=_by_year_and_place(portfolio, readings, ReadingKind.PLANNED)[0],
        progress=progress,
    )


def due_of(portfolio: Portfolio, item: Deliverable) -> str | None:
    """Return the month by whose end a deliverable is promised: its own, or the last of its phase."""
    phases = {phase.id: phase.last for phase in portfolio.phases}
    return item.due or (None if item.phase is None else phases.get(item.phase))


def _fiscal_year(portfolio: Portfolio, month: str) -> int:
    return Reading(target="", value=Decimal(0), as_of=month).year(portfolio.programme.fiscal_year)


def _by_year_and_place(
    portfolio: Portfolio, readings: tuple[Reading, ...], kind: ReadingKind
) -> tuple[dict[int, Decimal], dict[str, dict[int, Decimal]]]:
    """Return the last number of each year, of the whole and of each place."""
    years = portfolio.programme.fiscal_year
    told = sorted((one for one in readings if one.kind is kind), key=lambda one: one.until(years))
    whole = {one.year(years): one.value for one in told if one.area is None}
    by_place: dict[str, dict[int, Decimal]] = {}
    for one in told:
        if one.area is not None:
            by_place.setdefault(one.area, {})[one.year(years)] = one.value
    return whole, by_place
