"""A project in a plan, in words: its works, target, timing and price; its street, owner and capacities."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.domain.plan import PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import FacilityType, Project
from portfolio.wording import money
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
    """Return the target year of a row of the source, marked where it is assumed; nothing without works."""
    if not project.status.has_works:
        return ""
    year = say.year(portfolio.target_year_of(project))
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
    if planned.tardiness_quarters is None or not planned.opens:
        return say("timing.left_out")
    late = say.counted("timing.late", planned.tardiness_quarters) if planned.tardiness_quarters else None
    if planned.runs_on:
        return say("clause.separator").join([*([late] if late else []), *_running_on(planned, say)])
    return late or say("timing.on_time")


def _running_on(planned: PlannedProject, say: Wording) -> list[str]:
    """Return until when works run on past the schedule, and what is paid by then if anything is."""
    told = [say("timing.runs_on", finish=planned.finish)]
    return [*told, say("timing.beyond", amount=money.amount(planned.beyond, say))] if planned.beyond else told


def cost_text(project: Project, planned: PlannedProject, say: Wording) -> str:
    """Return what is known of the price, in words."""
    if not project.status.has_works:
        return say("cost.none_asked")
    return say("cost.priced") if planned.priced else say("cost.not_priced")


def money_text(planned: PlannedProject, say: Wording) -> str:
    """Return what the project costs, or that it is not priced."""
    return money.amount(planned.paid_in_all, say) if planned.priced else say("not_priced")


def street_name(street: str | None, say: Wording) -> str:
    """Return the street, or that the source names none."""
    return street or say("street.none")


def place_text(project: Project, say: Wording) -> str:
    """Return which row of the source a project stands in, where the source numbers its rows."""
    if project.row is None:
        return say("field.blank")
    if project.annex is None:
        return say("place.row", row=project.row)
    return say("place", annex=project.annex, row=project.row)


def type_text(project: Project, say: Wording) -> str:
    """Return the facility type as the source prints it, or else as it is called here."""
    return project.facility_type_zh or say(f"type.{project.facility_type}")


def ownership_text(project: Project, portfolio: Portfolio, say: Wording) -> str:
    """Return who owns the facility, marked where that is an assumption."""
    owner = portfolio.assumptions.owner_of(project)
    if owner is None:
        return say("unknown")
    name = say(f"ownership.{owner}")
    return name if project.ownership is not None else say("assumed", value=name)


def capacity_name(counter: str, portfolio: Portfolio, say: Wording) -> str:
    """Return the name of a capacity, with the street where it is counted by street."""
    streets = [None, *dict.fromkeys(project.street for project in portfolio.projects if project.street)]
    for capacity in portfolio.assumptions.capacities:
        for street in streets:
            if counter == capacity.counter_in(street):
                name = say.either(capacity, "name")
                return name if street is None else say("capacity.street", name=name, street=street)
    # A plan of before may name one that the data do not have any more.
    return counter


def opened_words(counts: Mapping[FacilityType, int], say: Wording) -> list[str]:
    """Return how many facilities of each type open, a part for each type that does."""
    return [say.counted(f"opens.{kind}", counts[kind]) for kind in FacilityType if kind in counts]
