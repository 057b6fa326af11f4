"""A project in a plan, in words: its works, target, timing and price; its street, owner and capacities."""

from __future__ import annotations

from portfolio.domain.calendar import Period
from portfolio.domain.plan import PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.wording import money
from portfolio.wording.classes import place_name
from portfolio.wording.costs import unpriced_text
from portfolio.wording.i18n import Wording


def span_text(planned: PlannedProject, say: Wording) -> str:
    """Return first and last quarter of the works, once if they are the same, or that there are none."""
    if planned.start is None or planned.finish is None:
        return say("timing.left_out")
    if planned.start == planned.finish:
        return say.quarter(planned.start)
    return say.span(planned.start, planned.finish)


def target_text(project: Project, planned: PlannedProject, say: Wording) -> str:
    """Return the target year, marked where it is an assumption; nothing for what is retained."""
    if not project.status.has_works:
        return ""
    year = say.year(planned.target_year)
    return say("assumed", value=year) if planned.target_year_assumed else year


def source_target_text(project: Project, portfolio: Portfolio, say: Wording) -> str:
    """Return the target year of a row of the source, marked where it is assumed; nothing without works.

    Nothing either where its document gives no years at all.
    """
    told = portfolio.told_target_year_of(project)
    if told is None or not project.status.has_works:
        return ""
    year = say.year(told)
    return year if project.target_year else say("assumed", value=year)


def source_cost_text(project: Project, say: Wording) -> str:
    """Return the price of a row of the source in the unit of tables, or that it has none yet and why."""
    if project.cost is None and project.status.has_works:
        return unpriced_text(project, say)
    return money.table_amount(project.cost, say)


def timing_text(project: Project, planned: PlannedProject, say: Wording) -> str:
    """Return whether the project is on time, how late it is, and until when it runs on past the schedule."""
    if not project.status.has_works:
        return say("timing.retained")
    if planned.tardiness_periods is None or not planned.opens:
        return say("timing.left_out")
    late = say.counted("timing.late", planned.tardiness_periods) if planned.tardiness_periods else None
    if planned.runs_on and planned.finish is not None:
        return say("clause.separator").join(
            [*([late] if late else []), *_running_on(planned, planned.finish, say)]
        )
    return late or say("timing.on_time")


def _running_on(planned: PlannedProject, finish: Period, say: Wording) -> list[str]:
    """Return until when works run on past the schedule, and what is paid by then if anything is."""
    told = [say("timing.runs_on", finish=say.quarter(finish))]
    return [*told, say("timing.beyond", amount=money.amount(planned.beyond, say))] if planned.beyond else told


def cost_text(project: Project, planned: PlannedProject, say: Wording) -> str:
    """Return what is known of the price, in words."""
    if not project.status.has_works:
        return say("cost.none_asked")
    return say("cost.priced") if planned.priced else say("cost.not_priced")


def money_text(planned: PlannedProject, say: Wording) -> str:
    """Return what the project costs, or that it is not priced."""
    return money.amount(planned.paid_in_all, say) if planned.priced else say("not_priced")


def place_text(project: Project, say: Wording) -> str:
    """Return which row of the source a project stands in, where the source numbers its rows."""
    if project.row is None:
        return say("field.blank")
    if project.annex is None:
        return say("place.row", row=project.row)
    return say("place", annex=project.annex, row=project.row)


def capacity_name(counter: str, portfolio: Portfolio, say: Wording) -> str:
    """Return the name of a capacity, with the street or area where it is counted by those."""
    places = [None, *dict.fromkeys(place for project in portfolio.projects for place in project.places)]
    for capacity in portfolio.assumptions.capacities:
        for place in places:
            if counter == capacity.counter_in(place):
                name = say.either(capacity, "name")
                shown = place_name(place, portfolio, say)
                return name if place is None else say("capacity.street", name=name, street=shown)
    # A plan of before may name one that the data do not have any more.
    return counter
